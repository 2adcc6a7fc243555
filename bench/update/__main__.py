"""`scaffold update` beside `copier update` and `cruft update`, whole processes, in one run.

Run: `.venv/bin/python -m bench.update [ROUNDS [FILES ...]]`, or `.venv/bin/python -m bench.update alone` for the
outcome of each case in an update of its own. Aim: with 1,500 files at least 20 times faster than copier, and no line
of the user's lost.

The project, the template's change and the team's edits are the same for all: scaffold's pack makes the project, and
the other templates are made from that. The outcomes are told by the trees that the tools leave.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.processes import Contender, measure, show
from bench.update.cases import Case, cases
from bench.update.outcomes import outcome, tree_of
from bench.update.tools import Tool, contents, copying, prepare

SIZES = (150, 1500)
_BUILT_IN = 113
"""About how many files the built-in service has."""

_CONFLICTS = 3


def main() -> None:
    """Print times and outcomes for each number of files, or the outcomes of each case alone."""
    alone = sys.argv[1:] == ["alone"]
    rounds, *sizes = (3,) if alone else (*map(int, sys.argv[1:]),) or (3,)
    with tempfile.TemporaryDirectory() as temporary:
        _settle(Path(temporary))
        if alone:
            _each_alone(Path(temporary) / "alone")
            return
        for size in sizes or SIZES:
            _all_at_once(Path(temporary) / str(size), size, rounds)


def _settle(work: Path) -> None:
    """Let nothing of the user's settings count: git's author, and scaffold's cache of templates."""
    who = {f"GIT_{role}_{part}": "bench@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "SCAFFOLD_CACHE_DIR": str(work / "cache")}
    os.environ.update(who | settings)


def _all_at_once(work: Path, size: int, rounds: int) -> None:
    work.mkdir()
    every = cases()
    tools = prepare(work, max(size - _BUILT_IN - len(every), 0), every)
    place = work / "run"
    contenders = {
        each.name: Contender(each.update, copying(each.project, place), place, (0, _CONFLICTS)) for each in tools
    }
    found = {each.name: _outcomes(each, place, every) for each in tools}
    costs = measure(contenders, rounds, warm_up=False)
    files = len(contents(tools[0].project))
    show(f"{files} files, all cases in one update", costs, unit="scaffold update")
    _show_outcomes(every, found)


def _each_alone(work: Path) -> None:
    found: dict[str, list[str]] = {}
    every = cases()
    for number, case in enumerate(every):
        folder = work / str(number)
        folder.mkdir(parents=True)
        for each in prepare(folder, 0, [case]):
            found.setdefault(each.name, []).append(_outcomes(each, folder / "run", [case])[-1])
    print("\nEach case in an update of its own")
    _show_outcomes(every, found)


def _outcomes(tool: Tool, place: Path, every: Iterable[Case]) -> list[str]:
    """Update a fresh copy and tell what became of each case, with the exit code."""
    copying(tool.project, place)()
    done = subprocess.run(tool.update, cwd=place, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    tree = tree_of(place, done.stdout + done.stderr)
    return [f"{outcome(case, tree)} ({done.returncode})" for case in every]


def _show_outcomes(every: Sequence[Case], found: dict[str, list[str]]) -> None:
    for number, case in enumerate(every):
        print(f"{case.name}:")
        for name, outcomes in found.items():
            print(f"    {name:28} {outcomes[number]}")


if __name__ == "__main__":
    main()

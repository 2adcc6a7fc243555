"""The project that all tools keep up to date: what the template writes, and what a team edited since."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.update.cases import Case

NAME = "ledger-service"
_FUNCTIONS = 8
_CHANGED, _EDITED, _BOTH = 10, 10, 20
"""Every how many files the template changes one, the team edits one, and both do."""

_MANIFEST = """\
name = "parts"
title = "Parts"
doc = "Many files, as a large template has them."
needs = ["service"]
"""


def write_pack(folder: Path, count: int, cases: Sequence[Case], version: int) -> None:
    """Write one version (1 or 2) of a pack of scaffold's own form, with `count` files beside those of the cases."""
    feature = folder / "features" / "parts"
    files = {path: content for case in cases for path, content in (case.first, case.second)[version - 1].items()}
    for number in range(count):
        changed = version > 1 and number % _CHANGED == 0
        files[f"src/{{{{ service.package }}}}/parts/{_place(number)}.jinja"] = _module(number, changed=changed)
    for path, content in files.items():
        place = feature / "files" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    feature.mkdir(parents=True, exist_ok=True)
    (feature / "feature.toml").write_text(_MANIFEST)


def edit_project(project: Path, package: str, count: int, cases: Sequence[Case]) -> None:
    """Edit a project as a team would: some of the many files, and those of the cases."""
    for number in range(count):
        if number % _EDITED == _EDITED // 2 or number % _BOTH == 0:
            place = project / "src" / package / "parts" / _place(number)
            place.write_bytes(place.read_bytes().replace(b"    total = 1\n", b"    total = 1  # ours\n", 1))
    for case in cases:
        case.edit(project)


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder; exits with its message if it fails."""
    subprocess.run(["git", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def commit(folder: Path, tag: str) -> None:
    """Commit all that stands in a folder, and tag it; the folder becomes a repository if it is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", tag)
    git(folder, "tag", tag)


def _place(number: int) -> str:
    return f"group_{number // 50:02}/part_{number:04}.py"


def _module(number: int, *, changed: bool) -> bytes:
    """Return a template of a module; the team edits its first function, and the template changes its last."""
    parts = [f'"""Part {number} of {{{{ service.name }}}}."""\n\nfrom {{{{ service.package }}}} import config\n']
    for function in range(_FUNCTIONS):
        total = number + 2 if changed and function == _FUNCTIONS - 1 else 1
        parts.append(
            f"\n\ndef part_{number}_{function}(value: int) -> int:\n"
            f'    """Return the value of part {number}, rule {function}."""\n'
            f"    total = {total}\n    for step in range(value):\n        total += step * {function + 2}\n"
            "    return total + len(config.__name__)\n"
        )
    return "".join(parts).encode()

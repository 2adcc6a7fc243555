"""The tools, each with the template in its own format and a project made from the first version."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.peer_templates import write_template
from bench.update.cases import Case
from bench.update.project import NAME, commit, edit_project, git, write_pack

PACKAGE = NAME.replace("-", "_")
VERSIONS = ("v1.0.0", "v2.0.0")
_OWN = {".scaffold", ".git", ".copier-answers.yml", ".cruft.json"}
"""What each tool keeps in a project, or makes beside the template's files."""

_ANSWERS = "{{ _copier_conf.answers_file }}.jinja"


class Tool(NamedTuple):
    """A project as the team has it, and the command that updates it in its folder."""

    name: str
    project: Path
    update: Sequence[str]


def prepare(work: Path, count: int, cases: Sequence[Case]) -> list[Tool]:
    """Make the template in each format and a project by each tool, with the same files and edits.

    `count` files stand beside those of the cases and of the built-in service. Exits where the projects differ.
    """
    pack = work / "pack"
    services = [_release_pack(pack, work / version, count, cases, number) for number, version in enumerate(VERSIONS, 1)]
    copier, cookiecutter = work / "copier-template", work / "cookiecutter-template"
    for service, version in zip(services, VERSIONS, strict=True):
        _release(copier, partial(_write_copier, service, copier), version)
        _release(cookiecutter, partial(_write_cookiecutter, service, cookiecutter), version)
    tools = [
        Tool("scaffold update", work / "own" / NAME, [tool("scaffold"), "update", "--ref", VERSIONS[1]]),
        Tool(
            "scaffold, copier's template", work / "foreign" / NAME, [tool("scaffold"), "update", "--ref", VERSIONS[1]]
        ),
        Tool(
            "copier update", work / "copier" / NAME, [tool("copier"), "update", "--defaults", "--vcs-ref", VERSIONS[1]]
        ),
        Tool("cruft update", work / "cruft" / NAME, [tool("cruft"), "update", "-y", "--checkout", VERSIONS[1]]),
    ]
    new = [tool("scaffold"), "new", NAME, "--no-input", "--no-git", "--ref", VERSIONS[0]]
    _run([*new, "--pack", str(pack), "--output", str(work / "own")])
    _run([*new, "--pack", str(copier), "--output", str(work / "foreign")])
    _run(
        [tool("copier"), "copy", "--defaults", "--quiet", "--vcs-ref", VERSIONS[0], str(copier), str(tools[2].project)]
    )
    created = [tool("cruft"), "create", "--no-input", "--checkout", VERSIONS[0], "--output-dir", str(work / "cruft")]
    _run([*created, str(cookiecutter)])
    for each in tools:
        _check_equal(contents(services[0]), contents(each.project), each.name)
        commit(each.project, "made")
        edit_project(each.project, PACKAGE, count, cases)
        commit(each.project, "edited")
    return tools


def tool(name: str) -> str:
    """Return the program of this environment."""
    return str(Path(sys.executable).with_name(name))


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a project, without what the tools keep in it."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(path): (folder / path).read_bytes() for path in paths if path.parts[0] not in _OWN}


def copying(source: Path, target: Path) -> Callable[[], None]:
    """Return what puts a fresh copy of a project in place, as git last saw it."""

    def copy() -> None:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, symlinks=True)
        git(target, "status", "--short")  # the copy's times differ from those in git's index

    return copy


def _release_pack(pack: Path, service: Path, count: int, cases: Sequence[Case], number: int) -> Path:
    """Release a version of scaffold's pack, and return the service that it makes; other formats are made from that."""
    version = VERSIONS[number - 1]
    _release(pack, lambda: write_pack(pack, count, cases, number), version)
    new = [tool("scaffold"), "new", NAME, "--no-input", "--no-git", "--output", str(service)]
    _run([*new, "--pack", str(pack), "--ref", version])
    shutil.rmtree(service / NAME / ".scaffold")
    return service / NAME


def _release(folder: Path, write: Callable[[], None], version: str) -> None:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    write()
    commit(folder, version)


def _write_copier(service: Path, folder: Path) -> None:
    root = folder / "template"
    write_template(service, root, {NAME: "name", PACKAGE: "package"}, ".jinja")
    (root / _ANSWERS).write_text("{{ _copier_answers|to_nice_yaml -}}\n")
    questions = f"_subdirectory: template\nname:\n  default: {NAME}\npackage:\n  default: {PACKAGE}\n"
    (folder / "copier.yml").write_text(questions)


def _write_cookiecutter(service: Path, folder: Path) -> None:
    names = {NAME: "cookiecutter.name", PACKAGE: "cookiecutter.package"}
    write_template(service, folder / "{{ cookiecutter.name }}", names, "")
    (folder / "cookiecutter.json").write_text(json.dumps({"name": NAME, "package": PACKAGE}))


def _check_equal(expected: dict[str, bytes], found: dict[str, bytes], name: str) -> None:
    different = sorted(path for path in expected.keys() | found.keys() if found.get(path) != expected.get(path))
    if different:
        sys.exit(f"{name} starts with another project: {', '.join(different[:5])}")


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed ({done.returncode}):\n{done.stdout}{done.stderr}")

"""Projects on disk whose templates are a small pack: released again and again, with commands run as from a shell."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from scaffold.catalog import builtin_root
from tests.cli.conftest import Run, spec_part
from tests.merge.memory import Files, as_bytes, as_file
from tests.project.states import LOCAL

Where = Literal["git", "sub", "plain"]
"""A project that is a git repository, one in a folder of a repository, and one without git."""

WHERE: tuple[Where, ...] = ("git", "sub", "plain")

Entities = Mapping[str, Mapping[str, str]]

THING: Entities = {"thing": {"name": "string(80)"}}


def spec_text(name: str = "thing-service", entities: Entities = THING, more: str = "") -> str:
    """Return a spec."""
    models = "".join(
        f"{entity}:\n" + "".join(f'  {field}: "{text}"\n' for field, text in fields.items())
        for entity, fields in entities.items()
    )
    return f'[service_template]\nname: "{name}"\n\n{more}[models]\n{models}'


def write_pack(root: Path, files: Files, manifest: str = "", more: Mapping[str, str] | None = None) -> Path:
    """Write a pack that makes just these files, at their paths; a file's `template` is its identity.

    `manifest` is added to the manifest, and `more` are other files of the pack.
    """
    service = root / "service"
    service.mkdir(parents=True)
    for name in ("tested.toml", "requirements.lock"):
        shutil.copy(builtin_root() / name, root / name)
    places: dict[str, Any] = {}
    owners: list[str] = []
    for path, content in files.items():
        file = as_file(content)
        key = "t" + as_bytes(file.template or path).hex()
        if file.entity is None:
            places[key], name = path, f"{{{{ at.{key} }}}}"
        else:
            places.setdefault(key, {})[file.entity], name = path, f"{{{{ at.{key}[entity.name] }}}}"
        target = service / "files" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(as_bytes(file.content))
        if file.ownership != "merged":
            owners.append(f'"{path}" = "{file.ownership}"\n')
    (service / "prepare.py").write_text(f"def prepare(spec):\n    return {{'at': {places!r}}}\n")
    ownership = "\n[ownership]\n" + "".join(owners) if owners else ""
    own = spec_part((builtin_root() / "service" / "feature.toml").read_text())
    (service / "feature.toml").write_text(own + ownership + manifest)
    for path, text in (more or {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def template_name(template: str) -> str:
    """Return the path in the feature's folder by which such a pack has a template."""
    return f"files/{{{{ at.t{template.encode().hex()} }}}}"


class Workshop:
    """A folder to work in, whose `scaffold` has the templates that were released last."""

    def __init__(self, folder: Path, run: Run, release: Callable[[Path], None]) -> None:
        self.folder = folder
        self.scaffold = run
        self.release = release
        self.project = folder

    def new(self, where: Where, spec: str) -> Path:
        """Make a project as a person would, committed, and go into it; return its folder."""
        parent = self.folder
        if where == "sub":
            parent = self.folder / "mono" / "services"
            parent.mkdir(parents=True)
            git(self.folder / "mono", "init", "--quiet")
            (self.folder / "mono" / "README").write_text("all our services\n")
        (self.folder / "given.tusk").write_text(spec)
        options = ["--no-git"] if where == "plain" else []
        made = self.scaffold("new", "--spec", self.folder / "given.tusk", "--output", parent, *options)
        assert made.code == 0, made.err
        self.project = next(path for path in parent.iterdir() if path.is_dir())
        os.chdir(self.project)
        if where == "sub":
            self.commit()
        return self.project

    def commit(self) -> None:
        """Commit everything, where there is a repository."""
        if self.has_git:
            git(self.project, "add", "--all", ".")
            git(self.project, "commit", "--quiet", "--allow-empty", "--message", "work")

    @property
    def has_git(self) -> bool:
        return any((folder / ".git").exists() for folder in (self.project, *self.project.parents))

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files of the user's own, or over those of the templates."""
        for path, content in files.items():
            place = self.project / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(as_bytes(content))


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    """Run git and return what it prints."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    assert not check or done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "surrogateescape")


def standing(project: Path) -> dict[str, tuple[str, bytes, bool]]:
    """Return what stands in a project: kind, content and execute bit, without git's and scaffold's folders."""
    return {path: found for path, found in everything(project).items() if not path.startswith(".scaffold")}


def everything(project: Path) -> dict[str, tuple[str, bytes, bool]]:
    """Return what stands in a project and its state, but what only concerns old or unfinished updates."""
    return dict(_walk(project, ""))


def _walk(project: Path, prefix: str) -> Iterator[tuple[str, tuple[str, bytes, bool]]]:
    for entry in sorted(os.scandir(project / prefix), key=lambda entry: entry.name):
        path = prefix + entry.name
        if path == ".git" or (prefix == ".scaffold/" and entry.name in LOCAL):
            continue
        if entry.is_symlink():
            yield path, ("link", os.fsencode(Path(entry.path).readlink()), False)
        elif entry.is_dir():
            yield path, ("folder", b"", False)
            yield from _walk(project, f"{path}/")
        elif not entry.is_file():
            yield path, ("other", b"", False)
        else:
            place = Path(entry.path)
            yield path, ("file", place.read_bytes(), bool(place.stat().st_mode & 0o100))


def index(project: Path) -> str:
    """Return git's index of a project; empty without git."""
    if not any((folder / ".git").exists() for folder in (project, *project.parents)):
        return ""
    return git(project, "ls-files", "--stage", "-z")

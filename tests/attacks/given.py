"""What a stranger gives, in pieces that are joined by `&`."""

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from pathlib import Path
from shutil import rmtree

from tests.attacks.ground import Ground


@dataclass(frozen=True)
class Given:
    """A change of the ground."""

    do: Callable[[Ground], object]

    def __call__(self, ground: Ground) -> None:
        self.do(ground)

    def __and__(self, other: "Given") -> "Given":
        def do(ground: Ground) -> None:
            self(ground)
            other(ground)

        return Given(do)


def file(path: str, content: str | bytes = "", mode: int = 0o644, when: float | None = None) -> Given:
    """A file of the project; in a text, the ground's folders are filled in."""

    def do(ground: Ground) -> None:
        place = _cleared(ground, path)
        place.write_bytes(content if isinstance(content, bytes) else ground.fill(content).encode())
        place.chmod(mode)
        if when is not None:
            os.utime(place, (when, when))

    return Given(do)


def link(path: str, target: str) -> Given:
    """A link in the project."""
    return Given(lambda ground: _cleared(ground, path).symlink_to(ground.fill(target)))


def pipe(path: str) -> Given:
    """A pipe that nobody writes to."""
    return Given(lambda ground: os.mkfifo(_cleared(ground, path)))


def folder(path: str) -> Given:
    """A folder where a file is expected."""
    return Given(lambda ground: _cleared(ground, path).mkdir())


def replaced(path: str, old: str, new: str) -> Given:
    """A text of a file of the project replaced."""

    def do(ground: Ground) -> None:
        place = ground.project / path
        before = place.read_text()
        assert old in before
        place.write_text(before.replace(old, ground.fill(new)))

    return Given(do)


def pack(files: Mapping[str, str]) -> Given:
    """A pack of templates at {packs}/p; in its texts and names, the ground's folders are filled in."""

    def do(ground: Ground) -> None:
        for path, content in files.items():
            place = ground.packs / "p" / ground.fill(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(ground.fill(content))

    return Given(do)


def pack_pipe(path: str) -> Given:
    """A pipe in the pack at {packs}/p."""
    return Given(lambda ground: os.mkfifo(ground.packs / "p" / path))


def pack_link(path: str, target: str) -> Given:
    """A link in the pack at {packs}/p."""
    return Given(lambda ground: (ground.packs / "p" / path).symlink_to(ground.fill(target)))


def beside(path: str, content: str) -> Given:
    """A file in {empty}, which is no project of scaffold's."""
    return Given(lambda ground: (ground.empty / path).write_text(ground.fill(content)))


def beside_pipe(path: str) -> Given:
    """A pipe in {empty}."""
    return Given(lambda ground: os.mkfifo(ground.empty / path))


def appended(path: str, text: str) -> Given:
    """A text at the end of a file of the project."""

    def do(ground: Ground) -> None:
        with (ground.project / path).open("a") as opened:
            opened.write(ground.fill(text))

    return Given(do)


def git_config(**settings: str) -> Given:
    """Settings in the project's own `.git/config`; `core__fsmonitor` is `core.fsmonitor`."""

    def do(ground: Ground) -> None:
        for name, value in settings.items():
            git(ground.project, "config", name.replace("__", "."), ground.fill(value))

    return Given(do)


def git_config_text(text: str) -> Given:
    """Lines at the end of the project's own `.git/config`."""

    def do(ground: Ground) -> None:
        with (ground.project / ".git/config").open("a") as config:
            config.write(ground.fill(text))

    return Given(do)


def attributes(text: str) -> Given:
    """Lines of `.gitattributes`, committed."""
    return file(".gitattributes", text) & tracked(".gitattributes")


def touched(*paths: str) -> Given:
    """Files of which git has to look at the content, as their times have changed."""

    def do(ground: Ground) -> None:
        for path in paths:
            os.utime(ground.project / path, (1, 1))

    return Given(do)


def conflict(path: str = "README.md") -> Given:
    """A file that git's index holds as in conflict, with an update's word for it, settled by hand."""

    def do(ground: Ground) -> None:
        name = git(ground.project, "rev-parse", f"HEAD:{path}").strip()
        lines = [f"0 {'0' * 40}\t{path}", *(f"100644 {name} {stage}\t{path}" for stage in (1, 2, 3))]
        git(ground.project, "update-index", "--index-info", given="".join(f"{line}\n" for line in lines))
        text = f'scaffold = "0.1"\n[[conflicts]]\npath = "{path}"\nkind = "deleted"\nreason = "both"\n'
        (ground.project / ".scaffold/pending.toml").write_text(text)
        (ground.project / path).write_text("settled\n")

    return Given(do)


def tracked(*paths: str) -> Given:
    """Files committed, although they are ignored."""

    def do(ground: Ground) -> None:
        git(ground.project, "add", "--force", "--", *paths)
        git(ground.project, "commit", "--quiet", "--message", "a stranger's")

    return Given(do)


def journal(  # noqa: PLR0913  each is one part of a journal
    *,
    put: Mapping[str, str] | None = None,
    take: Mapping[str, str] | None = None,
    make: tuple[str, ...] = (),
    drop: tuple[str, ...] = (),
    command: str = "update",
    at: str = ".scaffold/journal.json",
) -> Given:
    """A journal as scaffold writes it, but for its seal: contents put, files taken away, folders made and dropped."""

    def do(ground: Ground) -> None:
        stage = ground.project / ".scaffold/stage"
        (stage / "new").mkdir(parents=True, exist_ok=True)
        (stage / "undo").mkdir(exist_ok=True)
        (stage / "undo/journal.json").write_text("{}")
        moves = []
        for number, (target, content) in enumerate((put or {}).items()):
            text = ground.fill(content)
            (stage / f"new/{number}").write_text(text)
            moves.append([f".scaffold/stage/new/{number}", ground.fill(target), sha256(text.encode()).hexdigest()])
        taken = [[ground.fill(source), target, ""] for source, target in (take or {}).items()]
        folders = {
            name: [[ground.fill(path), None] for path in paths] for name, paths in (("make", make), ("drop", drop))
        }
        data = {"format": 1, "command": command, "take": taken, "put": moves, **folders}
        _cleared(ground, at).write_text(dumps(data))

    return Given(do)


def git(folder: Path, *arguments: str, given: str | None = None) -> str:
    """Run git, none of whose filters and monitors the ground may have yet."""
    command = ("git", *arguments)
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, input=given).stdout


def _cleared(ground: Ground, path: str) -> Path:
    """Return a place in the project where nothing stands now, below folders that do."""
    place = ground.project / path
    if place.is_dir() and not place.is_symlink():
        rmtree(place)
    else:
        place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    return place

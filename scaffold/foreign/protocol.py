"""What the process that renders is told, and what it answers."""

import errno
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from scaffold.confined import telling
from scaffold.distribution import needed

Stage = Literal["render", "before", "tasks", "after"]
"""What the process is to do: render, or run one kind of the template's programs: tasks, or migrations."""


class Request(NamedTuple):
    """What to render, and how.

    `operation` is copy or update, as copier calls them; `tasks` says whether they are to run, and `before` which
    version is updated. Into `masked` goes what secret answers have a part in, rendered without them, and into
    `probe` the same with answers that nobody would give. Where `stage` is not `render`, programs of the template run in
    the folder `place` (without one: in what was rendered).
    """

    kind: str
    source: str
    version: str | None
    commit: str | None
    ref: str | None
    folder: str
    given: dict[str, Any]
    last: dict[str, Any]
    trust: bool
    ask: bool
    operation: str
    tasks: bool
    before: str | None
    stage: Stage
    place: str | None
    answers_file: str | None
    template: Path
    project: Path
    masked: Path
    probe: Path


class Result(NamedTuple):
    """What came of it: see `scaffold.foreign.reading.read_tree`.

    `due` are the programs of the template that are to run yet, by their stage, and `secret` the files that are only
    there because of secret answers. `message` is what the template has to say afterwards. `links`: links stay links.
    """

    folder: str
    name: str | None
    templates: dict[str, str]
    answers: dict[str, Any]
    seeded: list[str]
    derived: list[str]
    ran: bool
    notes: list[str]
    due: dict[Stage, list[str]] = {}  # noqa: RUF012  never changed
    secret: Sequence[str] = ()
    message: str = ""
    links: bool = False


class Untrusted(Exception):  # noqa: N818  not an error: a question to the user
    """The template would run code of its own; each piece is named.

    `known`: the user's own settings of the library say that it is trusted.
    """

    def __init__(self, wants: list[str], *, known: bool = False) -> None:
        super().__init__()
        self.wants = wants
        self.known = known


class Refused(Exception):  # noqa: N818  it is the template or an answer that is wrong
    """The template cannot be rendered with these answers: why, and what to do."""

    def __init__(self, message: str, hint: str | None = None, *, ran: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.ran = ran

    def without(self, hidden: Iterable[str]) -> "Refused":
        """Return the same with stars in place of texts that nobody is to see."""
        message, hint = self.message, self.hint
        for text in hidden:
            message, hint = message.replace(text, "***"), hint and hint.replace(text, "***")
        return Refused(message, hint, ran=self.ran)


def failed(library: str, text: str, hint: str | None = None) -> Refused:
    """Say that a library could not do it, with its own words below."""
    words = text.strip().replace("\n", "\n  ")
    return Refused(f"{library} could not render it:\n  {words}", hint or "the template, or an answer, must be another")


def unusable(library: str, error: Exception) -> Refused:
    """Say that the library that should render cannot be loaded, and what to install."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        what = f"{library} {version(library)}, which renders it, cannot be loaded: {error}"
    except PackageNotFoundError:
        what = f"{library}, which renders it, is not installed beside scaffold"
    return Refused(what, f'install what this scaffold works with: python -m pip install "{needed(library)}"')


def refuse_git(template: str, rendered: str) -> None:
    """Refuse a template that writes into git's own folder, whose settings name programs."""
    if ".git" in rendered.lower().split("/"):
        raise Refused(f"{template} would be written into git's own folder, to {rendered}", "the template must not")


def not_possible(error: OSError, request: Request) -> Refused:
    """Say what the system refused, with the path in the template or the project: both lie in a temporary folder."""
    if error.errno == errno.EFBIG:
        telling.exceeded("output")
    if not isinstance(error.filename, str):
        return Refused(" ".join(str(error).split()))
    path = _inside(error.filename, request)
    tops = [request.template, *filter(Path.is_dir, request.template.iterdir())]  # cookiecutter goes into one of them
    if any((top / path).is_symlink() and not (top / path).exists() for top in tops):
        return Refused(f"its link {path} leads nowhere", "the template must be corrected")
    return Refused(f"{path}: {error.strerror}")


def _inside(path: str, request: Request) -> str:
    for folder in (request.template, request.template.resolve(), request.project, request.project.resolve()):
        if Path(path).is_relative_to(folder):
            return Path(path).relative_to(folder).as_posix()
    return path

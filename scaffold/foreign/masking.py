"""What a project records of files in which secret answers have a part: as they are without these answers."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

PROBE = "a-secret-that-nobody-would-have"


class Rendering(Protocol):
    """What copier's worker is to us here."""

    answers: Any
    dst_path: Path

    @property
    def template(self) -> Any:  # noqa: ANN401  copier's
        """The template."""

    @property
    def made(self) -> dict[str, str]:
        """The path of each file that was made, and that of its template."""

    @property
    def forced(self) -> dict[str, Any]:
        """Answers that count whatever the questions say of them."""

    def run_copy(self) -> None:
        """Render."""


def mask(worker: Rendering, again: Callable[[str, Mapping[str, Any]], Rendering]) -> list[str]:
    """Render without the secret answers; keep of that what is other, and return what is only there with them.

    `again` makes a worker that renders into the folder `masked` or `probe` with the given answers. A secret whose
    default is made at random is another one without answers, so that what the project got is nowhere but in the
    project. The probe has other secrets still: the lines that differ in it are those that hold one.
    """
    secret = worker.template.secret_questions & worker.template.questions_data.keys()
    if not secret:
        return []
    known = {**worker.answers.last, **worker.answers.init, **worker.answers.user}
    public = {name: value for name, value in known.items() if name not in secret and name[:1] != "_"}
    masked, probe = again("masked", public), again("probe", public)
    probe.forced.update((name, PROBE) for name in secret if isinstance(known.get(name), str))
    masked.run_copy()
    probe.run_copy()
    _drop_same(probe, masked)
    _drop_same(masked, worker)
    only_with = [path for path in worker.made if path not in masked.made]
    worker.made.update({**probe.made, **masked.made, **worker.made})
    return only_with


def secrets(template: Any, answers: Mapping[str, Any]) -> list[str]:  # noqa: ANN401  copier's
    """Return the secret answers as texts, the longest first."""
    found = (str(answers[name]) for name in template.secret_questions if name in answers)
    return sorted((text for text in found if text), key=len, reverse=True)


def _drop_same(one: Rendering, two: Rendering) -> None:
    for path in one.made:
        place, other = one.dst_path / path, two.dst_path / path
        content = _content(place)
        if content is not None and content == _content(other):
            place.unlink()


def _content(place: Path) -> bytes | Path | None:
    """Return a file's content or a link's target; None: there is none."""
    if place.is_symlink():
        return place.readlink()
    return place.read_bytes() if place.is_file() else None

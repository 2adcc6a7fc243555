"""Collects what is wrong with a spec, and what a reader of it should know."""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from scaffold.spec import codes
from scaffold.spec.given import Place
from scaffold.tusk import Diagnostic, Location, Severity
from scaffold.tusk.diagnostics import Hint, in_words
from scaffold.tusk.limits import MAX_REPORTED


class Later(NamedTuple):
    """A part of a spec that is known but not generated yet, and the feature whose manifest describes it."""

    feature: str
    place: Place
    path: str
    value: str | None


class Report:
    """The findings of one check, in the order of their discovery."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._dropped: list[Severity] = []
        self.later: list[Later] = []
        self._of_entities: list[Callable[[Collection[str]], None]] = []

    def error(self, code: str, place: Place, message: str, hint: Hint = None, related: Iterable[Place] = ()) -> None:
        """Add what forbids rendering."""
        self._add("error", code, place, message, hint=hint, related=related)

    def warning(self, code: str, place: Place, message: str, hint: Hint = None) -> None:
        """Add what is probably not meant."""
        self._add("warning", code, place, message, hint=hint)

    def note(self, code: str, place: Place, message: str, hint: Hint = None, related: Iterable[Place] = ()) -> None:
        """Add what a reader should know."""
        self._add("note", code, place, message, hint=hint, related=related)

    def not_yet(self, feature: str, place: Place, path: str, value: str | None = None) -> None:
        """Remember a part of the spec (a section, a key, or one value of a key) that is not generated yet."""
        self.later.append(Later(feature, place, path, value))

    def when_entities_are_known(self, find: Callable[[Collection[str]], None]) -> None:
        """Remember what can only be checked with the names of all entities; they are given to `find`."""
        self._of_entities.append(find)

    def entities_are(self, names: Collection[str]) -> None:
        """Check what waited for the names of the entities."""
        for find in self._of_entities:
            find(names)

    def close(self, place: Place) -> None:
        """Say how many findings are not shown, if there were too many to read."""
        if self._dropped:
            severity: Severity = "error" if "error" in self._dropped else "note"
            message = f"{len(self._dropped)} more findings are not shown"
            self.diagnostics.append(Diagnostic(codes.MORE, severity, message, locate(place)))

    def _add(  # noqa: PLR0913
        self,
        severity: Severity,
        code: str,
        place: Place,
        message: str,
        *,
        hint: Hint,
        related: Iterable[Place] = (),
    ) -> None:
        if len(self.diagnostics) >= MAX_REPORTED:
            self._dropped.append(severity)
            return
        others = tuple(locate(other) for other in related)
        self.diagnostics.append(Diagnostic(code, severity, message, locate(place), in_words(hint), others))


def locate(place: Place) -> Location:
    """Give a place as file, line and column."""
    if place.document is None:
        return Location("<default>", 1, 1, 2, "")
    return place.document.locate(place.span)

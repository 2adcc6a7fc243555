"""The text of a field, cut at its commas, and what can be wrong with it."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from scaffold.spec import codes
from scaffold.spec.model import Field
from scaffold.tusk.diagnostics import Hint

_MARK = re.compile(r"""[()\[\]{},]|"(?:[^"\\]|\\.)*"|'[^']*'|["']""")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class FieldFault(NamedTuple):
    """What is wrong with a field's text, and where in it."""

    code: str
    message: str
    start: int
    end: int
    hint: Hint = None


class Part(NamedTuple):
    """A part of a field's text, with the blanks around it, and where it stands."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    def fault(self, code: str, message: str, hint: Hint = None) -> FieldFault:
        """Give a fault at it, without the blanks."""
        lead = len(self.text) - len(self.text.lstrip())
        return FieldFault(code, message, self.start + lead, self.start + len(self.text.rstrip()) or self.end, hint)


class FieldError(Exception):
    """A field's text cannot be read; `faults` say why, and `field` is what can be read of it nevertheless."""

    def __init__(self, faults: list[FieldFault], field: Field | None = None) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults
        self.field = field


def split(whole: Part) -> Iterator[Part]:
    """Cut at the commas that stand outside brackets and quotes; raises `FieldError`."""
    commas = list(_commas(whole))
    for start, end in itertools.pairwise((-1, *commas, len(whole.text))):
        part = Part(whole.text[start + 1 : end], whole.start + start + 1)
        if not part.text.strip():
            message = "something is missing beside a comma" if commas else "is empty"
            raise FieldError([whole.fault(codes.BAD_FIELD, message)])
        yield part


def _commas(whole: Part) -> Iterator[int]:
    closers: list[tuple[str, int]] = []
    for match in _MARK.finditer(whole.text):
        mark, start = match[0], match.start()
        if mark in _CLOSING:
            closers.append((_CLOSING[mark], start))
        elif mark in _CLOSING.values():
            if not closers or closers.pop()[0] != mark:
                raise _unclosed(whole, start)
        elif mark == "," and not closers:
            yield start
        elif mark in {'"', "'"}:
            raise _unclosed(whole, start)
    if closers:
        raise _unclosed(whole, closers[-1][1])


def _unclosed(whole: Part, start: int) -> FieldError:
    place = Part(whole.text[start:], whole.start + start)
    return FieldError([place.fault(codes.BAD_FIELD, "the brackets or quotes are not closed")])

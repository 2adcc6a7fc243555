"""The value under check: what the spec gives, the key it is for, and where findings go."""

from typing import Final, NamedTuple

from scaffold.catalog.model import Key
from scaffold.spec import codes
from scaffold.spec.given import Given
from scaffold.spec.model import Field, Reference
from scaffold.spec.report import Report
from scaffold.tusk import Node
from scaffold.tusk.diagnostics import Hint


class Invalid:
    """The type of `INVALID`."""


INVALID: Final = Invalid()
"""Stands for a value that was reported as an error."""

_LONGEST = 60
_KINDS = {
    "String": "text",
    "Integer": "a whole number",
    "Float": "a number",
    "Boolean": "true or false",
    "Null": "nothing",
    "Raw": "code",
    "Operator": "a reference",
}


class Subject(NamedTuple):
    """One value under check; `name` is its key's path, in words."""

    key: Key
    name: str
    given: Given
    report: Report

    @property
    def node(self) -> Node:
        """The value as given."""
        return self.given.node

    def error(self, code: str, message: str, hint: Hint = None) -> Invalid:
        """Report an error at the value."""
        self.report.error(code, self.given.at_value, f"{self.name}: {message}", hint)
        return INVALID

    def wrong_type(self, wanted: str, hint: str | None = None) -> Invalid:
        """Report that the value is of another type."""
        kind = type(self.node).__name__
        found = _KINDS.get(kind, f"a {kind.lower()}")
        return self.error(codes.WRONG_TYPE, f"must be {wanted}, not {found}", hint)


def cut(text: str) -> str:
    """Quote a text for a message; a long one is cut."""
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


def shown(value: object) -> str:
    """Write a typed value as a spec would."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Reference):
        return f'@{value.kind}{".secure" if value.secret else ""}("{value.name}")'
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, tuple) and all(isinstance(each, Field) for each in value):
        names = ", ".join(each.name for each in value)
        return f"{{ {names} }}" if names else "{}"
    return str(getattr(value, "text", value))

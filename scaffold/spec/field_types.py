"""The type of a field, with its arguments in brackets: `string(120)`, `list(enum(a, b))`."""

import re
from collections.abc import Callable
from functools import partial
from typing import get_args

from scaffold.spec import codes
from scaffold.spec.field_parts import FieldError, FieldFault, Part, split
from scaffold.spec.model import Field, FieldType
from scaffold.spec.other_tools import type_hint
from scaffold.spec.subject import cut

TYPES: tuple[FieldType, ...] = get_args(FieldType)
FLAGS = ("optional", "unique", "indexed", "immutable")
"""Modifiers without a value."""

MAX_NAME = 40
"""Characters of an entity's, a field's or an enum value's name."""
MAX_STRING = 10_000
MAX_PRECISION = 38
"""Decimal digits that both the SQL standard's common databases and Python's decimal context can carry."""

_CALL = re.compile(r"([A-Za-z_]+)\s*(?:\((.*)\))?", re.DOTALL)
_LATER = re.compile(rf"({'|'.join(TYPES)})(?:\s*\([^()]*\))?\s+(\w+).*", re.DOTALL)
"""A type with more words after it."""
_VALUE = re.compile(r"[a-z][a-z0-9_]*")


def read_type(name: str, part: Part) -> Field:
    """Read the type of the field `name`; raises `FieldError`."""
    match = _CALL.fullmatch(part.text.strip())
    word = match[1] if match else part.text.strip()
    if match is None or word not in TYPES:
        extra = _LATER.fullmatch(part.text.strip())
        hint = f"put a comma before {extra[2]}" if extra else partial(type_hint, part.text, TYPES)
        message = f"there is no field type {cut(word)}; the types are: {', '.join(TYPES)}"
        raise FieldError([part.fault(codes.UNKNOWN_TYPE, message, hint)])
    if match[2] is not None:
        lead = len(part.text) - len(part.text.lstrip())
        inside = Part(match[2], part.start + lead + match.start(2))
        arguments = list(split(inside)) if inside.text.strip() else []
    else:
        arguments = []
    field = Field(name, next(known for known in TYPES if known == word))
    return _ARGUMENTS.get(field.type, _no_arguments)(field, part, arguments)


def _no_arguments(field: Field, _: Part, arguments: list[Part]) -> Field:
    if arguments:
        raise FieldError([arguments[0].fault(codes.BAD_ARGUMENT, f"{field.type} takes nothing in brackets")])
    lengths = {"email": 320, "url": 2048}
    return field._replace(length=lengths.get(field.type))


def _string(field: Field, part: Part, arguments: list[Part]) -> Field:
    if not arguments:
        return field._replace(length=255)
    (length,) = _numbers(part, arguments, ["the longest length"], range(1, MAX_STRING + 1))
    return field._replace(length=length)


def _decimal(field: Field, part: Part, arguments: list[Part]) -> Field:
    wanted = ["the number of digits", "the number of digits after the point"]
    precision, scale = _numbers(part, arguments, wanted, range(MAX_PRECISION + 1))
    if precision == 0 or scale > precision:
        raise FieldError(
            [
                part.fault(
                    codes.BAD_ARGUMENT, "decimal(p, s) has p digits in all, s of them after the point: 0 <= s <= p"
                )
            ]
        )
    return field._replace(precision=precision, scale=scale)


def _numbers(part: Part, arguments: list[Part], wanted: list[str], limits: range) -> list[int]:
    if len(arguments) != len(wanted):
        raise FieldError([part.fault(codes.BAD_ARGUMENT, f"it needs in brackets: {', '.join(wanted)}")])
    faults: list[FieldFault] = []
    for argument, what in zip(arguments, wanted, strict=True):
        text = argument.text.strip()
        if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) not in limits:
            message = f"{what} must be a whole number from {limits.start} to {limits.stop - 1}"
            faults.append(argument.fault(codes.BAD_ARGUMENT, message))
    if faults:
        raise FieldError(faults)
    return [int(argument.text) for argument in arguments]


def _enum(field: Field, part: Part, arguments: list[Part]) -> Field:
    if not arguments:
        raise FieldError(
            [part.fault(codes.BAD_ARGUMENT, "enum needs its values in brackets, as in enum(active, archived)")]
        )
    values: list[str] = []
    faults: list[FieldFault] = []
    for argument in arguments:
        value = argument.text.strip().strip("\"'")
        if not _VALUE.fullmatch(value) or len(value) > MAX_NAME:
            hint = f"small letters, digits and _, at most {MAX_NAME}"
            faults.append(argument.fault(codes.BAD_ARGUMENT, f"{cut(value)} cannot be a value of an enum", hint))
        elif value in values:
            faults.append(argument.fault(codes.BAD_ARGUMENT, f"the value {value} stands twice"))
        values.append(value)
    if faults:
        raise FieldError(faults)
    return field._replace(values=tuple(values), length=max(map(len, values)))


def _ref(field: Field, part: Part, arguments: list[Part]) -> Field:
    if len(arguments) != 1:
        raise FieldError([part.fault(codes.BAD_ARGUMENT, "ref needs one entity in brackets, as in ref(team)")])
    return field._replace(target=arguments[0].text.strip())


def _list(field: Field, part: Part, arguments: list[Part]) -> Field:
    if len(arguments) != 1:
        raise FieldError([part.fault(codes.BAD_ARGUMENT, "list needs one type in brackets, as in list(string(40))")])
    kind = re.match(r"\s*(list|ref|json)\b", arguments[0].text)
    if kind:
        instead = "make it an entity of its own" if kind[1] == "ref" else "use json"
        raise FieldError([arguments[0].fault(codes.BAD_ARGUMENT, f"a list of {kind[1]} cannot be stored", instead)])
    return field._replace(items=read_type(field.name, arguments[0]))


_ARGUMENTS: dict[FieldType, Callable[[Field, Part, list[Part]], Field]] = {
    "string": _string,
    "decimal": _decimal,
    "enum": _enum,
    "ref": _ref,
    "list": _list,
}

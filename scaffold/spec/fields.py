"""One field of an entity, as written: `string(120), optional`.

A field is a type, with arguments in brackets where the type takes some, then modifiers, all with commas between them.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, get_args

from scaffold.spec import codes
from scaffold.spec.bounds import default_value, limit_text, range_faults
from scaffold.spec.model import Field, FieldType
from scaffold.spec.room import LEAST_ROWS, range_words, rows
from scaffold.spec.subject import cut
from scaffold.tusk import did_you_mean

TYPES: tuple[FieldType, ...] = get_args(FieldType)
FLAGS = ("optional", "unique", "indexed", "immutable")
SETTINGS = ("min", "max", "default")

MAX_TEXT = 5_000
"""Characters of one field's description; no real one comes near."""
MAX_STRING = 10_000
MAX_PRECISION = 38
"""Decimal digits that both the SQL standard's common databases and Python's decimal context can carry."""

_MARK = re.compile(r"""[()\[\]{},]|"(?:[^"\\]|\\.)*"|'[^']*'|["']""")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_CALL = re.compile(r"([A-Za-z_]+)\s*(?:\((.*)\))?", re.DOTALL)
_VALUE = re.compile(r"[a-z][a-z0-9_]*")


class FieldFault(NamedTuple):
    """What is wrong with a field's text, and where in it."""

    code: str
    message: str
    start: int
    end: int
    hint: str | None = None


class _Part(NamedTuple):
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def fault(self, code: str, message: str, hint: str | None = None) -> FieldFault:
        lead = len(self.text) - len(self.text.lstrip())
        return FieldFault(code, message, self.start + lead, self.start + len(self.text.rstrip()) or self.end, hint)


class FieldError(Exception):
    """A field's text cannot be read; `faults` say why."""

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def read_field(name: str, text: str) -> Field:
    """Read one field; raises `FieldError` with every fault found."""
    whole = _Part(text, 0)
    if len(text) > MAX_TEXT:
        raise FieldError([whole.fault(codes.BAD_FIELD, f"is longer than {MAX_TEXT} characters")])
    parts = list(_split(whole))
    described = _type(name, parts[0])
    faults: list[FieldFault] = []
    seen: set[str] = set()
    for part in parts[1:]:
        described = _modified(described, part, seen, faults)
    if not faults:
        faults += _contradictions(described, parts)
    if faults:
        raise FieldError(faults)
    return described


def _split(whole: _Part) -> Iterator[_Part]:
    """Cut at the commas that stand outside brackets and quotes."""
    commas = list(_commas(whole))
    for start, end in itertools.pairwise((-1, *commas, len(whole.text))):
        part = _Part(whole.text[start + 1 : end], whole.start + start + 1)
        if not part.text.strip():
            message = "something is missing beside a comma" if commas else "is empty"
            raise FieldError([whole.fault(codes.BAD_FIELD, message)])
        yield part


def _commas(whole: _Part) -> Iterator[int]:
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


def _unclosed(whole: _Part, start: int) -> FieldError:
    place = _Part(whole.text[start:], whole.start + start)
    return FieldError([place.fault(codes.BAD_FIELD, "the brackets or quotes are not closed")])


def _type(name: str, part: _Part) -> Field:
    match = _CALL.fullmatch(part.text.strip())
    word = match[1] if match else part.text.strip()
    if match is None or word not in TYPES:
        modifiers = [extra for extra in part.text.split()[1:] if extra in FLAGS]
        hint = f"put a comma before {modifiers[0]}" if modifiers else did_you_mean(word, TYPES)
        message = f"there is no field type {cut(word)}; the types are: {', '.join(TYPES)}"
        raise FieldError([part.fault(codes.UNKNOWN_TYPE, message, hint)])
    if match[2] is not None:
        lead = len(part.text) - len(part.text.lstrip())
        inside = _Part(match[2], part.start + lead + match.start(2))
        arguments = list(_split(inside)) if inside.text.strip() else []
    else:
        arguments = []
    field = Field(name, next(known for known in TYPES if known == word))
    return _ARGUMENTS.get(field.type, _no_arguments)(field, part, arguments)


def _no_arguments(field: Field, _: _Part, arguments: list[_Part]) -> Field:
    if arguments:
        raise FieldError([arguments[0].fault(codes.BAD_ARGUMENT, f"{field.type} takes nothing in brackets")])
    lengths = {"email": 320, "url": 2048}
    return field._replace(length=lengths.get(field.type))


def _string(field: Field, part: _Part, arguments: list[_Part]) -> Field:
    if not arguments:
        return field._replace(length=255)
    (length,) = _numbers(part, arguments, ["the longest length"], range(1, MAX_STRING + 1))
    return field._replace(length=length)


def _decimal(field: Field, part: _Part, arguments: list[_Part]) -> Field:
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


def _numbers(part: _Part, arguments: list[_Part], wanted: list[str], limits: range) -> list[int]:
    if len(arguments) != len(wanted):
        raise FieldError([part.fault(codes.BAD_ARGUMENT, f"it needs in brackets: {', '.join(wanted)}")])
    numbers: list[int] = []
    for argument, what in zip(arguments, wanted, strict=True):
        text = argument.text.strip()
        if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) not in limits:
            raise FieldError(
                [
                    argument.fault(
                        codes.BAD_ARGUMENT, f"{what} must be a whole number from {limits.start} to {limits.stop - 1}"
                    )
                ]
            )
        numbers.append(int(text))
    return numbers


def _enum(field: Field, part: _Part, arguments: list[_Part]) -> Field:
    if not arguments:
        raise FieldError(
            [part.fault(codes.BAD_ARGUMENT, "enum needs its values in brackets, as in enum(active, archived)")]
        )
    values: list[str] = []
    for argument in arguments:
        value = argument.text.strip().strip("\"'")
        if not _VALUE.fullmatch(value) or len(value) > MAX_NAME:
            hint = f"small letters, digits and _, at most {MAX_NAME}"
            raise FieldError([argument.fault(codes.BAD_ARGUMENT, f"{cut(value)} cannot be a value of an enum", hint)])
        if value in values:
            raise FieldError([argument.fault(codes.BAD_ARGUMENT, f"the value {value} stands twice")])
        values.append(value)
    return field._replace(values=tuple(values), length=max(map(len, values)))


def _ref(field: Field, part: _Part, arguments: list[_Part]) -> Field:
    if len(arguments) != 1:
        raise FieldError([part.fault(codes.BAD_ARGUMENT, "ref needs one entity in brackets, as in ref(team)")])
    return field._replace(target=arguments[0].text.strip())


def _list(field: Field, part: _Part, arguments: list[_Part]) -> Field:
    if len(arguments) != 1:
        raise FieldError([part.fault(codes.BAD_ARGUMENT, "list needs one type in brackets, as in list(string(40))")])
    kind = re.match(r"\s*(list|ref|json)\b", arguments[0].text)
    if kind:
        instead = "make it an entity of its own" if kind[1] == "ref" else "use json"
        raise FieldError([arguments[0].fault(codes.BAD_ARGUMENT, f"a list of {kind[1]} cannot be stored", instead)])
    return field._replace(items=_type(field.name, arguments[0]))


_ARGUMENTS: dict[FieldType, Callable[[Field, _Part, list[_Part]], Field]] = {
    "string": _string,
    "decimal": _decimal,
    "enum": _enum,
    "ref": _ref,
    "list": _list,
}

MAX_NAME = 40


def _modified(field: Field, part: _Part, seen: set[str], faults: list[FieldFault]) -> Field:
    word, equals, value = (text.strip() for text in part.text.partition("="))
    known = SETTINGS if equals else FLAGS
    if word not in known:
        hint = did_you_mean(word, (*FLAGS, *SETTINGS))
        if word in SETTINGS:
            hint = f"write {word}=..."
        message = (
            f"there is no modifier {cut(word)}; the modifiers are: {', '.join((*FLAGS, 'min=', 'max=', 'default='))}"
        )
        faults.append(part.fault(codes.UNKNOWN_MODIFIER, message, hint))
        return field
    if word in seen:
        faults.append(part.fault(codes.UNKNOWN_MODIFIER, f"{word} stands twice"))
        return field
    seen.add(word)
    if not equals:
        flag: dict[str, Any] = {word: True}
        return field._replace(**flag)
    if word == "default":
        try:
            return field._replace(default=default_value(field, value), has_default=True)
        except ValueError as error:
            faults.append(part.fault(codes.BAD_LIMIT, str(error)))
            return field
    limit = limit_text(field, value)
    return field._replace(minimum=limit) if word == "min" else field._replace(maximum=limit)


def _contradictions(field: Field, parts: list[_Part]) -> Iterator[FieldFault]:
    """Give what the type and its modifiers together forbid, at the modifier's place."""
    faults = list(range_faults(field))
    for word, message in faults:
        part = next((part for part in parts[1:] if part.text.strip().startswith(word)), parts[0])
        yield part.fault(codes.BAD_LIMIT, message)
    keyed = "unique" if field.unique else "indexed" if field.indexed else None
    if keyed and field.type in {"json", "list", "text"}:
        yield _at(parts, keyed).fault(codes.CONTRADICTION, f"a {field.type} cannot be {keyed}")
    elif field.unique and not faults:
        yield from _too_few_rows(field, parts)
    if field.unique and field.indexed:
        yield _at(parts, "indexed").fault(
            codes.CONTRADICTION,
            "unique makes an index already",
        )
    if field.unique and field.has_default:
        yield _at(parts, "default").fault(
            codes.CONTRADICTION, "a unique field with a default allows one row without a value only"
        )


def _too_few_rows(field: Field, parts: list[_Part]) -> Iterator[FieldFault]:
    count = rows(field)
    if count is None or (count >= LEAST_ROWS and field.type != "enum"):
        return
    message = f"a unique {field.type}{range_words(field)} allows {count} {'row' if count == 1 else 'rows'} only"
    ranged = field.minimum is not None or field.maximum is not None
    hint = f"leave unique out, or leave room for {LEAST_ROWS} rows: widen its limits" if ranged else "leave unique out"
    yield _at(parts, "unique").fault(codes.CONTRADICTION, message, hint)


def _at(parts: list[_Part], word: str) -> _Part:
    return next(part for part in parts[1:] if part.text.strip().startswith(word))

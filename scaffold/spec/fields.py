"""One field of an entity, as written: `string(120), optional`.

A field is a type, with arguments in brackets where the type takes some, then modifiers, all with commas between them.
"""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any, NamedTuple

from scaffold.spec import codes
from scaffold.spec.bounds import default_value, limit_text, range_faults
from scaffold.spec.field_parts import FieldError, FieldFault, Part, split
from scaffold.spec.field_types import FLAGS, read_type
from scaffold.spec.model import Field
from scaffold.spec.other_tools import default_hint, modifier_hint
from scaffold.spec.room import LEAST_ROWS, range_words, rows
from scaffold.spec.subject import cut

SETTINGS = ("min", "max", "default")
"""Modifiers with a value."""

MAX_TEXT = 5_000
"""Characters of one field's description; no real one comes near."""


def read_field(name: str, text: str, flags: Collection[str] = FLAGS) -> Field:
    """Read one field; raises `FieldError` with every fault found, and as much of the field as can be read.

    `flags` are those of `FLAGS` that it may have.
    """
    whole = Part(text, 0)
    if len(text) > MAX_TEXT:
        raise FieldError([whole.fault(codes.BAD_FIELD, f"is longer than {MAX_TEXT} characters")])
    parts = list(split(whole))
    faults: list[FieldFault] = []
    described = None
    try:
        described = read_type(name, parts[0])
    except FieldError as error:
        faults += error.faults
    modifiers, twice = _modifiers(parts[1:], flags, faults)
    if described is not None:
        for modifier in modifiers:
            described = _modified(described, modifier, faults)
        clear = described._replace(
            minimum=None if "min" in twice else described.minimum,
            maximum=None if "max" in twice else described.maximum,
        )
        faults += _contradictions(clear, parts)
    if faults:
        raise FieldError(faults, described)
    return described  # type: ignore[return-value]  # without a fault there is a type


class _Modifier(NamedTuple):
    part: Part
    word: str
    value: str | None


def _modifiers(parts: list[Part], flags: Collection[str], faults: list[FieldFault]) -> tuple[list[_Modifier], set[str]]:
    """Give the modifiers that exist, each once, and the words that stand twice, so that nobody knows which holds."""
    found: dict[str, _Modifier] = {}
    twice: set[str] = set()
    for part in parts:
        word, equals, value = (text.strip() for text in part.text.partition("="))
        given = value if equals else None
        if word in FLAGS and word not in flags:
            message = f"{word} is for what is stored, as entities are"
            faults.append(part.fault(codes.UNKNOWN_MODIFIER, message, "leave it out"))
        elif word not in (SETTINGS if equals else flags):
            hint = partial(modifier_hint, word, given, flags, SETTINGS)
            faults.append(part.fault(codes.UNKNOWN_MODIFIER, _no_modifier(word, flags), hint))
        elif word in found:
            twice.add(word)
            faults.append(part.fault(codes.UNKNOWN_MODIFIER, f"{word} stands twice"))
        else:
            found[word] = _Modifier(part, word, given)
    return list(found.values()), twice


def _no_modifier(word: str, flags: Collection[str]) -> str:
    if word in flags:
        return f"{word} takes no value"
    if word in SETTINGS:
        return f"{word} needs a value"
    known = ", ".join((*flags, *(f"{setting}=" for setting in SETTINGS)))
    return f"there is no modifier {cut(word)}; the modifiers are: {known}"


def _modified(field: Field, modifier: _Modifier, faults: list[FieldFault]) -> Field:
    part, word, value = modifier
    if value is None:
        flag: dict[str, Any] = {word: True}
        return field._replace(**flag)
    if word == "default":
        try:
            return field._replace(default=default_value(field, value), has_default=True)
        except ValueError as error:
            faults.append(part.fault(codes.BAD_LIMIT, str(error), partial(default_hint, field.type, value)))
            return field
    limit = limit_text(field, value)
    return field._replace(minimum=limit) if word == "min" else field._replace(maximum=limit)


def _contradictions(field: Field, parts: list[Part]) -> Iterator[FieldFault]:
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


def _too_few_rows(field: Field, parts: list[Part]) -> Iterator[FieldFault]:
    count = rows(field)
    if count is None or (count >= LEAST_ROWS and field.type != "enum"):
        return
    message = f"a unique {field.type}{range_words(field)} allows {count} {'row' if count == 1 else 'rows'} only"
    ranged = field.minimum is not None or field.maximum is not None
    hint = f"leave unique out, or leave room for {LEAST_ROWS} rows: widen its limits" if ranged else "leave unique out"
    yield _at(parts, "unique").fault(codes.CONTRADICTION, message, hint)


def _at(parts: list[Part], word: str) -> Part:
    return next(part for part in parts[1:] if part.text.strip().startswith(word))

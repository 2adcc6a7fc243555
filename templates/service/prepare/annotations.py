"""The annotations of an entity's pydantic models: stored and shown, to create, to change."""

from scaffold.spec.bounds import greatest
from scaffold.spec.model import Field

from .kinds import DECIMAL, UUID, Names, Text, items_of, plain
from .layout import Group, Piece, annotated, call, subscript
from .literals import Value, literal, piece
from .strings import quoted
from .values import converted

ANNOTATED = "from typing import Annotated"

SHARED = {
    "string": "PlainText",
    "text": "PlainText",
    "email": "EmailText",
    "url": "UrlText",
    "int": "Int32",
    "bigint": "Int64",
    "date": "IsoDate",
    "timestamp": "UtcTime",
}
"""The types of `models/fields.py`."""


def record(field: Field, names: Names) -> Text:
    """Return the line of a field that is stored and shown."""
    kind = plain(field, names)
    text = annotated(names.column(field), kind.piece, none="None" if field.optional else None)
    return Text(text, kind.imports)


def read(field: Field, names: Names) -> Text:
    """Return the line of a field that another service has checked, and may leave out where there is a default."""
    kind = plain(field, names)
    default = _default(field, names)
    value = default.piece if default else "None" if field.optional else None
    text = annotated(names.column(field), kind.piece, value, none="None" if field.optional else None)
    return Text(text, kind.imports + (default.imports if default else ()))


def create(field: Field, names: Names) -> Text:
    """Return the line of a field that clients send to make an entity."""
    kind = accepted(field, names)
    default = _default(field, names)
    value = default.piece if default else "None" if field.optional else None
    text = annotated(names.column(field), kind.piece, value, none="None" if field.optional else None)
    return Text(text, kind.imports + (default.imports if default else ()))


def patch(field: Field, names: Names) -> Text | None:
    """Return the line of a field that clients may change, or None for one that they may not."""
    if field.immutable:
        return None
    kind = accepted(field, names)
    others = "MISSING | None" if field.optional else "MISSING"
    text = annotated(names.column(field), kind.piece, "MISSING", none=others)
    return Text(text, (*kind.imports, "from pydantic import MISSING"))


def accepted(field: Field, names: Names) -> Text:  # noqa: PLR0911  one answer for each type
    """Return the type that a client's value must have, with its limits; without `| None`."""
    match field.type:
        case "enum" | "ref":
            return plain(field, names)
        case "uuid":
            return Text("UUID", (UUID,))
        case "bool":
            return Text("StrictBool", ("from pydantic import StrictBool",))
        case "decimal":
            return _decimal(field, names)
        case "json":
            return _document(field, names)
        case "list":
            inner = accepted(items_of(field), names)
            return _limited(names, Text(subscript("list", inner.piece), inner.imports), _lengths(field))
        case "int" | "bigint":
            return _integer(field, names)
        case "float":
            limits = _field(names, "strict=True", *_limits(field, names))
            imports = (ANNOTATED, *limits.imports, names.shared("Finite"))
            return Text(subscript("Annotated", "float", limits.piece, "Finite"), imports)
        case "date" | "timestamp":
            return _limited(names, _shared(field, names), _limits(field, names), names.dates)
        case _:
            return _limited(names, _shared(field, names), _lengths(field))


def _integer(field: Field, names: Names) -> Text:
    kind = _shared(field, names)
    limits = _field(names, "strict=True", *_limits(field, names))
    imports = (*kind.imports, ANNOTATED, *limits.imports, names.shared("Integral"))
    return Text(subscript("Annotated", kind.piece, limits.piece, "Integral"), imports)


def digits(field: Field) -> str:
    """Return the marker of a decimal's digits."""
    return f"Digits({field.precision}, {field.scale})"


def _decimal(field: Field, names: Names) -> Text:
    exact = Text(subscript("Annotated", "Decimal", digits(field)), (ANNOTATED, DECIMAL, names.shared("Digits")))
    if not (limits := _limits(field, names)):
        return exact
    limit = _field(names, *limits)
    return Text(subscript("Annotated", "Decimal", digits(field), limit.piece), (*exact.imports, *limit.imports))


def _document(field: Field, names: Names) -> Text:
    limit = call("JsonDocument", f"{greatest(field):_}")
    imports = (ANNOTATED, "from pydantic import JsonValue", names.shared("JsonDocument"))
    return Text(subscript("Annotated", "JsonValue", limit), imports)


def _shared(field: Field, names: Names) -> Text:
    name = SHARED[field.type]
    return Text(name, (names.shared(name),))


def _limited(names: Names, kind: Text, limits: tuple[Piece, ...], *imports: str) -> Text:
    if not limits:
        return kind
    limit = _field(names, *limits)
    imports = (*kind.imports, ANNOTATED, *limit.imports, *imports)
    return Text(subscript("Annotated", kind.piece, limit.piece), imports)


def _field(names: Names, *arguments: Piece) -> Text:
    """Return a call of pydantic's `Field`."""
    return Text(call(names.beside("Field"), *arguments), (f"from pydantic import {names.imported('Field')}",))


def _limits(field: Field, names: Names) -> tuple[Piece, ...]:
    bounds = (("ge", field.minimum), ("le", field.maximum))
    limits: tuple[Piece, ...] = tuple(
        f"{word}={literal(converted(field, text), names.beside('dt'))}" for word, text in bounds if text is not None
    )
    return limits + _described(field)


def _described(field: Field) -> tuple[Piece, ...]:
    """Tell the limits of what is a text in JSON, for which JSON Schema has no words of its own."""
    if field.type not in {"decimal", "date", "timestamp"}:
        return ()
    bounds = (("formatMinimum", field.minimum), ("formatMaximum", field.maximum))
    told = tuple(f"{quoted(word)}: {quoted(text)}" for word, text in bounds if text is not None)
    return (Group("json_schema_extra={", told, "}", tall=True),) if told else ()


def _lengths(field: Field) -> tuple[str, ...]:
    """Limit the length; those of e-mail addresses and URLs stand in their own types."""
    if field.type in {"email", "url"}:
        return ()
    bounds = (("min_length", field.minimum), ("max_length", greatest(field)))
    return tuple(f"{word}={int(bound)}" for word, bound in bounds if bound is not None)


def _default(field: Field, names: Names) -> Text | None:
    if not field.has_default or field.default is None:
        return None
    match field.type, field.default:
        case "timestamp", "now":
            return _made(names, "now", names.shared("now"))
        case "date", "today":
            return _made(names, "today", names.shared("today"))
        case "uuid", "random":
            return _made(names, "uuid4", f"from uuid import {names.imported('uuid4')}")
        case "enum", str() as value:
            return Text(f"{names.enum(field)}.{value.upper()}")
        case _:
            return _constant(field, converted(field, field.default), names)


def _made(names: Names, function: str, imported: str) -> Text:
    default = _field(names, f"default_factory={names.beside(function)}")
    return Text(default.piece, (*default.imports, imported))


def _constant(field: Field, value: Value, names: Names) -> Text:
    imports = {"decimal": (DECIMAL,), "date": (names.dates,), "timestamp": (names.dates,), "uuid": (UUID,)}
    return Text(piece(value, names.beside("dt")), imports.get(field.type, ()))

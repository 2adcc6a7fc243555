"""The value that rows get which have none."""

from decimal import Decimal
from typing import NamedTuple

from scaffold.evolution.model import Words
from scaffold.spec.bounds import default_value, range_faults
from scaffold.spec.model import Field


class FillError(ValueError):
    """A value does not fit its field."""


class Fill(NamedTuple):
    """A value: plain data, as `Field.default` holds it."""

    value: object


def has_no_rows(field: Field, path: str, words: Words) -> bool:
    """Say whether a person said, by `--fill PATH=`, that no row exists which would need a value of its own."""
    return (field.unique or field.type == "ref") and dict(words.fills).get(path) == ""


def fill_of(field: Field, path: str, words: Words) -> Fill | None:
    """Return what `--fill` says for a field's path, else its default, else None; raises `FillError`."""
    text = dict(words.fills).get(path)
    if text is None or has_no_rows(field, path, words):
        return Fill(field.default) if field.has_default else None
    plain = field._replace(default=None, has_default=False)
    if field.type == "ref":
        plain = plain._replace(type="uuid")
    try:
        value = _items(plain, text) if field.type == "list" else default_value(plain, text)
    except ValueError as error:
        raise FillError(_reworded(str(error))) from error
    if field.type == "ref" and value == "random":
        message = "a reference needs the id of a row"
        raise FillError(message)
    for _, fault in range_faults(plain._replace(default=value, has_default=True)):
        raise FillError(_reworded(fault))
    return Fill(value)


def _items(field: Field, text: str) -> object:
    """Read the values of a list, as JSON or with commas between them: `[a, b]`; raises `ValueError`."""
    body = text.strip()
    if field.items is None or body[:1] + body[-1:] != "[]":
        message = "a list stands in brackets, as in [] or [a, b]"
        raise ValueError(message)
    kind = field.items
    return [_item(kind, each) for each in _parts(body)]


def _item(kind: Field, text: str) -> object:
    value = default_value(kind, text)
    if value in _MOVING.get(kind.type, ()):
        message = f"{value} is not one value for all rows"
        raise ValueError(message)
    return value


def _parts(body: str) -> list[str]:
    import json

    try:
        return [each if isinstance(each, str) else json.dumps(each) for each in json.loads(body)]
    except ValueError:
        return [each.strip() for each in body[1:-1].split(",")]


def _reworded(fault: str) -> str:
    return fault.replace("the default", "the value")


def example_of(field: Field) -> str:
    """Return a value that a field could take, as `--fill` has it."""
    match field.type:
        case "enum":
            return field.values[0]
        case "string" | "text":
            return '"' + _example_text(field) + '"'
        case "int" | "bigint" | "float" | "decimal":
            low, high = (None if text is None else Decimal(text) for text in (field.minimum, field.maximum))
            above = low is not None and low > 0
            return (field.minimum if above else field.maximum if high is not None and high < 0 else "0") or "0"
        case "date" | "timestamp":
            return field.minimum or field.maximum or ("today" if field.type == "date" else "now")
        case "list" if field.items is not None:
            return f"[{','.join([_example_item(field.items)] * int(field.minimum or 0))}]"
        case _:
            return _EXAMPLES.get(field.type, "VALUE")


def _example_item(field: Field) -> str:
    return _SETTLED.get(field.type) or example_of(field).strip('"')


def _example_text(field: Field) -> str:
    least = int(field.minimum or 0)
    most = min(int(field.maximum or least + 7), field.length or least + 7)
    return "unknown"[:most].ljust(least, "-")


_MOVING = {"uuid": {"random"}, "date": {"today"}, "timestamp": {"now"}}
_SETTLED = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2000-01-01",
    "timestamp": "2000-01-01T00:00:00Z",
}
"""Where the example would be made anew for each row."""
_EXAMPLES = {
    "bool": "false",
    "uuid": "random",
    "email": "nobody@example.org",
    "url": "https://example.org",
    "json": "{}",
}

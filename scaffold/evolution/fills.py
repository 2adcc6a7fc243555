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
        value = default_value(plain, text)
    except ValueError as error:
        raise FillError(_reworded(str(error))) from error
    if field.type == "ref" and value == "random":
        message = "a reference needs the id of a row"
        raise FillError(message)
    for _, fault in range_faults(plain._replace(default=value, has_default=True)):
        raise FillError(_reworded(fault))
    return Fill(value)


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
        case _:
            return _EXAMPLES.get(field.type, "VALUE")


def _example_text(field: Field) -> str:
    least = int(field.minimum or 0)
    most = min(int(field.maximum or least + 7), field.length or least + 7)
    return "unknown"[:most].ljust(least, "-")


_EXAMPLES = {
    "bool": "false",
    "uuid": "random",
    "email": "nobody@example.org",
    "url": "https://example.org",
    "json": "{}",
    "list": "[]",
}

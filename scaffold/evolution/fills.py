"""The value that rows get which have none."""

from typing import NamedTuple

from scaffold.evolution.model import Words
from scaffold.spec.bounds import default_value, range_faults
from scaffold.spec.model import Field


class FillError(ValueError):
    """A value does not fit its field."""


class Fill(NamedTuple):
    """A value: plain data, as `Field.default` holds it."""

    value: object


def fill_of(field: Field, path: str, words: Words) -> Fill | None:
    """Return what `--fill` says for a field's path, else its default, else None; raises `FillError`."""
    text = dict(words.fills).get(path)
    if text is None:
        return Fill(field.default) if field.has_default else None
    plain = field._replace(default=None, has_default=False)
    if field.type == "ref":
        plain = plain._replace(type="uuid")
    try:
        value = default_value(plain, text)
    except ValueError as error:
        raise FillError(str(error)) from error
    if field.type == "ref" and value == "random":
        message = "a reference needs the id of a row"
        raise FillError(message)
    for _, fault in range_faults(plain._replace(default=value, has_default=True)):
        raise FillError(fault)
    return Fill(value)

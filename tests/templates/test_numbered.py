"""The values that generated tests send for unique fields: different from each other, and within the limits."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scaffold.spec.field_parts import FieldError
from scaffold.spec.fields import read_field
from scaffold.spec.model import Field
from scaffold.spec.room import LEAST_ROWS
from templates.service.prepare.layout import flat
from templates.service.prepare.numbered import imports, numbered
from templates.service.prepare.ordered import decimal_text
from templates.service.prepare.refusals import refusals
from templates.service.prepare.samples import samples
from tests.templates.entities import TYPES, names_of
from tests.templates.limits import ENDS, NARROW

READ: Mapping[str, Callable[[Any], Any]] = {
    "int": int,
    "bigint": int,
    "float": float,
    "decimal": Decimal,
    "date": dt.date.fromisoformat,
    "timestamp": dt.datetime.fromisoformat,
}
LIMITS = {
    "int": st.integers(-(2**31), 2**31 - 1).map(str),
    "bigint": st.integers(-(2**63), 2**63 - 2**10).map(str),
    "float": st.floats(-1e99, 1e99).map(repr),
    "decimal(38, 10)": st.integers(1 - 10**38, 10**38 - 1).map(lambda steps: decimal_text(steps, 10)),
    "decimal(3, 0)": st.integers(-999, 999).map(str),
    "decimal(4, 4)": st.integers(-9999, 9999).map(lambda steps: decimal_text(steps, 4)),
    "date": st.dates().map(str),
    "timestamp": st.datetimes(timezones=st.just(dt.UTC)).map(dt.datetime.isoformat),
}
NO_KEY = ("bool", "json", "text", "enum")


def within(field: Field, value: object) -> bool:
    read = READ[field.type]
    low, high = (None if limit is None else read(limit) for limit in (field.minimum, field.maximum))
    return (low is None or low <= read(value)) and (high is None or read(value) <= high)


def fits(field: Field, value: object) -> bool:
    match field.type:
        case "int":
            return -(2**31) <= int(str(value)) < 2**31
        case "bigint":
            return -(2**63) <= int(str(value)) <= 2**63 - 2**10
        case "decimal":
            whole, _, places = str(value).lstrip("-").partition(".")
            return len(whole.lstrip("0")) <= (field.precision or 0) - (field.scale or 0) and len(places) == field.scale
        case _:
            return True


def made(field: Field) -> list[object]:
    """Evaluate the code as a generated test does."""

    def moment(first: str, seconds: float) -> str:
        later = dt.datetime.fromisoformat(first) + dt.timedelta(seconds=seconds)
        return later.isoformat().replace("+00:00", "Z")

    known = {"Decimal": Decimal, "UUID": UUID, "date": dt.date, "timedelta": dt.timedelta, "moment": moment}
    scope: dict[str, Any] = dict(known)
    for line in imports(field):
        if "tests.samples" not in line:
            exec(line, scope)  # noqa: S102  the code is our own
    code = flat(numbered(field, "number"))
    return [eval(code, {**scope, "number": number}) for number in range(LEAST_ROWS)]  # noqa: S307


@pytest.mark.parametrize("name", NARROW)
def test_narrow_limits_hold_as_many_values_as_tests_need(name: str) -> None:
    field = read_field(name, f"{NARROW[name]}, unique")
    values = made(field)
    assert len({READ[field.type](value) for value in values}) == LEAST_ROWS
    assert [value for value in values if not within(field, value) or not fits(field, value)] == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(st.data())
def test_whatever_limits_a_unique_field_may_have_leave_enough_values(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(LIMITS)))
    limits = {word: data.draw(st.none() | LIMITS[kind]) for word in ("min", "max")}
    text = ", ".join([kind, *(f"{word}={limit}" for word, limit in limits.items() if limit is not None), "unique"])
    try:
        field = read_field("x", text)
    except FieldError:
        assume(False)  # noqa: FBT003  the way to say it
    values = made(field)
    assert len({READ[field.type](value) for value in values}) == LEAST_ROWS
    values += [sample.json for sample in samples(field, names_of(field))]
    assert [value for value in values if not within(field, value) or not fits(field, value)] == []


@pytest.mark.parametrize("text", [text for text in TYPES.values() if not text.startswith(NO_KEY)])
def test_every_type_has_as_many_values_as_tests_need(text: str) -> None:
    values = made(read_field("x", f"{text.removesuffix(', indexed')}, unique"))
    assert len(set(map(str, values))) == LEAST_ROWS


@pytest.mark.parametrize("text", ["string(1), unique", "string(3), min=2, unique", "string(9), unique"])
def test_unique_texts_differ_however_short(text: str) -> None:
    field = read_field("x", text)
    values = [str(value) for value in made(field)]
    assert len(set(values)) == LEAST_ROWS
    assert all(int(field.minimum or 1) <= len(value) <= int(field.length or 0) for value in values)


@pytest.mark.parametrize("name", [*NARROW, *ENDS])
def test_samples_are_within_the_limits(name: str) -> None:
    field = read_field(name, (NARROW | ENDS)[name])
    values = [sample.json for sample in samples(field, names_of(field))]
    assert len(values) == 3
    assert [value for value in values if not within(field, value) or not fits(field, value)] == []


@pytest.mark.parametrize("name", [*NARROW, *ENDS])
def test_what_is_refused_for_a_limit_is_beyond_it(name: str) -> None:
    field = read_field(name, (NARROW | ENDS)[name])
    reasons = ("below the least", "above the greatest", "too early", "too late")
    refused = [eval(each.text) for each in refusals(field, names_of(field)) if each.reason.startswith(reasons)]  # noqa: S307
    assert [value for value in refused if within(field, value)] == []
    if name in NARROW:
        assert refused

"""No input makes the check fail with anything but diagnostics, and none makes it slow."""

import json
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.catalog import Catalog
from scaffold.spec import check, name_fault
from scaffold.spec.field_parts import FieldError, FieldFault
from scaffold.spec.fields import read_field
from scaffold.tusk import parse
from tests.spec.conftest import EXAMPLES, Checker

FULL = (EXAMPLES / "full.tusk").read_text(encoding="utf-8")
LINES = FULL.splitlines()
PIECES = [
    "null",
    "-1",
    "1e308",
    "[]",
    "{}",
    '""',
    '"x"',
    "true",
    "@env()",
    '@env("A", [1])',
    "8000-9000",
    "[[1]]",
    "5s",
]
QUIET = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(st.randoms(use_true_random=False))
def test_mutated_specs(checked: Checker, chance: random.Random) -> None:
    lines = list(LINES)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(lines))
        key, colon, _ = lines[place].partition(":")
        lines[place] = chance.choice(
            [
                f"{key}{colon} {chance.choice(PIECES)}",
                lines[place][::-1],
                chance.choice(LINES),
                key,
                f"  {lines[place]}",
            ]
        )
    spec = checked("\n".join(lines), name=None)
    assert [diagnostic.to_text() for diagnostic in spec.diagnostics]


FIELD = st.lists(
    st.sampled_from(
        [
            "string",
            "decimal",
            "enum",
            "list",
            "ref",
            "json",
            "date",
            "timestamp",
            "(",
            ")",
            ",",
            "=",
            " ",
            "min",
            "max",
            "default",
            "unique",
            "4",
            "-1",
            "now",
            "2026-01-01",
            "[",
            "]",
            "{",
            "}",
            '"',
            "'",
            "é",
            "1e9",
            "\\",
            "٣",
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=600, deadline=None)
@given(st.one_of(FIELD, st.text(max_size=30)))
def test_any_field(text: str) -> None:
    faults: list[FieldFault] = []
    try:
        read_field("f", text)
    except FieldError as error:
        faults = error.faults or [FieldFault("", "an error without a fault", 1, 0)]
    assert all(0 <= fault.start <= fault.end <= max(len(text), 1) for fault in faults)


@QUIET
@given(st.text(max_size=60))
def test_any_name(catalog: Catalog, name: str) -> None:
    fault = name_fault(name, catalog)
    assert fault is None or fault.reason


@QUIET
@given(st.text(max_size=20), st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.lists(st.integers())))
def test_any_override(checked: Checker, path: str, value: object) -> None:
    for where in (path, f"service_config.{path}", "service_config.port", "service_template.description"):
        spec = checked("", overrides={where: value})
        assert spec.document.text is not None


HARD = {
    "a long type": "x" * 4000,
    "blanks": f"int{' ' * 4000}x",
    "blanks beside =": f"int, default{' ' * 2000}={' ' * 2000}x y",
    "open brackets": "list(" * 900,
    "closed brackets": "list(" * 500 + ")" * 500,
    "quotes": "'\"" * 2000,
    "a long number": f"int, default={'9' * 4900}",
    "a long length": f"string({'9' * 4900})",
    "a deep default": f"json, default={'[' * 2000}{']' * 2000}",
    "a default that is just too deep": f"json, default={'[' * 101}{']' * 101}",
    "objects that are too deep": "json, default=" + '{"a": ' * 101 + "1" + "}" * 101,
    "a great exponent": "decimal(38, 2), default=1e999999999",
    "a moment out of time": "timestamp, default=0001-01-01T00:00:00+05:00",
    "digits that are not ASCII": "string(٣)",
    "too long": "x" * 100_000,
}


@pytest.mark.parametrize("case", HARD)
def test_hard_fields_are_refused_at_once(case: str) -> None:
    start = time.process_time()
    with pytest.raises(FieldError) as caught:
        read_field("f", HARD[case])
    assert time.process_time() - start < 0.5
    assert all(len(fault.message) < 400 for fault in caught.value.faults)


@pytest.mark.parametrize(
    "text",
    [
        f"[service_config]\nport: {'9' * 5000}",
        f'[gateway_middleware]\nrate_limiting: "{"9" * 5000}_req_per_min"',
        f'[health_config]\ntimeout: "{"9" * 400}s"',
        f'[service_template]\nversion: "{"1" * 5000}"',
        f'[service_template]\nname: "{"a" * 5000}"',
    ],
    ids=["port", "rate", "duration", "version", "name"],
)
def test_monstrous_values_are_refused(text: str, checked: Checker) -> None:
    spec = checked(text, name=None)
    assert spec.has_errors
    assert all(len(diagnostic.message) < 500 for diagnostic in spec.diagnostics)


def capabilities(count: int) -> list[str]:
    return ["C_" + "".join(chr(ord("A") + int(digit)) for digit in str(number)) for number in range(count)]


GROWING = {
    "a list": lambda size: f"[container_security]\ncapabilities_drop: {json.dumps(capabilities(size))}",
    "unknown keys": lambda size: "[service_config]\n" + "\n".join(f"key_{n}: {n}" for n in range(size)),
    "routes": lambda size: "[gateway_routes]\n" + "\n".join(f'r{n}: "/api/{n}"' for n in range(size)),
    "other services": lambda size: (
        "[service_databases]\n" + "\n".join(f"s{n}:\n  database: sqlite" for n in range(size))
    ),
    "references": lambda size: (
        "[models]\n"
        + "\n".join(
            f"e{n}:\n" + "\n".join(f'  r{k}: "ref(e{(n * k) % 100}), optional"' for k in range(size // 100))
            for n in range(100)
        )
    ),
    "entities": lambda size: "[models]\n" + "\n".join(f'e{n}:\n  a: "ref(e{n + 1}), optional"' for n in range(size)),
}


@pytest.mark.parametrize("case", GROWING)
def test_time_grows_no_faster_than_the_spec(case: str, catalog: Catalog) -> None:
    def spent(size: int) -> float:
        document = parse(GROWING[case](size))
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            check(document, catalog, name="user-service")
            best = min(best, time.process_time() - start)
        return best

    small, large = spent(400), spent(3200)
    assert large < 8 * small * 2.5 + 0.05, (small, large)

"""Statements laid out by us, beside `ruff format` itself."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from templates.service.prepare.layout import Group, Piece, Words, annotated, array, call, fit, lay, subscript
from templates.service.prepare.literals import literal, piece
from templates.service.prepare.strings import quoted

LIMITS = call("Field", "min_length=1000", "max_length=10000")
UNSET = call("Field", "default_factory=unset")


def statements(name: str) -> Iterator[str]:
    """Lay out every form, for one name."""
    long = f"User{name.title()}"
    kinds: list[tuple[Piece, str | None]] = [
        (long, None),
        (long, "None"),
        (long + name, "SkipJsonSchema[None]"),
        (subscript("Annotated", "Text", LIMITS), None),
        (subscript("Annotated", "Text", LIMITS), "None"),
        (subscript("list", long), None),
        (subscript("list", long), "None"),
        (subscript("list", subscript("Annotated", "Text", LIMITS)), "None"),
        (subscript("Annotated", subscript("list", subscript("Annotated", long, LIMITS)), LIMITS), None),
    ]
    yield "class A:"
    for kind, none in kinds:
        yield f"    {annotated(name, kind, none=none)}"
        yield f"    {annotated(name, kind, array(), none=none)}"
        if none:
            yield f"    {annotated(name, kind, 'None', none=none)}"
        yield f"    {annotated(name, kind, UNSET, none=none)}"
    yield f"    {annotated(name, long, f'{long}.{name.upper()}')}"
    yield f"    {annotated(name, long, f'{long}.{name.upper()}', none='None')}"
    yield f"    {annotated('sort', subscript('Literal', *(quoted(name * n) for n in range(1, 4))), quoted(name))}"
    for value in ("True", "3", "0.5", quoted(name), piece(Decimal("1.50")), piece(dt.date(2026, 1, 31))):
        yield f"    {annotated(name, subscript('Annotated', 'Text', LIMITS), value)}"
        yield f"    {annotated(name, subscript('Annotated', 'Text', LIMITS), value, none='None')}"
        yield f"    {annotated(name, long, value)}"
    yield f"    {annotated(name, 'Document', piece({'a': name, 'b': [1, name], 'c': {}}))}"
    yield "\n"
    yield lay(call("create", name, f"{name}_two", array(quoted(name)), f"three={name}"), before="value = ")
    yield lay(array(*(quoted(name + str(number)) for number in range(3))), before="value = ")
    yield lay(piece({"name": name, "list": [name, name], "dict": {"key": name}}), before="value = ")
    ends = fit(f"{quoted(name)}: (", [quoted(f"{name}_{end}") for end in ("from", "to")], "),", indent=8, tall=True)
    yield f"ranges = dict(\n    pairs={{\n        {ends}\n    }},\n)"
    yield fit("raise NotFoundError(", [quoted(name), name], ")")
    yield "\n"
    yield fit(f"async def {name}(", [f"{name}: UserId", "users: Users"], f") -> {long}:")
    yield f"    {lay(call(f'await work.{name}.page', name), indent=4, before=f'{name} = ')}"
    yield f"    {fit('return [', [name, f'{name}_two'], ']', indent=4, tall=True)}"
    yield "\n"
    yield "table = Table("
    key = call("sa.ForeignKey", quoted(f"{name}.id"))
    yield f"    {lay(call('Column', quoted(name), key, 'nullable=False'), indent=4, after=',')}"
    check = call("sa.CheckConstraint", Words(f"{name} IN ('{name}', '{name}')"), f"name={quoted(name)}")
    chained = Group(check.opening, check.items, check.closing, then=call(".ddl_if", 'dialect="postgresql"'))
    yield f"    {lay(check, indent=4, after=',')}"
    yield f"    {lay(chained, indent=4, after=',')}"
    yield ")"
    yield "\n"


@pytest.mark.parametrize("start", range(1, 46, 9))
def test_ruff_changes_nothing(start: int, tmp_path: Path) -> None:
    names = ["n" * length for length in range(start, start + 9)]
    code = "".join(f"{line}\n" if line != "\n" else "\n\n" for name in names for line in statements(name))
    (tmp_path / "pyproject.toml").write_text('[tool.ruff]\nline-length = 100\ntarget-version = "py311"\n')
    (tmp_path / "code.py").write_text(code)
    command = [sys.executable, "-m", "ruff", "format", "--no-cache", "--diff", "code.py"]
    done = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    lines = [
        line
        for line in done.stdout.splitlines()
        if line[:1] in "+-" and line[1:].strip() and not line.startswith(("+++", "---"))
    ]
    assert "error" not in done.stderr
    assert not lines, done.stdout


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "None"),
        (True, "True"),
        (-3, "-3"),
        (0.5, "0.5"),
        ("it's", '"it\'s"'),
        ('say "x"', "'say \"x\"'"),
        ("both ' and \"", '"both \' and \\""'),
        ('both \'\' and """', "'both \\'\\' and \"\"\"'"),
        ("a\\b\n\x00é", '"a\\\\b\\n\\x00é"'),
        (Decimal("1.50"), 'Decimal("1.50")'),
        (dt.date(2026, 1, 31), "dt.date(2026, 1, 31)"),
        (dt.datetime(2026, 1, 31, 12, 30, tzinfo=dt.UTC), "dt.datetime(2026, 1, 31, 12, 30, tzinfo=dt.UTC)"),
        (UUID(int=1), 'UUID("00000000-0000-0000-0000-000000000001")'),
        ({"a": [1, {"b": None}]}, '{"a": [1, {"b": None}]}'),
    ],
)
def test_a_literal_stands_for_its_value(value: object, code: str) -> None:
    assert literal(value) == code  # type: ignore[arg-type]
    assert eval(code, {"Decimal": Decimal, "UUID": UUID, "dt": dt}) == value  # noqa: S307


def test_a_long_text_is_cut_between_words() -> None:
    condition = f"status IN ({', '.join(repr(f'value_{number}') for number in range(40))})"
    lines = lay(Words(condition), indent=8, after=",").split("\n")
    assert all(len(line.strip()) <= 92 for line in lines)
    assert eval(f"({' '.join(lines)})") == (condition,)  # noqa: S307

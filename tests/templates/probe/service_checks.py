"""Run by pytest in the environment of generated services, beside what the pack of templates made."""

import asyncio
import os
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from operator import eq, ge, le
from pathlib import Path
from typing import Any
from uuid import UUID

import migration
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from user_service.repositories.columns import Base

CASES = {
    path.name.removesuffix("_cases.py"): import_module(f"cases.{path.stem}")
    for path in sorted((Path(__file__).parent / "cases").glob("*_cases.py"))
}
REFUSALS = [(name, *refusal) for name, case in CASES.items() for refusal in case.REFUSALS]
SOME_ID = UUID(int=7)
metadata = Base.metadata
AS_THE_SERVICE: dict[str, Any] = {
    "json_serializer": lambda value: to_json(value).decode(),
    "json_deserializer": from_json,
}


def body(name: str, number: int) -> dict[str, Any]:
    """Return what a client sends for a sample of an entity; references hold `SOME_ID`."""
    case = CASES[name]
    values = {field: samples[number][0] for field, samples in case.SAMPLES.items()}
    return values | {field: str(SOME_ID) for field in case.TARGETS if field not in case.OPTIONAL}


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("name", CASES)
def test_samples_are_accepted_as_what_they_mean(name: str, number: int) -> None:
    case = CASES[name]
    made = case.CREATE.model_validate(body(name, number))
    for field, samples in case.SAMPLES.items():
        assert getattr(made, field) == samples[number][1]
        if field in case.PATCH.model_fields:
            patch = case.PATCH.model_validate({field: samples[number][0]})
            assert getattr(patch, field) == samples[number][1]
            assert patch.model_fields_set == {field}


@pytest.mark.parametrize("name", CASES)
def test_what_is_shown_can_be_sent_again(name: str) -> None:
    case = CASES[name]
    made = case.CREATE.model_validate(body(name, 0))
    shown = made.model_dump(mode="json")
    assert case.CREATE.model_validate(shown) == made
    assert case.CREATE.model_validate(shown).model_dump(mode="json") == shown


@pytest.mark.parametrize(("name", "field", "value", "reason"), REFUSALS)
def test_what_cannot_be_stored_is_refused(name: str, field: str, value: Any, reason: str) -> None:
    case = CASES[name]
    with pytest.raises(ValidationError) as caught:
        case.CREATE.model_validate({**body(name, 0), field: value})
    assert {error["loc"][0] for error in caught.value.errors()} == {field}, reason
    if field in case.PATCH.model_fields:
        with pytest.raises(ValidationError):
            case.PATCH.model_validate({field: value})


@pytest.mark.parametrize("name", CASES)
def test_only_what_has_no_default_is_required(name: str) -> None:
    case = CASES[name]
    assert [key for key, value in case.CREATE.model_fields.items() if value.is_required()] == case.REQUIRED
    complete = body(name, 0)
    case.CREATE.model_validate({key: complete[key] for key in case.REQUIRED})
    if case.REQUIRED:
        with pytest.raises(ValidationError):
            case.CREATE.model_validate({})
    case.PATCH.model_validate({})


@pytest.mark.parametrize("name", CASES)
def test_optional_fields_can_be_null_and_others_cannot(name: str) -> None:
    case = CASES[name]
    for field in case.CREATE.model_fields:
        given = {**body(name, 0), field: None}
        if field in case.OPTIONAL:
            assert getattr(case.CREATE.model_validate(given), field) is None
        else:
            with pytest.raises(ValidationError):
                case.CREATE.model_validate(given)


@pytest.mark.parametrize("name", CASES)
def test_the_schema_agrees_with_the_samples_and_refusals(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema_rs")
    case = CASES[name]
    validator = jsonschema.validator_for(case.CREATE.model_json_schema())
    for number in range(3):
        validator.validate(body(name, number))


@pytest.mark.parametrize("text", ["0", "-0", "0.1", "0.123"])
def test_a_decimal_below_one_is_what_its_pattern_says(text: str) -> None:
    case = CASES["plain_thing"]
    made = case.CREATE.model_validate({**body("plain_thing", 0), "tiny": text})
    assert made.tiny == Decimal(text)
    with pytest.raises(ValidationError):
        case.CREATE.model_validate({**body("plain_thing", 0), "tiny": f"{text}\n"})


@pytest.mark.parametrize("text", ["0.0000000000", "0.0000000002", "-0.0000001000"])
def test_a_decimal_of_many_digits_is_shown_without_an_exponent(text: str) -> None:
    values = {"id": SOME_ID, "version": 1, "created_at": datetime.now(UTC), "updated_at": datetime.now(UTC)}
    for name, field, value in (("plain_thing", "huge", text), ("list_thing", "many_huge", [text])):
        case = CASES[name]
        made = case.CREATE.model_validate({**body(name, 0), field: value})
        record = case.RECORD.model_validate({**dict(made), **values})
        assert record.model_dump(mode="json")[field] == value
        assert case.RECORD.model_validate_json(record.model_dump_json()) == record


def test_the_limit_of_a_decimal_is_told_even_where_it_may_be_null() -> None:
    described = CASES["bounded_thing"].CREATE.model_json_schema()["properties"]
    assert described["fee"]["formatMinimum"] == "-0.01"
    assert described["rest"]["anyOf"][0]["formatMinimum"] == "0"


def test_the_limits_of_a_bigint_are_exact_as_doubles() -> None:
    case = CASES["plain_thing"]
    described = case.CREATE.model_json_schema()["properties"]["total"]
    for limit in (described["minimum"], described["maximum"]):
        assert float(limit) == limit
        made = case.CREATE.model_validate({**body("plain_thing", 0), "total": float(limit)})
        assert made.total == limit


def test_lists_of_parameters_are_read_from_text() -> None:
    bounded = CASES["bounded_thing"]
    query = bounded.QUERY.model_validate({"age_min": "1", "fee_max": "12.50", "starts_from": "2020-02-29"})
    assert query.age_min == 1
    with pytest.raises(ValidationError):
        bounded.QUERY.model_validate({"age_min": str(2**31)})
    for case in CASES.values():
        for column in case.SORTS:
            assert case.QUERY.model_validate({"sort": f"-{column}"}).sort == f"-{column}"
        parameters = {parameter for parameter, _, _ in case.FILTERS}
        assert parameters == case.QUERY.model_fields.keys() - {"sort"}


def migrate(connection: sa.Connection) -> None:
    """Go up, down and up, and compare the tables made with the tables described."""
    context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
    with Operations.context(context):
        migration.upgrade()
        migration.downgrade()
        assert not sa.inspect(connection).get_table_names()
        migration.upgrade()
    assert compare_metadata(context, metadata) == []


def constraint_names(connection: sa.Connection) -> set[str | None]:
    inspector = sa.inspect(connection)
    return {
        constraint["name"]
        for table in inspector.get_table_names()
        for constraint in (
            *inspector.get_unique_constraints(table),
            *inspector.get_foreign_keys(table),
            *inspector.get_indexes(table),
            *inspector.get_check_constraints(table),
            inspector.get_pk_constraint(table),
        )
    }


def described_names(*, dialect: str) -> set[str | None]:
    names: set[str | None] = set()
    for table in metadata.tables.values():
        names.update(str(index.name) for index in table.indexes)
        for constraint in table.constraints:
            rule = constraint._ddl_if
            if rule is None or rule.dialect == dialect:
                names.add(str(constraint.name))
    return names


async def store_and_read(connection: AsyncConnection) -> None:
    """Store every sample with the parents that it needs, and read the same back."""
    ids: dict[str, UUID] = {}
    for name, case in CASES.items():
        for needed in (*case.PARENTS, name):
            if needed not in ids:
                absent = dict.fromkeys(CASES[needed].OPTIONAL)
                ids[needed] = (await store(connection, needed, 0, ids, absent)).id
    for name, case in CASES.items():
        await store(connection, name, 1, ids, {})
        await store(connection, name, 2, ids, dict.fromkeys(case.UNIQUE_REFERENCES))
        for column in case.SORTS:
            await check_order(connection, case, column)
        for parameter, column, operator in case.FILTERS:
            await check_filter(connection, case, parameter, column, operator)


async def store(
    connection: AsyncConnection, name: str, number: int, ids: dict[str, UUID], change: dict[str, Any]
) -> Any:
    case = CASES[name]
    references = {field: ids[target] for field, target in case.TARGETS.items() if target in ids}
    sent = {**body(name, number), **references, **change}
    now = datetime(2026, 1, 31, 12, number, tzinfo=UTC)
    store.count += 1  # type: ignore[attr-defined]
    made = dict(case.CREATE.model_validate(sent))
    values = {"id": UUID(int=store.count), "version": 1, "created_at": now, "updated_at": now, **made}  # type: ignore[attr-defined]
    record = case.RECORD.model_validate(values)
    await connection.execute(sa.insert(case.TABLE), values)
    (found,) = await records(connection, case, sa.select(case.TABLE).where(case.TABLE.c.id == values["id"]))
    assert found == record
    assert found.model_dump(mode="json") == record.model_dump(mode="json")
    return found


store.count = 0  # type: ignore[attr-defined]


async def records(connection: AsyncConnection, case: Any, query: Any) -> list[Any]:
    return [case.RECORD(**row) for row in (await connection.execute(query)).mappings()]


async def check_order(connection: AsyncConnection, case: Any, column: str) -> None:
    ordered = await records(connection, case, sa.select(case.TABLE).order_by(case.TABLE.c[column]))
    values = [getattr(record, column) for record in ordered]
    assert values == sorted(values)


async def check_filter(connection: AsyncConnection, case: Any, parameter: str, column: str, operator: str) -> None:
    compare = {"eq": eq, "ge": ge, "le": le}[operator]
    everything = await records(connection, case, sa.select(case.TABLE))
    value = next(value for item in everything if (value := getattr(item, column)) is not None)
    kind = case.QUERY.model_fields[parameter].annotation
    assert TypeAdapter(kind).validate_python(value) == value
    condition = compare(case.TABLE.c[column], sa.bindparam("value", type_=case.TABLE.c[column].type))
    found = await connection.scalars(sa.select(case.TABLE.c.id).where(condition), {"value": value})
    expected = {i.id for i in everything if getattr(i, column) is not None and compare(getattr(i, column), value)}
    assert set(found) == expected


def test_sqlite_keeps_every_value(tmp_path: Path) -> None:
    file = tmp_path / "data.db"
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        migrate(connection)
        made = constraint_names(connection)
    engine.dispose()
    # SQLite does not tell the name of a reference that was added to a table.
    assert described_names(dialect="sqlite") - made <= {"fk_members_deputy_id", "fk_members_lead_id"}

    async def run() -> None:
        engine = create_async_engine(f"sqlite+aiosqlite:///{file}", **AS_THE_SERVICE)
        async with engine.begin() as connection:
            await connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            await store_and_read(connection)
        await engine.dispose()

    asyncio.run(run())


@pytest.fixture
def postgresql() -> str:
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        pytest.skip("TEST_DATABASE_URL is not set")
    return url


def test_postgresql_keeps_every_value(postgresql: str) -> None:
    async def run() -> None:
        engine = create_async_engine(postgresql.replace("postgresql://", "postgresql+asyncpg://"), **AS_THE_SERVICE)
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
            assert await connection.run_sync(constraint_names) == described_names(dialect="postgresql")
            await store_and_read(connection)
        await engine.dispose()

    asyncio.run(run())

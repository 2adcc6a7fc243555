"""What an event-sourced service makes of events of any age is what its migrations make of rows."""

import os
import random
from pathlib import Path

import pytest

from scaffold.evolution import next_revision
from scaffold.evolution.conversion import conversion
from scaffold.spec.fields import read_field
from tests.evolution import conversions, inventing
from tests.evolution.lives import Life, Models, catalog, spec_of, words
from tests.evolution.rows import identifier, row
from tests.generated.services import run_in, run_tests

ON = ("event_sourcing",)


def _kept(models: Models) -> dict[str, dict[str, str]]:
    """Leave out what is thrown away, and what stays as it is."""
    found = {}
    for entity, fields in models.items():
        before = [read_field(name, text) for name, text in conversions.BEFORE[entity].items()]
        after = [read_field(name, text) for name, text in conversions.AFTER[entity].items()]
        fates = {one.name: conversion(one, other) for one, other in zip(before, after, strict=True)}
        found[entity] = {name: text for name, text in fields.items() if fates[name] in {"widened", "narrowed"}}
    return {entity: fields for entity, fields in found.items() if fields}


def test_events_become_what_rows_become(tmp_path: Path) -> None:
    """Types become others; the first events are made of the rows that there were before them."""
    url = f"sqlite:///{tmp_path}/a.db"
    before, after = _kept(conversions.BEFORE), _kept(conversions.AFTER)
    fields = {f"{entity}.{name}" for entity, fields in before.items() for name in fields}
    said = words(drop=[drop for drop in conversions.said().drops if ".".join(drop.split(".")[:2]) in fields])
    rows = {
        f"{entity}s": [
            {name: value for name, value in each.items() if name in fields or not name.startswith("kind_")}
            for each in conversions.rows(of_after=False)[f"{entity}s"]
        ]
        for entity, fields in before.items()
    }
    life = Life(tmp_path)
    plain = life.step(before)
    life.features = ON
    begun, later = life.step(before), life.step(after, said)
    plain.run(url, ("migrate", "head", "up"), ("insert", rows))
    right = {"entities": sum(map(len, rows.values())), "mended": 0, "unknown": 0}
    assert begun.run(url, ("migrate", "head", "up"), ("rebuild",))[-1] == right
    assert later.run(url, ("migrate", "head", "up"), ("rebuild",))[-1] == right


FIRST = {
    "account": {"label": "string(9)"},
    "team": {"name": "string(40)", "lead": "ref(user), optional"},
    "user": {
        "name": "string(40)",
        "age": "int",
        "kind": "enum(guest, member, blocked)",
        "note": "text, optional",
        "team": "ref(team), optional",
        "nick": "string(9), optional",
        "total": "decimal(12, 2), optional",
    },
}
SECOND = {
    "team": {"name": "string(40)", "head": "ref(person), optional", "open": "bool, default=true"},
    "person": {
        "title": "string(40)",
        "alias": "string(9), optional",
        "kind": "enum(guest, friend), default=guest",
        "note": "text, default=none",
        "team": "ref(team), optional",
        "total": "decimal(12, 2), optional",
        "tags": "json, optional",
        "born": "date, default=2000-01-31",
        "seen": "timestamp, default=2026-01-31T12:30:00Z",
        "score": "decimal(5, 2), default=1.5",
    },
}
SAID = words(
    rename=[
        "user=person",
        "user.name=person.title",
        "user.nick=person.alias",
        "user.kind.member=person.kind.friend",
        "team.lead=team.head",
    ],
    drop=["account", "user.age", "user.kind.blocked"],
)
ROWS = {
    "accounts": [row(9, label="gone")],
    "teams": [row(1, name="one", lead_id=None), row(2, name="two", lead_id=None)],
    "users": [
        row(3, name="a", age=1, kind="guest", note=None, team_id=identifier(1), nick=None, total=None),
        row(4, name="b", age=2, kind="member", note="x", team_id=None, nick="bee", total="1.50"),
        row(5, name="c", age=3, kind="blocked", note="", team_id=identifier(2), nick="c", total="-0.01"),
    ],
}


def test_names_values_and_kinds_change(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    life = Life(tmp_path)
    life.step(FIRST)
    life.features = ON
    first, second = life.step(FIRST), life.step(SECOND, SAID)
    first.run(url, ("migrate", "0001", "up"), ("insert", ROWS), ("migrate", "head", "up"))
    assert second.run(url, ("migrate", "head", "up"), ("rebuild",))[-1] == {"entities": 5, "mended": 0, "unknown": 0}
    for order in (("format", "--diff"), ("check",)):
        run_in(second.folder, "ruff", *order, "--no-cache", "src/life_service", "tests/unit")
    assert "passed" in run_tests(second.folder, "tests/unit", "-k", "upcast")


@pytest.mark.parametrize("seed", range(1, 1 + 2 * int(os.environ.get("SCAFFOLD_FUZZ", "1"))))
def test_changes_by_chance(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  to be the same each time
    life = Life(tmp_path)
    life.features = ON
    models = inventing.models(chance, 5)
    before = life.step(models)
    later, said = inventing.agreed(chance, life.history, _lasting(inventing.changed(chance, models)))
    after = life.step(later, said)
    url = f"sqlite:///{tmp_path}/a.db"
    rows = inventing.rows(spec_of(models).entities)
    stored = sum(map(len, rows.values()))
    assert before.run(url, ("migrate", "head", "up"), ("insert", rows), ("adopt",))[-1] == stored
    if after.run(url, ("refused",))[0]:
        pytest.skip("the rows break a new limit")
    counts, found = after.run(url, ("counts",), ("rebuild",))
    tables = {entity.plural for entity in spec_of(later).entities}
    assert (found["entities"], found["unknown"]) == (sum(counts[table] for table in tables), 0)
    made_anew = any(value in {"now", "today", "random"} for _, value in said.fills)
    assert made_anew or found["mended"] == 0


def _lasting(models: Models) -> dict[str, dict[str, str]]:
    """Leave out defaults that a migration and an event cannot both have: the moment when it is made."""
    return {
        entity: {name: text.replace(", default=now", "") for name, text in fields.items()}
        for entity, fields in models.items()
    }


@pytest.mark.parametrize("on_first", [True, False])
def test_only_what_was_recorded_is_upcast(tmp_path: Path, *, on_first: bool) -> None:
    life = Life(tmp_path)
    life.features = ON if on_first else ()
    life.step(FIRST)
    life.features = ON
    code = life.step(SECOND, SAID)
    upcasts = sorted(path.name for path in (code.folder / "src/life_service/models/upcasts").glob("r*"))
    assert upcasts == ([f"r{code.revision}.py"] if on_first else [])


STORING = sorted(name for name, feature in catalog().features.items() if feature.stored)


@pytest.mark.parametrize("feature", STORING)
def test_what_a_feature_stored_is_written_without_it(tmp_path: Path, feature: str) -> None:
    """Revisions of a feature that is off are rendered still."""
    spec, life = spec_of(FIRST), Life(tmp_path)
    version = catalog().features[feature].stored
    for stored in ((), ((feature, version),), ()):
        revision = next_revision(
            life.history, spec.entities, words(drop=[feature] if life.history[1:] else []), stored=stored
        )
        assert revision is not None
        life.history.append(revision)
    made, gone = list(life.write(spec).versions().values())[1:]
    assert "op.create_table" in made
    assert "op.drop_table" in gone

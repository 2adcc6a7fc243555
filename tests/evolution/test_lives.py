"""A database goes from one spec's tables to the next one's and back, and keeps its rows."""

import random
from pathlib import Path

import pytest

from scaffold.evolution import next_revision
from tests.evolution import breaking, inventing, kinds, returning
from tests.evolution.lives import Life, spec_of, words
from tests.evolution.living import live, live_empty
from tests.evolution.rows import row
from tests.generated.services import run_in

USER = {"user": {"name": "string(40)"}}


def test_every_kind_of_change_on_sqlite(tmp_path: Path) -> None:
    life = Life(tmp_path)
    before = life.step(kinds.BEFORE)
    after = life.step(kinds.AFTER, kinds.WORDS, kinds.PLURALS)
    live(before, after, f"sqlite:///{tmp_path}/a.db", kinds.FATE, scratch=f"sqlite:///{tmp_path}/b.db")


def test_a_revision_reads_as_if_written_by_hand(tmp_path: Path) -> None:
    life = Life(tmp_path)
    before = life.step(kinds.BEFORE)
    after = life.step(kinds.AFTER, kinds.WORDS, kinds.PLURALS)
    assert before.versions().items() < after.versions().items()
    for folder in (before.folder, after.folder):
        run_in(folder, "ruff", "format", "--no-cache", "--diff", "src/life_service/migrations")
        run_in(folder, "ruff", "check", "--no-cache", "src/life_service/migrations")


def test_a_revision_says_what_becomes_of_values_that_do_not_fit(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.step({"item": {"price": "decimal(9, 3)", "count": "bigint", "seen": "timestamp", "name": "string(9)"}})
    after = life.step(
        {"item": {"price": "decimal(8, 2)", "count": "int", "seen": "date", "name": "string(3)"}},
        words(drop=["item.price", "item.count", "item.seen", "item.name"]),
    )
    assert '''\
    """Go to this revision.

    Numbers are rounded, halves away from zero, and become the nearest that fits: item.price,
    item.count.
    Moments are cut to their day in UTC: item.seen.
    Texts are cut where they are too long: item.name.
    """
''' in after.versions()[f"{after.revision}_change_item_price_and_3_more.py"]


def test_a_required_field_comes_in_two_steps(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.step(USER)
    after = life.step({"user": {"name": "string(40)", "phone": "string(20)"}}, words(fill=["user.phone=it's 0"]))
    text = after.versions()[f"{after.revision}_add_user_phone.py"]
    upgrade = text.partition("def upgrade")[2].partition("def downgrade")
    assert upgrade[0].endswith('''\
    """Go to this revision."""
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(20), nullable=True))
    op.execute("UPDATE users SET phone = 'it''s 0'")
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("phone", nullable=False)


''')
    assert upgrade[2].endswith('''\
    """Go back.

    What is lost: user.phone.
    """
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("phone")
''')


@pytest.mark.parametrize("seed", [3, 9])
def test_changes_by_chance(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  to be the same each time
    life = Life(tmp_path)
    models = inventing.models(chance, 6)
    before = life.step(models)
    after = life.step(*inventing.agreed(chance, life.history, inventing.changed(chance, models)))
    rows = inventing.rows(spec_of(models).entities)
    live_empty(before, after, f"sqlite:///{tmp_path}/a.db", rows, scratch=f"sqlite:///{tmp_path}/b.db")


def test_two_branches_and_what_brings_them_together(tmp_path: Path) -> None:
    both = {"user": {"name": "string(40)", "phone": "text, optional", "age": "int, optional"}}
    first = next_revision([], spec_of(USER).entities)
    assert first is not None
    sides = [{"user": {**USER["user"], name: both["user"][name]}} for name in ("phone", "age")]
    branches = [next_revision([first], spec_of(side).entities) for side in sides]
    life = Life(tmp_path)
    life.history = [first, *(each for each in branches if each)]
    together = life.step(both)
    text = together.versions()[f"{together.revision}_merge.py"]
    assert '"""Bring branches together."""\n\nrevision = ' in text
    assert "down_revision = (" in text
    run_in(together.folder, "ruff", "format", "--no-cache", "--diff", "src/life_service/migrations")
    url, scratch = f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db"
    _, stands, meant = together.run(url, ("migrate", "head", "up"), ("stands",), ("meant", scratch))
    assert stands == meant
    _, left = together.run(url, ("migrate", "base", "down"), ("stands",))
    assert left == {}


def test_a_downgrade_without_a_value_is_refused_and_leaves_all(tmp_path: Path) -> None:
    life = Life(tmp_path)
    before = life.step({"user": {"name": "string(40)", "code": "string(9), unique"}})
    after = life.step(USER, words(drop=["user.code"]))
    url = f"sqlite:///{tmp_path}/a.db"
    before.run(url, ("migrate", "head", "up"), ("insert", {"users": [row(1, name="Ada", code="c")]}))
    _, stands = after.run(url, ("migrate", "head", "up"), ("stands",))
    with pytest.raises(
        AssertionError, match=r"users: 1 row breaks the rule that code must have a value \(id [0-9a-f-]{36}\)"
    ):
        after.run(url, ("migrate", before.revision, "down"))
    assert after.run(url, ("stands",), ("counts",)) == [stands, {"idempotency_keys": 0, "users": 1}]


def test_rows_that_break_a_new_limit_stop_a_revision(tmp_path: Path) -> None:
    breaking.stop_and_go(tmp_path, f"sqlite:///{tmp_path}/a.db", scratch=f"sqlite:///{tmp_path}/b.db")
    (folder,) = tmp_path.glob("2")
    for order in (("format", "--diff"), ("check",)):
        run_in(folder, "ruff", *order, "--no-cache", "src/life_service/migrations")


def test_a_downgrade_does_what_it_says_with_values_that_do_not_fit(tmp_path: Path) -> None:
    returning.go_back(tmp_path, f"sqlite:///{tmp_path}/a.db")
    (folder,) = tmp_path.glob("2")
    for order in (("format", "--diff"), ("check",)):
        run_in(folder, "ruff", *order, "--no-cache", "src/life_service/migrations")


def test_a_reference_that_is_required_comes_while_there_is_no_row(tmp_path: Path) -> None:
    life = Life(tmp_path)
    before = life.step({"team": {"name": "text"}, **USER})
    said = words(fill=["user.team=", "user.code="])
    after = life.step(
        {"team": {"name": "text"}, "user": {**USER["user"], "team": "ref(team)", "code": "int, unique"}}, said
    )
    assert "Fails where a row has no value for user.team, user.code." in list(after.versions().values())[-1]
    url, scratch = f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db"
    before.run(url, ("migrate", "head", "up"), ("insert", {"users": [row(1, name="Ada")]}))
    with pytest.raises(AssertionError, match="users: 1 row breaks the rule that team must have a value"):
        after.run(url, ("migrate", "head", "up"))
    before.run(url, ("clear",))
    _, stands, meant = after.run(url, ("migrate", "head", "up"), ("stands",), ("meant", scratch))
    assert stands == meant

"""One service that changes in every way at once: an entity for each kind of change, with rows in its table."""

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.evolution.lives import words
from tests.evolution.living import Fate
from tests.evolution.rows import NOW, identifier, row

BEFORE = {
    "team": {"name": "string(40), unique", "label": "string(20), min=2"},
    "removed": {"name": "string"},
    "member": {
        "team": "ref(team)",
        "mentor": "ref(member), optional",
        "removed": "ref(removed), optional",
        "nick": "string",
    },
    "plus": {"name": "string"},
    "minus": {
        "name": "string",
        "code": "string(9), unique, optional",
        "level": "int, indexed, min=1",
        "kind": "enum(a, b)",
        "price": "decimal(7, 2), min=1",
        "note": "text, optional",
        "seen": "timestamp",
    },
    "renaming": {"full_name": "string(50), unique, min=2", "order": "int, indexed", "state": "enum(on, off)"},
    "length": {
        "wide": "string(10), indexed",
        "narrow": "string(30), unique",
        "free": "string(5)",
        "mail": "string(40)",
    },
    "number": {
        "grows": "int, indexed, min=0",
        "shrinks": "bigint",
        "real": "int",
        "whole": "float",
        "told": "int, min=0",
        "priced": "int, unique",
        "finer": "decimal(6, 2), indexed, min=-5",
        "coarser": "decimal(8, 4)",
    },
    "clock": {"day": "date, indexed, min=2000-01-01", "moment": "timestamp, min=2000-01-01T00:00:00Z"},
    "anew": {"age": "string", "tags": "json"},
    "need": {"given": "string(20), optional", "loose": "string(20)", "filled": "enum(x, y), optional"},
    "key": {"gets": "string(20)", "loses": "string(20), unique", "found": "string(20)", "lost": "string(20), indexed"},
    "choice": {
        "more": "enum(a, b)",
        "less": "enum(a, b, c), indexed",
        "called": "enum(new, old)",
        "shorter": "enum(long_one, b)",
        "mixed": "enum(a, b, c)",
        "opt": "enum(p, q), optional",
    },
    "bound": {
        "number": "int, min=0",
        "text": "string(20), min=1",
        "amount": "decimal(8, 2), max=100",
        "free": "int, max=9",
    },
    "pointer": {"target": "ref(plus), optional", "kept": "ref(team)"},
    "plural": {"name": "string, unique", "group": "ref(team)"},
    "circle": {
        "one": "string(20), unique, min=2",
        "two": "string(30), indexed",
        "first": "int, indexed, min=1",
        "second": "string(9), unique",
        "third": "enum(a, b), indexed",
        "left": "ref(team)",
        "right": "ref(team), optional, unique",
        "low": "string(5), unique",
        "mid": "string(5), unique",
        "turned": "enum(on, off, odd), indexed",
    },
}
"""What the service starts with."""

AFTER = {
    "squad": {"name": "string(40), unique", "label": "string(20), min=2"},
    "member": {"squad": "ref(squad)", "mentor": "ref(member), optional", "nick": "string, default=nobody"},
    "plus": {
        "name": "string",
        "phone": "string(20), optional, unique",
        "text_required": "string(20), default='it''s: %s'",
        "number": "int, min=5, indexed",
        "price": "decimal(7, 2), min=1, default=2.50",
        "when": "timestamp, default=now",
        "day": "date, default=2026-05-06",
        "token": "uuid, default=random",
        "flag": "bool, default=true",
        "data": 'json, default={"a":{"b":"c:d"}}',
        "tags": "list(string(9)), default=[]",
        "best": "ref(fresh), optional",
        "owner": "ref(squad), optional, unique",
    },
    "minus": {"name": "string"},
    "renaming": {"name": "string(50), unique, min=2", "rank": "int, indexed", "mode": "enum(on, off)"},
    "length": {"wide": "string(20), indexed", "narrow": "string(4), unique", "free": "text", "mail": "email"},
    "number": {
        "grows": "bigint, indexed, min=0",
        "shrinks": "int",
        "real": "float",
        "whole": "int",
        "told": "string(20)",
        "priced": "decimal(12, 2), unique",
        "finer": "decimal(9, 4), indexed, min=-5",
        "coarser": "decimal(6, 1)",
    },
    "clock": {"day": "timestamp, indexed, min=2000-01-01T00:00:00Z", "moment": "date, min=2000-01-01"},
    "anew": {"age": "int", "tags": "list(string(9))"},
    "need": {"given": "string(20)", "loose": "string(20), optional", "filled": "enum(x, y), default=y"},
    "key": {"gets": "string(20), unique", "loses": "string(20)", "found": "string(20), indexed", "lost": "string(20)"},
    "choice": {
        "more": "enum(a, b, longer)",
        "less": "enum(a, b), indexed",
        "called": "enum(fresh, old)",
        "shorter": "enum(x, b)",
        "mixed": "enum(a, longer)",
        "opt": "enum(p), optional",
    },
    "bound": {"number": "int, min=-5, max=10", "text": "string(20)", "amount": "decimal(8, 2), max=200", "free": "int"},
    "pointer": {"target": "ref(squad), optional", "kept": "ref(squad)"},
    "plural": {"name": "string, unique", "group": "ref(squad)"},
    "circle": {
        "two": "string(20), unique, min=2",
        "one": "string(30), indexed",
        "second": "bigint, indexed, min=1",
        "third": "string(20), unique",
        "first": "enum(a, b), indexed",
        "right": "ref(squad)",
        "left": "ref(squad), optional, unique",
        "mid": "string(5), unique",
        "high": "string(5), unique",
        "turned": "enum(on, off, odd), indexed",
    },
    "fresh": {"name": "string(9), unique", "plus": "ref(plus)", "next": "ref(fresh), optional, unique"},
}
"""What it is changed into; `plural` gets another plural too."""

PLURALS = {"plural": "manifold"}

WORDS = words(
    rename=[
        "team=squad",
        "member.team=member.squad",
        "renaming.full_name=renaming.name",
        "renaming.order=renaming.rank",
        "renaming.state=renaming.mode",
        "choice.called.new=choice.called.fresh",
        "choice.shorter.long_one=choice.shorter.x",
        "choice.mixed.b=choice.mixed.longer",
        "circle.one=circle.two",
        "circle.two=circle.one",
        "circle.first=circle.second",
        "circle.second=circle.third",
        "circle.third=circle.first",
        "circle.third.a=circle.first.b",
        "circle.third.b=circle.first.a",
        "circle.left=circle.right",
        "circle.right=circle.left",
        "circle.low=circle.mid",
        "circle.mid=circle.high",
        "circle.turned.on=circle.turned.off",
        "circle.turned.off=circle.turned.odd",
        "circle.turned.odd=circle.turned.on",
    ],
    drop=[
        "removed",
        "member.removed",
        *(f"minus.{name}" for name in ("code", "level", "kind", "price", "note", "seen")),
        "length.narrow",
        "number.shrinks",
        "number.whole",
        "number.coarser",
        "clock.moment",
        "anew.age",
        "anew.tags",
        "choice.less.c",
        "choice.opt.q",
        "choice.mixed.c",
        "pointer.target",
    ],
    fill=["plus.number=7", "anew.age=30", "anew.tags=[]", "need.given=it's", "choice.less=b", "choice.mixed=a"],
)

_CIRCLES = [
    {"one": "1a", "two": "2a", "first": 1, "second": "s", "third": "a", "low": "l", "mid": "m", "turned": "on"},
    {"one": "1b", "two": "2b", "first": 2, "second": "t", "third": "b", "low": "m", "mid": "h", "turned": "off"},
]

ROWS = {
    "teams": [row(1, name="red", label="RR")],
    "removeds": [row(2, name="x")],
    "members": [row(3, team_id=identifier(1), mentor_id=identifier(3), removed_id=identifier(2), nick="m")],
    "pluses": [row(4, name="p"), row(5, name="q")],
    "minuses": [row(6, name="n", code="c", level=3, kind="b", price=Decimal("3.25"), note=None, seen=NOW)],
    "renamings": [row(7, full_name="Ada", order=2, state="off")],
    "lengths": [row(8, wide="w", narrow="abcdefgh", free="f", mail="a@b.example")],
    "numbers": [
        row(
            9,
            grows=1,
            shrinks=2,
            real=3,
            whole=4.6,
            told=5,
            priced=-6,
            finer=Decimal("-1.25"),
            coarser=Decimal("-1.2500"),
        )
    ],
    "clocks": [row(10, day=dt.date(2026, 3, 4), moment=dt.datetime(2026, 5, 6, 23, 59, tzinfo=dt.UTC))],
    "anews": [row(11, age="old", tags={"a": 1})],
    "needs": [row(12, given=None, loose="l", filled=None), row(13, given="g", loose="m", filled="x")],
    "keys": [row(14, gets="a", loses="b", found="c", lost="d")],
    "choices": [
        row(15, more="b", less="c", called="new", shorter="long_one", mixed="b", opt="q"),
        row(16, more="a", less="a", called="old", shorter="b", mixed="c", opt="p"),
    ],
    "bounds": [row(17, number=1, text="t", amount=Decimal("99.50"), free=1)],
    "pointers": [row(18, target_id=identifier(4), kept_id=identifier(1))],
    "plurals": [row(19, name="many", group_id=identifier(1))],
    "circles": [
        row(20, **_CIRCLES[0], left_id=identifier(1), right_id=None),
        row(21, **_CIRCLES[1], left_id=identifier(1), right_id=identifier(1)),
    ],
}

UPGRADED: dict[str, list[dict[str, Any]]] = {
    "squads": [{"name": "red", "label": "RR"}],
    "members": [{"squad_id": identifier(1), "mentor_id": identifier(3), "nick": "m"}],
    "pluses": [
        {
            "name": name,
            "phone": None,
            "text_required": "it''s: %s",
            "number": 7,
            "price": Decimal("2.50"),
            "day": dt.date(2026, 5, 6),
            "flag": True,
            "data": {"a": {"b": "c:d"}},
            "tags": [],
            "best_id": None,
            "owner_id": None,
        }
        for name in ("p", "q")
    ],
    "minuses": [{"name": "n"}],
    "renamings": [{"name": "Ada", "rank": 2, "mode": "off"}],
    "lengths": [{"wide": "w", "narrow": "abcd", "free": "f", "mail": "a@b.example"}],
    "numbers": [
        {
            "grows": 1,
            "shrinks": 2,
            "real": 3.0,
            "whole": 5,
            "told": "5",
            "priced": Decimal("-6.00"),
            "finer": Decimal("-1.2500"),
            "coarser": Decimal("-1.3"),
        }
    ],
    "clocks": [{"day": dt.datetime(2026, 3, 4, tzinfo=dt.UTC), "moment": dt.date(2026, 5, 6)}],
    "anews": [{"age": 30, "tags": []}],
    "needs": [{"given": "it's", "loose": "l", "filled": "y"}, {"given": "g", "loose": "m", "filled": "x"}],
    "keys": [{"gets": "a", "loses": "b", "found": "c", "lost": "d"}],
    "choices": [
        {"more": "b", "less": "b", "called": "fresh", "shorter": "x", "mixed": "longer", "opt": None},
        {"more": "a", "less": "a", "called": "old", "shorter": "b", "mixed": "a", "opt": "p"},
    ],
    "bounds": [{"number": 1, "text": "t", "amount": Decimal("99.50"), "free": 1}],
    "pointers": [{"target_id": None, "kept_id": identifier(1)}],
    "manifold": [{"name": "many", "group_id": identifier(1)}],
    "circles": [
        {
            "two": old["one"],
            "one": old["two"],
            "second": old["first"],
            "third": old["second"],
            "first": {"a": "b", "b": "a"}[str(old["third"])],
            "right_id": identifier(1),
            "left_id": left,
            "mid": old["low"],
            "high": old["mid"],
            "turned": {"on": "off", "off": "odd"}[str(old["turned"])],
        }
        for old, left in zip(_CIRCLES, (None, identifier(1)), strict=True)
    ],
    "freshes": [],
}
"""What the rows are afterwards, apart from the columns that every table has."""

DOWNGRADED: dict[str, list[dict[str, Any]]] = {
    "teams": [{"name": "red", "label": "RR"}],
    "removeds": [],
    "pluses": [{"name": "p"}, {"name": "q"}],
    "renamings": [{"full_name": "Ada", "order": 2, "state": "off"}],
    "lengths": [{"wide": "w", "narrow": "abcd", "free": "f", "mail": "a@b.example"}],
    "numbers": [
        {
            "grows": 1,
            "shrinks": 2,
            "real": 3,
            "whole": 5.0,
            "told": 5,
            "priced": -6,
            "finer": Decimal("-1.25"),
            "coarser": Decimal("-1.3000"),
        }
    ],
    "clocks": [{"day": dt.date(2026, 3, 4), "moment": dt.datetime(2026, 5, 6, tzinfo=dt.UTC)}],
    "anews": [{"age": "30", "tags": []}],
    "needs": [{"given": "it's", "loose": "l", "filled": "y"}, {"given": "g", "loose": "m", "filled": "x"}],
    "choices": [
        {"more": "b", "less": "b", "called": "new", "shorter": "long_one", "mixed": "b", "opt": None},
        {"more": "a", "less": "a", "called": "old", "shorter": "b", "mixed": "a", "opt": "p"},
    ],
    "bounds": [{"number": 1, "text": "t", "amount": Decimal("99.50"), "free": 1}],
    "pointers": [{"target_id": None, "kept_id": identifier(1)}],
    "plurals": [{"name": "many", "group_id": identifier(1)}],
    "circles": [
        {**_CIRCLES[0], "left_id": identifier(1), "right_id": None},
        {**_CIRCLES[1], "left_id": identifier(1), "right_id": identifier(1)},
    ],
}
"""What they are when the revision was undone, where a downgrade has a value for all."""

FATE = Fate(ROWS, UPGRADED, DOWNGRADED)

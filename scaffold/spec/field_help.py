"""What the types and modifiers of a field mean: for `docs/reference.md` and `scaffold explain models`."""

from dataclasses import dataclass

from scaffold.spec.bounds import USUAL
from scaffold.spec.field_maps import FLAGS
from scaffold.spec.field_types import FLAGS as ALL_FLAGS


@dataclass(frozen=True, slots=True)
class Help:
    """A type or modifier as a spec writes it, in several ways if need be, and what it means."""

    written: tuple[str, ...]
    meaning: str


TYPES = (
    Help(("string(n)",), "text of at most n characters (255 without n)"),
    Help(("text",), f"text of at most {USUAL['text']:,} characters, or of as many as `max=` says"),
    Help(("int", "bigint"), "a whole number of 32 or 64 bits"),
    Help(("float",), "a number, not exact"),
    Help(("decimal(p, s)",), "an exact number of p digits, s of them after the point"),
    Help(("bool",), "true or false"),
    Help(("date",), "a day"),
    Help(("timestamp",), "a moment with its time zone, kept in UTC to the microsecond"),
    Help(("uuid",), "a UUID"),
    Help(
        ("email",),
        "an address of e-mail, also in other alphabets; kept in small letters, so that no two differ by case",
    ),
    Help(
        ("url",),
        "an address of http or https without credentials; `HTTPS://Example.com` is kept as `https://example.com/`",
    ),
    Help(("json",), f"any JSON but null, of at most {USUAL['json']:,} bytes, or of as many as `max=` says"),
    Help(("enum(a, b)",), "one of these words"),
    Help(("ref(entity)",), "another entity; the field `team` is `team_id` as a column, in JSON and in filters"),
    Help(
        ("list(type)",),
        f"at most {USUAL['list']:,} values, or as many as `max=` says, of a type above but list, ref and json",
    ),
)
MODIFIERS = (
    Help(("optional",), "may be null"),
    Help(("unique",), "no two have the same; a field of fewer than 100 possible values cannot be"),
    Help(("indexed",), "found fast"),
    Help(("immutable",), "set once, when the entity is created"),
    Help(
        ("min=", "max="),
        "the least and greatest number, date, length of a text, or number of items; the most bytes of JSON",
    ),
    Help(("default=",), "the value when none is given; `now`, `today` and `random` are made for each"),
)
FREE_MODIFIERS = tuple(row for row in MODIFIERS if row.written[0] in FLAGS or row.written[0] not in ALL_FLAGS)
"""Those of fields that are not stored."""

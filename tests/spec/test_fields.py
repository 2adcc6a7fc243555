"""Fields of entities: what can be written, what it means, and what is refused where."""

import pytest

from scaffold.spec import Field, other_tools
from scaffold.spec.field_parts import FieldError
from scaffold.spec.field_types import FLAGS, TYPES
from scaffold.spec.fields import SETTINGS, read_field
from scaffold.tusk.diagnostics import in_words

GOOD = {
    "string": Field("f", "string", length=255),
    "string(120)": Field("f", "string", length=120),
    " string ( 120 ) , optional ": Field("f", "string", length=120, optional=True),
    "text": Field("f", "text"),
    "text, min=1, max=20": Field("f", "text", minimum="1", maximum="20"),
    "int": Field("f", "int"),
    "int, min=-5, max=5, default=-1": Field("f", "int", minimum="-5", maximum="5", default=-1, has_default=True),
    "bigint, default=9223372036854774784": Field("f", "bigint", default=2**63 - 2**10, has_default=True),
    "float, default=1e3": Field("f", "float", default=1000.0, has_default=True),
    "decimal(10, 2), default=99999999.99": Field(
        "f", "decimal", precision=10, scale=2, default="99999999.99", has_default=True
    ),
    "decimal(38, 38), min=-0, default=0.12345678901234567890123456789012345678": Field(
        "f",
        "decimal",
        precision=38,
        scale=38,
        minimum="-0",
        default="0.12345678901234567890123456789012345678",
        has_default=True,
    ),
    "decimal(3,0), min=0": Field("f", "decimal", precision=3, scale=0, minimum="0"),
    "bool, default=true": Field("f", "bool", default=True, has_default=True),
    "date, min=2000-01-01, default=today": Field("f", "date", minimum="2000-01-01", default="today", has_default=True),
    "timestamp, default=now": Field("f", "timestamp", default="now", has_default=True),
    "timestamp, default=2026-01-01T12:00:00+02:00": Field(
        "f", "timestamp", default="2026-01-01T10:00:00+00:00", has_default=True
    ),
    "uuid, default=random": Field("f", "uuid", default="random", has_default=True),
    "email, unique": Field("f", "email", length=320, unique=True),
    "string, default='null'": Field("f", "string", length=255, default="null", has_default=True),
    "date, min=2020-01-01, max=2999-12-31, default=today": Field(
        "f", "date", minimum="2020-01-01", maximum="2999-12-31", default="today", has_default=True
    ),
    "url, default=http://x/y": Field("f", "url", length=2048, default="http://x/y", has_default=True),
    "url, default=HTTPS://[::1]:443": Field("f", "url", length=2048, default="https://[::1]/", has_default=True),
    "email, default=Ann@Example.com": Field("f", "email", length=320, default="ann@example.com", has_default=True),
    "json, max=100000": Field("f", "json", maximum="100000"),
    "url, immutable": Field("f", "url", length=2048, immutable=True),
    "json, default={}": Field("f", "json", default={}, has_default=True),
    'json, default={"a": [1, 2], "b": "x, y"}': Field(
        "f", "json", default={"a": [1, 2], "b": "x, y"}, has_default=True
    ),
    "enum(on, off), default=off, indexed": Field(
        "f", "enum", length=3, values=("on", "off"), default="off", has_default=True, indexed=True
    ),
    "ref(team), optional": Field("f", "ref", target="team", optional=True),
    "list(string(40)), max=5, default=[]": Field(
        "f", "list", items=Field("f", "string", length=40), maximum="5", default=[], has_default=True
    ),
    "list(decimal(8, 2))": Field("f", "list", items=Field("f", "decimal", precision=8, scale=2)),
    "list(enum(a, b))": Field("f", "list", items=Field("f", "enum", length=1, values=("a", "b"))),
    'string(20), default="one, two"': Field("f", "string", length=20, default="one, two", has_default=True),
    "string(20), default='(x'": Field("f", "string", length=20, default="(x", has_default=True),
}


@pytest.mark.parametrize("text", GOOD)
def test_reads(text: str) -> None:
    assert read_field("f", text) == GOOD[text]


BAD: dict[str, list[tuple[str, str, str]]] = {
    "": [("S051", "", "is empty")],
    " , unique": [("S051", ", unique", "something is missing beside a comma")],
    "int,": [("S051", "int,", "something is missing beside a comma")],
    "string(12": [("S051", "(12", "the brackets or quotes are not closed")],
    "string(12))": [("S051", ")", "the brackets or quotes are not closed")],
    "integer": [("S052", "integer", "there is no field type 'integer'")],
    "text optional": [("S052", "text optional", "there is no field type 'text optional'")],
    "varchar(20), unique": [("S052", "varchar(20)", "there is no field type 'varchar'")],
    "string(0)": [("S053", "0", "the longest length must be a whole number from 1 to 10000")],
    "string(10001)": [("S053", "10001", "the longest length must be")],
    "string(many)": [("S053", "many", "the longest length must be")],
    "string(1, 2)": [("S053", "string(1, 2)", "it needs in brackets: the longest length")],
    "int(4)": [("S053", "4", "int takes nothing in brackets")],
    "decimal": [("S053", "decimal", "it needs in brackets: the number of digits")],
    "decimal(2, 3)": [("S053", "decimal(2, 3)", "decimal(p, s) has p digits in all")],
    "decimal(0, 0)": [("S053", "decimal(0, 0)", "decimal(p, s) has p digits in all")],
    "decimal(39, 2)": [("S053", "39", "the number of digits must be")],
    "enum": [("S053", "enum", "enum needs its values in brackets")],
    "enum()": [("S053", "enum()", "enum needs its values in brackets")],
    "enum(a, a)": [("S053", "a", "the value a stands twice")],
    "enum(a, In Review)": [("S053", "In Review", "'In Review' cannot be a value of an enum")],
    "ref": [("S053", "ref", "ref needs one entity in brackets")],
    "ref(a, b)": [("S053", "ref(a, b)", "ref needs one entity in brackets")],
    "list": [("S053", "list", "list needs one type in brackets")],
    "list(ref(team))": [("S053", "ref(team)", "a list of ref cannot be stored")],
    "list(list(int))": [("S053", "list(int)", "a list of list cannot be stored")],
    "list(strng)": [("S052", "strng", "there is no field type 'strng'")],
    "int, uniqe": [("S054", "uniqe", "there is no modifier 'uniqe'")],
    "int, unique, unique": [("S054", "unique", "unique stands twice")],
    "int, min": [("S054", "min", "min needs a value")],
    "int, size=3": [("S054", "size=3", "there is no modifier 'size'")],
    "int, unique=true": [("S054", "unique=true", "unique takes no value")],
    "bool, min=0": [("S055", "min=0", "a bool has no min or max")],
    "enum(a), max=3": [("S055", "max=3", "a enum has no min or max")],
    "int, min=low": [("S055", "min=low", "'low' is not a whole number")],
    "int, min=5, max=3": [("S055", "max=3", "max=3 is below min=5")],
    "int, default=x": [("S055", "default=x", "'x' is not a whole number")],
    "int, default=2147483648": [("S055", "default=2147483648", "2147483648 is outside the range of int")],
    "int, min=5, default=3": [("S055", "default=3", "the default is below min=5")],
    "string(3), default=long": [("S055", "default=long", "the default has 4 characters; the field has room for 3")],
    "string(3), max=4": [("S055", "max=4", "'4' must be a length from 0 to 3")],
    "string(9), min=3, default=ab": [("S055", "default=ab", "the default is below min=3")],
    "decimal(4, 2), default=123.4": [("S055", "default=123.4", "123.4 does not fit decimal(4, 2)")],
    "decimal(4, 2), default=1.234": [("S055", "default=1.234", "1.234 does not fit decimal(4, 2)")],
    "decimal(4, 2), default=100.00": [("S055", "default=100.00", "100.00 does not fit decimal(4, 2)")],
    "decimal(2, 2), default=1": [("S055", "default=1", "1 does not fit decimal(2, 2)")],
    "decimal(4, 2), default=NaN": [("S055", "default=NaN", "'NaN' is not a number")],
    "bool, default=yes": [("S055", "default=yes", "'yes' is not true or false")],
    "date, default=tomorrow": [("S055", "default=tomorrow", "'tomorrow' is not a date")],
    "date, min=2026-13-01": [("S055", "min=2026-13-01", "'2026-13-01' is not a date")],
    "date, max=today": [("S055", "max=today", "today cannot be a limit")],
    "timestamp, default=2026-01-01": [("S055", "default=2026-01-01", "'2026-01-01' is not a time with its zone")],
    "uuid, default=1": [("S055", "default=1", "'1' is not a UUID")],
    "email, default=nobody": [("S055", "default=nobody", "'nobody' is not an e-mail address")],
    "email, default=a@b..c": [("S055", "default=a@b..c", "'a@b..c' is not an e-mail address")],
    "email, default=a@nowhere.test": [("S055", "default=a@nowhere.test", "'a@nowhere.test' is not an e-mail address")],
    "url, default=https://x:99999": [("S055", "default=https://x:99999", "'https://x:99999' is not a URL")],
    "url, default=https://a:b@x.y": [("S055", "default=https://a:b@x.y", "'https://a:b@x.y' holds credentials")],
    "json, min=100": [("S055", "min=100", "a json has no min")],
    "json, max=99": [("S055", "max=99", "'99' must be a number of bytes from 100 to 10000000")],
    f"json, max=100, default={{'a': '{'é' * 50}'}}".replace("'", '"'): [
        ("S055", f'default={{"a": "{"é" * 50}"}}', "the default is above max=100")
    ],
    "timestamp, default=9999-12-31T23:59:59.999999Z": [
        ("S055", "default=9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z is infinity to PostgreSQL")
    ],
    "timestamp, max=0001-01-01T00:00:00Z": [
        ("S055", "max=0001-01-01T00:00:00Z", "it leaves nothing but infinity, to PostgreSQL")
    ],
    "url, default=here": [("S055", "default=here", "'here' is not a URL")],
    "url, default=ftp://x": [("S055", "default=ftp://x", "'ftp://x' is not a URL such as https://example.org")],
    "string, default=null": [("S055", "default=null", "null is no default; leave it out")],
    "json, default=null": [("S055", "default=null", "null is no default; leave it out")],
    'json, default="null"': [("S055", 'default="null"', "null is no default; leave it out")],
    "date, max=2000-01-01, default=today": [
        ("S055", "default=today", "default=today is above max=2000-01-01 by now: no row could be made with it")
    ],
    "timestamp, max=2000-01-01T00:00:00Z, default=now": [("S055", "default=now", "default=now is above max=2000")],
    "int, default=null": [("S055", "default=null", "null is no default; leave it out")],
    "json, default={a}": [("S055", "default={a}", "'{a}' is not JSON")],
    "enum(a, b), default=c": [("S055", "default=c", "'c' is not one of its values: a, b")],
    "ref(team), default=1": [("S055", "default=1", "a ref has no default")],
    "list(int), default=[1]": [("S055", "default=[1]", "the default of a list can only be []")],
    "json, unique": [("S056", "unique", "a json cannot be unique")],
    "text, indexed": [("S056", "indexed", "a text cannot be indexed")],
    "list(int), unique": [("S056", "unique", "a list cannot be unique")],
    "bool, unique": [("S056", "unique", "a unique bool allows 2 rows only")],
    "enum(a, b, c), unique": [("S056", "unique", "a unique enum allows 3 rows only")],
    "int, unique, min=1, max=99": [("S056", "unique", "a unique int from 1 to 99 allows 99 rows only")],
    "int, min=2147483640, unique": [("S056", "unique", "a unique int from 2147483640 allows 8 rows only")],
    "bigint, max=-9223372036854775808, unique": [
        ("S056", "unique", "a unique bigint to -9223372036854775808 allows 1 row only")
    ],
    "decimal(1, 0), unique": [("S056", "unique", "a unique decimal allows 19 rows only")],
    "decimal(1, 1), unique": [("S056", "unique", "a unique decimal allows 19 rows only")],
    "decimal(38, 38), min=0.1, max=0.10000000000000000000000000000000000098, unique": [
        ("S056", "unique", "a unique decimal from 0.1 to 0.10000000000000000000000000000000000098 allows 99 rows only")
    ],
    "date, min=2026-01-01, max=2026-01-31, unique": [
        ("S056", "unique", "a unique date from 2026-01-01 to 2026-01-31 allows 31 rows only")
    ],
    "float, min=1, max=1.00000000000001, unique": [
        ("S056", "unique", "a unique float from 1 to 1.00000000000001 allows 23 rows only")
    ],
    "timestamp, min=2026-01-01T00:00:00Z, max=2026-01-01T00:00:00.000098Z, unique": [
        (
            "S056",
            "unique",
            "a unique timestamp from 2026-01-01T00:00:00+00:00 to 2026-01-01T00:00:00.000098+00:00 allows 99 rows only",
        )
    ],
    "date, min=9999-12-31, unique": [("S056", "unique", "a unique date from 9999-12-31 allows 1 row only")],
    "timestamp, min=2026-01-01T00:00:00Z, max=2026-01-01T01:00:00+01:00, unique": [
        ("S056", "unique", "a unique timestamp from 2026-01-01T00:00:00+00:00 to 2026-01-01T00:00:00+00:00 allows 1")
    ],
    "float, min=1, max=1, unique": [("S056", "unique", "a unique float from 1 to 1 allows 1 row only")],
    "string(9), max=0, unique": [("S056", "unique", "a unique string of 0 characters allows 1 row only")],
    "int, min=5, max=3, unique": [("S055", "max=3", "max=3 is below min=5")],
    "text, max=0, unique": [("S056", "unique", "a text cannot be unique")],
    "int, unique, indexed": [("S056", "indexed", "unique makes an index already")],
    "int, unique, default=1": [("S056", "default=1", "a unique field with a default")],
    "int, big, small": [
        ("S054", "big", "there is no modifier 'big'"),
        ("S054", "small", "there is no modifier 'small'"),
    ],
    "int, index, min=5, max=2": [
        ("S054", "index", "there is no modifier 'index'"),
        ("S055", "max=2", "max=2 is below min=5"),
    ],
    "integer, index, min=5, min=6": [
        ("S052", "integer", "there is no field type 'integer'"),
        ("S054", "index", "there is no modifier 'index'"),
        ("S054", "min=6", "min stands twice"),
    ],
    "int, min=5, min=1, max=2": [("S054", "min=1", "min stands twice")],
    "string(0), uniqe": [("S053", "0", "the longest length must be"), ("S054", "uniqe", "there is no modifier")],
    "bool, unique, default=maybe, optinal": [
        ("S055", "default=maybe", "'maybe' is not true or false"),
        ("S054", "optinal", "there is no modifier 'optinal'"),
        ("S056", "unique", "a unique bool allows 2 rows only"),
    ],
    "enum(A, b, b, c d)": [
        ("S053", "A", "'A' cannot be a value of an enum"),
        ("S053", "b", "the value b stands twice"),
        ("S053", "c d", "'c d' cannot be a value of an enum"),
    ],
    "decimal(x, 99)": [("S053", "x", "the number of digits must"), ("S053", "99", "the number of digits after")],
}


@pytest.mark.parametrize("text", BAD)
def test_refuses(text: str) -> None:
    with pytest.raises(FieldError) as caught:
        read_field("f", text)
    found = sorted((fault.code, text[fault.start : fault.end], fault.message) for fault in caught.value.faults)
    assert len(found) == len(BAD[text]), found
    for (code, place, message), (wanted_code, wanted_place, start) in zip(found, sorted(BAD[text]), strict=True):
        assert (code, place) == (wanted_code, wanted_place)
        assert message.startswith(start)


@pytest.mark.parametrize(
    "text",
    [
        "int, min=1, max=100, unique",
        "int, min=2147483548, unique",
        "decimal(2, 0), unique",
        "decimal(38, 38), min=0.1, max=0.10000000000000000000000000000000000099, unique",
        "date, min=2026-01-01, max=2026-04-10, unique",
        "float, min=0, max=1, unique",
        "timestamp, min=2026-01-01T00:00:00Z, max=2026-01-01T01:00:00Z, unique",
        "string(1), unique",
        "uuid, unique",
        "ref(team), unique",
    ],
)
def test_a_unique_field_with_room(text: str) -> None:
    assert read_field("f", text).unique


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("text optional", "put a comma before optional"),
        ("string(20) nullable", "put a comma before nullable"),
        ("strin(4)", 'did you mean "string"?'),
        ("int, uniqe", 'did you mean "unique"?'),
        ("int, min", "write min=..."),
        ("list(ref(team))", "make it an entity of its own"),
        ("bool, unique", "leave unique out"),
        ("int, min=1, max=5, unique", "leave unique out, or leave room for 100 rows: widen its limits"),
    ],
)
def test_hints(text: str, hint: str) -> None:
    with pytest.raises(FieldError) as caught:
        read_field("f", text)
    assert in_words(caught.value.faults[0].hint) == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("str", "string(n)"),
        ("varchar(20)", "string(n)"),
        ("char(2)", "string(n)"),
        ("VARCHAR(20)", "string(n)"),
        ("String", '"string"'),
        ("character varying(20)", "string(n)"),
        ("integer", "write int"),
        ("int64", "bigint"),
        ("number", "int, float, or decimal(p, s)"),
        ("double precision", "write float"),
        ("numeric(10, 2)", "decimal(p, s)"),
        ("datetime", "write timestamp"),
        ("datetimetz", "write timestamp"),
        ("boolean", "write bool"),
        ("array", "list(type)"),
        ("array(string)", "list(type)"),
        ("string[]", "list(type)"),
        ("foreign key", "ref(entity)"),
        ("foreign_key(team)", "ref(entity)"),
        ("string?", "optional"),
        ("bytes", "no bytes"),
        ("int, nullable", "write optional"),
        ("int, null", "write optional"),
        ("int, null=True", "write optional"),
        ("int, nullable=false", "required unless"),
        ("int, required", "required unless"),
        ("int, required=false", "write optional"),
        ("int, not null", "required unless"),
        ("int, index", "write indexed"),
        ("int, index=true", "write indexed"),
        ("int, index=false", "leave it out"),
        ("int, unique=true", "write unique alone"),
        ("int, unique=false", "leave it out"),
        ("ref(team), on_delete=cascade", "cannot be deleted"),
        ("ref(team), foreign key", "ref(entity)"),
        ("int, primary key", "every entity has id"),
        ("string, max_length=20", "string(20)"),
        ("int, ge=0", "min="),
        ("timestamp, default=now()", "write default=now"),
        ("timestamp, default=CURRENT_TIMESTAMP", "write default=now"),
        ("date, default=now", "write default=today"),
        ("uuid, default=uuid4()", "write default=random"),
        ("bool, default=yes", "write default=true"),
    ],
)
def test_words_of_other_tools(text: str, hint: str) -> None:
    with pytest.raises(FieldError) as caught:
        read_field("f", text)
    assert hint in (in_words(caught.value.faults[0].hint) or "")


def test_every_word_of_other_tools_is_none_of_ours() -> None:
    assert not {*other_tools.TYPES} & {*TYPES}
    assert not {*other_tools.MODIFIERS} & {*FLAGS, *SETTINGS}

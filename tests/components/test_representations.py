"""What a service answers to a POST or a PATCH is what it shows afterwards, to the byte, for whatever it takes."""

from pathlib import Path

import pytest

from tests.generated.services import generate, run_in

SPEC = """\
[service_template]
database: "postgresql"

[models]
thing:
  title: "string(40), default=x"
  body: "text, default=x"
  whole: "int, default=0"
  big: "bigint, default=0"
  share: "float, default=0"
  price: "decimal(10, 2), default=0"
  tiny: "decimal(38, 20), default=0"
  on: "bool, default=true"
  day: "date, default=today"
  moment: "timestamp, default=now"
  key: "uuid, default=random"
  mail: "email, default=a@example.com"
  link: "url, default=https://example.com"
  data: "json, default={}"
  kind: "enum(first, second), default=first"
  maybe: "json, optional"
  shares: "list(float), default=[]"
  prices: "list(decimal(10, 2)), default=[]"
  days: "list(date), default=[]"
  moments: "list(timestamp), default=[]"
  mails: "list(email), default=[]"
  links: "list(url), default=[]"
  keys_of: "list(uuid), default=[]"
  numbers: "list(bigint), default=[]"
  words: "list(text), default=[]"

account:
  mail: "email, unique"
"""
CHECK = """
import json
from datetime import timedelta, timezone

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\\0"), max_size=30)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=ZONES).map(lambda moment: moment.isoformat())
LOCAL = st.text("Aza0\u0130\u00c5\u00df\u03a3'+", min_size=1, max_size=9) | TEXT
MAILS = st.builds("{}@{}".format, LOCAL, st.sampled_from(["Example.COM", "b\\u00fccher.example", "xn--bcher-kva.de"]))
LINKS = st.builds("{}://{}{}{}".format, st.sampled_from(["HTTP", "https"]), st.sampled_from(
    ["Example.com", "[::1]", "b\\u00fccher.example", "127.1"]), st.sampled_from(["", ":80", ":443", ":65535"]),
    st.one_of(st.just(""), TEXT.map("/{}".format), TEXT.map("?{}".format), TEXT.map("#{}".format)))
LEAVES = st.one_of(st.booleans(), FLOATS, TEXT, st.integers(), st.integers(-(10**400), 10**400))
DATA = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4))
BIG = st.integers(-(2**63), 2**63 - 2**10)


def digits(precision, scale):
    return st.integers(1 - 10**precision, 10**precision - 1).flatmap(
        lambda steps: st.integers(0, scale).map(lambda places: f"{steps // 10**scale}" + (
            f".{abs(steps) % 10**places:0{places}d}" if places else "")))


FIELDS = {
    "title": TEXT, "body": TEXT, "whole": st.integers(-(2**31), 2**31 - 1), "big": BIG, "share": FLOATS,
    "price": digits(10, 2), "tiny": digits(38, 20), "on": st.booleans(), "day": st.dates().map(str),
    "moment": MOMENTS, "key": st.uuids().map(lambda key: str(key).upper()), "mail": MAILS, "link": LINKS,
    "data": DATA, "kind": st.sampled_from(["first", "second"]), "maybe": DATA | st.none(),
    "shares": st.lists(FLOATS, max_size=4), "prices": st.lists(digits(10, 2), max_size=4),
    "days": st.lists(st.dates().map(str), max_size=4), "moments": st.lists(MOMENTS, max_size=4),
    "mails": st.lists(MAILS, max_size=3), "links": st.lists(LINKS, max_size=3),
    "keys_of": st.lists(st.uuids().map(str), max_size=3), "numbers": st.lists(BIG, max_size=3),
    "words": st.lists(TEXT, max_size=3),
}
ANY = st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), FIELDS[name]))
SOME = st.lists(ANY, min_size=1, max_size=6).map(dict)
HEADERS = {"Content-Type": "application/json", "If-Match": "*"}
TAKEN = dict.fromkeys(FIELDS, 0)


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(new=SOME, changes=SOME)
async def test_what_is_answered_is_what_is_stored(client, new, changes):
    made = await client.post("/things", content=json.dumps(new), headers=HEADERS)
    if made.status_code == 422:
        refused = {error["location"].split(".")[1] for error in made.json()["errors"]}
        assert refused <= {"mail", "mails", "link", "links", "moment", "moments"}, made.text
        return
    assert made.status_code == 201, made.text
    url = made.headers["Location"]
    shown = await client.get(url)
    assert (shown.content, shown.headers["ETag"]) == (made.content, made.headers["ETag"])
    changed = await client.patch(url, content=json.dumps(changes), headers=HEADERS)
    assert changed.status_code in {200, 422}, changed.text
    if changed.status_code == 200:
        shown = await client.get(url)
        assert (shown.content, shown.headers["ETag"]) == (changed.content, changed.headers["ETag"])
    again = {name: made.json()[name] for name in FIELDS}
    copied = await client.post("/things", json=again)
    assert copied.status_code == 201, copied.text
    assert {name: copied.json()[name] for name in FIELDS} == again
    for name in new:
        TAKEN[name] += 1


def test_each_type_was_among_them():
    assert min(TAKEN.values()) > 0, TAKEN


async def test_only_defaults(client):
    made = await client.post("/things", json={})
    assert (await client.get(made.headers["Location"])).content == made.content
    assert (made.json()["price"], made.json()["link"]) == ("0.00", "https://example.com/")


async def test_mails_do_not_differ_by_case(client):
    first = await client.post("/accounts", json={"mail": "Ann@Example.com"})
    second = await client.post("/accounts", json={"mail": "aNN@example.COM"})
    assert (first.status_code, second.status_code) == (201, 409)
    found = (await client.get("/accounts", params={"mail": "ANN@EXAMPLE.COM"})).json()["items"]
    assert [each["mail"] for each in found] == ["ann@example.com"]


async def test_a_patch_makes_no_document_longer_than_a_post(client):
    url = (await client.post("/things", json={})).headers["Location"]
    for number in range(4):
        grown = await client.patch(url, json={"data": {"deep": {str(number): "x" * 20_000}}}, headers=HEADERS)
    assert grown.status_code == 422, grown.text
    assert "data: " in grown.json()["detail"]
    assert len((await client.get(url)).content) < 70_000
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("things")
    (folder / "spec.tusk").write_text(SPEC)
    made = generate("thing-service", folder / "spec.tusk", folder)
    (made / "tests/integration/test_representations.py").write_text(CHECK)
    return made


def test_on_sqlite(project: Path) -> None:
    run_in(project, "pytest", "-q", "-x", "tests/integration/test_representations.py")


@pytest.mark.components
def test_on_postgresql(project: Path, database: str) -> None:
    run_in(project, "pytest", "-q", "-x", "tests/integration/test_representations.py", TEST_DATABASE_URL=database)

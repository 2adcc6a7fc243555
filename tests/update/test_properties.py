"""Any edits of a person, any change of the spec, any next release: no line is lost, and all can be taken back.

`SCAFFOLD_FUZZ=40` makes it 400 updates.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.update import small
from tests.update.workshop import Entities, Where, Workshop, everything, git, index, spec_text

FUZZ = int(os.environ.get("SCAFFOLD_FUZZ", "1"))

START: Entities = {"user": {"name": "string(80)", "phone": "string(20), optional"}, "team": {"title": "string(40)"}}
FIELDS = {"name": "string(80)", "phone": "string(20), optional", "age": "int, optional", "note": "text, optional"}

PATHS = (
    "README.md",
    "check.sh",
    "schema.json",
    "src/thing_service/main.py",
    "src/thing_service/models/user.py",
    "src/thing_service/models/team.py",
    "migrations/versions/0001_initial.py",
)

places = st.sampled_from(PATHS)
edits = st.one_of(
    st.tuples(st.just("insert"), places, st.integers(0, 30)),
    st.tuples(st.just("replace"), places, st.integers(0, 30)),
    st.tuples(st.just("cut"), places, st.integers(0, 30)),
    st.tuples(st.just("delete"), places, st.just(0)),
    st.tuples(st.just("move"), places, st.integers(0, 3)),
    st.tuples(st.just("add"), st.sampled_from(["extra.ini", "own.py", "src/thing_service/models/pet.py"]), st.just(0)),
    st.tuples(st.just("crlf"), places, st.just(0)),
    st.tuples(st.just("latin"), places, st.integers(0, 30)),
)
specs = st.fixed_dictionaries(
    {
        "entities": st.dictionaries(
            st.sampled_from(["user", "team", "pet"]),
            st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=3, unique=True),
            min_size=1,
            max_size=3,
        ),
        "name": st.sampled_from(["thing-service", "thing-service", "accounts"]),
        "port": st.sampled_from([8000, 8001]),
        "extra": st.booleans(),
        "release": st.booleans(),
    }
)


def edit(project: Path, kind: str, path: str, number: int, turn: int) -> bytes | None:
    """Do an edit; return the line that it wrote."""
    place = project / path
    mine = f"mine {turn}".encode()
    if kind == "add":
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(mine + b"\n")
            return mine
        return None
    if not place.is_file():
        return None
    lines = place.read_bytes().splitlines(keepends=True)
    number = min(number, max(len(lines) - 1, 0))
    if kind == "delete":
        place.unlink()
    elif kind == "move":
        target = project / f"moved{number}" / place.name
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            place.rename(target)
    elif kind == "crlf":
        place.write_bytes(b"".join(line.rstrip(b"\r\n") + b"\r\n" for line in lines))
    elif kind == "cut":
        place.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
    else:
        mine += b" \xe9" if kind == "latin" else b""
        place.write_bytes(b"".join([*lines[:number], mine + b"\n", *lines[number + (kind == "replace") :]]))
        return mine
    return None


def say(project: Path, spec: dict[str, Any]) -> None:
    entities = {name: {field: FIELDS[field] for field in fields} for name, fields in spec["entities"].items()}
    more = f"[service_config]\nport: {spec['port']}\n\n" + ("[extra]\non: true\n\n" if spec["extra"] else "")
    (project / "service.tusk").write_text(spec_text(spec["name"], entities, more))


def words(shop: Workshop) -> list[str]:
    """Answer whatever is asked: what is gone may be lost, and rows get a value."""
    said: list[str] = []
    for _ in range(8):
        result = shop.scaffold("update", "--dry-run", "--json", *said)
        data = json.loads(result.out)
        if "diagnostics" not in data:
            return said
        more = [
            next(option for option in reversed(each["options"]) if option.startswith("--"))
            for each in data["diagnostics"]
        ]
        said += [word for option in more for word in option.split(" ", 1)]
    raise AssertionError(result.out)


def texts(project: Path) -> bytes:
    """Return all that stands in the project and what the update keeps beside it."""
    return b"\n".join(it[1] for path, it in everything(project).items() if "baseline" not in path)


@settings(max_examples=10 * FUZZ, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(edits, max_size=6), specs, st.sampled_from(["git", "plain"]))
def test_no_line_is_lost(
    shop: Workshop, changes: list[tuple[str, str, int]], spec: dict[str, Any], where: Where
) -> None:
    os.chdir(shop.folder)
    for entry in shop.folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new(where, spec_text(entities=START))
    lines = [edit(project, *change, turn) for turn, change in enumerate(changes)]
    present = texts(project)
    mine = [line for line in lines if line is not None and line in present]
    shop.commit()
    if spec["release"]:
        shop.release(small.second(shop.folder / "pack2"))
    say(project, spec)
    before, entries = everything(project), index(project)

    said = words(shop)
    seen = json.loads(shop.scaffold("update", "--dry-run", "--json", *said).out)
    assert everything(project) == before
    result = shop.scaffold("update", "--json", *said)
    done = json.loads(result.out)
    event("conflicts" if done["conflicts"] else "clean")
    assert {**done, "written": False} == seen
    assert result.code == (3 if done["conflicts"] else 0)
    after = everything(project)
    found = texts(project)
    assert [line for line in mine if line not in found] == []
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path) and path[:9] != ".scaffold"}
    told = {path for item in done["items"] for path in (item["path"], item["from"]) if path}
    files = {path for path in changed if (before.get(path) or after[path])[0] != "folder"}
    assert files <= told, "the plan says all that it does"

    if done["written"]:
        assert shop.scaffold("update", "--undo").code == 0
    assert (everything(project), index(project)) == (before, entries)
    again = shop.scaffold("update", *said)
    assert again.code == result.code, again.err
    assert everything(project) == after, "the same again"
    if done["conflicts"]:
        for each in done["conflicts"]:
            place = project / each["path"]
            if each["lines"]:
                place.write_bytes(b"# settled\n" if place.suffix != ".json" else b"{}\n")
        ended = shop.scaffold("update", "--continue")
        assert ended.code == 0, ended.err
    if where == "git":
        assert git(project, "ls-files", "--unmerged") == ""
    shop.commit()
    settled = everything(project)
    assert not json.loads(shop.scaffold("update", "--json").out)["needed"]
    assert everything(project) == settled

"""What `update` asks a person at a terminal, when the data's change needs a word."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.update import small
from tests.update.workshop import Workshop, everything, spec_text


@pytest.fixture
def project(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Path:
    shop.release(small.first(shop.folder / "pack1"))
    monkeypatch.setattr("scaffold.cli.words.is_terminal", lambda _: True)
    return shop.new("plain", spec_text())


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def field(project: Path, text: str) -> None:
    spec = project / "service.tusk"
    spec.write_text(spec.read_text().replace('  name: "string(80)"\n', text))


def revision(project: Path) -> str:
    found = sorted(project.rglob("0002_*"))
    return found[0].read_text() if found else ""


def test_one_answer_settles_what_follows_from_it(
    shop: Workshop, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    field(project, '  title: "string(80)"\n')
    answer(monkeypatch, "1")
    result = shop.scaffold("update")
    assert result.code == 0, result.err
    assert result.err.count("Which is meant") + result.out.count("Which is meant") == 1
    assert "rename thing.name to title" in revision(project)


def test_another_answer_leads_to_another_question(
    shop: Workshop, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    field(project, '  title: "string(80)"\n')
    answer(monkeypatch, "7", "2", "1", '"untitled"')
    result = shop.scaffold("update")
    assert result.code == 0, result.err
    assert "remove thing.name; add thing.title" in revision(project)
    lock = (project / ".scaffold" / "lock.toml").read_text()
    assert 'drops = ["thing.name"]' in lock
    assert "untitled" in lock


@pytest.mark.parametrize("options", [["--no-input"], ["--json"]])
def test_nobody_is_asked(shop: Workshop, project: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    field(project, '  title: "string(80)"\n')
    before = everything(project)
    answer(monkeypatch, "1")
    result = shop.scaffold("update", *options)
    assert result.code == 1
    assert "--rename thing.name=thing.title" in result.out + result.err
    assert everything(project) == before


def test_giving_up_changes_nothing(shop: Workshop, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    field(project, '  title: "string(80)"\n')
    before = everything(project)
    answer(monkeypatch)
    assert shop.scaffold("update").code != 0
    assert everything(project) == before


def test_a_limit_that_rows_may_break_is_told(shop: Workshop, project: Path) -> None:
    field(project, '  name: "string(80), unique, min=2"\n')
    told = shop.scaffold("update", "--dry-run")
    assert told.out.partition("note: ")[2].splitlines()[:4] == [
        "where rows break a new limit, the migration stops and tells how many do",
        "  thing.name: unique",
        "  thing.name: min=2",
        "",
    ]
    made = shop.scaffold("update", "--json")
    assert json.loads(made.out)["limits"] == ["thing.name: unique", "thing.name: min=2"]
    assert json.loads(shop.scaffold("update", "--json").out)["limits"] == []


def test_texts_that_become_addresses_are_told(shop: Workshop, project: Path) -> None:
    field(project, '  name: "email"\n')
    told = shop.scaffold("update", "--dry-run")
    assert told.out.partition("note: ")[2].splitlines()[:3] == [
        "rows keep what they have, valid or not; only what is written anew is checked",
        "  thing.name: email",
        "",
    ]
    made = json.loads(shop.scaffold("update", "--json").out)
    assert (made["unchecked"], made["limits"]) == (["thing.name: email"], [])


def test_limits_that_no_table_has_are_told(shop: Workshop, project: Path) -> None:
    field(project, '  name: "string(80)"\n  tags: "list(int), max=9, optional"\n  notes: "json, default={}"\n')
    assert json.loads(shop.scaffold("update", "--json").out)["unchecked"] == []
    spec = project / "service.tusk"
    spec.write_text(spec.read_text().replace("max=9", "min=1, max=8").replace('"json', '"json, max=100'))
    made = json.loads(shop.scaffold("update", "--json").out)
    rules = ["thing.tags: min=1", "thing.tags: max=8", "thing.notes: max=100"]
    assert (made["unchecked"], made["limits"]) == (rules, [])
    assert not list(project.rglob("0003_*"))
    spec.write_text(spec.read_text().replace("max=8", "max=80"))
    assert json.loads(shop.scaffold("update", "--json").out)["unchecked"] == []

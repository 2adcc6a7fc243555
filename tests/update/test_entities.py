"""Entities and fields that come, go and get other names: revisions, files and edits follow, or a word is asked for."""

import json
from pathlib import Path

import pytest

from tests.update import small
from tests.update.workshop import WHERE, Entities, Where, Workshop, everything, spec_text, standing

USER: Entities = {"user": {"name": "string(80)", "phone": "string(20), optional"}}
MODELS = "src/thing_service/models"


@pytest.fixture(params=WHERE)
def project(shop: Workshop, request: pytest.FixtureRequest) -> Path:
    where: Where = request.param
    shop.release(small.first(shop.folder / "pack1"))
    return shop.new(where, spec_text(entities=USER))


def say(project: Path, entities: Entities) -> None:
    (project / "service.tusk").write_text(spec_text(entities=entities))


def revisions(project: Path) -> list[str]:
    return sorted(path.name for path in (project / "migrations/versions").iterdir())


def edit(project: Path, path: str, old: str, new: str) -> None:
    text = (project / path).read_text()
    assert old in text
    (project / path).write_text(text.replace(old, new))


def test_an_entity_is_added(shop: Workshop, project: Path) -> None:
    edit(project, f"{MODELS}/user.py", "self.table", "self.table.upper()")
    shop.commit()
    before = (project / "migrations/versions/0001_initial.py").read_bytes()
    say(project, {**USER, "team": {"name": "string(80)"}})
    result = shop.scaffold("update", "--json")
    assert result.code == 0, result.out
    rows = {(item["kind"], item["path"]) for item in json.loads(result.out)["items"]}
    revision = next(name for name in revisions(project) if "team" in name)
    assert rows == {
        ("added", f"{MODELS}/team.py"),
        ("added", f"migrations/versions/{revision}"),
        ("updated", "src/thing_service/main.py"),
        ("updated", "schema.json"),
        ("kept", f"{MODELS}/user.py"),
    }
    assert "self.table.upper()" in (project / MODELS / "user.py").read_text()
    assert (project / "migrations/versions/0001_initial.py").read_bytes() == before
    assert "parents = ['0001']" in (project / "migrations/versions" / revision).read_text()
    assert shop.scaffold("update").out == "thing-service is up to date\n"


def test_undo_says_that_databases_go_back_before_a_revision_does(shop: Workshop, project: Path) -> None:
    say(project, {**USER, "team": {"name": "string(80)"}})
    for given in ((), ("--json",)):
        assert shop.scaffold("update").code == 0
        revision = next(name for name in revisions(project) if "team" in name)[:-3].removesuffix("_add_team")
        result = shop.scaffold("update", "--undo", *given)
        assert result.code == 0
        if given:
            assert json.loads(result.out)["revisions"] == [revision]
        else:
            assert f"no code has revision {revision} now" in result.out
            assert "for one that did: scaffold update, alembic downgrade 0001 on it, and then --undo" in result.out


def test_undo_of_an_update_without_a_revision_says_nothing_of_databases(shop: Workshop, project: Path) -> None:
    (project / "service.tusk").write_text(spec_text("accounts", USER))
    assert shop.scaffold("update").code == 0
    result = shop.scaffold("update", "--undo")
    assert (result.code, "revision" in result.out) == (0, False)


def test_an_entity_is_removed_which_needs_a_word(shop: Workshop, project: Path) -> None:
    say(project, {**USER, "team": {"name": "string(80)"}})
    assert shop.scaffold("update").code == 0
    edit(project, f"{MODELS}/team.py", "self.table", "self.table.upper()")
    shop.commit()
    say(project, USER)
    before = everything(project)
    refused = shop.scaffold("update")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "error: team is gone, and its rows with it\n  --drop team\n"
    asked = shop.scaffold("update", "--json")
    assert json.loads(asked.out)["diagnostics"][0]["options"] == ["--drop team"]
    assert everything(project) == before

    result = shop.scaffold("update", "--drop", "team", "--json")
    assert result.code == 3
    (conflict,) = json.loads(result.out)["conflicts"]
    assert (conflict["path"], conflict["kind"]) == (f"{MODELS}/team.py", "deleted")
    assert "upper()" in (project / MODELS / "team.py").read_text(), "an edited file stays"
    assert "team" not in (project / "src/thing_service/main.py").read_text()
    assert len(revisions(project)) == 3
    (project / MODELS / "team.py").unlink()
    assert shop.scaffold("update", "--continue").code == 0
    assert shop.scaffold("update").out == "thing-service is up to date\n"


def test_an_entity_is_renamed(shop: Workshop, project: Path) -> None:
    edit(project, f"{MODELS}/user.py", "self.table", "self.table.upper()")
    shop.commit()
    say(project, {"account": USER["user"]})
    refused = shop.scaffold("update")
    assert refused.code == 1
    assert "--rename user=account" in refused.err
    assert "--drop user" in refused.err
    result = shop.scaffold("update", "--rename", "user=account", "--json")
    assert result.code == 0, result.out
    moved = {(item["from"], item["path"]) for item in json.loads(result.out)["items"] if item["kind"] == "moved"}
    assert moved == {(f"{MODELS}/user.py", f"{MODELS}/account.py")}
    text = (project / MODELS / "account.py").read_text()
    assert "class Account" in text
    assert "self.table.upper()" in text
    assert not (project / MODELS / "user.py").exists()
    assert "from thing_service.models.account import Account" in (project / "src/thing_service/main.py").read_text()


def test_a_field_is_renamed_or_dropped_by_a_word(shop: Workshop, project: Path) -> None:
    say(project, {"user": {"full_name": "string(80)", "phone": "string(20), optional"}})
    refused = shop.scaffold("update")
    assert refused.code == 1
    assert "--rename user.name=user.full_name" in refused.err
    assert "--drop user.name" in refused.err
    assert shop.scaffold("update", "--rename", "user.name=user.full_name").code == 0
    assert len(revisions(project)) == 2
    shop.commit()
    say(project, {"user": {"full_name": "string(80)"}})
    assert shop.scaffold("update").code == 1
    assert shop.scaffold("update", "--drop", "user.phone").code == 0
    assert len(revisions(project)) == 3


def test_a_field_made_required_needs_a_value_for_the_rows(shop: Workshop, project: Path) -> None:
    say(project, {"user": {"name": "string(80)", "phone": "string(20)"}})
    refused = shop.scaffold("update")
    assert refused.code == 1
    assert "--fill user.phone=" in refused.err
    assert len(revisions(project)) == 1
    result = shop.scaffold("update", "--fill", "user.phone=unknown")
    assert result.code == 0, result.err
    assert len(revisions(project)) == 2


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--drop", "user.name"), 1, "--drop user.name"),
        (("--rename", "user=account"), 1, "account"),
        (("--rename", "user"), 2, "is not of the form OLD=NEW"),
        (("--fill", "user.name"), 2, "is not of the form ENTITY.FIELD=VALUE"),
        (("--drop", "User!"), 2, "names neither an entity"),
    ],
)
def test_a_word_that_fits_nothing(
    shop: Workshop, project: Path, words: tuple[str, ...], code: int, message: str
) -> None:
    before = everything(project)
    result = shop.scaffold("update", *words)
    assert result.code == code
    assert message in result.err
    assert everything(project) == before


def test_the_service_gets_another_name(shop: Workshop, project: Path) -> None:
    own = "from thing_service.main import start\nimport thing_service.models.user\n\nstart()\n"
    shop.write({"src/thing_service/own.py": own, "jobs/nightly.py": own, "run.sh": "python -m thing_service.main\n"})
    edit(project, "src/thing_service/main.py", "print(NAME, PORT)", "print(NAME, PORT, os.getpid())")
    shop.commit()
    (project / "service.tusk").write_text(spec_text("accounts", USER))
    result = shop.scaffold("update", "--json")
    assert result.code == 0, result.out
    assert not (project / "src/thing_service").exists()
    renamed = own.replace("thing_service", "accounts")
    assert (project / "src/accounts/own.py").read_text() == renamed
    assert (project / "jobs/nightly.py").read_text() == renamed
    main = (project / "src/accounts/main.py").read_text()
    assert 'NAME = "accounts"' in main
    assert "os.getpid()" in main
    notes = json.loads(result.out)["notes"]
    assert [(note["path"], note["line"]) for note in notes] == [("run.sh", 1)]
    assert (project / "run.sh").read_text() == "python -m thing_service.main\n"
    assert shop.scaffold("update", "--undo").code == 0
    assert (project / "src/thing_service/own.py").read_text() == own
    assert not (project / "src/accounts").exists()
    assert standing(project)["jobs/nightly.py"] == ("file", own.encode(), False)

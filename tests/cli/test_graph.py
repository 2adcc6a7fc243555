"""`scaffold graph`: a service, or several as one."""

import json
from pathlib import Path

import pytest

from scaffold.catalog import builtin_root
from tests.cli.conftest import Run
from tests.project.trees import contents

SPEC = '[service_template]\nname: "user-service"\n\n[models]\nuser:\n  email: "email"\n'
DRAWN = 'flowchart LR\n    service_user_service["user-service"]\n'


def test_a_spec(scaffold: Run, work: Path) -> None:
    (work / "s.tusk").write_text(SPEC)
    before = contents(work)
    result = scaffold("graph", "s.tusk")
    assert (result.code, result.out, result.err) == (0, DRAWN, "")
    assert contents(work) == before


def test_the_project_of_the_working_folder(scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    none = scaffold("graph")
    assert (none.code, none.out) == (1, "")
    assert none.err.startswith("error: there is no service.tusk here or above\n")
    (work / "a" / "src").mkdir(parents=True)
    (work / "a" / "service.tusk").write_text(SPEC)
    monkeypatch.chdir(work / "a" / "src")
    assert scaffold("graph").out == DRAWN


def test_services_as_data(scaffold: Run, work: Path) -> None:
    for name in ("user-service", "order-service"):
        (work / name).mkdir()
        (work / name / "service.tusk").write_text(SPEC.replace("user-service", name))
    result = scaffold("graph", "user-service", "order-service", "--format", "json")
    assert result.code == 0
    assert json.loads(result.out) == {
        "nodes": [{"id": name, "kind": "service", "title": name} for name in ("order-service", "user-service")],
        "edges": [],
    }


def test_two_specs_of_one_service(scaffold: Run, work: Path) -> None:
    for name in ("a.tusk", "b.tusk"):
        (work / name).write_text(SPEC)
    result = scaffold("graph", "a.tusk", "b.tusk")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("error: a.tusk and b.tusk both describe user-service\n")


@pytest.mark.parametrize("text", [None, SPEC.replace('email"', 'emial"'), SPEC + "x: {\n"])
def test_a_spec_with_errors(scaffold: Run, work: Path, text: str | None) -> None:
    if text is not None:
        (work / "s.tusk").write_text(text)
    result = scaffold("graph", "s.tusk")
    assert (result.code, result.out) == (1, "")
    assert "error[" in result.err
    data = json.loads(scaffold("graph", "s.tusk", "--format", "json").out)
    assert data["ok"] is False
    assert data["diagnostics"][0]["severity"] == "error"


def test_another_format_is_refused(scaffold: Run, work: Path) -> None:
    (work / "s.tusk").write_text(SPEC)
    result = scaffold("graph", "s.tusk", "--format", "svg")
    assert result.code == 2
    assert "'svg' is not one of 'mermaid', 'json'" in result.err


def test_check_tells_of_a_call_without_a_contract(scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("listing", "loading"):
        monkeypatch.setattr(f"scaffold.catalog.{module}.builtin_root", builtin_root)
    calls = '[calls]\nstock_service: {article: ["read"]}\n\n[stock_service.models]\narticle:\n  code: "string(40)"\n'
    (work / "s.tusk").write_text(f"{SPEC}\n{calls}")
    result = scaffold("check", "s.tusk")
    assert (result.code, result.out) == (0, "s.tusk: ok (1 note)\n")
    assert result.err.startswith(
        "s.tusk:9:26: note[G001]: user-service calls stock-service (article: read), and no contract covers that\n"
    )
    (work / "s.tusk").write_text(f"{SPEC}\n{calls}\n[service_testing]\ncontract_tests: true\n")
    assert scaffold("check", "s.tusk").out == "s.tusk: ok\n"


def test_the_services_of_a_system(scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("scaffold.catalog.listing", "scaffold.catalog.loading", "scaffold.system.catalogs"):
        monkeypatch.setattr(f"{module}.builtin_root", builtin_root)
    (work / "shop").mkdir()
    services = '[system]\nname: "shop"\n\n[services]\nuser_service: "who"\nstock_service: "what"\n'
    text = f'{services}\n[user_service.models]\nuser:\n  name: "string(40)"\n'
    (work / "shop" / "system.tusk").write_text(f'{text}\n[stock_service.models]\narticle:\n  code: "string(40)"\n')
    result = scaffold("graph", "shop", "--format", "json")
    assert result.code == 0, result.err
    drawn = {(node["id"], node["kind"]) for node in json.loads(result.out)["nodes"]}
    assert {
        ("user-service", "service"),
        ("stock-service", "service"),
        ("route:stock-service/articles", "route"),
    } <= drawn

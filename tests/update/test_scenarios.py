"""The table of updates, each through the command line on disk: with git, in a folder of a repository, without git."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from scaffold import __version__
from scaffold.merge import plan_update
from scaffold.merge.model import Conflict
from tests.merge.memory import Files, Link, MemoryTree, Standing, as_bytes, as_file, rendered, written
from tests.merge.scenarios import LABELS, SCENARIOS, Scenario
from tests.update.workshop import (
    THING,
    WHERE,
    Where,
    Workshop,
    everything,
    git,
    index,
    spec_text,
    standing,
    template_name,
    write_pack,
)

ON_DISK = tuple(
    scenario
    for scenario in SCENARIOS
    # what a template may run is said by its first line, which test_a_script_... covers
    if all(as_file(file).mode == 0o644 for file in (*scenario.base.values(), *scenario.new.values()))
)
"""Those that a pack of templates can bring about."""


def spec_of(scenario: Scenario, side: Files, *, old: bool) -> str:
    """Return the spec that goes with what the templates write: its entities, and the package's name."""
    names = {file.entity for file in map(as_file, side.values()) if file.entity}
    entities = {name: {"name": "string(80)"} for name in sorted(names)} or THING
    modules = [*(scenario.records.modules if old else scenario.records.modules.values())]
    return spec_text(modules[0].replace("_", "-") if modules else "thing-service", entities)


def words_of(scenario: Scenario) -> list[str]:
    """Return what a person has to say about the entities."""
    old, new = ({as_file(file).entity for file in side.values()} for side in (scenario.base, scenario.new))
    renames = scenario.records.entities.items()
    said = [f"--rename={before}={after}" for before, after in renames]
    return said + [f"--drop={name}" for name in sorted(filter(None, old - new - {before for before, _ in renames}))]


def moves_of(scenario: Scenario) -> str:
    """Return the manifest's records."""
    return "".join(
        f'\n[[moves]]\nsince = "999.0"\nfrom = "{template_name(old)}"\nto = "{template_name(new)}"\n'
        for (_, old), (_, new) in scenario.records.templates.items()
    )


def put(project: Path, files: Standing) -> None:
    """Make the project's files just these, beside the spec and scaffold's own."""
    for path, (kind, _, _) in reversed(standing(project).items()):
        if path != "service.tusk":
            (project / path).rmdir() if kind == "folder" else (project / path).unlink()
    for path, content in files.items():
        place = project / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            place.symlink_to(content.target)
        elif path.endswith("/"):
            place.mkdir()
        else:
            file = as_file(content)
            place.write_bytes(as_bytes(file.content))
            place.chmod(file.mode)


def begin(shop: Workshop, scenario: Scenario, where: Where) -> Path:
    """Make the project, edit it, and release the next templates."""
    shop.release(write_pack(shop.folder / "pack1", scenario.base))
    shutil.rmtree(shop.folder / "given", ignore_errors=True)
    project = shop.new(where, spec_of(scenario, scenario.base, old=True))
    if scenario.moved:
        for old, new in scenario.moved.items():
            (project / new).parent.mkdir(parents=True, exist_ok=True)
            (project / old).rename(project / new)
        shop.commit()
        assert shop.scaffold("update").code == 0
    put(project, scenario.yours)
    shop.commit()
    shop.release(write_pack(shop.folder / "pack2", scenario.new, moves_of(scenario)))
    (project / "service.tusk").write_text(spec_of(scenario, scenario.new, old=False))
    return project


def expected(scenario: Scenario) -> dict[str, tuple[str, bytes, bool]]:
    """Return every file afterwards."""
    found: dict[str, tuple[str, bytes, bool]] = {}
    for path, content in scenario.files.items():
        if isinstance(content, Link):
            found[path] = ("link", content.target.encode(), False)
        else:
            file = as_file(content)
            text = as_bytes(file.content).replace(b"template 2\n", f"template {__version__}\n".encode())
            found[path] = ("file", text, file.mode == 0o755)
    return found


def files_of(project: Path) -> dict[str, tuple[str, bytes, bool]]:
    return {path: it for path, it in standing(project).items() if it[0] != "folder" and path != "service.tusk"}


def items_of(data: dict[str, Any]) -> list[tuple[str, ...]]:
    rows = [(item["kind"], item["path"], item["from"]) for item in data["items"] if item["path"] != "service.tusk"]
    return [row if row[2] is not None else row[:2] for row in rows]


def conflicts_of(data: dict[str, Any]) -> list[tuple[Any, ...]]:
    rows = [(each["path"], each["kind"], tuple(map(tuple, each["lines"]))) for each in data["conflicts"]]
    return [row if row[2] else row[:2] for row in rows]


def sides_of(scenario: Scenario) -> tuple[Conflict, ...]:
    base = written(rendered(scenario.base), scenario.moved)
    new = rendered(scenario.new)
    return plan_update(base, MemoryTree(scenario.yours), new, records=scenario.records, labels=LABELS).conflicts


def stages(project: Path) -> dict[tuple[str, int], bytes]:
    """Return what git's index holds of each file in conflict."""
    found = {}
    for line in git(project, "ls-files", "--unmerged", "-z").split("\0")[:-1]:
        head, _, path = line.partition("\t")
        _, name, stage = head.split()
        found[path, int(stage)] = git(project, "cat-file", "blob", name).encode("utf-8", "surrogateescape")
    return found


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("scenario", ON_DISK, ids=lambda scenario: scenario.name)
def test_outcome(shop: Workshop, scenario: Scenario, where: Where) -> None:
    project = begin(shop, scenario, where)
    head = git(project, "rev-parse", "HEAD") if shop.has_git else ""
    result = shop.scaffold("update", "--json", *words_of(scenario))
    assert result.code == (3 if scenario.conflicts else 0), result.err or result.out
    data = json.loads(result.out)
    assert items_of(data) == [*scenario.items]
    assert conflicts_of(data) == [*scenario.conflicts]
    assert [(note["path"], note["line"]) for note in data["notes"]] == [*scenario.notes]
    assert files_of(project) == expected(scenario)
    assert (project / "service.tusk").read_text() == spec_of(scenario, scenario.new, old=False)
    if shop.has_git:
        assert git(project, "rev-parse", "HEAD") == head, "nothing is committed"
        versions = {each.path: (each.base, each.yours, each.new) for each in sides_of(scenario)}
        assert stages(project) == {
            (path, stage): side.content
            for path, sides in versions.items()
            for stage, side in enumerate(sides, start=1)
            if side is not None
        }


@pytest.mark.parametrize(
    ("scenario", "where"),
    [pytest.param(each, WHERE[turn % 3], id=f"{each.name}-{WHERE[turn % 3]}") for turn, each in enumerate(ON_DISK)],
)
def test_seen_before_done_once_and_taken_back(shop: Workshop, scenario: Scenario, where: Where) -> None:
    project = begin(shop, scenario, where)
    words = words_of(scenario)
    before, entries = everything(project), index(project)

    seen = json.loads(shop.scaffold("update", "--dry-run", "--json", *words).out)
    assert shop.scaffold("update", "--check", *words).code == (4 if seen["due"] else 0)
    asked = shop.scaffold("status", "--json")
    assert asked.code == (4 if seen["due"] or json.loads(asked.out)["drift"] else 0)
    assert (everything(project), index(project)) == (before, entries), "nothing was written"

    done = json.loads(shop.scaffold("update", "--json", *words).out)
    assert {**done, "written": False} == seen
    assert done["written"] == seen["needed"]
    after = everything(project)
    again = shop.scaffold("update", "--json")
    if scenario.conflicts:
        assert again.code == 1
        assert "to settle" in again.out
        assert shop.scaffold("status").code == 3
    else:
        assert not json.loads(again.out)["needed"]
        assert shop.scaffold("status").code in {0, 4 if "derived" in scenario.name else 0}
    assert everything(project) == after, "once is enough"

    if seen["needed"]:
        assert shop.scaffold("update", "--undo").code == 0
    assert (everything(project), index(project)) == (before, entries), "every byte is back"

"""`scaffold graph`: services and what they talk to, drawn from their specs."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NoReturn

import typer

from scaffold.catalog import load_catalog
from scaffold.cli import showing
from scaffold.cli.failures import RefusedError, told
from scaffold.cli.reading import find_project, spec_in, unreadable
from scaffold.cli.terminal import give, say
from scaffold.graph import Graph, graph_of, mermaid
from scaffold.spec import Spec, check
from scaffold.spec.naming import SPEC_FILE
from scaffold.system.catalogs import Catalogs, load_catalogs
from scaffold.system.naming import is_system
from scaffold.system.reading import read_system
from scaffold.tusk import Diagnostic, load


def run(files: Sequence[Path], form: Literal["mermaid", "json"]) -> None:
    """Draw services as one graph; exits with 1 if a spec has an error.

    A folder stands for the spec of the service or system in it; of a system, all services are drawn.
    """
    as_json = form == "json"
    with told(as_json=as_json):
        catalogs = load_catalogs(load_catalog())
        specs = _different(spec for path in _paths(files) for spec in _checked(path, catalogs, as_json=as_json))
        graph = graph_of(specs, catalogs.service)
    if as_json:
        give(_data(graph))
    else:
        say(mermaid(graph).removesuffix("\n"))


def _paths(files: Sequence[Path]) -> list[Path]:
    if files:
        return [spec_in(file) if file.is_dir() else file for file in files]
    project = find_project(Path())
    if project is None:
        raise RefusedError(f"there is no {SPEC_FILE} here or above", "name a spec, or run this inside a project")
    return [spec_in(project)]


def _checked(path: Path, catalogs: Catalogs, *, as_json: bool) -> tuple[Spec, ...]:
    document = load(path)
    if faults := unreadable(document):
        _refuse(faults, as_json=as_json)
    specs: tuple[Spec, ...]
    if is_system(document, catalogs):
        system = read_system(document, catalogs)
        specs, found = tuple(member.spec for member in system.members), system.diagnostics
    else:
        spec = check(document, catalogs.service)
        specs, found = (spec,), spec.diagnostics
    if any(each.severity == "error" for each in found):
        _refuse([each for each in found if each.severity != "note"], as_json=as_json)
    return specs


def _refuse(found: Sequence[Diagnostic], *, as_json: bool) -> NoReturn:
    if as_json:
        give({"ok": False, "diagnostics": [diagnostic.to_json() for diagnostic in found]})
    else:
        showing.diagnostics(found)
    raise typer.Exit(1)


def _different(specs: Iterator[Spec]) -> list[Spec]:
    """Return specs of which no two describe one service; raises RefusedError."""
    found: dict[str, Spec] = {}
    for spec in specs:
        if spec.name in found:
            first, second = (each.document.source for each in (found[spec.name], spec))
            hint = "name each service's spec once, and give services different names"
            raise RefusedError(f"{first} and {second} both describe {spec.name}", hint)
        found[spec.name] = spec
    return list(found.values())


def _data(graph: Graph) -> dict[str, object]:
    return {
        "nodes": [node._asdict() for node in graph.nodes],
        "edges": [
            {
                "from": edge.source,
                "to": edge.target,
                "kind": edge.kind,
                "label": edge.label,
                "contract": edge.contract,
                "assumed": edge.assumed,
            }
            for edge in graph.edges
        ],
    }

"""`scaffold check`: what is wrong with specs, and what is worth knowing."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer

from scaffold.catalog import Catalog, load_catalog
from scaffold.cli.reading import spec_in, unreadable
from scaffold.cli.terminal import complain, count_words, give, paint, paint_findings, say
from scaffold.spec import Spec, check
from scaffold.system.catalogs import Catalogs, load_catalogs
from scaffold.system.naming import is_system
from scaffold.system.reading import read_system
from scaffold.tusk import Diagnostic, Document, load


def run(files: Sequence[Path], *, as_json: bool) -> None:
    """Check files and exit with 1 if any has an error. A folder stands for the spec of the service or system in it."""
    catalogs = load_catalogs(load_catalog())
    reports: list[tuple[Path, tuple[Diagnostic, ...]]] = []
    for file in files:
        path = spec_in(file) if file.is_dir() else file
        reports.append((path, _found(load(path), catalogs)))
    if as_json:
        give([_data(path, found) for path, found in reports])
    else:
        for path, found in reports:
            _show(path, found)
    if any(diagnostic.severity == "error" for _, found in reports for diagnostic in found):
        raise typer.Exit(1)


def _found(document: Document, catalogs: Catalogs) -> tuple[Diagnostic, ...]:
    """Give what is found in a document, that of a system included."""
    if not is_system(document, catalogs):
        return _findings(document, catalogs.service)
    return unreadable(document) or read_system(document, catalogs).diagnostics


def _findings(document: Document, catalog: Catalog) -> tuple[Diagnostic, ...]:
    """Return what the language and the check say about a spec, and what is missing between it and others."""
    if faults := unreadable(document):
        return faults
    spec = check(document, catalog)
    return spec.diagnostics if spec.has_errors or not spec.peers else spec.diagnostics + _gaps(spec, catalog)


def _gaps(spec: Spec, catalog: Catalog) -> tuple[Diagnostic, ...]:
    from scaffold.graph import gaps, graph_of  # runs the features' code, which other specs need not wait for

    document = spec.document
    return tuple(
        Diagnostic(gap.code, "note", gap.message, document.locate(document.find(gap.said) or document.root), None)
        for gap in gaps(graph_of([spec], catalog))
    )


def _data(path: Path, found: Sequence[Diagnostic]) -> dict[str, object]:
    return {
        "file": str(path),
        "ok": not any(diagnostic.severity == "error" for diagnostic in found),
        "diagnostics": [diagnostic.to_json() for diagnostic in found],
    }


def _show(path: Path, found: Sequence[Diagnostic]) -> None:
    for diagnostic in found:
        complain(paint_findings(diagnostic.to_text()))
    counts = Counter(diagnostic.severity for diagnostic in found)
    words = ", ".join(
        count_words(counts[severity], severity) for severity in ("error", "warning", "note") if counts[severity]
    )
    mark = paint("no", "error") if counts["error"] else paint("ok", "good")
    say(f"{path}: {mark}" + (f" ({words})" if words else ""))

"""`check`: a document against a catalogue."""

from collections.abc import Mapping, Sequence

from scaffold.catalog.model import Catalog
from scaffold.spec import links
from scaffold.spec.command import lay_over_command
from scaffold.spec.defaults import with_defaults
from scaffold.spec.edits import with_command
from scaffold.spec.entities import check_entities, entity_names, refuse_entities
from scaffold.spec.given import paths, tree
from scaffold.spec.later import note_idle, note_planned
from scaffold.spec.made import check_made
from scaffold.spec.members import check_members
from scaffold.spec.model import Entity, Spec
from scaffold.spec.naming import NAME_PATH, resolve_names
from scaffold.spec.opposed import report_left_out, report_off
from scaffold.spec.owned import check_owned, owned_plurals
from scaffold.spec.peers import check_peers, take_others
from scaffold.spec.renamed import accept_old_names, new_name, pass_over_removed, with_new_names
from scaffold.spec.report import Report
from scaffold.spec.routes import check_routes, entity_routes, fixed_routes, given_routes
from scaffold.spec.sections import PLURALS, check_required, check_sections, neighbours
from scaffold.spec.switches import resolve, wanted, without_entities, without_switch
from scaffold.spec.taken import taken
from scaffold.tusk import Diagnostic, Document, TuskError


def check(
    document: Document,
    catalog: Catalog,
    *,
    name: str | None = None,
    overrides: Mapping[str, object] | None = None,
    enable: Sequence[str] = (),
) -> Spec:
    """Check a document and give its typed values; problems are in the result's `diagnostics`, with the document's own.

    `name` comes before the name in the document. `overrides` maps `section.key` to a value (text is read as the
    language reads it) and comes before the document, as do the switches of the features in `enable`. The result's
    `document` holds all three. Raises `CatalogError` only for a fault of the catalogue.
    """
    report = Report()
    root = tree(document, document.root, document.root)
    accept_old_names(root, catalog, report)
    pass_over_removed(root, catalog, report)
    overrides = {new_name(path, catalog): value for path, value in (overrides or {}).items()}
    laid = lay_over_command(root, catalog, overrides, enable, report, name=name)
    names = resolve_names(root, catalog, name, report)
    others = take_others(root, catalog)
    given = check_sections(root, catalog, names, report)
    sections = frozenset(given)  # a value that a link carries makes its section none of the spec's
    all_links = list(links.links(catalog, names))
    overruled = links.follow(all_links, given, root, report)
    explicit = frozenset(paths(given))
    values = with_defaults(catalog, given, names, sections, all_links)
    links.put(values, NAME_PATH, names.name)
    wishes = wanted(catalog, values)
    asked = [catalog.features[each] for each in enable if each in catalog.features and each not in wishes]
    off = [(each, None if each.enable else without_switch(catalog, each)) for each in asked]
    report_off(off, laid, given, root, report)
    check_required(root, catalog, given, wishes, report)
    on, planned, refused = resolve(catalog, wishes, explicit, root, report)
    left = [catalog.features[each] for each in enable if each in wishes and each not in (*on, *planned, *refused)]
    report_left_out(left, catalog, on, root, report)
    kept = taken(catalog, on)
    if feature := without_entities(catalog, on):
        refuse_entities(root, feature, report)
        entities: tuple[Entity, ...] = ()
    else:
        owned = owned_plurals(catalog, root, names.package)
        entities = check_entities(root, values.get(PLURALS, {}), names, kept, report, owned)
    if known := entity_names(root, entities):
        report.entities_are(known)
    peers = check_peers(others, names, (*on, *planned), kept, report)
    check_owned(catalog, root, entities, names.package, report)
    check_members(catalog, root, names.name, on, report)
    taken_routes = [*entity_routes(catalog, entities, on, root), *fixed_routes(catalog, on)]
    check_routes(given_routes(catalog, values, on, root), taken_routes, root, report)
    check_made(catalog, root, {entity.name for entity in entities}, on, report)
    note_planned(catalog, report, others=neighbours(catalog, given, names))
    note_idle(catalog, root, on, refused, report)
    report.close(root.at_key)
    read = document.diagnostics
    if not any(diagnostic.severity == "error" for diagnostic in report.diagnostics):
        try:
            current = with_new_names(document, catalog) if laid or name is not None else document
            document = with_command(current, laid, overruled, name)
        except TuskError as error:
            report.diagnostics += error.diagnostics
    return Spec(
        name=names.name,
        package=names.package,
        title=names.title,
        document=document,
        values=values,
        entities=entities,
        features=on,
        diagnostics=_in_order([*report.diagnostics, *read]),
        planned=planned,
        stored=tuple((name, catalog.features[name].stored) for name in on if catalog.features[name].stored),
        peers=peers,
    )


def _in_order(found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Order diagnostics by their places; those of the command line come first."""
    sources = sorted({each.location.source for each in found}, key=lambda source: not source.startswith("--"))
    rank = {source: number for number, source in enumerate(sources)}
    return tuple(sorted(found, key=lambda each: (rank[each.location.source], each.location.line, each.location.column)))

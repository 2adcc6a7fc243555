"""Keys and sections that a release renamed or gave up.

The old name is accepted, and written anew; what was given up is passed over, with a warning.
"""

from scaffold.catalog.model import Catalog
from scaffold.catalog.releases import removed_keys, renamed_keys
from scaffold.spec import codes
from scaffold.spec.given import Given, find, lay_over
from scaffold.spec.report import Report
from scaffold.tusk import Document, Map
from scaffold.tusk.places import entries_at, sections_below
from scaffold.tusk.splice import splice

Path = tuple[str, ...]


def accept_old_names(root: Given, catalog: Catalog, report: Report) -> None:
    """Put what stands under an old name under the new one, with a note; both together are an error."""
    for each in renamed_keys(catalog):
        old, new = tuple(each.source.split(".")), tuple(each.target.split("."))
        given = find(root, old)
        if given is None:
            continue
        message = f"{each.source} is called {each.target} since {each.since}"
        if _move(root, old, new, report):
            report.note(codes.OTHER_WORD, given.at_key, message, "scaffold update writes the new name")
        _drop_empty(root, old[0], catalog)


def pass_over_removed(root: Given, catalog: Catalog, report: Report) -> None:
    """Leave out what a release gave up, with a warning that says why."""
    for each in removed_keys(catalog):
        path = tuple(str(each.key).split("."))
        given, holder = find(root, path), find(root, path[:-1])
        if given is None or holder is None:
            continue
        message = f"{each.key} is not used since {each.since}: {each.reason}"
        report.warning(codes.NOT_USED, given.at_key, message, "remove it")
        del holder.inside[path[-1]]
        _drop_empty(root, path[0], catalog)


def with_new_names(document: Document, catalog: Catalog) -> Document:
    """Return a document that uses the new names; every byte that need not change stays.

    What stands in an included file, and what is there under both names, is left alone. Raises `TuskError` for a
    document with errors in its form.
    """
    for each in renamed_keys(catalog):
        old, new = tuple(each.source.split(".")), tuple(each.target.split("."))
        document = _sections_renamed(document, old, new)
        if document.find(old) is None or document.find(new) is not None:
            continue
        places = entries_at(document, old)
        if not places or any(place.referred for place in places):
            continue
        if old[:-1] == new[:-1]:
            edits = [(place.entry.key_start, place.entry.key_end, new[-1]) for place in places]
            document = document.reread(splice(document.text, edits))
        else:
            document = document.with_value(new, document.find(old)).without(old)
            section = document.find(old[:1])
            if isinstance(section, Map) and not section.entries and old[0] not in catalog.sections:
                document = document.without(old[:1])
    return document


def new_name(path: str, catalog: Catalog) -> str:
    """Return what a key of the spec, as `section.key`, is called now."""
    for each in renamed_keys(catalog):
        if path == each.source or path.startswith(f"{each.source}."):
            path = each.target + path.removeprefix(each.source)
    return path


def _move(root: Given, old: Path, new: Path, report: Report) -> bool:
    """Move a part of the tree; says whether it was done, else the error was reported."""
    given, taken = find(root, old), find(root, new)
    holder = find(root, old[:-1])
    if given is None or holder is None:
        return False
    if taken is None:
        del holder.inside[old[-1]]
        lay_over(root, new, given)
        return True
    if isinstance(given.node, Map) and isinstance(taken.node, Map):
        moved = [_move(root, (*old, name), (*new, name), report) for name in list(given.inside)]
        del holder.inside[old[-1]]
        return all(moved)
    message = f"{'.'.join(old)} is the old name of {'.'.join(new)}, which is given already"
    report.error(codes.SAME_KEY, given.at_key, message, "remove one of them", [taken.at_key])
    del holder.inside[old[-1]]
    return False


def _drop_empty(root: Given, name: str, catalog: Catalog) -> None:
    """Forget a section that is no more, when nothing is left in it."""
    section = root.inside.get(name)
    if section is not None and not section.inside and name not in catalog.sections:
        del root.inside[name]


def _sections_renamed(document: Document, old: Path, new: Path) -> Document:
    """Rename the headers of a section and of those nested in it."""
    if document.find(new) is not None:
        return document
    edits = [
        (section.start + 1, section.end - 1, ".".join((*new, *section.path[len(old) :])))
        for section in sections_below(document, old)
    ]
    return document.reread(splice(document.text, edits)) if edits else document

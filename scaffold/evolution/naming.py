"""What a revision is called, and what it says of itself."""

from collections.abc import Iterator, Sequence

from scaffold.evolution.changes import Change, FieldChange
from scaffold.evolution.stored import StoredChange

MAX_SLUG = 60
_VERBS = {"added": "add", "removed": "remove", "changed": "change", "renamed": "rename"}


def slug_of(changes: Sequence[Change], stored: Sequence[StoredChange] = ()) -> str:
    """Return a short name: the change itself where there is one, else the first and how many more there are."""
    found = list(summaries(changes, stored))
    if not found:
        return "merge"
    first = found[0].replace(" to ", "_to_").replace(" ", "_").replace(".", "_")
    more = f"_and_{len(found) - 1}_more" if len(found) > 1 else ""
    return first[: MAX_SLUG - len(more)].rstrip("_") + more


def summaries(changes: Sequence[Change], stored: Sequence[StoredChange] = ()) -> Iterator[str]:
    """Give each change in a few words: `add user.phone`, `rename user to account`, and those of `stored`."""
    for change in changes:
        if not change.is_change:
            continue
        before, after = change.before, change.after
        name = (after or before).name  # type: ignore[union-attr]  # one of them is there
        if before is not None and after is not None:
            if before.name != after.name:
                yield f"rename {before.name} to {after.name}"
            elif before.plural != after.plural:
                yield f"rename {before.plural} to {after.plural}"
            yield from (_field(name, field) for field in change.fields if field.is_change)
        else:
            yield f"{_VERBS[change.kind]} {name}"
    yield from (change.summary for change in stored)


def _field(entity: str, change: FieldChange) -> str:
    name = (change.after or change.before).name  # type: ignore[union-attr]  # one of them is there
    if change.kind == "renamed" and change.before:
        return f"rename {entity}.{change.before.name} to {name}"
    return f"{_VERBS[change.kind]} {entity}.{name}"

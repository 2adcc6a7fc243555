"""Whether the language has refused something where it seems that nothing stands, so that only the cause is told."""

from collections.abc import Iterable

from scaffold.spec.given import Given
from scaffold.spec.report import locate


def holds_unread(given: Given, others: Iterable[Given]) -> bool:
    """Say whether a text that could not be read stands between a key and the next one of `others`."""
    if given.document is None or not given.document.has_errors:
        return False
    here = locate(given.at_key)
    places = (locate(other.at_key) for other in others if other.document is given.document)
    after = [place.line for place in places if place.source == here.source and place.line > here.line]
    ends = min(after, default=None)
    return any(
        found.severity == "error"
        and found.location.source == here.source
        and found.location.line >= here.line
        and (ends is None or found.location.line < ends)
        for found in given.document.diagnostics
    )

"""What a change of its generated files means for others: what a feature's `review(before, after)` says."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from scaffold.catalog.model import Feature
from scaffold.render.cache import CodeCache
from scaffold.render.engine import code_cache
from scaffold.render.errors import RenderError
from scaffold.render.prepare import failure, offered

Texts = Mapping[str, str]


class Finding(NamedTuple):
    """What changes for others about something of this name, and whether it breaks them."""

    name: str
    text: str
    breaks: bool


def reviewed(feature: Feature, before: Callable[[], Texts], after: Callable[[], Texts]) -> tuple[Finding, ...]:
    """Return what a feature finds when it compares its files of two versions of a project, as texts by path.

    Nothing, for a feature that does not tell: then no file is asked for. Raises RenderError, and what the two raise.
    """
    cache: CodeCache = code_cache()
    found = offered(feature, "review", cache)
    if found is None:
        return ()
    function: Callable[[Texts, Texts], object] = found.function
    old, new = before(), after()
    try:
        findings = function(old, new)
    except Exception as error:
        raise failure(feature, found.entry, error) from error
    finally:
        cache.save()
    if not isinstance(findings, tuple) or not all(_is_finding(each) for each in findings):
        message = (
            f"review(before, after) must return tuples of name, text and whether it breaks others, not {findings!r}"
        )
        raise RenderError(message, feature=feature.name, template=found.entry)
    return tuple(Finding(*each) for each in findings)


def _is_finding(value: object) -> bool:
    match value:
        case (str(), str(), bool()):
            return isinstance(value, tuple)
        case _:
            return False

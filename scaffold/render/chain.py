"""Where the chain of a project's own revisions ends: what a feature's `heads(files)` says."""

from collections.abc import Callable, Mapping

from scaffold.catalog.model import Feature
from scaffold.render.cache import CodeCache
from scaffold.render.engine import code_cache
from scaffold.render.errors import RenderError
from scaffold.render.prepare import failure, offered


def chain_ends(feature: Feature, files: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the revisions among a project's files that no other follows, as the feature reads them.

    `files` are texts by path. Nothing, for a feature that does not tell. Raises RenderError.
    """
    cache: CodeCache = code_cache()
    found = offered(feature, "heads", cache)
    if found is None:
        return ()
    function: Callable[[Mapping[str, str]], object] = found.function
    try:
        ends = function(files)
    except Exception as error:
        raise failure(feature, found.entry, error) from error
    finally:
        cache.save()
    if not isinstance(ends, tuple) or not all(isinstance(each, str) for each in ends):
        message = f"heads(files) must return a tuple of ids, not {ends!r}"
        raise RenderError(message, feature=feature.name, template=found.entry)
    return ends

"""What an update changes for others, as the features say that made the files."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from scaffold.catalog.model import Catalog
from scaffold.project.digest import digest
from scaffold.project.model import Lock
from scaffold.render import Finding, RenderedFile, reviewed


def findings_of(
    names: Iterable[str],
    before: Lock,
    read: Callable[[str], bytes],
    rendered: Mapping[str, RenderedFile],
    catalog: Catalog,
) -> tuple[Finding, ...]:
    """Return what features find that were on before and are on now; `read` gives what they wrote last.

    Raises RenderError, and what `read` raises.
    """
    found: list[Finding] = []
    for name in names:
        old = {path: file.digest for path, file in before.files.items() if file.feature == name and not file.private}
        new = {path: file.content for path, file in rendered.items() if file.origin.feature == name}
        if old != {path: digest(content) for path, content in new.items()}:
            texts = partial(_texts_of, old, read), partial(_texts_of, new, new.__getitem__)
            found += reviewed(catalog.features[name], *texts)
    return tuple(found)


def _texts_of(paths: Iterable[str], read: Callable[[str], bytes]) -> dict[str, str]:
    return {path: read(path).decode("utf-8", "replace") for path in paths}

"""Packs of our own format: their features over the built-in ones."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from scaffold.catalog import Catalog, builtin_root, load_catalog
from scaffold.foreign.errors import PackError, UntrustedError
from scaffold.foreign.model import Pack


def load_packs(packs: Sequence[Pack], *, trust: bool = False) -> Catalog:
    """Load the built-in features with those of some packs over them, in order.

    Without `trust` their templates run in Jinja's sandbox, and a pack with a `prepare` is refused by UntrustedError.
    Raises PackError for a pack of another format, and CatalogError with every fault found.
    """
    for pack in packs:
        if pack.kind != "scaffold":
            message = f"the pack {pack.name} is a {pack.kind} template, which makes projects of its own kind"
            raise PackError(message, "it cannot be combined with the built-in templates")
        code = tuple(f"Python: {file}" for file in _code(pack.root))
        if code and not trust:
            raise UntrustedError(pack.name, code, again=pack.record.trusted)
    roots = [pack.root for pack in packs]
    return load_catalog((builtin_root(), *roots), trusted=roots if trust else ())


def _code(root: Path) -> Iterator[str]:
    for folder in [root / "service", *sorted((root / "features").glob("*"))]:
        for name in ("prepare.py", "prepare/__init__.py"):
            if (folder / name).is_file():
                yield (folder / name).relative_to(root).as_posix()

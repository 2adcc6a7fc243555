"""What a feature stores beside the entities: one file makes each version, and one takes it back.

Another kind of store than the first has a folder of its own in that of each version.
"""

from collections.abc import Iterator

from scaffold.catalog import codes
from scaffold.catalog.listing import MANIFEST
from scaffold.catalog.model import Feature
from scaffold.catalog.problem import Problem

STORED = "stored"


def texts_of(feature: Feature) -> tuple[str, ...]:
    """Return the files under `stored/` that a feature needs."""
    kinds = ("", *dict.fromkeys(map(_kind, feature.stored_texts)))
    found = (text for kind in kinds for version in range(1, feature.stored + 1) for text in _texts(version, kind))
    return tuple(dict.fromkeys(found))


def check_stored(feature: Feature) -> Iterator[Problem]:
    """Check that the files under `stored/` are those of the feature's versions."""
    needed, found = texts_of(feature), feature.stored_texts
    for text in needed:
        if text not in found:
            said = f"there is no {STORED}/{text}, and version {feature.stored} of what it stores needs it"
            yield Problem(codes.BAD_STORED, feature.root / MANIFEST, said, None, (STORED,))
    for text in found:
        if text not in needed:
            said = f"belongs to no version of what the feature stores, of which there {_count(feature.stored)}"
            hint = f"say the last version in {MANIFEST}: {STORED} = 1; files are {' and '.join(_texts(1))}"
            yield Problem(codes.BAD_STORED, feature.place(f"{STORED}/{text}"), said, hint)


def _kind(text: str) -> str:
    """Return the folder of another kind of store that a text stands in; nothing for the first kind."""
    return "/".join(text.split("/")[1:-1])


def _texts(version: int, kind: str = "") -> tuple[str, str]:
    place = f"{version}/{kind}/" if kind else f"{version}/"
    return f"{place}upgrade.jinja", f"{place}downgrade.jinja"


def _count(versions: int) -> str:
    return f"are {versions}" if versions > 1 else "is one" if versions else "is none"

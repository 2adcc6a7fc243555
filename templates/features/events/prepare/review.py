"""What a change of the spec means for those who read the service's events."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from .compatibility import differences

_END = ".avsc"


def review(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, bool], ...]:
    """Compare the files of two versions; give events, what differs, and whether that breaks who reads them."""
    return tuple(_found(_schemas(before), _schemas(after)))


def _found(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str, bool]]:
    for name, old in sorted(before.items()):
        if name not in after:
            yield name, "is published no more", True
        else:
            for difference in differences(old, after[name]):
                yield name, difference.text, difference.breaks


def _schemas(files: Mapping[str, str]) -> dict[str, str]:
    """Return the schemas that the service publishes with by their events; its tests keep those of before."""
    return {
        PurePosixPath(path).stem: text
        for path, text in files.items()
        if path.startswith("src/") and path.endswith(_END)
    }

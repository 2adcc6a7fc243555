"""Files that hold the markers of a conflict which no record names: it was committed, as on a branch of `--branch`."""

from collections.abc import Collection, Iterator
from pathlib import Path

from scaffold.merge.markers import open_regions
from scaffold.merge.model import Labels, Region
from scaffold.project.model import Lock, Tree
from scaffold.update.planning import Baseline

_LABELS = Labels()
_TRACES = (f"< {_LABELS.yours}".encode(), f"> {_LABELS.new}".encode())


def marked_files(
    project: Path, lock: Lock, tree: Tree, known: Collection[str] = ()
) -> Iterator[tuple[str, tuple[Region, ...]]]:
    """Yield the paths of generated files that hold an update's markers, and where; `known` paths are left out.

    What the templates wrote themselves is no conflict. Raises ProjectError where a file cannot be read.
    """
    baseline = Baseline(project, lock)
    for file in lock.files.values():
        path = file.at or file.path
        entry = None if file.private or path in known else tree.entry(path)
        if entry is None or entry.kind != "file" or not any(trace in entry.content for trace in _TRACES):
            continue
        regions = open_regions(entry.content, _LABELS)
        if len(regions) > len(open_regions(baseline.read(file.path), _LABELS)):
            yield path, regions

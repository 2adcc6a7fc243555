"""Packs over each other: a later one replaces features, or single files of them."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from scaffold.catalog import codes
from scaffold.catalog.listing import MANIFEST, Folder
from scaffold.catalog.model import Feature, Overlay
from scaffold.catalog.problem import Problem

SUFFIX = ".jinja"


class Layers(NamedTuple):
    """The folder that makes each feature, and the folders that lie over it, in the packs' order."""

    features: tuple[Folder, ...]
    overlays: dict[str, tuple[Folder, ...]]

    def over(self, feature: Feature, trusted: Collection[Path]) -> Feature:
        """Return a feature with what lies over it."""
        for folder in self.overlays.get(feature.name, ()):
            same = {_plain(file) for file in folder.files}
            files = (*(file for file in feature.files if _plain(file) not in same), *folder.files)
            overlay = Overlay(folder.root, folder.over, folder.pack in trusted)
            feature = feature._replace(
                stored_texts=tuple(sorted({*feature.stored_texts, *folder.stored})),
                files=tuple(sorted(files)),
                slots=tuple(sorted({*feature.slots, *folder.slots})),
                overlays=(*feature.overlays, overlay),
            )
        return feature


def lay(folders: Iterable[Folder], problems: list[Problem]) -> Layers:
    """Put folders of the same name over each other; faults are added to `problems`."""
    features: dict[str, Folder] = {}
    overlays: dict[str, tuple[Folder, ...]] = {}
    for folder in folders:
        name = folder.root.name
        below = features.get(name)
        if not folder.over:
            if below is not None and below.pack == folder.pack:
                said = f"the feature {name} is already defined in {below.root / MANIFEST}"
                problems.append(Problem(codes.SAME_FEATURE, folder.root / MANIFEST, said, None, ("name",)))
                continue
            features[name] = folder
            overlays.pop(name, None)
        elif below is None or below.pack == folder.pack:
            hint = f"write one, or take the name of the feature whose files these replace (there is no {name})"
            problems.append(Problem(codes.UNREADABLE, folder.root / MANIFEST, "there is no such file", hint))
        elif code := next((file for file in folder.over if file.startswith("prepare")), None):
            said = "prepare belongs to a whole feature, and cannot be replaced alone"
            problems.append(Problem(codes.UNREADABLE, folder.root / code, said, f"add a {MANIFEST} beside it"))
        else:
            overlays[name] = (*overlays.get(name, ()), folder)
    return Layers(tuple(features.values()), overlays)


def _plain(file: str) -> str:
    """Return the path that a template makes: a template and a plain file of one name replace each other."""
    return file.removesuffix(SUFFIX)

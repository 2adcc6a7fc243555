"""Where a project stands: what is left to settle, what an update would do, and what the team has changed."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from scaffold import __version__
from scaffold.evolution import WordNeededError
from scaffold.foreign.errors import PackError
from scaffold.project import state
from scaffold.project.git_ignored import Rule, unshared
from scaffold.project.in_place import is_in_place
from scaffold.project.lock import read_lock
from scaffold.project.model import Lock, TrackedFile
from scaffold.project.pending import read_pending
from scaffold.project.snapshot import WorkingTree
from scaffold.update.comparing import Difference, differences, told_apart
from scaffold.update.finishing import ConflictStatus, conflicts_now
from scaffold.update.planning import Update


class Standing(NamedTuple):
    """How a project stands.

    `update` is what `scaffold update` would do, and None while conflicts are left; `words_needed` why it first needs
    words of the user. `drift` are files that are only generated and were edited by hand, `changed` all others that
    differ from what the templates wrote. `unknown` says why nobody can tell what an update would do:
    its pack is gone, or is not trusted. `unshared` are the files that git ignores by a rule that is not the project's.
    `given_up`: git has put back what the last update changed, and its conflicts with it.
    """

    lock: Lock
    left: tuple[ConflictStatus, ...]
    update: Update | None
    words_needed: tuple[str, ...]
    drift: tuple[Difference, ...]
    changed: tuple[Difference, ...]
    unknown: str | None = None
    unshared: Mapping[str, Rule] = MappingProxyType({})
    given_up: bool = False

    @property
    def is_behind(self) -> bool:
        """Whether another scaffold wrote the project last."""
        return self.lock.scaffold != __version__

    @property
    def is_due(self) -> bool:
        """Whether an update would write anything, or a generated file was edited by hand."""
        return bool(self.drift or self.words_needed) or (self.update is not None and self.update.is_due)


def standing(project: Path, plan: Callable[[], Update]) -> Standing:
    """Look at a project; nothing is written. Raises what `plan` raises, but WordNeededError and PackError."""
    lock = read_lock(project)
    pending = read_pending(project)
    left = conflicts_now(project, lock, pending)
    update, words, unknown = (None, (), None) if left or pending else _update(plan)
    found = told_apart(project, differences(_placed(lock, update), update.tree if update else WorkingTree(project)))
    drift = tuple(each for each in found if each.file.ownership == "derived")
    changed = tuple(each for each in found if each.file.ownership != "derived" and each.file.feature != "spec")
    given_up = pending is not None and not is_in_place(project)
    places = {file.at or file.path for file in lock.files.values()}
    standing_ = sorted(path for path in {*state.COMMITTED, *places} if os.path.lexists(project / path))
    return Standing(lock, left, update, words, drift, changed, unknown, unshared(project, standing_), given_up)


def _placed(lock: Lock, update: Update | None) -> Iterator[TrackedFile]:
    """Yield the lock's files, each with the place that the user has moved it to since the last update."""
    now = update.plan.files if update is not None else {}
    for path, file in lock.files.items():
        yield file._replace(at=now[path].at) if file.at is None and path in now else file


def _update(plan: Callable[[], Update]) -> tuple[Update | None, tuple[str, ...], str | None]:
    try:
        return plan(), (), None
    except WordNeededError as error:
        return None, tuple(question.message for question in error.questions), None
    except PackError as error:
        return None, (), f"{error.message}\n  hint: {error.hint}" if error.hint else error.message

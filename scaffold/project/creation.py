"""`create`: a rendered tree to a project on disk, all or nothing."""

import contextlib
import os
import shlex
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold.project import git, git_ignored, staging, state
from scaffold.project.baseline import pack_tracked
from scaffold.project.checking import require_leading_inside
from scaffold.project.errors import from_os_error
from scaffold.project.model import Lock, NewFile
from scaffold.project.placing import clean_up, place_entries, place_whole
from scaffold.project.target import check_target
from scaffold.project.tracking import state_files, with_private
from scaffold.project.writing import write_files
from scaffold.render.model import RenderedTree


class Created(NamedTuple):
    """A project that was written: where, how many files, the user's own files kept, and notes for the user.

    What is in `.scaffold/` does not count as files.
    """

    path: Path
    files: int
    kept: tuple[str, ...]
    notes: tuple[str, ...]
    committed: bool


def create(  # noqa: PLR0913  each is one choice of the user
    tree: RenderedTree,
    target: Path,
    lock: Lock,
    *,
    use_git: bool = True,
    message: str = "Generate the service",
    known: Mapping[str, bytes] | None = None,
) -> Created:
    """Write a project into a folder that does not exist, is empty, or holds only `.git`, a README and a licence.

    The lock and the baseline are written too, so that the project can be updated. The user's README and licence stay,
    and are in the first commit; the generated ones are in the baseline only then, so that an update takes the user's
    for edited ones. `known` is what the baseline is to hold, where that is not what is written; of files that git
    ignores, only the lock tells. Missing parent folders are made. Where the
    target is in no repository yet, git makes one with a first commit; without git or an identity there is a note
    instead. Raises ProjectError, and then, as after any other exception, nothing is left that was not there before. A
    run that is killed can leave one folder named `scaffold-unfinished`, which the next run removes.
    """
    names = {state.FOLDER, *(path.partition("/")[0] for path in tree.files)}
    try:
        clean_up(target)
        present = check_target(target, names)
        ours = (file for path, file in tree.files.items() if path.partition("/")[0] not in (present or ()))
        files = {file.path: NewFile(file.content, file.mode) for file in ours}
        kept = tuple(sorted(tree.files.keys() - files.keys()))
        repository = git.enclosing_repository(target) if use_git else None
        notes = [f"kept your {path}" for path in kept]
        require_leading_inside(target, files)
        with _parents(target), _stage(target, exists=present is not None) as stage:
            staged = stage / staging.TREE
            write_files(stage, staging.TREE, files)
            private = git_ignored.privately_ignored(staged, target, tree.files.keys())
            lock = with_private(lock, private)
            own = state_files(lock, _baseline(lock, tree) if known is None else pack_tracked(lock.files, known))
            write_files(stage, staging.TREE, own)
            problem = None
            if use_git and repository is None:
                with _copies(target, present or (), staged):
                    problem = git.first_commit(staged, message, {*files, *own} - private)
            if present is None:
                place_whole(stage, target)
            else:
                place_entries(stage, target)
    except OSError as error:
        raise from_os_error(error, target) from error
    if problem:
        notes.append(problem)
    if use_git and repository is not None:
        notes.append(f"no git repository was made, as {repository} is one already")
        notes += [
            f"git ignores {path} ({rule}); a clone needs it: git add --force {shlex.quote(str(target / path))}"
            for path, rule in git_ignored.unshared(target, {*files, *own}).items()
        ]
    return Created(target, len(files), kept, tuple(notes), use_git and repository is None and problem is None)


def _baseline(lock: Lock, tree: RenderedTree) -> bytes:
    return pack_tracked(lock.files, {path: file.content for path, file in tree.files.items()})


@contextlib.contextmanager
def _copies(target: Path, names: Iterable[str], tree: Path) -> Iterator[None]:
    """Let the user's own files stand in a tree while git commits it; those that cannot be read stay out."""
    pairs = [(target / name, tree / name) for name in names if os.access(target / name, os.R_OK)]
    for source, copy in pairs:
        if source.is_dir() and not source.is_symlink():
            shutil.copytree(source, copy, symlinks=True)
        else:
            shutil.copy2(source, copy, follow_symlinks=False)
    yield
    for _, copy in pairs:
        if copy.is_dir() and not copy.is_symlink():
            shutil.rmtree(copy)
        else:
            copy.unlink()


def _stage(target: Path, *, exists: bool) -> contextlib.AbstractContextManager[Path]:
    return staging.stage(target) if exists else staging.stage(target.parent, f"{target.name}.")


@contextlib.contextmanager
def _parents(target: Path) -> Iterator[None]:
    """Make the folders above a target; remove those that were made when the work in them fails."""
    missing = [parent for parent in target.absolute().parents if not parent.exists()]
    made: list[Path] = []
    try:
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
            made.append(parent)
        yield
    except BaseException:
        for parent in reversed(made):
            with contextlib.suppress(OSError):
                parent.rmdir()
        raise

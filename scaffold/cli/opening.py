"""The project that a command works on."""

from pathlib import Path

from scaffold.cli.terminal import complain, paint
from scaffold.project.git_conflicts import catch_up
from scaffold.project.recovering import recover, require_whole
from scaffold.project.trust import refuse_tracked, require_own
from scaffold.update.finding import find_root


def open_project(*, writes: bool = True) -> Path:
    """Return the project of the working folder.

    For a command that `writes`, what a killed run left is ended first, which is told; another refuses to look at that.
    Raises UpdateError where there is no project, and ProjectError.
    """
    project = find_root(Path())
    refuse_tracked(project)
    if not writes:
        require_whole(project)
        return project
    require_own(project)
    recovery = recover(project)
    catch_up(project)
    if recovery.outcome != "nothing":
        done = "was finished" if recovery.outcome == "finished" else "was taken back"
        complain(f"{paint('note:', 'note')} a scaffold {recovery.command} that was interrupted {done}")
        for place in recovery.kept:
            complain(f"  changed meanwhile, and kept: {place}")
    return project

"""The project that a command works on."""

from pathlib import Path

from scaffold.cli.terminal import complain, paint
from scaffold.project.git_conflicts import catch_up
from scaffold.project.recovering import recover
from scaffold.update.finding import find_root


def open_project() -> Path:
    """Return the project of the working folder, after what a killed run left in it was ended, which is told.

    Raises UpdateError where there is none, and ProjectError.
    """
    project = find_root(Path())
    recovery = recover(project)
    catch_up(project)
    if recovery.outcome != "nothing":
        done = "was finished" if recovery.outcome == "finished" else "was taken back"
        complain(f"{paint('note:', 'note')} a scaffold {recovery.command} that was interrupted {done}")
        for place in recovery.kept:
            complain(f"  changed meanwhile, and kept: {place}")
    return project

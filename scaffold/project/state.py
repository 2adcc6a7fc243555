"""The names in `.scaffold/`, the folder in which a project keeps what an update needs."""

from typing import Final

FOLDER: Final = ".scaffold"
LOCK: Final = f"{FOLDER}/lock.toml"
BASELINE: Final = f"{FOLDER}/baseline.tar.xz"
ATTRIBUTES: Final = f"{FOLDER}/.gitattributes"
IGNORE: Final = f"{FOLDER}/.gitignore"
PENDING: Final = f"{FOLDER}/pending.toml"
THEIRS: Final = f"{FOLDER}/theirs"
UNDO: Final = f"{FOLDER}/undo"
UNDO_JOURNAL: Final = f"{UNDO}/journal.json"
UNDONE: Final = f"{FOLDER}/undone"
INDEX: Final = f"{FOLDER}/index"
STAGES: Final = f"{FOLDER}/index.conflicts"
UNSTAGE: Final = f"{FOLDER}/index.before"
JOURNAL: Final = f"{FOLDER}/journal.json"
STAGE: Final = f"{FOLDER}/stage"
HOLD: Final = f"{FOLDER}/update.lock"

ATTRIBUTES_TEXT: Final = (
    b"# Reviews need not show these.\n"
    b"lock.toml text eol=lf linguist-generated\n"
    b"baseline.tar.xz binary linguist-generated\n"
)
IGNORE_TEXT: Final = (
    b"# What only concerns this copy of the project.\n"
    b"/index\n/index.*\n/journal.json\n/pending.toml\n/stage/\n/theirs/\n/undo/\n/undone/\n/update.lock\n"
)

OWN: Final = (INDEX, STAGES, UNSTAGE, JOURNAL, PENDING, STAGE, THEIRS, UNDO)
"""What scaffold writes for itself in one copy of a project, and git ignores."""


COMMITTED: Final = (ATTRIBUTES, BASELINE, IGNORE, LOCK)
"""What belongs into the repository; the rest only concerns one copy of the project."""


def is_state(path: str) -> bool:
    """Say whether a path of a project is in `.scaffold/`."""
    return path == FOLDER or path.startswith(f"{FOLDER}/")

"""Services whose templates change: a copy of the built-in ones, and the command line with it."""

import copy
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scaffold.catalog import builtin_root, listing, loading
from scaffold.cli import main
from tests.generated.services import ROOT

AUTHOR = {
    "GIT_AUTHOR_NAME": "A User",
    "GIT_AUTHOR_EMAIL": "user@example.org",
    "GIT_COMMITTER_NAME": "A User",
    "GIT_COMMITTER_EMAIL": "user@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Templates:
    """A copy of the built-in templates, to make the next release of."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "templates"
        self._cache = folder / "cache"
        shutil.copytree(builtin_root(), self.root, ignore=shutil.ignore_patterns("__pycache__"))

    def at(self, folder: Path) -> "Templates":
        """Return the copy of these templates that stands in a copy of their folder."""
        other = copy.copy(self)
        other.root, other._cache = folder / self.root.name, folder / self._cache.name
        return other

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text in a template that has it once."""
        replace(self.root / path, old, new)

    def scaffold(self, folder: Path, *arguments: str | Path, code: int = 0) -> str:
        """Run the command line in a folder, and return what it prints; fail unless it ends with the code."""
        done = subprocess.run(
            [sys.executable, "-m", __name__, self.root, *arguments],
            cwd=folder,
            env={**os.environ, **AUTHOR, "PYTHONPATH": str(ROOT), "SCAFFOLD_CACHE_DIR": str(self._cache)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"scaffold {' '.join(map(str, arguments))}:\n{done.stdout}{done.stderr}"
        return done.stdout


def replace(file: Path, old: str, new: str) -> None:
    """Replace a text in a file that has it once."""
    text = file.read_text()
    assert text.count(old) == 1, f"{file} has {text.count(old)} times: {old}"
    file.write_text(text.replace(old, new))


def commit(project: Path) -> None:
    """Commit everything in a project."""
    for command in (["add", "--all", "."], ["commit", "--quiet", "--allow-empty", "--message", "work"]):
        subprocess.run(["git", *command], cwd=project, env={**os.environ, **AUTHOR}, check=True)


def _run() -> None:
    root = Path(sys.argv.pop(1))
    for module in (listing, loading):
        setattr(module, "builtin_root", lambda: root)  # noqa: B010  the modules' own name for it
    main()


if __name__ == "__main__":
    _run()

"""Mirrors of packs with a URL, in the user's cache folder; made and brought up to date by the git that is installed."""

import contextlib
import hashlib
import os
import stat
import subprocess
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from scaffold.catalog.cache import cache_folder, distrusted
from scaffold.catalog.private import is_own, make_private
from scaffold.foreign.errors import PackError
from scaffold.foreign.source import Source
from scaffold.project.git_command import untied

ANOTHER = "set SCAFFOLD_CACHE_DIR to a folder that only you may write to"
TIMEOUT = 600.0
"""Seconds that fetching a repository may take."""


def packs_folder() -> Path:
    """Return where packs are kept; raises PackError where the user has no cache folder."""
    folder = cache_folder()
    fault = distrusted()
    if fault is not None:
        raise PackError(f"packs cannot be kept where others could change them: {fault}", ANOTHER)
    if folder is None:
        raise PackError("there is no folder to keep packs in", "set SCAFFOLD_CACHE_DIR")
    return folder / "packs"


def is_kept(place: Path) -> bool:
    """Say whether something is kept at a place; removes what somebody else has put there. Raises PackError."""
    top = packs_folder()
    for part in (*(each for each in reversed(place.parents) if each.is_relative_to(top)), place):
        try:
            status = part.lstat()
        except OSError:
            return False
        if not stat.S_ISDIR(status.st_mode) or not is_own(status):
            _drop(part)
            return False
    return True


def _drop(place: Path) -> None:
    """Remove what is not believed."""
    if place.is_symlink() or not place.is_dir():
        with contextlib.suppress(OSError):
            place.unlink()
    rmtree(place, ignore_errors=True)
    if os.path.lexists(place):
        raise PackError(f"{place} is not yours, and stands where packs are kept", f"remove it; or {ANOTHER}")


def mirror_of(source: Source) -> Path:
    """Return the mirror of a URL; it is cloned beside its place, so that no half of one is ever used."""
    digest = hashlib.sha256(str(source.url).encode()).hexdigest()[:16]
    mirror = packs_folder() / f"{source.name}-{digest}.git"
    if is_kept(mirror):
        return mirror
    try:
        make_private(mirror.parent)
        part = Path(mkdtemp(prefix=".clone-", dir=mirror.parent))
    except OSError as error:
        message = f"{mirror.parent}: packs cannot be kept there ({error.strerror})"
        raise PackError(message, ANOTHER) from None
    try:
        _git(source, "clone", "--quiet", "--mirror", "--", str(source.url), str(part / "mirror"))
        if not mirror.is_dir():
            (part / "mirror").chmod(0o700)
            (part / "mirror").rename(mirror)
    finally:
        rmtree(part, ignore_errors=True)
    return mirror


def fetch(source: Source, mirror: Path) -> None:
    """Bring a mirror up to date; one that is damaged is cloned again. Raises PackError."""
    try:
        _git(source, "--git-dir", str(mirror), "fetch", "--quiet", "--prune", "--force", "origin")
    except PackError:
        if _is_sound(source, mirror):
            raise
        rmtree(mirror, ignore_errors=True)
        mirror_of(source)


def _is_sound(source: Source, mirror: Path) -> bool:
    try:
        _git(source, "--git-dir", str(mirror), "rev-parse", "--git-dir")
    except PackError:
        return False
    return True


def _git(source: Source, *arguments: str) -> None:
    """Run git; it asks for nothing, as nobody may be there to answer."""
    try:
        command = ("git", *arguments)
        done = subprocess.run(  # noqa: S603  the address stands behind `--`, or in the mirror's settings
            command,
            env=untied() | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT,
            check=False,
        )
    except FileNotFoundError:
        raise PackError("a pack by URL needs git, which is not installed", "install git, or give a folder") from None
    except subprocess.TimeoutExpired:
        raise PackError(f"{source.text}: git took more than {TIMEOUT:g} s", "check the network") from None
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        said = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else "")
        said = said.partition(": ")[2] or said
        raise PackError(f"{source.text}: the pack cannot be fetched: {said}", "check the address and the network")

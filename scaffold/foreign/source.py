"""Where a pack comes from: a path or a git URL, and a folder inside it."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from scaffold.foreign.errors import PackError

SHORT = {
    "gh": "https://github.com/{}.git",
    "gl": "https://gitlab.com/{}.git",
    "bb": "https://bitbucket.org/{}.git",
}
"""The abbreviations of copier and cookiecutter, and what each stands for."""

_INSIDE = "#subdirectory="
_SCHEMES = {"http", "https", "ssh", "git", "file"}
_SCP = re.compile(r"[\w.-]+@[\w.-]+:(?!//)\S+")
"""git's short form of an SSH address: user@host:path."""


class Source(NamedTuple):
    """A source as git or the file system takes it: one of `url` and `path` is set; `inside` is a folder in it."""

    text: str
    url: str | None
    path: Path | None
    inside: str = ""

    @property
    def name(self) -> str:
        """What the pack is called: the last part of its address."""
        address = self.url if self.url is not None else str(self.path)
        last = (self.inside or address).replace("\\", "/").rstrip("/").rpartition("/")[2]
        return last.rpartition(":")[2].removesuffix(".git") or "pack"


def read_source(text: str) -> Source:
    """Read what a user gave as a pack; raises PackError.

    `gh:owner/name` (also `gl:` and `bb:`), `git+URL`, an address of git, or a path; each may end in
    `#subdirectory=FOLDER`, pip's form for a project that is not at the top of its repository.
    """
    address, _, inside = text.partition(_INSIDE)
    inside = inside.strip("/")
    if not address.strip():
        raise PackError("a pack needs a path or a URL", "such as gh:owner/name, or ../templates")
    if any(part == ".." for part in inside.split("/")):
        raise PackError(f"{inside}: a folder inside a pack cannot have '..' in its path")
    url = _url(address)
    if url is None:
        return Source(text, None, Path(address).expanduser().absolute(), inside)
    if urlsplit(url).password if "://" in url else False:
        raise PackError(
            "the address of the pack holds a password, which would be written into the project",
            "leave it out, and let git's credential helper give it",
        )
    return Source(text, url, None, inside)


def recorded(source: Source) -> str:
    """Return the text to record: as it was given, but a path as the whole path, which means the same everywhere."""
    if source.path is None:
        return source.text
    return f"{source.path}{_INSIDE}{source.inside}" if source.inside else str(source.path)


def joined(source: str, inside: str) -> str:
    """Return a source with the folder inside it that is meant."""
    return f"{source}{_INSIDE}{inside}" if inside else source


def _url(address: str) -> str | None:
    short, colon, rest = address.partition(":")
    if colon and short in SHORT:
        return SHORT[short].format(rest.strip("/").removesuffix(".git"))
    plain = address.removeprefix("git+")
    if "://" in plain:
        scheme = plain.partition("://")[0].lower()
        if scheme not in _SCHEMES:
            raise PackError(f"{scheme}:// is no address that a pack can have", f"known: {', '.join(sorted(_SCHEMES))}")
        return plain
    return plain if _SCP.fullmatch(plain) and not Path(plain).exists() else None

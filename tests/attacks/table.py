"""The frame of the table: a row, what it expects, and how it is tried."""

import os
import shlex
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple, NoReturn

from tests.attacks.given import Given
from tests.attacks.ground import SECRET, Ground, picture
from tests.cli.conftest import Result

LONGEST = 30
"""Seconds after which a command counts as one that hangs."""

_LOOKING = frozenset({"status", "diff", "explain", "check", "features", "schema"})
_LOOKING_OPTIONS = frozenset({"--check", "--dry-run"})

Type = Callable[..., Result]
"""Runs a command line."""


class Expected(NamedTuple):
    """The exit codes that are right, and words that stand in what was said."""

    codes: tuple[int, ...]
    says: tuple[str, ...] = ()


class Attack(NamedTuple):
    """A row; see the package's docstring. `where` names the folder in which the commands are typed."""

    what: str
    given: Given
    typed: str
    expected: Expected
    where: str = "{project}"


def harmless(*codes: int) -> Expected:
    """The command does its work, with one of these exit codes, as if the attack were not there."""
    return Expected(codes or (0,))


def refused(*says: str) -> Expected:
    """The command refuses with an error that says this."""
    return Expected((1,), says)


def tries(row: Attack) -> Iterator[str]:
    """Yield what is typed on grounds of their own."""
    yield from (part.strip() for part in row.typed.split(";"))


def attempt(row: Attack, typed: str, ground: Ground, type_: Type) -> None:
    """Try a row on a ground."""
    row.given(ground)
    outside, git = picture(ground.outside), _git(ground)
    for command in typed.split("&&"):
        words = [ground.fill(word) for word in shlex.split(command)]
        before = picture(ground.project)
        os.chdir(ground.fill(row.where))
        with _ending():
            result = type_(*words)
        said = result.out + result.err
        assert "internal error" not in said, said
        assert "Traceback" not in said, said
        assert SECRET not in said, "shows what is the user's own"
        assert not _taken(ground), "took what is the user's own into a project"
        assert not ground.ran.exists(), "a program of the stranger's ran"
        assert picture(ground.outside) == outside, "changed what is outside of the project"
        assert _git(ground) == git, "changed git's settings or hooks"
        if _only_looks(words):
            assert picture(ground.project) == before, "a command that only looks changed something"
    assert result.code in row.expected.codes, said
    for words_ in row.expected.says:
        assert ground.fill(words_) in said, said


def _only_looks(words: list[str]) -> bool:
    return words[0] in _LOOKING or not _LOOKING_OPTIONS.isdisjoint(words)


def _taken(ground: Ground) -> list[str]:
    secret = SECRET.encode()
    places = (ground.project, ground.empty)
    return [name for place in places for name, (_, content, _) in picture(place).items() if secret in content]


def _git(ground: Ground) -> object:
    folder = ground.project / ".git"
    return picture(folder / "hooks"), (folder / "config").read_bytes()


@contextmanager
def _ending() -> Iterator[None]:
    """Fail where a command does not end."""

    def late(signum: int, frame: FrameType | None) -> NoReturn:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

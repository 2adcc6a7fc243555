"""Signals that whoever started the command has chosen to ignore."""

import os
import signal

import pytest

from scaffold.cli.signals import stopped_by_signals
from tests.cli.conftest import Run


@pytest.mark.skipif(not hasattr(signal, "SIGCHLD"), reason="a POSIX system's")
def test_a_program_that_failed_has_failed_where_nobody_wants_to_hear_of_it(scaffold: Run) -> None:
    assert scaffold("new", "user-service").code == 0
    os.chdir("user-service")
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        refused = scaffold("update", "--branch", "a..b")
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert "is no name for a branch" in refused.err


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM"])
def test_what_is_ignored_stays_ignored(name: str) -> None:
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with stopped_by_signals():
            assert signal.getsignal(number) is signal.SIG_IGN
            os.kill(os.getpid(), number)
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)

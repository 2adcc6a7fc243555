"""What holds for every test: where it runs, what it may take, and how it hears of signals."""

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.schedule import spread

ENDING = [getattr(signal, name) for name in ("SIGHUP", "SIGINT", "SIGTERM") if hasattr(signal, name)]
"""The signals that end a process, and that who starts it may have told it to ignore (`nohup`, `&` in a script)."""

MEMORY = 1 << 30
"""So many bytes a process that runs tests may take at most."""

_told = pytest.StashKey[int]()


def pytest_configure() -> None:
    """Let workers ignore what ends a process, as under `nohup`, so that no test relies on who started it.

    They end with the process that started them, whatever they ignore.
    """
    if os.environ.get("PYTEST_XDIST_WORKER"):
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)


LONGEST = {"test_life", "test_services", "test_random_features"}
"""Modules of tests of which one alone takes minutes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = spread(items, workers, lambda item: ("generated" in item.path.parts) + (item.path.stem in LONGEST))


@pytest.fixture
def ordinary_signals() -> Iterator[None]:
    """Let the processes that a test starts end at signals, also where who started the tests ignores them."""
    before: dict[int, Any] = {number: signal.signal(number, signal.SIG_DFL) for number in ENDING}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Fail the test with which this process grew beyond what it may take."""
    most = _most_memory()
    if most > max(MEMORY, item.config.stash.get(_told, 0)):
        item.config.stash[_told] = most
        pytest.fail(f"the process that runs the tests took {most >> 20} MB of memory, and may take {MEMORY >> 20} MB")


def _most_memory() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10

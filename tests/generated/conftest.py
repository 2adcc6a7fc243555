"""Fixtures for tests over generated services."""

from pathlib import Path

import pytest

from tests.generated.services import ENVIRONMENT, ROOT


@pytest.fixture(scope="session", autouse=True)
def environment() -> None:
    """Fail at once, in plain words, when the services' environment is not there."""
    if not (ENVIRONMENT / "python").exists():
        pytest.fail("Run first: script/virtualenv .cache/service templates/requirements.lock")


@pytest.fixture(scope="session")
def mypy_cache(worker_id: str) -> Path:
    """Return a cache that each worker keeps from run to run, since most of the time goes into the libraries' types."""
    return ROOT / ".cache" / "mypy" / worker_id

"""The service under test, and the components that it talks to."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.components import mongodb, postgres
from tests.components.images import Engine
from tests.components.missing import MissingComponentError, skipped_outside_ci
from tests.components.mongodb import Mongo
from tests.components.postgres import Postgres
from tests.components.running import Project
from tests.generated.services import ENVIRONMENT, EXAMPLES, ROOT, SERVICES, generate

NAME = "user-service"


@pytest.fixture(scope="session")
def python() -> Path:
    """A Python with all that generated services need."""
    executable = Path(os.environ.get("SERVICE_PYTHON", ENVIRONMENT / "python"))
    with skipped_outside_ci():
        if not executable.exists():
            raise MissingComponentError("The services' environment is missing: run script/components.")
    return executable


@pytest.fixture(scope="session")
def project(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A service made from its example, or the one in the folder SERVICE_UNDER_TEST."""
    given = os.environ.get("SERVICE_UNDER_TEST")
    folder = Path(given) if given else generate(NAME, EXAMPLES / SERVICES[NAME], tmp_path_factory.mktemp("generated"))
    return Project(folder, NAME.replace("-", "_"), python)


@pytest.fixture(scope="session")
def ledger(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A service whose entries may be equal, so that one made twice is seen."""
    spec = Path(__file__).with_name("ledger.tusk")
    return Project(generate("ledger-service", spec, tmp_path_factory.mktemp("generated")), "ledger_service", python)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    with skipped_outside_ci(), postgres.server_url() as url:
        yield url


@pytest.fixture
def database(postgres_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with postgres.new_database(postgres_server) as url:
        yield url


@pytest.fixture
def mortal_postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of the test's own, to stop, freeze and kill."""
    with skipped_outside_ci(), postgres.own_server() as server:
        yield server


@pytest.fixture(scope="session")
def mongodb_server() -> Iterator[str]:
    """The URL of a MongoDB server."""
    with skipped_outside_ci(), mongodb.server_url() as url:
        yield url


@pytest.fixture
def mortal_mongodb() -> Iterator[Mongo]:
    """A MongoDB server of the test's own, to freeze and kill."""
    with skipped_outside_ci(), mongodb.own_server() as server:
        yield server


@pytest.fixture(scope="session")
def engine() -> Engine:
    """An image builder and runner that has the base image."""
    with skipped_outside_ci():
        prepared = Engine.prepare(ROOT / ".cache/images")
    prepared.ensure_base("python:3.13-slim", "3.13")
    return prepared

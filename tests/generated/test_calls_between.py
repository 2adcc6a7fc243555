"""Two generated services: one calls the other, and each keeps to the contract between them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.components.network import free_port, wait_for
from tests.generated.services import ENVIRONMENT, generate, run_in

MODELS = """
team:
  name: "string(80), unique"

user:
  email: "email, unique"
  full_name: "string(120), min=1"
  status: "enum(invited, active), default=invited"
  team: "ref(team), optional"
  budget: "decimal(12, 2), min=0, default=0"
  seen: "timestamp, optional"
"""
TESTED = "[service_testing]\ncontract_tests: true\n"
USERS = f"{TESTED}[models]{MODELS}"
ORDERS = f"""{TESTED}
[models]
order:
  user_id: "uuid"

[calls]
user_service:
  team: ["create", "delete"]
  user: ["read", "list", "create", "update", "delete"]

[user_service.models]{MODELS}"""

CALLS = """
import asyncio, sys
from structlog.contextvars import bind_contextvars
from order_service.config import load_settings
from order_service.models import trace
from order_service.models.errors import NotFoundError, UnavailableError, VersionMismatchError
from order_service.models.user_service_resources import NewTeam, NewUser, UserChanges, UserStatus
from order_service.repositories.clients import open_clients

async def raises(error, call):
    try:
        await call
    except error:
        return
    raise AssertionError(error)

async def main():
    bind_contextvars(request_id="from-the-other-side")
    print("trace", trace.begin(""))
    clients = await open_clients(load_settings())
    users, teams = clients.user_service.users, clients.user_service.teams
    team = await teams.create(NewTeam(name="one"))
    made = [await users.create(NewUser(email=f"{n}@x.org", full_name=f"No {n}", team_id=team.id)) for n in range(120)]
    assert (await users.create(NewUser(email="k@x.org", full_name="K"), key="k")).id == (
        await users.create(NewUser(email="k@x.org", full_name="K"), key="k")
    ).id
    assert await users.get(made[0].id) == made[0]
    assert len([each async for each in users.list({"team_id": str(team.id)})]) == 120
    changed = await users.update(made[0], UserChanges(status=UserStatus.ACTIVE))
    assert changed.status == "active" and changed.version == 2
    await raises(VersionMismatchError, users.update(made[0], UserChanges(full_name="x")))
    await users.delete(changed)
    await raises(NotFoundError, users.get(changed.id))
    await clients.close()

async def alone():
    clients = await open_clients(load_settings())
    await raises(UnavailableError, clients.user_service.users.get(__import__("uuid").uuid4()))
    await clients.close()

asyncio.run(alone() if sys.argv[1:] else main())
"""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("services")
    found = {}
    for name, text in (("user-service", USERS), ("order-service", ORDERS)):
        spec = folder / f"{name}.tusk"
        spec.write_text(text)
        found[name] = generate(name, spec, folder)
    return found


@contextmanager
def served(project: Path, log: Path) -> Iterator[str]:
    """Run user-service; give its URL."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(project / "src"), "USER_SERVICE_PORT": str(port)}
    with log.open("wb") as output:
        command = [str(ENVIRONMENT / "python"), "-m", "user_service"]
        process = subprocess.Popen(command, cwd=project, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(lambda: b"Uvicorn running" in log.read_bytes(), seconds=60, what="user-service")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def test_one_service_calls_another(projects: dict[str, Path], tmp_path: Path) -> None:
    orders, log = projects["order-service"], tmp_path / "log"
    with served(projects["user-service"], log) as url:
        said = run_in(orders, "python", "-c", CALLS, USER_SERVICE_URL=url)
    lines = log.read_text().splitlines()
    assert said.startswith("trace ")
    assert sum('"request_id": "from-the-other-side"' in line for line in lines) > 100
    run_in(orders, "python", "-c", CALLS, "alone", USER_SERVICE_URL=url)
    run_in(orders, "python", "-c", CALLS, "alone")


def test_each_keeps_to_the_contract_between_them(projects: dict[str, Path]) -> None:
    orders, users = projects["order-service"], projects["user-service"]
    run_in(orders, "python", "-m", "pytest", "-q", "tests/contract/test_remote.py")
    received = users / "tests/contract/pacts"
    received.mkdir()
    shutil.copy(orders / "build/pacts/order-service-user-service.json", received)
    provider = ("python", "-m", "pytest", "-q", "tests/contract/test_provider.py")
    run_in(users, "python", "-m", "pytest", "-q", "tests/contract/test_consumer.py")
    run_in(users, *provider)
    model = users / "src/user_service/models/user.py"
    text = model.read_text()
    assert "    full_name: str\n" in text
    shown = '    full_name: Annotated[str, Field(serialization_alias="name_in_full")]\n'
    model.write_text(text.replace("    full_name: str\n", shown, 1))
    try:
        with pytest.raises(AssertionError, match="full_name"):
            run_in(users, *provider)
    finally:
        model.write_text(text)

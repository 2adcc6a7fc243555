"""Sagas of three generated services over real brokers: they complete, compensate, time out, and outlive kills."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.components import kafka, redis
from tests.components.kafka import Kafka
from tests.components.missing import skipped_outside_ci
from tests.components.network import wait_for
from tests.components.redis import Redis
from tests.components.running import Project, Running, start
from tests.generated.services import generate

pytestmark = pytest.mark.components

SPEC = Path(__file__).parent / "ordering.tusk"
SECONDS = 90
"""What three services that start at once, or a lease of one that was killed, may take on a busy machine."""
STEPS = {
    "order": ("open_order", "cancel_order"),
    "payment": ("take_payment", "refund_payment"),
    "stock": ("reserve_stock", "release_stock"),
}
"""The service -> what it does, and what undoes that."""

STEP = """
from {package}.services.saga_definition import StepFailedError


async def {run}(saga_id: UUID, data: PlaceOrderData, work: UnitOfWork) -> None:
    await work.items.add({{"label": f"{run} {{data.number}}"}})
    if data.sold_out and {is_last}:
        raise StepFailedError("sold out")


async def {undo}(saga_id: UUID, data: PlaceOrderData, work: UnitOfWork) -> None:
    await work.items.add({{"label": f"{undo} {{data.number}}"}})
"""
MADE = "made = await work.items.add(vars(new))\n"
START = """
                number, _, rest = new.label.partition(" ")
                data = PlaceOrderData(number=int(number), sold_out=bool(rest))
                await place_order_saga.start(data, work)
"""
"""What a team writes beside the change that a saga follows from."""
IMPORTS = """
from order_service.models.place_order_saga import PlaceOrderData
from order_service.services import place_order_saga
"""


@dataclass(frozen=True)
class Broker:
    """A broker of the test's own, and what leads to it."""

    server: Redis | Kafka
    settings: Mapping[str, str | float]


@contextmanager
def own_redis() -> Iterator[Broker]:
    """Run a Redis."""
    with redis.own_server() as server:
        yield Broker(server, {"redis_url": server.url, "message_timeout": 2})


@contextmanager
def own_kafka() -> Iterator[Broker]:
    """Run a Kafka."""
    with kafka.own_broker() as server:
        yield Broker(server, {"kafka_brokers": server.address, "kafka_replication": 1})


BROKERS = {"redis": own_redis, "kafka": own_kafka}


@pytest.fixture(scope="module", params=BROKERS)
def queue(request: pytest.FixtureRequest) -> str:
    """The broker that the spec of the services names."""
    return str(request.param)


@pytest.fixture(scope="module")
def projects(python: Path, queue: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Project]:
    return make_projects(f'message_queue: "{queue}"', python, tmp_path_factory)


def make_projects(parts: str, python: Path, folders: pytest.TempPathFactory) -> Mapping[str, Project]:
    """Generate the services, with these parts in place of the spec's Redis, and write what a team would."""
    made = {}
    spec = folders.mktemp("spec") / SPEC.name
    spec.write_text(SPEC.read_text().replace('message_queue: "redis"', parts))
    for name, (run, undo) in STEPS.items():
        package = f"{name}_service"
        folder = generate(f"{name}-service", spec, folders.mktemp(name))
        step = folder / f"src/{package}/services/steps/place_order_{run}.py"
        written = STEP.format(package=package, run=run, undo=undo, is_last=name == "stock")
        step.write_text(step.read_text().partition("\nasync def")[0] + written)
        made[name] = Project(folder, package, python)
    service = made["order"].folder / "src/order_service/services/item.py"
    text = service.read_text().replace(MADE, MADE + START.lstrip("\n"), 1)
    service.write_text(text.replace('\nTITLE = "', f'{IMPORTS}\nTITLE = "', 1))
    return made


@dataclass
class System:
    """The services, as far as they run."""

    projects: Mapping[str, Project]
    broker: Broker
    folder: Path
    running: dict[str, Running] = field(default_factory=dict)
    stacks: dict[str, ExitStack] = field(default_factory=dict)

    def begin(self, *names: str) -> None:
        """Start some services."""
        for name in names:
            project = self.projects[name]
            environment = project.settings(
                database_url=self.database(name),
                drain_delay=0,
                **self.broker.settings,
            )
            self.stacks[name] = ExitStack()
            self.running[name] = self.stacks[name].enter_context(start(project, environment))
        for name in names:
            self.running[name].wait_for_status("/ready", 200, SECONDS)

    def database(self, name: str) -> str:
        """The URL of a service's database."""
        return f"sqlite:///{self.folder / name}.db"

    def kill(self, name: str) -> None:
        """End a service at once."""
        self.stacks.pop(name).close()
        del self.running[name]

    def order(self, number: int, *, sold_out: bool = False) -> None:
        """Begin a saga."""
        label = f"{number} sold out" if sold_out else f"{number}"
        answer = self.running["order"].post("/items", {"label": label})
        assert answer.status_code == 201, answer.text

    def states(self, name: str) -> list[str]:
        """The states of all sagas, as a service sees them."""
        return [saga["state"] for saga in self.running[name].get("/sagas").json()["items"]]

    def wait_for(self, state: str, count: int = 1) -> None:
        """Wait until each service sees so many sagas, all in this state."""
        self.wait_until(lambda states: states == [state] * count, f"all are {state}")

    def wait_until(self, holds: Callable[[list[str]], bool], what: str) -> None:
        """Wait until something holds for the states that each service sees."""
        try:
            wait_for(lambda: all(holds(self.states(name)) for name in STEPS), seconds=SECONDS, what=what)
        except TimeoutError as error:
            for name, running in self.running.items():
                error.add_note(f"{name}: {self.states(name)}\n{running.printed()[-2000:]}")
            raise

    def effects(self, name: str) -> list[str]:
        """What the steps of a service did, in order."""
        items = self.running[name].get("/items?limit=100").json()["items"]
        return [item["label"] for item in items if item["label"].startswith(STEPS[name])]


@pytest.fixture
def system(projects: Mapping[str, Project], queue: str, tmp_path: Path) -> Iterator[System]:
    with skipped_outside_ci(), BROKERS[queue]() as broker:
        made = System(projects, broker, tmp_path)
        try:
            yield made
        finally:
            for name in list(made.running):
                made.kill(name)


def test_saga_completes_or_is_compensated(system: System) -> None:
    system.begin(*STEPS)
    system.order(1)
    system.wait_for("done")
    assert {name: system.effects(name) for name in STEPS} == {name: [f"{run} 1"] for name, (run, _) in STEPS.items()}
    seen = [system.running[name].get("/sagas").json()["items"][0] for name in STEPS]
    assert len({saga["correlation_id"] for saga in seen}) == 1
    trace = seen[0]["id"].replace("-", "")
    for running in system.running.values():
        assert running.get(f"/sagas/{seen[0]['id']}").json()["trace_id"] == trace
        assert running.get("/sagas/summary").json()["items"][0]["state"] == "done"
    for name, saga in zip(STEPS, seen, strict=True):
        told = {each["step"] for each in system.running[name].get(f"/sagas/{saga['id']}").json()["history"]}
        assert told == {run for run, _ in STEPS.values()}


def test_saga_that_fails_is_compensated(system: System) -> None:
    system.begin(*STEPS)
    system.order(2, sold_out=True)
    system.wait_for("compensated")
    assert system.effects("order") == ["open_order 2", "cancel_order 2"]
    assert system.effects("payment") == ["take_payment 2", "refund_payment 2"]
    assert system.effects("stock") == []


def test_service_that_does_not_answer_in_time(system: System, queue: str) -> None:
    file = system.projects["payment"].folder / "src/payment_service/services/place_order_saga.py"
    text = file.read_text()
    assert "timedelta(seconds=60)" in text
    file.write_text(text.replace("timedelta(seconds=60)", "timedelta(seconds=1)"))
    try:
        system.begin("order", "payment")
        system.order(3)
        wait_for(lambda: system.states("order") == ["compensated"], seconds=SECONDS, what="it is compensated")
        assert system.effects("payment") == ["take_payment 3", "refund_payment 3"]
    finally:
        file.write_text(text)
    system.begin("stock")
    system.wait_for("compensated")
    # Over several topics, it may hear that the saga has failed before it hears of its turn.
    late = [["reserve_stock 3", "release_stock 3"]] + ([[]] if queue == "kafka" else [])
    assert system.effects("stock") in late


def test_broker_that_is_killed(system: System) -> None:
    system.begin(*STEPS)
    for number in range(5):
        system.order(number)
    system.broker.server.kill()
    system.order(5)
    system.order(6, sold_out=True)
    system.broker.server.start()
    system.wait_until(lambda states: sorted(states) == ["compensated", *["done"] * 6], "all have ended")
    for name, (run, undo) in STEPS.items():
        taken = [f"{run} {number}" for number in range(6)]
        undone = [f"{run} 6", f"{undo} 6"] if name != "stock" else []
        assert sorted(system.effects(name)) == sorted([*taken, *undone])


def test_kill_of_each_service(system: System) -> None:
    system.begin(*STEPS)
    for place, name in enumerate(STEPS):
        for number in range(5):
            system.order(10 * place + number)
        system.kill(name)
        system.begin(name)
    system.wait_for("done", 15)
    numbers = [10 * place + number for place in range(3) for number in range(5)]
    for name, (run, _) in STEPS.items():
        assert sorted(system.effects(name)) == sorted(f"{run} {number}" for number in numbers)


def test_own_tests_pass_on_postgresql(python: Path, database: str, tmp_path: Path) -> None:
    spec = tmp_path / SPEC.name
    spec.write_text(SPEC.read_text().replace("message_queue:", 'database: "postgresql"\nmessage_queue:'))
    project = Project(generate("payment-service", spec, tmp_path), "payment_service", python)
    own = ("-m", "pytest", "-q", "tests/integration", "-k", "saga")
    result = project.run(*own, environment={"TEST_DATABASE_URL": database})
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]

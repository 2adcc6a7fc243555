"""Generated services over real brokers of Kafka: what is told to one is known to the other, once and in order."""

import itertools
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.components import kafka
from tests.components.kafka import Kafka
from tests.components.missing import skipped_outside_ci
from tests.components.network import wait_for
from tests.components.running import START_SECONDS, Project, Running, ready, start
from tests.components.schema_registry import own_registry
from tests.generated.services import generate

pytestmark = pytest.mark.components

HERE = Path(__file__).parent
CLIENT = HERE / "kafka_client.py"
TOPIC = "service-events.shop-service"
PARTITIONS = 6
SOON = 60
AMOUNTS = itertools.count(1000)
RECEIPT = """
    await work.receipts.add(
        {"order": event.id, "order_version": event.version, "amount": event.amount}
    )
    if event.amount == 13:
        raise RuntimeError("nobody pays 13")
"""
"""A reaction that is seen, and that fails for one amount."""


@dataclass(frozen=True)
class Service:
    """A generated service, and where its database is."""

    project: Project
    database: Path

    def settings(self, broker: str, **more: str | float) -> dict[str, str]:
        """Return the environment of a process of it."""
        own: dict[str, str | float] = {
            "database_url": f"sqlite:///{self.database}",
            "kafka_brokers": broker,
            "kafka_replication": 1,
            **more,
        }
        return self.project.settings(**own)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask its database."""
        with sqlite3.connect(self.database, timeout=10) as database:
            return database.execute(statement).fetchall()

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        found: int = self.rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608  a table of ours
        return found

    def command(self, *arguments: str, environment: dict[str, str]) -> str:
        """Run a command of its own."""
        done = self.project.run("-m", self.project.package, *arguments, environment=environment)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def client(self, address: str, *arguments: str) -> Any:
        """Ask a broker."""
        done = self.project.run(str(CLIENT), address, *arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")

    def told(self, address: str, count: int) -> list[dict[str, Any]]:
        """Return what is in the topic of the shop, once there are so many events."""
        found: list[dict[str, Any]] = self.client(address, "read", TOPIC, str(count))
        assert len({each["headers"]["ce_id"] for each in found}) == count
        return found


def made(python: Path, name: str, folder: Path) -> Project:
    spec = HERE / f"{name.removesuffix('-service')}.tusk"
    return Project(generate(name, spec, folder), name.replace("-", "_"), python)


@pytest.fixture(scope="module")
def shop_project(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return made(python, "shop-service", tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def billing_project(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = made(python, "billing-service", tmp_path_factory.mktemp("billing"))
    for reaction in (project.folder / "src/billing_service/services/reactions").glob("shop_service_*.py"):
        head, _, _ = reaction.read_text().partition("    log.info(")
        reaction.write_text(head + RECEIPT)
    return project


@pytest.fixture
def shop(shop_project: Project, tmp_path: Path) -> Service:
    return Service(shop_project, tmp_path / "shop.db")


@pytest.fixture
def billing(billing_project: Project, tmp_path: Path) -> Service:
    return Service(billing_project, tmp_path / "billing.db")


@pytest.fixture
def broker() -> Iterator[Kafka]:
    with skipped_outside_ci(), kafka.own_broker() as own:
        yield own


def order(service: Running, number: int, **more: object) -> dict[str, Any]:
    answer = service.post("/orders", {"number": f"n{number}", "amount": number, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def change(service: Running, made: dict[str, Any], times: int) -> None:
    headers = {"Content-Type": "application/merge-patch+json", "If-Match": "*"}
    for _ in range(times):
        url = f"{service.url}/orders/{made['id']}"
        answer = httpx2.patch(url, content=json.dumps({"amount": next(AMOUNTS)}), headers=headers, timeout=10)
        assert answer.status_code == 200, answer.text


def has_more(billing: Service, count: int) -> bool:
    return billing.count("receipts") > count


def in_order(told: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Return the versions that are told of each order, each one at its first time; check what is true of all."""
    versions: dict[str, list[int]] = defaultdict(list)
    places: dict[str, set[int]] = defaultdict(set)
    seen: set[str] = set()
    for each in told:
        places[each["key"]].add(each["partition"])
        if each["headers"]["ce_id"] not in seen:
            seen.add(each["headers"]["ce_id"])
            versions[each["key"]].append(each["event"]["version"])
    assert all(len(each) == 1 for each in places.values()), "events of one order are in several partitions"
    assert all(each == sorted(each) for each in versions.values()), versions
    return versions


def test_events_of_an_order_come_in_order(shop: Service, broker: Kafka) -> None:
    with ready(shop.project, shop.settings(broker.address)) as service:
        orders = [order(service, number, note="ä") for number in range(20)]
        for each in orders[:5]:
            change(service, each, 4)
        told = shop.told(broker.address, 40)
        wait_for(lambda: shop.count("outbox") == 0, seconds=SOON, what="the outbox is empty")
        assert service.get("/ready").json() == {"status": "up"}
    versions = in_order(told)
    assert [versions[each["id"]] for each in orders[:5]] == [[1, 2, 3, 4, 5]] * 5
    assert {each["partition"] for each in told} > {0}
    first = next(each for each in told if each["headers"]["ce_type"] == "order_created")
    assert first["headers"]["content-type"] == "application/avro"
    assert first["headers"]["ce_source"] == "shop-service"
    assert first["headers"]["ce_subject"] == first["key"] == first["event"]["id"]
    assert (first["event"]["price"], first["event"]["note"], first["event"]["extra"]) == ("1.50", "ä", "{}")
    assert shop.client(broker.address, "describe") == {TOPIC: [1] * PARTITIONS}


def test_broker_dies_and_comes_back(shop: Service, broker: Kafka) -> None:
    with ready(shop.project, shop.settings(broker.address)) as service:
        orders = [order(service, number) for number in range(10)]
        broker.kill()
        for each in orders:
            change(service, each, 2)
        orders += [order(service, number) for number in range(10, 20)]
        wait_for(lambda: service.get("/ready").json()["status"] == "degraded", seconds=SOON, what="it is degraded")
        assert service.get("/ready").json()["reasons"] == {"kafka": "cannot be reached"}
        assert shop.count("outbox") > 0
        broker.start()
        told = shop.told(broker.address, 40)
        wait_for(lambda: shop.count("outbox") == 0, seconds=SOON, what="the outbox is empty")
        wait_for(lambda: service.get("/ready").json() == {"status": "up"}, seconds=SOON, what="it is up again")
    assert sorted(len(each) for each in in_order(told).values()) == [1] * 10 + [3] * 10


def test_broker_is_frozen_in_the_middle(shop: Service, broker: Kafka) -> None:
    with ready(shop.project, shop.settings(broker.address)) as service:
        orders = [order(service, number) for number in range(5)]
        broker.pause()
        for each in orders:
            change(service, each, 3)
        # Longer than what is sent may take: it is given up, and sent again.
        wait_for(lambda: "events wait" in service.printed(), seconds=SOON, what="it says that events wait")
        broker.resume()
        for each in orders:
            change(service, each, 1)
        told = shop.told(broker.address, 25)
    assert list(map(len, in_order(told).values())) == [5] * 5


def test_broker_comes_late(shop: Service, billing: Service, broker: Kafka) -> None:
    broker.kill()
    with ExitStack() as stack:
        service = stack.enter_context(start(shop.project, shop.settings(broker.address)))
        reader = stack.enter_context(start(billing.project, billing.settings(broker.address)))
        for each in (service, reader):
            each.wait_for_status("/ready", 200, START_SECONDS)
        wait_for(lambda: service.get("/ready").json()["status"] == "degraded", seconds=SOON, what="it is degraded")
        order(service, 1)
        broker.start()
        wait_for(lambda: billing.count("receipts") == 1, seconds=SOON, what="the receipt is there")


def test_stops_though_the_broker_is_away(shop: Service, billing: Service, broker: Kafka) -> None:
    for each in (shop, billing):
        with ready(each.project, each.settings(broker.address)) as service:
            if each is shop:
                order(service, 1)
                wait_for(lambda: shop.count("outbox") == 0, seconds=SOON, what="the outbox is empty")
            broker.kill()
            if each is shop:
                order(service, 2)
            service.ask_to_stop()
            service.process.wait(30)
            assert service.process.returncode == 0, service.printed()[-3000:]
            broker.start()
    assert shop.count("outbox") == 1


def test_one_of_three_brokers_dies(shop: Service) -> None:
    with skipped_outside_ci(), kafka.own_cluster() as brokers:
        addresses = ",".join(each.address for each in brokers)
        with ready(shop.project, shop.settings(addresses, kafka_replication=3)) as service:
            for number in range(10):
                order(service, number)
            shop.told(addresses, 10)
            brokers[0].kill()
            for number in range(10, 20):
                order(service, number)
            shop.told(brokers[1].address, 20)
            wait_for(lambda: shop.count("outbox") == 0, seconds=SOON, what="the outbox is empty")
        assert shop.client(brokers[1].address, "describe") == {TOPIC: [3] * PARTITIONS}


def test_topic_that_is_missing(shop: Service, broker: Kafka) -> None:
    settings = shop.settings(broker.address, migrations="job")
    shop.command("migrate", environment=settings)
    with ready(shop.project, settings) as service:
        order(service, 1)
        wait_for(lambda: "events wait" in service.printed(), seconds=SOON, what="it says that events wait")
        shop.command("topics", environment=settings)
        shop.told(broker.address, 1)
    shop.client(broker.address, "make", "service-events.other", "1", "{}")
    said = shop.command("topics", environment={**settings, **shop.settings(broker.address, kafka_replication=2)})
    assert "it is kept on 1 brokers, and not on 2" in said
    assert shop.client(broker.address, "describe") == {TOPIC: [1] * PARTITIONS, "service-events.other": [1]}


def test_message_that_the_broker_never_takes(shop: Service, broker: Kafka) -> None:
    shop.client(broker.address, "make", TOPIC, "1", json.dumps({"max.message.bytes": "6000"}))
    settings = shop.settings(broker.address)
    with ready(shop.project, settings) as service:
        first = order(service, 1)
        large = order(service, 2, note="x" * 10_000)
        change(service, first, 3)
        order(service, 3)
        told = shop.told(broker.address, 5)
        wait_for(lambda: shop.count("outbox") == 0, seconds=SOON, what="the outbox is empty")
        assert "it has 1 partitions, and not 6" in service.printed()
    assert in_order(told)[first["id"]] == [1, 2, 3, 4]
    ((key, reason),) = shop.rows("SELECT key, reason FROM dead_letters")
    assert key == large["id"]
    assert "MSG_SIZE_TOO_LARGE" in reason


def test_two_replicas_send_each_event_in_order(shop: Service, broker: Kafka) -> None:
    with ExitStack() as stack:
        replicas = [stack.enter_context(start(shop.project, shop.settings(broker.address))) for _ in range(2)]
        for replica in replicas:
            replica.wait_for_status("/ready", 200, START_SECONDS)
        orders = [order(replicas[number % 2], number) for number in range(10)]
        for _ in range(3):
            for number, each in enumerate(orders):
                change(replicas[number % 2], each, 1)
        shop.told(broker.address, 40)
        replicas[0].process.kill()
        for each in orders:
            change(replicas[1], each, 1)
        told = shop.told(broker.address, 50)
    assert list(map(len, in_order(told).values())) == [5] * 10


def test_consumer_is_killed_again_and_again(shop: Service, billing: Service, broker: Kafka) -> None:
    with ready(shop.project, shop.settings(broker.address)) as service:
        for number in range(100, 160):
            change(service, order(service, number), 2)
        for count in (20, 60, 120):
            with ready(billing.project, billing.settings(broker.address)) as reader:
                wait_for(partial(has_more, billing, count), seconds=SOON, what="some receipts")
                reader.process.kill()
        with ready(billing.project, billing.settings(broker.address)):
            wait_for(lambda: billing.count("receipts") == 180, seconds=SOON, what="all receipts are there")
    versions = billing.rows('SELECT "order", group_concat(order_version) FROM receipts GROUP BY "order" ORDER BY id')
    assert [each for _, each in versions] == ["1,2,3"] * 60


def test_replicas_share_what_there_is_while_they_come_and_go(shop: Service, billing: Service, broker: Kafka) -> None:
    settings = billing.settings(broker.address)
    with ready(shop.project, shop.settings(broker.address)) as service, ExitStack() as replicas:
        orders = [order(service, number) for number in range(200, 230)]
        first = replicas.enter_context(ready(billing.project, settings))
        wait_for(partial(has_more, billing, 0), seconds=SOON, what="the first one reads")
        second = replicas.enter_context(start(billing.project, settings))
        for each in orders:
            change(service, each, 2)
        second.wait_for_status("/ready", 200, START_SECONDS)
        for each in orders:
            change(service, each, 1)
        first.process.kill()
        replicas.enter_context(start(billing.project, settings))
        for each in orders:
            change(service, each, 2)
        second.ask_to_stop()
        for each in orders:
            change(service, each, 1)
        wait_for(lambda: billing.count("receipts") >= 7 * 30, seconds=2 * SOON, what="all receipts are there")
    in_turn = 'SELECT "order", order_version FROM receipts ORDER BY rowid'
    receipts = billing.rows(f'SELECT "order", group_concat(order_version) FROM ({in_turn}) GROUP BY "order"')  # noqa: S608
    assert [each for _, each in receipts] == ["1,2,3,4,5,6,7"] * 30
    assert billing.count("dead_letters") == 0


def test_poison_is_kept_apart_and_comes_again(shop: Service, billing: Service, broker: Kafka) -> None:
    settings = billing.settings(broker.address)
    reaction = billing.project.folder / "src/billing_service/services/reactions/shop_service_order_created.py"
    before = reaction.read_text()
    with ExitStack() as stack:
        service = stack.enter_context(ready(shop.project, shop.settings(broker.address)))
        with ready(billing.project, settings):
            for number in (12, 13, 14):
                order(service, number)
            wait_for(lambda: billing.count("dead_letters") == 1, seconds=SOON, what="it is kept apart")
            wait_for(lambda: billing.count("receipts") == 2, seconds=SOON, what="the rest goes on")
        assert billing.rows("SELECT reason FROM dead_letters") == [("RuntimeError: nobody pays 13",)]
        stack.callback(reaction.write_text, before)
        reaction.write_text(before.replace("== 13", "== 1313"))
        with ready(billing.project, settings):
            billing.command("events", "replay", "--all", environment=settings)
            wait_for(lambda: billing.count("receipts") == 3, seconds=SOON, what="it is handled")
        assert billing.count("dead_letters") == 0


def test_schemas_are_in_a_registry(shop: Service, billing: Service, broker: Kafka) -> None:
    with skipped_outside_ci(), own_registry() as registry, ExitStack() as stack:
        url = registry.url
        service = stack.enter_context(ready(shop.project, shop.settings(broker.address, schema_registry_url=url)))
        stack.enter_context(ready(billing.project, billing.settings(broker.address, schema_registry_url=url)))
        change(service, order(service, 1), 1)
        wait_for(lambda: billing.count("receipts") == 2, seconds=SOON, what="the receipts are there")
        assert registry.subjects() == [f"{TOPIC}-shop_service.OrderChanged", f"{TOPIC}-shop_service.OrderCreated"]
        first, *_ = shop.told(broker.address, 2)
        assert first["headers"]["content-type"] == "application/vnd.confluent.avro"
        assert first["event"].startswith("00")
        registry.kill()
        order(service, 2)
        wait_for(lambda: billing.count("receipts") == 3, seconds=SOON, what="known schemas are not asked for")

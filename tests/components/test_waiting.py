"""Many more clients than connections: each waits about as long as the others, and none is turned away."""

import asyncio
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.components.postgres import execute
from tests.components.running import Project, Running, ready

pytestmark = pytest.mark.components

CLIENTS = 400
ROUNDS = 4
POOL = 20
SLOW = """
CREATE FUNCTION ledger.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.05); RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE INSERT ON ledger.entries FOR EACH ROW EXECUTE FUNCTION ledger.slow();
"""
"""The database is what they wait for, on a fast machine too."""

NOISE = 2.5
"""How much longer than the median a request may take, where a fair queue has all but the same for each."""


@pytest.fixture
def service(ledger: Project, database: str) -> Iterator[Running]:
    # Time enough for a busy machine: what is tested is the order.
    environment = ledger.settings(database_url=database, database_pool_size=POOL, database_timeout=60)
    with ready(ledger, environment) as service:
        execute(database, SLOW)
        yield service


@dataclass
class Waits:
    """What each request was answered, and its seconds, by round."""

    statuses: set[bytes] = field(default_factory=set)
    seconds: list[list[float]] = field(default_factory=lambda: [[] for _ in range(ROUNDS)])


async def client(host: str, port: int, waits: Waits) -> None:
    """Send one request after another on one connection, with as little work as can be."""
    loop = asyncio.get_running_loop()
    reader, writer = await asyncio.open_connection(host, port)
    body = b'{"account": "one", "number": 1}'
    head = f"POST /entries HTTP/1.1\r\nHost: service\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    for seconds in waits.seconds:
        started = loop.time()
        writer.write(head.encode() + b"\r\n\r\n" + body)
        status, _, rest = (await reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")
        length = next(line for line in rest.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        seconds.append(loop.time() - started)
        waits.statuses.add(status.split()[1])
    writer.close()


async def crowd(url: str) -> Waits:
    waits, (host, _, port) = Waits(), url.removeprefix("http://").partition(":")
    await asyncio.gather(*(client(host, int(port), waits) for _ in range(CLIENTS)))
    return waits


def test_who_comes_first_is_served_first(service: Running) -> None:
    waits = asyncio.run(crowd(service.url))
    # In the first round and the last the queue is not as long for each.
    steady = [second for seconds in waits.seconds[1:-1] for second in seconds]
    median, slowest = statistics.median(steady), max(steady)
    print(f"\n{CLIENTS} clients, {POOL} connections: median {median:.2f} s, slowest {slowest:.2f} s")
    assert waits.statuses == {b"201"}
    assert slowest < NOISE * median
    assert service.status("/ready") == 200

"""How long the service takes for a request, from ASGI to the database and back.

Accept what this machine does now with `pytest tests/performance --benchmark-autosave`, and compare
with it later: `pytest tests/performance --benchmark-compare --benchmark-compare-fail=median:20%`.
"""

import asyncio
from collections.abc import Iterator
from itertools import count

import httpx2
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from full_service.config import Settings
from full_service.main import create_app
from tests.samples import SAMPLES, Sample, body, make
from tests.tokens import carry_token

PAGE = 50

pytestmark = [
    pytest.mark.benchmark(max_time=0.3, warmup=True, warmup_iterations=5),
    pytest.mark.parametrize("sample", SAMPLES.values(), ids=str),
]


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """The loop that the service runs on; a benchmark calls it from outside."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def service(settings: Settings, runner: asyncio.Runner) -> Iterator[httpx2.AsyncClient]:
    """A client of a service that has started."""
    app = create_app(settings)
    lifespan = app.router.lifespan_context(app)
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://service")
    carry_token(app, client)
    runner.run(lifespan.__aenter__())
    yield client
    runner.run(client.aclose())
    runner.run(lifespan.__aexit__(None, None, None))


def test_get(
    benchmark: BenchmarkFixture, runner: asyncio.Runner, service: httpx2.AsyncClient, sample: Sample
) -> None:
    made = runner.run(make(service, sample))
    answer = benchmark(lambda: runner.run(service.get(f"{sample.path}/{made['id']}")))
    assert answer.json() == made


def test_list(
    benchmark: BenchmarkFixture, runner: asyncio.Runner, service: httpx2.AsyncClient, sample: Sample
) -> None:
    for number in range(PAGE):
        runner.run(make(service, sample, number))
    answer = benchmark(lambda: runner.run(service.get(sample.path, params={"limit": PAGE})))
    assert len(answer.json()["items"]) == PAGE


def test_create(
    benchmark: BenchmarkFixture, runner: asyncio.Runner, service: httpx2.AsyncClient, sample: Sample
) -> None:
    numbers = count()

    def next_body() -> tuple[tuple[()], dict[str, object]]:
        return (), {"json": runner.run(body(service, sample, next(numbers)))}

    def create(json: dict[str, object]) -> httpx2.Response:
        return runner.run(service.post(sample.path, json=json))

    answer = benchmark.pedantic(create, setup=next_body, rounds=100)  # type: ignore[no-untyped-call]
    assert answer.status_code == 201

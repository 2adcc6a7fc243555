"""Redis as the store of the cache."""

import asyncio
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from full_service.config import Settings
from full_service.repositories import cache_store
from full_service.repositories.cache import open_cache
from full_service.repositories.cache_store import Store, StoreError, StoreFullError, open_store
from full_service.services.jobs import Jobs
from tests.redis import answering

ONE = b":1\r\n"
NOTHING = b"*1\r\n_\r\n"


def server(run_id: str) -> bytes:
    """Write what a server says of itself."""
    text = f"# Server\r\nrun_id:{run_id}\r\n"
    return f"${len(text)}\r\n{text}\r\n".encode()


def store_at(url: str, *, timeout: float = 0.2) -> Store:
    settings = Settings(redis_url=SecretStr(url), redis_timeout=timeout, cache_shared=True)
    return open_store(settings, ["epoch"])


async def test_values_go_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_store, "RETRY_SECONDS", 0.01)
    others = {b"INFO": server("a"), b"SET": b"+OK\r\n", b"MGET": NOTHING}
    async with answering(ONE, others) as url:
        store = store_at(url)
        await store.start()
        await store.put("name", b"value", 1)
        assert await store.add("name", b"value", None)
        assert list(await store.read("name")) == [None]
        await store.remove("name")
        await store.close()


async def test_full_server_is_not_left_alone() -> None:
    others = {b"INFO": server("a"), b"SET": b"-OOM command not allowed\r\n", b"MGET": NOTHING}
    async with answering(ONE, others) as url:
        store = store_at(url)
        await store.start()
        with pytest.raises(StoreFullError):
            await store.put("name", b"value", 1)
        assert list(await store.read("name")) == [None]
        await store.close()


@pytest.mark.parametrize("info", [server("a"), b"-NOPERM this user has no permissions\r\n", None])
async def test_server_that_does_not_answer_is_left_alone(
    info: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_store, "RETRY_SECONDS", 0.01)
    others = {b"INFO": info} if info else {}
    async with answering(None, others) as url:
        with capture_logs() as lines:
            store = store_at(url, timeout=0.05)
            await store.start()
            for _ in range(3):
                with pytest.raises(StoreError):
                    await store.read("name")
            await asyncio.sleep(0.1)
            await store.close()
    assert [line["event"] for line in lines] == ["cache is not used"]


async def test_server_that_was_started_again_answers_at_once() -> None:
    others = {b"INFO": server("a"), b"MGET": NOTHING}
    async with answering(ONE, others) as url:
        store = store_at(url)
        await store.start()
        await asyncio.gather(*(store.read("name") for _ in range(3)))
    async with answering(ONE, others | {b"INFO": server("b")}, port=urlsplit(url).port or 0):
        answers = await asyncio.gather(*(store.read("name") for _ in range(3)))
        assert answers == [[None]] * 3
        await store.close()


@pytest.mark.parametrize("url", [None, "redis://localhost"])
async def test_store_in_this_process_says_what_it_does_not_do(url: str | None) -> None:
    settings = Settings(redis_url=SecretStr(url) if url else None, cache_shared=False)
    with capture_logs() as lines:
        cache = open_cache(settings, Jobs(0).submit)
        await cache.start()
        await cache.close()
    assert lines == [
        {
            "event": "cache is in this process",
            "log_level": "warning",
            "sees_other_replicas_after": settings.cache_seconds,
        }
    ]


async def test_values_are_in_this_process() -> None:
    store = open_store(Settings(), ["epoch"])
    await store.start()
    assert await store.add("name", b"value", 60)
    assert not await store.add("name", b"another", 60)
    assert await store.read("name") == (b"value",)
    await store.close()

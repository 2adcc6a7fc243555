"""The connections to a Redis that was started again."""

from urllib.parse import urlsplit

from pydantic import SecretStr

from gateway_service.repositories.redis import connect
from tests.redis import answering


async def test_connection_that_the_server_closed_is_not_used_again() -> None:
    async with answering(b"+OK\r\n") as url:
        client = connect(SecretStr(url), timeout=1)
        assert await client.set("key", b"value")
    async with answering(b"+OK\r\n", port=urlsplit(url).port or 0):
        assert await client.set("key", b"value")
        await client.aclose()

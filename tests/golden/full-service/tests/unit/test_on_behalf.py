import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from full_service.middleware.on_behalf import OnBehalfMiddleware
from full_service.models import on_behalf


async def tell(_: Request) -> Response:
    return JSONResponse(await on_behalf.authorization())


async def sent_on(*headers: tuple[bytes, bytes]) -> str | None:
    app = OnBehalfMiddleware(Starlette(routes=[Route("/", tell)]))
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
        answer: str | None = (await client.get("/", headers=list(headers))).json()
    return answer


async def test_token_of_the_caller_goes_on() -> None:
    assert await sent_on((b"Authorization", b"Bearer abc.def-1")) == "Bearer abc.def-1"
    assert await on_behalf.authorization() is None


@pytest.mark.parametrize(
    "value",
    [b"Basic dXNlcjpzZWNyZXQ=", b"ApiKey secret", b"Bearer ", b"Bearer a b", b"Bearer \xe9", b""],
)
async def test_other_credentials_do_not(value: bytes) -> None:
    assert await sent_on((b"Authorization", value)) is None


async def test_there_may_be_none() -> None:
    assert await sent_on() is None

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from structlog.contextvars import get_contextvars

from gateway_service.middleware.trace import TraceMiddleware
from gateway_service.models import trace

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"


async def tell(_: Request) -> Response:
    return JSONResponse({"sent": trace.trace_parent(), "log": get_contextvars()["trace_id"]})


async def told(trace_parent: str) -> dict[str, str]:
    app = TraceMiddleware(Starlette(routes=[Route("/", tell)]))
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
        answer = await client.get("/", headers=[(b"traceparent", trace_parent.encode())])
    found: dict[str, str] = answer.json()
    return found


async def test_trace_of_the_caller_goes_on() -> None:
    found = await told(f"00-{TRACE}-{SPAN}-01")
    assert found["log"] == TRACE
    assert found["sent"].startswith(f"00-{TRACE}-")
    assert found["sent"].endswith("-01")
    assert SPAN not in found["sent"]


@pytest.mark.parametrize(
    "trace_parent",
    [
        "",
        "00-" + "0" * 32 + f"-{SPAN}-01",
        f"00-{TRACE}-" + "0" * 16 + "-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        "\u00e9",
    ],
)
async def test_trace_that_is_none_is_replaced(trace_parent: str) -> None:
    found = await told(trace_parent)
    assert trace.SANE.fullmatch(found["sent"])
    assert found["log"] in found["sent"]
    assert TRACE not in found["sent"]


def test_there_is_no_trace_outside_of_requests() -> None:
    assert trace.trace_parent() is None

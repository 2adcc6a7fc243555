"""The token with which a client reads what it has written."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from full_service.handlers.consistency import HEADER
from full_service.models import consistency


class ConsistencyMiddleware:
    """Answers a request that changed something with the position of its last change."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        written = consistency.begin()

        async def send_with_token(message: Message) -> None:
            if message["type"] == "http.response.start" and written.position:
                own = (HEADER.lower().encode(), str(written.position).encode())
                message["headers"] = [*message.get("headers", ()), own]
            await send(message)

        await self._app(scope, receive, send_with_token)

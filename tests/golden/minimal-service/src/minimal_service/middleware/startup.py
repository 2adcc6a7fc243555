"""A start that fails, told in one line."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from minimal_service.models.errors import MigrationRefusedError, UnavailableError


class StartupMiddleware:
    """Gives the server the reason of a failed start, where the framework gives a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on all but the start."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failed: list[Message] = []

        async def send_or_keep(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                failed.append(message)
            else:
                await send(message)

        try:
            await self._app(scope, receive, send_or_keep)
        except BaseException as error:
            for message in failed:
                if isinstance(error, MigrationRefusedError | UnavailableError):
                    message["message"] = error.reason
                await send(message)
            raise

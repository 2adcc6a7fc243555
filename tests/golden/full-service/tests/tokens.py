"""A client that reads what it has written, as every client may."""

import httpx2
from fastapi import FastAPI

from full_service.handlers.consistency import HEADER

PATIENCE_SECONDS = 30
"""A busy machine is no fault."""


def carry_token(app: FastAPI, client: httpx2.AsyncClient) -> None:
    """Send the token of the last change with each request, and let the service take its time."""
    app.state.read_model_timeout = PATIENCE_SECONDS

    async def remember(response: httpx2.Response) -> None:
        if token := response.headers.get(HEADER):
            last = int(client.headers.get(HEADER, 0))
            client.headers[HEADER] = str(max(int(token), last))

    client.event_hooks["response"].append(remember)

"""A client that reads what it has written, as every client may."""

import httpx2

from full_service.handlers.consistency import HEADER


def carry_token(client: httpx2.AsyncClient) -> None:
    """Send the token of the last change with each request."""

    async def remember(response: httpx2.Response) -> None:
        if token := response.headers.get(HEADER):
            last = int(client.headers.get(HEADER, 0))
            client.headers[HEADER] = str(max(int(token), last))

    client.event_hooks["response"].append(remember)

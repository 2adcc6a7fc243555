"""The messages that contracts ask this service for."""

import base64
import json

from fastapi import HTTPException, Response
from pydantic import BaseModel

from full_service.repositories.outbox import told
from tests.published import each_event


class Request(BaseModel):
    """What the verifier asks for: a contract calls a message by the type of its event."""

    description: str


async def answer(request: Request) -> Response:
    """Answer with a message as the service sends it."""
    for event in await each_event():
        if request.description == event.TYPE:
            message = told(event)
            content_type = message.headers["content-type"]
            metadata = json.dumps({**message.headers, "contentType": content_type})
            headers = {"Pact-Message-Metadata": base64.b64encode(metadata.encode()).decode()}
            return Response(message.body, headers=headers, media_type=content_type)
    raise HTTPException(404, f"this service publishes no {request.description}")

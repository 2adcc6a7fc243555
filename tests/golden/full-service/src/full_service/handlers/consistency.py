"""Read what you have written: a change is answered with a token, and a read that has it waits."""

import re
from typing import Any

from fastapi import Depends, HTTPException, Request

from full_service.handlers.requests import services

HEADER = "Consistency-Token"
READS = {"GET", "HEAD"}
POSITION = re.compile(r"[1-9][0-9]{0,17}")

PATHS = [
    "/customers",
    "/orders",
    "/order-lines",
]
"""Below them is what read models show."""

SCHEMA = {"type": "string", "pattern": f"^{POSITION.pattern}$"}
ANSWER = {"description": "Send it with a read that has to show this change.", "schema": SCHEMA}
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "description": "As the answer to a change had it: waits until that change can be read.",
    "schema": SCHEMA,
}
"""For the OpenAPI schema."""


def up_to_date(name: str) -> Any:  # noqa: ANN401 - FastAPI's own
    """Make a dependency that lets a read wait until the read model is as far as the token says."""

    async def wait(request: Request) -> None:
        token = request.headers.get(HEADER)
        if token is None or request.method not in READS:
            return
        if not POSITION.fullmatch(token):
            raise HTTPException(422, f"Send {HEADER} as the answer to a change had it.")
        seconds = request.app.state.read_model_timeout
        await services(request).read_models.wait_for(name, int(token), seconds)

    return Depends(wait)


def describe(paths: dict[str, Any]) -> None:
    """Add the token to the OpenAPI schema: what reads may send, and what changes answer."""
    for path, operations in paths.items():
        if path in PATHS or path.startswith(tuple(f"{each}/" for each in PATHS)):
            for method, operation in operations.items():
                if method.upper() not in READS:
                    _describe_answers(operation["responses"])
                elif PARAMETER not in operation.setdefault("parameters", []):
                    operation["parameters"].append(PARAMETER)


def _describe_answers(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if status.startswith("2"):
            response.setdefault("headers", {})[HEADER] = ANSWER

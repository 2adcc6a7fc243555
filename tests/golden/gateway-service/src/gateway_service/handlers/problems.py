"""Errors as problem details (RFC 9457)."""

from http.client import responses
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, WithJsonSchema

MEDIA_TYPE = "application/problem+json"

Responses = dict[int | str, dict[str, Any]]

Detail = Annotated[Any, WithJsonSchema({"type": "string"})]
"""A text, but for an `HTTPException` that was raised with other JSON: its clients look for it here."""


class FieldError(BaseModel):
    """What is wrong with one part of the request."""

    location: str
    message: str


class ProblemDetails(BaseModel):
    """Why a request failed."""

    type: Annotated[str, Field(description="A URI reference that names the kind of problem.")]
    title: str
    status: int
    detail: Detail
    request_id: Annotated[str, Field(description="Find the request in the logs by this.")]
    errors: list[FieldError] = []


def problem_response(  # noqa: PLR0913 - RFC 9457 has as many members
    request: Request,
    status: int,
    detail: Detail,
    *,
    kind: str = "about:blank",
    errors: list[FieldError] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Make the response for a problem."""
    problem = ProblemDetails(
        type=kind,
        title=responses.get(status, "Error"),
        status=status,
        detail=detail,
        request_id=request.state.request_id,
        errors=errors or [],
    )
    return Response(problem.model_dump_json(), status, headers, MEDIA_TYPE)


def problems(*statuses: int) -> Responses:
    """Describe problems for the OpenAPI schema."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {status: {"description": responses[status], "content": content} for status in statuses}

"""Conditional requests (RFC 9110, section 13): a resource's ETag is its version."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from full_service.models.concurrency import ExpectedVersion

ETAG_PATTERN = r'^(\*|(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*)$'
VERSION = re.compile(r'"([1-9][0-9]{0,17})"')

IF_MATCH_LOCATION = ("header", "If-Match")

ETAG_HEADER = {"ETag": {"description": "The version.", "schema": {"type": "string"}}}
"""For the OpenAPI schema."""


def etag(version: int) -> str:
    """Write a version as a strong entity tag."""
    return f'"{version}"'


async def expected_version(
    if_match: Annotated[
        str,
        Header(
            alias="If-Match",
            pattern=ETAG_PATTERN,
            description="The ETag of the resource as it was read, or `*` for whatever it is now.",
        ),
    ],
    request: Request,
) -> ExpectedVersion:
    """Read which versions a command was written for.

    A weak tag counts too. RFC 9110 (13.1.1) rules that out, as weak tags may stay the same while
    a resource changes; a version never does. `W/"1"` is what a proxy that compresses makes of "1".
    """
    if if_match == "*":
        return ExpectedVersion(None)
    written = ",".join(request.headers.getlist("If-Match"))
    return ExpectedVersion(frozenset(map(int, VERSION.findall(written))))


IfMatch = Annotated[ExpectedVersion, Depends(expected_version)]

IF_NONE_MATCH = {
    "parameters": [
        {
            "name": "If-None-Match",
            "in": "header",
            "description": "The ETag that the client has already.",
            "schema": {"type": "string"},
        }
    ]
}
"""For the OpenAPI schema: a declared header would double the cost of validating a request."""


def is_known(tag: str, request: Request) -> bool:
    """Whether the client has this version already, by If-None-Match."""
    known = ",".join(request.headers.getlist("if-none-match"))
    return any(each.strip().removeprefix("W/") in {tag, "*"} for each in known.split(","))

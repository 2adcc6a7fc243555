"""Headers between a client and a service: what goes through, and what the gateway says itself."""

import re
from collections.abc import Iterable
from typing import Any

from starlette.types import Scope

from gateway_service.models.messages import Allowance, Headers

NAME = b"gateway-service"

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""What is said to the next hop alone (RFC 9110, section 7.6.1)."""

CLAIMED = re.compile(
    rb"forwarded|x-forwarded(-.*)?|x-real-ip|x-user(-.*)?|x-caller(-.*)?|x-request-id|via"
    rb"|x-original-.*|x-rewrite-.*|x-http-method(-override)?|x-envoy-.*|.*_.*"
)
"""What only the gateway may tell the services. With `_`, some take a name for one with `-`."""

HOST = re.compile(rb"[A-Za-z0-9.\-\[\]:]{1,255}")


def without_claims(headers: Headers) -> Headers:
    """Leave out what a client has no business to say."""
    return [each for each in headers if not CLAIMED.fullmatch(each[0])]


def is_ambiguous(headers: Headers) -> bool:
    """Whether it is not clear where the body of a request ends: then so is where the next begins."""
    lengths = [value for name, value in headers if name == b"content-length"]
    encodings = [value for name, value in headers if name == b"transfer-encoding"]
    return len(lengths) + len(encodings) > 1 or any(
        encoding.lower() != b"chunked" for encoding in encodings
    )


def has_body(headers: Headers) -> bool:
    """Whether a request brings a body."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in headers
    )


def to_service(scope: Scope) -> Headers:
    """Return what the service is told: the client's headers, and who the client is."""
    given: Headers = scope["headers"]
    host = next((value for name, value in given if name == b"host"), b"")
    sent = [each for each in _through(given) if each[0] not in {b"host", b"expect"}]
    if any(name == b"transfer-encoding" for name, _ in given):
        sent.append((b"transfer-encoding", b"chunked"))
    if client := scope.get("client"):
        sent.append((b"x-forwarded-for", str(client[0]).encode()))
    sent.append((b"x-forwarded-proto", scope["scheme"].encode()))
    if HOST.fullmatch(host):
        sent.append((b"x-forwarded-host", host))
    sent.append((b"x-request-id", scope["state"]["request_id"].encode()))
    sent.append((b"via", b"%s %s" % (scope["http_version"].encode(), NAME)))
    return sent


def to_client(headers: Headers, location: Any) -> Headers:  # noqa: ANN401 - a function of bytes
    """Return what the client is told: the service's headers, with its paths as clients know them."""
    sent = []
    for name, value in _through([(name.lower(), value) for name, value in headers]):
        if name in {b"location", b"content-location"}:
            sent.append((name, location(value)))
        elif name != b"x-request-id":  # the gateway says it itself
            sent.append((name, value))
    return sent


def of_allowance(allowance: Allowance) -> Headers:
    """Tell a caller what it may still ask for (draft-ietf-httpapi-ratelimit-headers-10)."""
    policy = b'"default";q=%d;w=%d' % (allowance.limit, allowance.window)
    left = b'"default";r=%d;t=%d' % (allowance.remaining, allowance.seconds)
    return [(b"ratelimit-policy", policy), (b"ratelimit", left)]


def _through(headers: Headers) -> Iterable[tuple[bytes, bytes]]:
    """Leave out what is said to this hop alone, and what `Connection` names."""
    named = {
        name.strip().lower()
        for header, value in headers
        if header == b"connection"
        for name in value.split(b",")
    }
    return (each for each in headers if each[0] not in HOP_BY_HOP and each[0] not in named)

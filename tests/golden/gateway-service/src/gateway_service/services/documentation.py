"""One OpenAPI document of all services behind the gateway."""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import structlog

from gateway_service.models.errors import ServiceError
from gateway_service.models.messages import Answer, Call
from gateway_service.services.ports import Upstreams
from gateway_service.services.routing import RouteTable

LIFETIME = 60
"""Seconds after which the services are asked again."""
MAX_BYTES = 5_000_000
COMPONENTS = "#/components/"
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}

log = structlog.get_logger(__name__)

Document = dict[str, Any]


class Documentation:
    """Asks each service for its document, and keeps what they answered for a while."""

    def __init__(self, upstreams: Upstreams, routes: RouteTable) -> None:
        self._upstreams = upstreams
        self._routes = routes
        self._asking = asyncio.Lock()
        self._known: dict[str, Document] = {}
        self._missing: list[str] = []
        self._until = 0.0

    async def merged(self, own: Document) -> Document:
        """Return the gateway's own document with those of the services in it.

        A service that does not answer is left out, and named.
        """
        async with self._asking:
            if time.monotonic() >= self._until:
                await self._ask_all()
        return merge(own, self._known, self._missing, self._routes)

    async def _ask_all(self) -> None:
        services = self._routes.services()
        found = await asyncio.gather(*map(self._ask, services))
        answers = zip(services, found, strict=True)
        self._known = {name: document for name, document in answers if document is not None}
        self._missing = [name for name in services if name not in self._known]
        self._until = time.monotonic() + LIFETIME

    async def _ask(self, service: str) -> Document | None:
        call = Call(service, b"GET", b"/openapi.json", [(b"accept", b"application/json")])
        try:
            async with self._upstreams.ask(call) as answer:
                return readable(json.loads(await _text(answer)))
        except (ServiceError, ValueError, RecursionError) as error:
            log.warning("no document of a service", service=service, error=str(error))
            return None


async def _text(answer: Answer) -> bytes:
    """Read an answer that is not too long; raise `ValueError` for any other."""
    text = b""
    async for piece in answer.body:
        text += piece
        if len(text) > MAX_BYTES:
            raise ValueError("the document is too long")
    if answer.status != 200:  # noqa: PLR2004
        raise ValueError(f"the answer has the status {answer.status}")
    return text


def readable(document: object) -> Document:
    """Return what is a document at a first glance; raise `ValueError` for anything else."""
    match document:
        case {"openapi": str(), "paths": dict(paths)} if all(
            isinstance(each, dict) for each in paths.values()
        ):
            return cast("Document", document)
    raise ValueError("the answer is no OpenAPI document")


def merge(
    own: Document, known: Mapping[str, Document], missing: Iterable[str], routes: RouteTable
) -> Document:
    """Lay documents together: paths as clients know them, each name with its service before it."""
    merged = {**own, "paths": dict(own.get("paths", {}))}
    components: Document = {
        kind: dict(entries) for kind, entries in own.get("components", {}).items()
    }
    for service, document in known.items():
        prefix = f"{service.replace('-', '_')}_"
        merged["paths"] |= dict(_public(document, service, prefix, routes))
        given = document.get("components", {})
        for kind, entries in given.items() if isinstance(given, dict) else ():
            if isinstance(entries, dict):
                named = {prefix + name: _renamed(entry, prefix) for name, entry in entries.items()}
                components.setdefault(kind, {}).update(named)
    merged["components"] = components
    if left_out := ", ".join(missing):
        info = own.get("info", {})
        said = f"{info.get('description', '')}\n\nNot answering now, and left out: {left_out}."
        merged["info"] = {**info, "description": said.strip()}
    return merged


def _public(
    document: Document, service: str, prefix: str, routes: RouteTable
) -> Iterator[tuple[str, Document]]:
    """Give the paths that a client can reach through the gateway."""
    for path, item in document["paths"].items():
        public = routes.before(path.encode(), service)
        if public is not None:
            shown = {name: _entry(name, part, service, prefix) for name, part in item.items()}
            yield public.decode(), shown


def _entry(name: str, part: Any, service: str, prefix: str) -> Any:  # noqa: ANN401 - JSON
    if name not in METHODS or not isinstance(part, dict):
        return _renamed(part, prefix)
    operation = _renamed(part, prefix)
    operation["tags"] = [service]
    if "operationId" in operation:
        operation["operationId"] = f"{prefix}{operation['operationId']}"
    if isinstance(required := operation.get("security"), list):
        operation["security"] = [
            {f"{prefix}{scheme}": scopes for scheme, scopes in each.items()}
            for each in required
            if isinstance(each, dict)
        ]
    return operation


def _renamed(part: Any, prefix: str) -> Any:  # noqa: ANN401 - JSON
    """Let references lead to the names that the merged document has."""
    match part:
        case dict():
            return {name: _renamed(inner, prefix) for name, inner in part.items()}
        case list():
            return [_renamed(inner, prefix) for inner in part]
        case str() if part.startswith(COMPONENTS):
            kind, _, name = part.removeprefix(COMPONENTS).partition("/")
            return f"{COMPONENTS}{kind}/{prefix}{name}"
    return part

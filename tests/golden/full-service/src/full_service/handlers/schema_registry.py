"""A registry of schemas, by the API that Confluent's has."""

import json
from collections.abc import Mapping
from typing import Any

import httpx2
from fastavro import parse_schema
from fastavro.types import Schema
from pydantic import SecretStr

from full_service.models.errors import UnavailableError

CONTENT_TYPE = "application/vnd.schemaregistry.v1+json"


class SchemaRegistry:
    """Knows schemas by numbers, and is asked once for each."""

    def __init__(
        self,
        url: SecretStr,
        timeout: float,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._client = httpx2.AsyncClient(
            base_url=url.get_secret_value().rstrip("/"),
            timeout=timeout,
            transport=transport,
            headers={"Accept": CONTENT_TYPE, "Content-Type": CONTENT_TYPE},
        )
        self._numbers: dict[str, int] = {}
        self._schemas: dict[int, Schema] = {}

    async def register(self, topic: str, schema: Any) -> int:  # noqa: ANN401 - JSON
        """Return the number of a schema of what is in a topic.

        Raises `UnavailableError` as long as the registry is away, or refuses it.
        """
        subject = f"{topic}-{schema['name']}"
        if subject not in self._numbers:
            body = {"schema": json.dumps(_plain(schema))}
            answer = await self._ask("POST", f"/subjects/{subject}/versions", body)
            self._numbers[subject] = int(answer["id"])
        return self._numbers[subject]

    async def schema(self, number: int) -> Schema:
        """Return the schema of a number; raise `UnavailableError` if the registry does not tell."""
        if number not in self._schemas:
            answer = await self._ask("GET", f"/schemas/ids/{number}")
            self._schemas[number] = parse_schema(json.loads(answer["schema"]))
        return self._schemas[number]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(
        self, method: str, path: str, body: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        try:
            answer = await self._client.request(method, path, json=body)
            answer.raise_for_status()
            found: Mapping[str, Any] = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise UnavailableError("schema registry") from error
        return found


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what fastavro has noted in a schema."""
    return {key: value for key, value in schema.items() if not key.startswith("__")}

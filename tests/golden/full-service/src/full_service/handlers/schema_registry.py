"""A registry of schemas, by the API that Confluent's has."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import httpx2
from fastavro import parse_schema
from fastavro.schema import SchemaParseException
from fastavro.types import Schema
from pydantic import SecretStr

from full_service.models.errors import UnavailableError

CONTENT_TYPE = "application/vnd.schemaregistry.v1+json"
NO_SUCH_SCHEMA = 40403
"""What a registry's answer has as its `error_code`; a path that is wrong has another."""

T = TypeVar("T")


class UnknownSchemaError(Exception):
    """A registry has no schema of a number, or one that Avro does not know."""


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
            path = f"/subjects/{subject}/versions"
            number = await self._ask("POST", path, lambda answer: int(answer["id"]), body)
            self._numbers[subject] = number
        return self._numbers[subject]

    async def schema(self, number: int) -> Schema:
        """Return the schema of a number.

        Raises `UnknownSchemaError` if there is none, and `UnavailableError` if the registry does not
        tell.
        """
        if number not in self._schemas:
            path = f"/schemas/ids/{number}"
            text = await self._ask("GET", path, lambda answer: str(answer["schema"]))
            try:
                self._schemas[number] = parse_schema(json.loads(text))
            except (SchemaParseException, ValueError) as error:
                raise UnknownSchemaError(f"schema {number} is not one of Avro's") from error
        return self._schemas[number]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(
        self,
        method: str,
        path: str,
        read: Callable[[Any], T],
        body: Mapping[str, str] | None = None,
    ) -> T:
        try:
            answer = await self._client.request(method, path, json=body)
            missing = answer.status_code == HTTPStatus.NOT_FOUND
            if missing and answer.json()["error_code"] == NO_SUCH_SCHEMA:
                raise UnknownSchemaError(f"the registry has no {path}")
            answer.raise_for_status()
            return read(answer.json())
        except (httpx2.HTTPError, LookupError, TypeError, ValueError) as error:
            raise UnavailableError("schema registry") from error


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what fastavro has noted in a schema."""
    return {key: value for key, value in schema.items() if not key.startswith("__")}

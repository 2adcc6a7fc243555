"""The kinds of sagas that this service takes part in."""

from full_service.services.saga_definition import Definition

SAGAS: dict[str, Definition] = {}

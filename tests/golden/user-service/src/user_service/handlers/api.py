"""The whole API: its routes, its errors, its schema."""

from typing import Any

from fastapi import FastAPI

from user_service import __version__
from user_service.handlers import health, team, user
from user_service.handlers.errors import add_exception_handlers
from user_service.handlers.problems import Problem


class Api(FastAPI):
    """An application whose schema describes problems too."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI schema."""
        schema = super().openapi()
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs")
            schemas["Problem"] = problem
        return schema


def create_api() -> Api:
    """Make the application, not yet wired to any service."""
    api = Api(title="User Service", version=__version__)
    add_exception_handlers(api)
    api.include_router(user.router)
    api.include_router(team.router)
    api.include_router(health.router)
    return api

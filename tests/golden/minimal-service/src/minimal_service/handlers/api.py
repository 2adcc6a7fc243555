"""The whole API: its routes, its errors, its schema."""

from typing import Any

from fastapi import FastAPI

from minimal_service import __version__
from minimal_service.handlers import health, minimal
from minimal_service.handlers.errors import add_exception_handlers
from minimal_service.handlers.problems import Problem, problems
from minimal_service.handlers.requests import JSON, MERGE_PATCH


class Api(FastAPI):
    """An application whose schema describes problems and merge patches too."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI schema."""
        schema = super().openapi()
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs")
            schemas["Problem"] = problem
        for operations in schema["paths"].values():
            if "patch" in operations:
                content = operations["patch"]["requestBody"]["content"]
                content[MERGE_PATCH] = content[JSON]
        return schema


def create_api() -> Api:
    """Make the application, not yet wired to any service."""
    api = Api(
        title="Minimal Service",
        version=__version__,
        responses=problems(405),
        # A redirect would lead to whatever host the client has named.
        redirect_slashes=False,
    )
    add_exception_handlers(api)
    api.include_router(minimal.router)
    api.include_router(health.router)
    return api

"""The gateway's own API: its routes, its errors, its schema."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import Lifespan

from gateway_service import __version__
from gateway_service.handlers.documentation import router as documentation_router
from gateway_service.handlers.errors import add_exception_handlers
from gateway_service.handlers.health import router as health_router
from gateway_service.handlers.problems import ProblemDetails, problems

ROUTERS = [
    documentation_router,
    health_router,
]


class Api(FastAPI):
    """An application whose schema describes problems too."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI schema of the gateway alone."""
        schema = super().openapi()
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        if "ProblemDetails" not in schemas:
            problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs")
            schemas["ProblemDetails"] = problem
        return schema

    def paths_below(self, prefix: str) -> list[str]:
        """List the paths that are the prefix or begin with it."""
        paths = (route.path or "" for route in iter_route_contexts(self.routes))
        return [path for path in paths if f"{path}/".startswith(f"{prefix}/")]


def create_api(lifespan: Lifespan[Any] | None = None) -> Api:
    """Make the application, not yet wired to any service."""
    api = Api(
        title="Gateway Service",
        description="Stands before the users and the orders.",
        version=__version__,
        responses=problems(405),
        lifespan=lifespan,
        # `handlers/documentation.py` shows that of all services.
        openapi_url=None,
        # A redirect would lead to whatever host the client has named.
        redirect_slashes=False,
    )
    add_exception_handlers(api)
    for router in ROUTERS:
        api.include_router(router)
    return api

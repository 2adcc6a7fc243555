"""The whole API: its routes, its errors, its schema."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import Lifespan

from full_service import __version__
from full_service.handlers.consistency import describe
from full_service.handlers.customer import router as customer_router
from full_service.handlers.errors import add_exception_handlers
from full_service.handlers.health import router as health_router
from full_service.handlers.order import router as order_router
from full_service.handlers.order_line import router as order_line_router
from full_service.handlers.problems import ProblemDetails, problems
from full_service.handlers.requests import JSON, MERGE_PATCH
from full_service.handlers.sagas import router as sagas_router

ROUTERS = [
    customer_router,
    order_router,
    order_line_router,
    sagas_router,
    health_router,
]


class Api(FastAPI):
    """An application whose schema describes problems and merge patches too."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI schema."""
        schema = super().openapi()
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        if "ProblemDetails" not in schemas:
            problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs")
            schemas["ProblemDetails"] = problem
        for operations in schema["paths"].values():
            if "patch" in operations:
                content = operations["patch"]["requestBody"]["content"]
                content[MERGE_PATCH] = content[JSON]
        describe(schema["paths"])
        return schema

    def paths_below(self, prefix: str) -> list[str]:
        """List the paths that are the prefix or begin with it."""
        paths = (route.path or "" for route in iter_route_contexts(self.routes))
        return [path for path in paths if f"{path}/".startswith(f"{prefix}/")]


def create_api(lifespan: Lifespan[Any] | None = None) -> Api:
    """Make the application, not yet wired to any service."""
    api = Api(
        title="Full Service",
        description="Orders, from the basket to the door.",
        version=__version__,
        responses=problems(405),
        lifespan=lifespan,
        # A redirect would lead to whatever host the client has named.
        redirect_slashes=False,
    )
    add_exception_handlers(api)
    for router in ROUTERS:
        api.include_router(router)
    return api

"""The routes, as a table for people."""

from gateway_service.services.routing import ROUTES, RouteTable


def show_routes() -> str:
    """Write a line for each route: the path, the service, and the path there."""
    table = RouteTable(ROUTES)
    width = max(len(route.path) for route in ROUTES)
    return "".join(
        f"{route.path:{width}}  {route.service}  {table.behind(route.path.encode()).decode()}\n"
        for route in ROUTES
    )

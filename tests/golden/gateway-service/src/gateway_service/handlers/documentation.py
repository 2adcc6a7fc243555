"""What clients can ask for, of all services together."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

from gateway_service.handlers.requests import services

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def show_document(request: Request) -> dict[str, Any]:
    """Show the gateway's own document with those of the services in it."""
    document = await services(request).documentation.merged(request.app.openapi())
    root_path = request.scope.get("root_path", "")
    return {**document, "servers": [{"url": root_path}]} if root_path else document


@router.get("/docs")
async def show_page(request: Request) -> HTMLResponse:
    """Show a page to try the API on."""
    root_path = request.scope.get("root_path", "")
    return get_swagger_ui_html(openapi_url=f"{root_path}/openapi.json", title="Gateway Service")

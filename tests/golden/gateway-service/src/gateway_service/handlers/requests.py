"""What handlers take from a request besides its parameters."""

from typing import cast

from fastapi import Request

from gateway_service.services.wiring import Services


def services(request: Request) -> Services:
    """Return the services that the application was started with."""
    return cast("Services", request.app.state.services)

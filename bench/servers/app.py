"""The generated service as an application that any server can run."""

from fastapi import FastAPI
from user_service.config import load_settings
from user_service.main import create_app
from user_service.middleware.logs import configure_logging


def create() -> FastAPI:
    """Build the application from the environment, as the service's own entry point does."""
    settings = load_settings()
    configure_logging(settings.log_level)
    return create_app(settings)

"""From the settings to a database."""

from minimal_service.config import Settings
from minimal_service.repositories import sqlite
from minimal_service.repositories.database import Database, OnLost


async def open_database(settings: Settings, on_lost: OnLost) -> Database:
    """Open the database that the URL names."""
    return await sqlite.open_sqlite(settings, on_lost)

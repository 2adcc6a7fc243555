"""From the settings to a database."""

from minimal_service.config import Settings
from minimal_service.repositories.database import Database, OnLost
from minimal_service.repositories.sqlite import SqliteDatabase


async def open_database(settings: Settings, on_lost: OnLost) -> Database:
    """Open the database that the URL names."""
    return await SqliteDatabase.open(settings, on_lost)

"""From the settings to a database."""

from full_service.config import Settings
from full_service.repositories import postgresql, sqlite
from full_service.repositories.database import Database, OnLost


async def open_database(settings: Settings, on_lost: OnLost) -> Database:
    """Open the database that the URL names."""
    if settings.database_url.get_secret_value().startswith(postgresql.SCHEME):
        return await postgresql.open_postgresql(settings, on_lost)
    return await sqlite.open_sqlite(settings, on_lost)

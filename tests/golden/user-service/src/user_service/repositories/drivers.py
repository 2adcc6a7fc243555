"""From the settings to a database."""

from user_service.config import Settings
from user_service.repositories import postgresql
from user_service.repositories.database import Database, OnLost
from user_service.repositories.postgresql import PostgresqlDatabase
from user_service.repositories.sqlite import SqliteDatabase


async def open_database(settings: Settings, on_lost: OnLost) -> Database:
    """Open the database that the URL names."""
    if settings.database_url.get_secret_value().startswith(postgresql.SCHEME):
        return await PostgresqlDatabase.open(settings, on_lost)
    return await SqliteDatabase.open(settings, on_lost)

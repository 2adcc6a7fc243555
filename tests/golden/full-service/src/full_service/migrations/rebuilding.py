"""The read models, made again from the tables that they show, while the service runs."""

import sqlalchemy as sa
import structlog
from alembic.util import CommandError

from full_service.config import Settings
from full_service.migrations.heads import is_migrated
from full_service.migrations.read_models import bring
from full_service.migrations.runner import exclusive_connection, stored_revisions
from full_service.models.errors import MigrationRefusedError

log = structlog.get_logger(__name__)


async def rebuild_read_models(settings: Settings) -> None:
    """Make all of them again, in one transaction: nobody reads a half of one.

    What is changed in the meantime, they follow after it. Raises `MigrationRefusedError` for a
    database that is not at the last revision.
    """

    def run(connection: sa.Connection) -> None:
        revisions = stored_revisions(connection)
        if not is_migrated(revisions):
            raise MigrationRefusedError("it is not at the last revision: run `migrate` first")
        bring(connection, settings, revisions, anew=True)

    async with exclusive_connection(settings) as connection:
        try:
            await connection.run_sync(run)
        except CommandError as error:
            raise MigrationRefusedError(str(error)) from error
    log.info("read models made again")

"""The states that contracts ask the service to be in."""

import sqlalchemy as sa
from fastapi import HTTPException
from pydantic import BaseModel

from full_service.config import Settings
from full_service.repositories.drivers import open_database
from full_service.repositories.event_sourced import EventSourcedRepository
from full_service.repositories.read_model_tables import READ_MODELS
from full_service.repositories.tables import metadata
from tests.contract.kinds import IN_ORDER, Kind

NOTHING = "nothing is stored"
ONE_OF_EACH = "one of each kind is stored"


def unreferenced(kind: Kind) -> str:
    """Name the state in which the stored one may be removed."""
    return f"a {kind} that nothing refers to is stored"


STATES = {
    NOTHING: [],
    ONE_OF_EACH: IN_ORDER,
    **{unreferenced(kind): IN_ORDER[: place + 1] for place, kind in enumerate(IN_ORDER)},
}
"""What is stored in each state; the states of other teams' contracts belong here too."""


class StateChange(BaseModel):
    """What the verifier asks for before it replays an interaction."""

    state: str


class ProviderStates:
    """Brings the service's database into a state."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def change(self, change: StateChange) -> None:
        """Store what the state says, and nothing else; leave all as it is where a contract asks for none."""
        if not change.state:
            return
        if change.state not in STATES:
            raise HTTPException(404, f"there is no state {change.state!r}: it belongs in STATES")
        database = await open_database(self._settings, on_lost=lambda: None)
        async with database.write() as session:
            for table in reversed(metadata.sorted_tables):
                await session.execute(sa.delete(table))
            for kind in STATES[change.state]:
                await session.execute(kind.mapping.insert, vars(kind.record()))
                await EventSourcedRepository(session, kind.mapping).adopt(kind.record())
            for model in READ_MODELS.values():
                await session.execute(sa.delete(model.table))
                await session.execute(model.fill)
        await database.close()

"""Where a read model stands, and what stops it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from full_service.models.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class Backlog:
    """Changes that a read model has not followed yet."""

    changes: int
    oldest: datetime


class ReadModelBehindError(UnavailableError):
    """A read model has not come as far in time as the client asks."""

    def __init__(self) -> None:
        super().__init__("read model")


class ChangeNotFollowedError(UnavailableError):
    """A change cannot be shown: the cause says why."""

    def __init__(self, name: str, position: int, resource_id: UUID) -> None:
        super().__init__("read model")
        self.name = name
        self.position = position
        self.resource_id = resource_id

    @property
    def reason(self) -> str:
        """What an operator should know, and no client."""
        cause = self.__cause__
        told = cause.reason if isinstance(cause, UnavailableError) else repr(cause)
        return f"{self.name} stopped at change {self.position} ({self.resource_id}): {told}"

"""What services need of the read models; `repositories` provides it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from full_service.models.read_models import Backlog


class ReadModels(Protocol):
    """The tables of the read models, and the changes that they have not followed yet."""

    async def waiting(self) -> Sequence[str]:
        """Return the names of the read models that are behind."""
        ...

    async def backlogs(self) -> Mapping[str, Backlog]:
        """Return what waits for each read model that is behind."""
        ...

    async def is_behind(self, name: str, position: int) -> bool:
        """Tell whether a read model has not come to a position."""
        ...

    async def follow(self, name: str, limit: int) -> int:
        """Show some changes, the oldest first; return how many.

        Raises `ChangeNotFollowedError` where one of them cannot be shown; it is the one that is
        named if there was no other.
        """
        ...

"""What every stored resource has."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class Resource(BaseModel, frozen=True):
    """A stored resource: found by its id, locked by its version."""

    id: UUID
    version: int
    """Counts the changes, from 1."""
    created_at: datetime
    updated_at: datetime

"""Minimals."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import MISSING, BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from minimal_service.models.base import BasePatch, BaseResource
from minimal_service.models.fields import PlainText
from minimal_service.models.identifiers import MinimalId
from minimal_service.models.paging import PagedQuery


class MinimalStatus(StrEnum):
    """Values of `Minimal.status`."""

    ACTIVE = "active"
    ARCHIVED = "archived"


class Minimal(BaseResource, frozen=True):
    """What is stored and shown."""

    id: MinimalId
    name: str
    description: str | None
    status: MinimalStatus


class MinimalCreate(BaseModel, extra="forbid", frozen=True, validate_default=True):
    """What a client sends to make one."""

    name: Annotated[PlainText, Field(max_length=120)]
    description: Annotated[PlainText, Field(max_length=100000)] | None = None
    status: MinimalStatus = MinimalStatus.ACTIVE


class MinimalPatch(BasePatch, frozen=True):
    """What a client sends to change one."""

    name: Annotated[PlainText, Field(max_length=120)] | MISSING = MISSING
    description: Annotated[PlainText, Field(max_length=100000)] | MISSING | None = MISSING
    status: MinimalStatus | MISSING = MISSING


class MinimalQuery(PagedQuery, frozen=True):
    """Which ones to list, and in what order."""

    sort: Literal["created_at", "-created_at"] = "created_at"
    status: MinimalStatus | SkipJsonSchema[None] = None

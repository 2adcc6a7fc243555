"""Teams."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import MISSING, BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from user_service.models.base import BasePatch, BaseResource
from user_service.models.fields import Digits, IsoDate, PlainText
from user_service.models.identifiers import TeamId
from user_service.models.paging import PagedQuery


class Team(BaseResource, frozen=True):
    """What is stored and shown."""

    id: TeamId
    name: str
    description: str | None
    founded: dt.date | None
    budget: Decimal


class TeamCreate(BaseModel, extra="forbid", frozen=True, validate_default=True):
    """What a client sends to make one."""

    name: Annotated[PlainText, Field(max_length=80)]
    description: Annotated[PlainText, Field(max_length=100000)] | None = None
    founded: IsoDate | None = None
    budget: Annotated[
        Decimal, Digits(12, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
    ] = Decimal(0)


class TeamPatch(BasePatch, frozen=True):
    """What a client sends to change one."""

    name: Annotated[PlainText, Field(max_length=80)] | MISSING = MISSING
    description: Annotated[PlainText, Field(max_length=100000)] | MISSING | None = MISSING
    founded: IsoDate | MISSING | None = MISSING
    budget: (
        Annotated[
            Decimal, Digits(12, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
        ]
        | MISSING
    ) = MISSING


class TeamQuery(PagedQuery, frozen=True):
    """Which ones to list, and in what order."""

    sort: Literal["created_at", "-created_at", "name", "-name"] = "created_at"
    name: PlainText | SkipJsonSchema[None] = None

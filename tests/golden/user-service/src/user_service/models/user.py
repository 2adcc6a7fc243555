"""Users."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, BaseModel, Field, JsonValue, StrictBool
from pydantic.json_schema import SkipJsonSchema

from user_service.models.base import BasePatch, BaseResource
from user_service.models.fields import (
    EmailText,
    Int32,
    Integral,
    IsoDate,
    JsonDocument,
    PlainText,
    UrlText,
    UtcTime,
)
from user_service.models.identifiers import TeamId, UserId
from user_service.models.paging import PagedQuery


class UserStatus(StrEnum):
    """Values of `User.status`."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class User(BaseResource, frozen=True):
    """What is stored and shown."""

    id: UserId
    email: str
    full_name: str
    status: UserStatus
    team_id: TeamId | None
    birthday: dt.date | None
    last_login: dt.datetime | None
    logins: int
    newsletter: bool
    homepage: str | None
    external_id: UUID | None
    tags: list[str]
    preferences: JsonValue


class UserCreate(BaseModel, extra="forbid", frozen=True, validate_default=True):
    """What a client sends to make one."""

    email: EmailText
    full_name: Annotated[PlainText, Field(min_length=1, max_length=120)]
    status: UserStatus = UserStatus.INVITED
    team_id: TeamId | None = None
    birthday: IsoDate | None = None
    last_login: UtcTime | None = None
    logins: Annotated[Int32, Field(strict=True, ge=0), Integral] = 0
    newsletter: StrictBool = False
    homepage: UrlText | None = None
    external_id: UUID | None = None
    tags: Annotated[list[Annotated[PlainText, Field(max_length=40)]], Field(max_length=20)] = []
    preferences: Annotated[JsonValue, JsonDocument(65_536)] = {}


class UserPatch(BasePatch, frozen=True):
    """What a client sends to change one."""

    email: EmailText | MISSING = MISSING
    full_name: Annotated[PlainText, Field(min_length=1, max_length=120)] | MISSING = MISSING
    status: UserStatus | MISSING = MISSING
    team_id: TeamId | MISSING | None = MISSING
    birthday: IsoDate | MISSING | None = MISSING
    last_login: UtcTime | MISSING | None = MISSING
    logins: Annotated[Int32, Field(strict=True, ge=0), Integral] | MISSING = MISSING
    newsletter: StrictBool | MISSING = MISSING
    homepage: UrlText | MISSING | None = MISSING
    tags: (
        Annotated[list[Annotated[PlainText, Field(max_length=40)]], Field(max_length=20)] | MISSING
    ) = MISSING
    preferences: Annotated[JsonValue, JsonDocument(65_536)] | MISSING = MISSING


class UserQuery(PagedQuery, frozen=True):
    """Which ones to list, and in what order."""

    sort: Literal["created_at", "-created_at", "email", "-email", "full_name", "-full_name"] = (
        "created_at"
    )
    email: EmailText | SkipJsonSchema[None] = None
    full_name: PlainText | SkipJsonSchema[None] = None
    status: UserStatus | SkipJsonSchema[None] = None
    team_id: TeamId | SkipJsonSchema[None] = None
    newsletter: bool | SkipJsonSchema[None] = None
    external_id: UUID | SkipJsonSchema[None] = None

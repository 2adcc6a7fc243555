"""Users."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue, StrictBool
from pydantic.json_schema import SkipJsonSchema

from user_service.models.fields import (
    Date,
    Email,
    Int32,
    Integral,
    JsonDocument,
    Text,
    Timestamp,
    Url,
)
from user_service.models.identifiers import TeamId, UserId
from user_service.models.page import PageQuery
from user_service.models.patch import MergePatch, unset
from user_service.models.resource import Resource


class UserStatus(StrEnum):
    """Values of `User.status`."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class User(Resource, frozen=True):
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


class UserCreate(BaseModel, extra="forbid", frozen=True):
    """What a client sends to make one."""

    email: Email
    full_name: Annotated[Text, Field(min_length=1, max_length=120)]
    status: UserStatus = UserStatus.INVITED
    team_id: TeamId | None = None
    birthday: Date | None = None
    last_login: Timestamp | None = None
    logins: Annotated[Int32, Field(strict=True, ge=0), Integral] = 0
    newsletter: StrictBool = False
    homepage: Url | None = None
    external_id: UUID | None = None
    tags: Annotated[list[Annotated[Text, Field(max_length=40)]], Field(max_length=20)] = []
    preferences: JsonDocument = {}


class UserPatch(MergePatch, frozen=True):
    """What a client sends to change one."""

    email: Email = Field(default_factory=unset)
    full_name: Annotated[Text, Field(min_length=1, max_length=120)] = Field(default_factory=unset)
    status: UserStatus = Field(default_factory=unset)
    team_id: TeamId | None = Field(default_factory=unset)
    birthday: Date | None = Field(default_factory=unset)
    last_login: Timestamp | None = Field(default_factory=unset)
    logins: Annotated[Int32, Field(strict=True, ge=0), Integral] = Field(default_factory=unset)
    newsletter: StrictBool = Field(default_factory=unset)
    homepage: Url | None = Field(default_factory=unset)
    tags: Annotated[list[Annotated[Text, Field(max_length=40)]], Field(max_length=20)] = Field(
        default_factory=unset
    )
    preferences: JsonDocument = Field(default_factory=unset)


class UserQuery(PageQuery, frozen=True):
    """Which ones to list, and in what order."""

    sort: Literal["created_at", "-created_at", "email", "-email", "full_name", "-full_name"] = (
        "created_at"
    )
    email: Email | SkipJsonSchema[None] = None
    full_name: Text | SkipJsonSchema[None] = None
    status: UserStatus | SkipJsonSchema[None] = None
    team_id: TeamId | SkipJsonSchema[None] = None
    newsletter: bool | SkipJsonSchema[None] = None
    external_id: UUID | SkipJsonSchema[None] = None

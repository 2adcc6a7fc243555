"""Customers."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from full_service.models.fields import Date, Email, Text, today
from full_service.models.identifiers import CustomerId
from full_service.models.page import PageQuery
from full_service.models.patch import MergePatch, unset
from full_service.models.resource import Resource


class Customer(Resource, frozen=True):
    """What is stored and shown."""

    id: CustomerId
    email: str
    full_name: str
    joined_on: dt.date


class CustomerCreate(BaseModel, extra="forbid", frozen=True):
    """What a client sends to make one."""

    email: Email
    full_name: Annotated[Text, Field(min_length=1, max_length=120)]
    joined_on: Date = Field(default_factory=today)


class CustomerPatch(MergePatch, frozen=True):
    """What a client sends to change one."""

    email: Email = Field(default_factory=unset)
    full_name: Annotated[Text, Field(min_length=1, max_length=120)] = Field(default_factory=unset)


class CustomerQuery(PageQuery, frozen=True):
    """Which ones to list, and in what order."""

    sort: Literal["created_at", "-created_at", "email", "-email"] = "created_at"
    email: Email | SkipJsonSchema[None] = None

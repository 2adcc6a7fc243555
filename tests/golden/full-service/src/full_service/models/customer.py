"""Customers."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import MISSING, BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from full_service.models.base import BasePatch, BaseResource
from full_service.models.fields import EmailText, IsoDate, PlainText, today
from full_service.models.identifiers import CustomerId
from full_service.models.paging import PagedQuery


class Customer(BaseResource, frozen=True):
    """What is stored and shown."""

    id: CustomerId
    email: str
    full_name: str
    joined_on: dt.date


class CustomerCreate(BaseModel, extra="forbid", frozen=True, validate_default=True):
    """What a client sends to make one."""

    email: EmailText
    full_name: Annotated[PlainText, Field(min_length=1, max_length=120)]
    joined_on: IsoDate = Field(default_factory=today)


class CustomerPatch(BasePatch, frozen=True):
    """What a client sends to change one."""

    email: EmailText | MISSING = MISSING
    full_name: Annotated[PlainText, Field(min_length=1, max_length=120)] | MISSING = MISSING


class CustomerQuery(PagedQuery, frozen=True):
    """Which ones to list, and in what order."""

    sort: Literal["created_at", "-created_at", "email", "-email"] = "created_at"
    email: EmailText | SkipJsonSchema[None] = None

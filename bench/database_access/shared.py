"""What the services have in common: the table, the answer, where the database is."""

import os
from datetime import datetime
from typing import cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import DateTime, Integer, String, Table, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DATABASE_URL = os.environ.get("BENCH_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
SQLALCHEMY_URL = DATABASE_URL.replace("postgresql://", "postgresql+asyncpg://")
PSYCOPG_URL = DATABASE_URL.replace("postgresql://", "postgresql+psycopg://")
POOL_SIZE = 20


class Base(DeclarativeBase):
    """The registry of mapped classes."""


class UserRow(Base):
    """A row of the table."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


users = cast("Table", UserRow.__table__)


class User(BaseModel):
    """The answer of `GET /users/{user_id}`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    email: str
    full_name: str
    status: str
    created_at: datetime
    updated_at: datetime

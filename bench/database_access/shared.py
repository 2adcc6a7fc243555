"""What the four services have in common: the table, the answer, where the database is."""

import os
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, Uuid

DATABASE_URL = os.environ.get("BENCH_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
SQLALCHEMY_URL = DATABASE_URL.replace("postgresql://", "postgresql+asyncpg://")
POOL_SIZE = 20

metadata = MetaData()
users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("full_name", String(120), nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)


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

"""FastAPI and an ORM session for each request, as most tutorials show it."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import DateTime, String, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.crud import handwritten

engine = create_async_engine(
    os.environ["DATABASE_URL"].replace("postgresql:", "postgresql+asyncpg:"), pool_size=20, max_overflow=0
)
sessions = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """The tables."""


class UserRow(Base):
    """A row of users."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    email: Mapped[str] = mapped_column(String(254))
    full_name: Mapped[str] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(9))
    team_id: Mapped[UUID | None]


class User(handwritten.User, from_attributes=True):
    """What is answered."""


class Users(BaseModel, from_attributes=True):
    """A page."""

    items: list[User]


async def session() -> AsyncIterator[AsyncSession]:
    """Open a session for a request."""
    async with sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]
app = FastAPI()


@app.get("/users/{user_id}", response_model=User)
async def get_user(user_id: UUID, session: Session) -> UserRow:
    """Read one row."""
    row = await session.get(UserRow, user_id)
    if row is None:
        raise HTTPException(404)
    return row


@app.get("/users", response_model=Users)
async def list_users(session: Session, limit: int = 50) -> dict[str, object]:
    """Read the first rows."""
    rows = await session.scalars(select(UserRow).order_by(UserRow.created_at, UserRow.id).limit(limit))
    return {"items": rows.all()}


@app.post("/users", status_code=201, response_model=User)
async def create_user(new: handwritten.UserCreate, session: Session) -> UserRow:
    """Insert a row."""
    now = datetime.now(UTC)
    row = UserRow(id=uuid4(), version=1, created_at=now, updated_at=now, **new.model_dump())
    session.add(row)
    await session.commit()
    return row

"""A SQLAlchemy ORM session for each request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import FastAPI, HTTPException, Request
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from bench.database_access.shared import POOL_SIZE, SQLALCHEMY_URL, User, users


class Base(DeclarativeBase):
    """The registry of mapped classes."""


class UserRecord(Base):
    """A row of the table as an object."""

    __table__ = users


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the engine for the life of the service."""
    engine = create_async_engine(SQLALCHEMY_URL, pool_size=POOL_SIZE, max_overflow=0)
    app.state.sessions = async_sessionmaker(engine, expire_on_commit=False)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/users/{user_id}")
async def get_user(user_id: UUID, request: Request) -> User:
    """Read one row."""
    async with request.app.state.sessions() as session:
        record = await session.get(UserRecord, user_id)
    if record is None:
        raise HTTPException(404)
    return User.model_validate(record)

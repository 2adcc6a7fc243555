"""The readable ways through SQLAlchemy; the environment's BENCH_VARIANT names the one that is served."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from fastapi import FastAPI, HTTPException, Request
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

from bench.database_access.shared import POOL_SIZE, PSYCOPG_URL, SQLALCHEMY_URL, User, UserRow, users

Find = Callable[[UUID], Awaitable[object]]

AUTOCOMMIT = {"isolation_level": "AUTOCOMMIT"}
KEPT = {**AUTOCOMMIT, "skip_autocommit_rollback": True}
"""Nothing is rolled back when the connection goes back to the pool, as generated services have it."""

MADE_ONCE = select(*users.c).where(users.c.id == bindparam("user_id"))


def core(engine: AsyncEngine) -> Find:
    """Core on a connection."""

    async def find(user_id: UUID) -> object:
        async with engine.connect() as connection:
            return (await connection.execute(select(users).where(users.c.id == user_id))).one_or_none()

    return find


def columns(engine: AsyncEngine) -> Find:
    """Columns through a session."""
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def find(user_id: UUID) -> object:
        async with sessions() as session:
            return (await session.execute(select(*users.c).where(users.c.id == user_id))).one_or_none()

    return find


def columns_made_once(engine: AsyncEngine) -> Find:
    """Columns through a session by a statement that is made once: what generated repositories do."""
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def find(user_id: UUID) -> object:
        async with sessions() as session:
            return (await session.execute(MADE_ONCE, {"user_id": user_id})).one_or_none()

    return find


def entities(engine: AsyncEngine) -> Find:
    """Entities through a session."""
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def find(user_id: UUID) -> object:
        async with sessions() as session:
            return (await session.scalars(select(UserRow).where(UserRow.id == user_id))).one_or_none()

    return find


VARIANTS: dict[str, tuple[Callable[[AsyncEngine], Find], str, dict[str, Any]]] = {
    "session_entities": (entities, SQLALCHEMY_URL, {}),
    "session_columns": (columns, SQLALCHEMY_URL, {}),
    "session_entities_autocommit": (entities, SQLALCHEMY_URL, KEPT),
    "session_columns_autocommit": (columns, SQLALCHEMY_URL, KEPT),
    "session_columns_made_once": (columns_made_once, SQLALCHEMY_URL, KEPT),
    "core_connection": (core, SQLALCHEMY_URL, {}),
    "core_autocommit": (core, SQLALCHEMY_URL, AUTOCOMMIT),
    "core_autocommit_kept": (core, SQLALCHEMY_URL, KEPT),
    "core_psycopg": (core, PSYCOPG_URL, KEPT),
}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the engine for the life of the service."""
    way, url, options = VARIANTS[os.environ["BENCH_VARIANT"]]
    engine = create_async_engine(url, pool_size=POOL_SIZE, max_overflow=0, **options)
    app.state.find = way(engine)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/users/{user_id}")
async def get_user(user_id: UUID, request: Request) -> User:
    """Read one row."""
    row = await request.app.state.find(user_id)
    if row is None:
        raise HTTPException(404)
    return User.model_validate(row)

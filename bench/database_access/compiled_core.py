"""SQLAlchemy Core statements, compiled once for the dialect and run on the driver's own pool."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any
from uuid import UUID

import asyncpg
from fastapi import FastAPI, HTTPException, Request
from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql.compiler import SQLCompiler

from bench.database_access.shared import DATABASE_URL, POOL_SIZE, User, users


class Statement:
    """A statement whose text is made once; called with its parameters by name."""

    def __init__(self, clause: Select[Any]) -> None:
        self._clause = clause

    @cached_property
    def _compiled(self) -> SQLCompiler:
        compiled = self._clause.compile(dialect=dialect())  # type: ignore[no-untyped-call]
        assert isinstance(compiled, SQLCompiler)
        return compiled

    async def one(self, connection: asyncpg.pool.PoolConnectionProxy[Any], **values: object) -> asyncpg.Record | None:
        """Return the only row, or None."""
        arguments = [values[name] for name in self._compiled.positiontup or ()]
        return await connection.fetchrow(self._compiled.string, *arguments)


GET_USER = Statement(select(users).where(users.c.id == bindparam("user_id")))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the pool for the life of the service."""
    async with asyncpg.create_pool(DATABASE_URL, min_size=POOL_SIZE, max_size=POOL_SIZE) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/users/{user_id}")
async def get_user(user_id: UUID, request: Request) -> User:
    """Read one row."""
    async with request.app.state.pool.acquire() as connection:
        row = await GET_USER.one(connection, user_id=user_id)
    if row is None:
        raise HTTPException(404)
    return User(**row)

"""Core on a connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import FastAPI, HTTPException, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from bench.database_access.shared import POOL_SIZE, SQLALCHEMY_URL, User, users


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the engine for the life of the service."""
    engine = create_async_engine(SQLALCHEMY_URL, pool_size=POOL_SIZE, max_overflow=0)
    app.state.engine = engine
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/users/{user_id}")
async def get_user(user_id: UUID, request: Request) -> User:
    """Read one row."""
    async with request.app.state.engine.connect() as connection:
        row = (await connection.execute(select(users).where(users.c.id == user_id))).one_or_none()
    if row is None:
        raise HTTPException(404)
    return User.model_validate(row)

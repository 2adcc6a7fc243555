"""Entities through an ORM session, in autocommit, no rollback on return."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import FastAPI, HTTPException, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from bench.database_access.shared import POOL_SIZE, SQLALCHEMY_URL, User, UserRow


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the engine for the life of the service."""
    engine = create_async_engine(
        SQLALCHEMY_URL, pool_size=POOL_SIZE, max_overflow=0, isolation_level="AUTOCOMMIT", pool_reset_on_return=None
    )
    app.state.sessions = async_sessionmaker(engine, expire_on_commit=False)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/users/{user_id}")
async def get_user(user_id: UUID, request: Request) -> User:
    """Read one row."""
    async with request.app.state.sessions() as session:
        row = (await session.scalars(select(UserRow).where(UserRow.id == user_id))).one_or_none()
    if row is None:
        raise HTTPException(404)
    return User.model_validate(row)

"""SQL by hand on the driver: the floor that the others are measured against."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
from fastapi import FastAPI, HTTPException, Request

from bench.database_access.shared import DATABASE_URL, POOL_SIZE, User


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
        row = await connection.fetchrow(
            "SELECT id, version, email, full_name, status, created_at, updated_at FROM users WHERE id = $1",
            user_id,
        )
    if row is None:
        raise HTTPException(404)
    return User(**row)

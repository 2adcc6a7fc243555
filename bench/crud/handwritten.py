"""FastAPI and asyncpg, written by hand with nothing else: no request ids, no problems, no logs of its own."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid4

import asyncpg
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel


class UserCreate(BaseModel):
    """What a client sends."""

    email: str
    full_name: str
    status: Literal["active", "suspended"] = "active"
    team_id: UUID | None = None


class User(UserCreate):
    """What is stored."""

    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime


class Users(BaseModel):
    """A page."""

    items: list[User]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the pool for the life of the service."""
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=20, max_size=20) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/users/{user_id}")
async def get_user(user_id: UUID, request: Request) -> User:
    """Read one row."""
    row = await request.app.state.pool.fetchrow("SELECT * FROM users WHERE id = $1", user_id)
    if row is None:
        raise HTTPException(404)
    return User(**row)


@app.get("/users")
async def list_users(request: Request, limit: int = 50) -> Users:
    """Read the first rows."""
    rows = await request.app.state.pool.fetch("SELECT * FROM users ORDER BY created_at, id LIMIT $1", limit)
    return Users(items=[User(**row) for row in rows])


@app.post("/users", status_code=201)
async def create_user(new: UserCreate, request: Request) -> User:
    """Insert a row."""
    now = datetime.now(UTC)
    row = await request.app.state.pool.fetchrow(
        "INSERT INTO users (id, version, created_at, updated_at, email, full_name, status, team_id)"
        " VALUES ($1, 1, $2, $2, $3, $4, $5, $6) RETURNING *",
        uuid4(),
        now,
        new.email,
        new.full_name,
        new.status,
        new.team_id,
    )
    return User(**row)

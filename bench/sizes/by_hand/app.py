"""The application: requests change users, and tell of it in the same transaction."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from uuid import UUID

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from bench.sizes.by_hand.events import UserEvent
from bench.sizes.by_hand.relay import relay
from bench.sizes.by_hand.tables import Base, OutboxRow, User, engine, sessions

side = import_module(f"bench.sizes.by_hand.over_{os.environ.get('BROKER', 'redis')}")


class UserIn(BaseModel):
    """What a client sends."""

    email: str
    full_name: str


class UserOut(UserIn):
    """What a client is answered with."""

    id: UUID
    orders: int


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Make the tables, and talk to the broker as long as the application runs."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with side.broker:
        await side.broker.start()
        task = asyncio.create_task(relay(side.send))
        yield
        task.cancel()


app = FastAPI(lifespan=lifespan)


def told(kind: str, user: User) -> OutboxRow:
    """Return the event that tells of a user."""
    event = UserEvent(id=user.id, email=user.email, full_name=user.full_name)
    return OutboxRow(type=kind, key=str(user.id), body=event.model_dump_json())


@app.post("/users", status_code=201)
async def create(given: UserIn) -> UserOut:
    """Store a user."""
    async with sessions.begin() as session:
        user = User(**given.model_dump())
        session.add(user)
        await session.flush()
        session.add(told("user_created", user))
    return UserOut.model_validate(user, from_attributes=True)


@app.put("/users/{user_id}")
async def change(user_id: UUID, given: UserIn) -> UserOut:
    """Change a user."""
    async with sessions.begin() as session:
        user = await session.get(User, user_id)
        if user is None:
            raise HTTPException(404)
        user.email, user.full_name = given.email, given.full_name
        session.add(told("user_changed", user))
    return UserOut.model_validate(user, from_attributes=True)


@app.get("/users/{user_id}")
async def get(user_id: UUID) -> UserOut:
    """Find a user."""
    async with sessions() as session:
        user = await session.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    return UserOut.model_validate(user, from_attributes=True)


@app.delete("/users/{user_id}", status_code=204)
async def remove(user_id: UUID) -> None:
    """Remove a user."""
    async with sessions.begin() as session:
        user = await session.get(User, user_id)
        if user is not None:
            session.add(told("user_removed", user))
            await session.delete(user)

"""What one process of all replicas does at a time."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.models.lease import Lease
from full_service.repositories.columns import Base


class LeaseRow(Base):
    """A row of the table `leases`."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(40))
    beat: Mapped[int] = mapped_column(sa.BigInteger)


class LeaseRepository:
    """The table `leases`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, name: str) -> Lease | None:
        """Return who holds a lease."""
        row = await self._session.get(LeaseRow, name)
        return Lease(row.owner, row.beat) if row else None

    async def renew(self, name: str, owner: str) -> bool:
        """Show that the owner is alive; return whether the lease is its own."""
        mine = sa.update(LeaseRow).where(LeaseRow.name == name, LeaseRow.owner == owner)
        found = await self._session.execute(
            mine.values(beat=LeaseRow.beat + 1).returning(LeaseRow.beat)
        )
        return found.first() is not None

    async def take(self, name: str, owner: str, held: Lease | None) -> bool:
        """Take a lease from who held it; return whether nobody was quicker."""
        if held is None:
            return await self._make(name, owner)
        seen = sa.update(LeaseRow).where(
            LeaseRow.name == name, LeaseRow.owner == held.owner, LeaseRow.beat == held.beat
        )
        found = await self._session.execute(
            seen.values(owner=owner, beat=held.beat + 1).returning(LeaseRow.beat)
        )
        return found.first() is not None

    async def give_up(self, name: str, owner: str) -> None:
        """Let another one take a lease at once."""
        await self._session.execute(
            sa.delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.owner == owner)
        )

    async def _make(self, name: str, owner: str) -> bool:
        try:
            async with self._session.begin_nested():
                await self._session.execute(
                    sa.insert(LeaseRow).values(name=name, owner=owner, beat=1)
                )
        except IntegrityError:
            return False
        return True

"""The edits: methods, columns, a relationship and a rule, as a person writes them into a user-service."""

import re
import textwrap
from pathlib import Path

from tests.generated.released import replace
from tests.generated.services import EXAMPLES, generate, run_in

NAME = "user-service"
PACKAGE = "src/user_service"
REPOSITORIES, SERVICES = f"{PACKAGE}/repositories", f"{PACKAGE}/services"
DECISION = "docs/adr/one-session-for-each-unit-of-work.md"
TESTS = "tests/integration/test_next_steps.py"

COLUMNS = """\
    preferences: Mapped[Any] = mapped_column(JsonType)
    note: Mapped[str | None] = mapped_column(sa.Text)
    failed_logins: Mapped[int] = mapped_column(sa.Integer, default=0, server_default="0")

    team: Mapped[TeamRow | None] = relationship(lazy="raise")
"""

OF_USERS = '''\

    async def of_team_named(self, name: str) -> list[User]:
        """List the users of the team that has a name."""
        query = sa.select(*MAPPING.columns).join(TeamRow, UserRow.team_id == TeamRow.id)
        rows = await self._session.execute(query.where(TeamRow.name == name))
        return [MAPPING.resource(row) for row in rows]

    async def with_teams(self) -> list[tuple[str, User]]:
        """List users behind the names of their teams."""
        query = sa.select(TeamRow.name, *MAPPING.columns).join(
            TeamRow, UserRow.team_id == TeamRow.id
        )
        rows = await self._session.execute(query.order_by(UserRow.email))
        return [(name, MAPPING.resource(user)) for name, *user in rows]

    async def numbers(self) -> dict[str, int]:
        """Count the users of each team, by the team's name."""
        query = (
            sa.select(TeamRow.name, sa.func.count(UserRow.id))
            .join(UserRow, UserRow.team_id == TeamRow.id)
            .group_by(TeamRow.name)
        )
        return dict((await self._session.execute(query)).all())

    async def record_failure(self, user_id: UUID, note: str) -> int:
        """Count a login that failed, and keep why; return how many did."""
        query = (
            sa.update(UserRow)
            .where(UserRow.id == user_id)
            .values(failed_logins=UserRow.failed_logins + 1, note=note)
            .returning(UserRow.failed_logins)
        )
        return (await self._session.scalars(query)).one()

    async def failures(self) -> dict[str, tuple[int, str | None, str | None]]:
        """Tell of each user how many logins failed, why the last one did, and the team's name."""
        rows = await self._session.scalars(sa.select(UserRow).options(selectinload(UserRow.team)))
        return {
            row.email: (row.failed_logins, row.note, row.team.name if row.team else None)
            for row in rows
        }

    async def loaded(self, user_id: UUID) -> UserRow:
        """Load the row, without what it refers to."""
        return await self._session.get_one(UserRow, user_id)
'''

OF_TEAMS = '''\

    async def largest_budget(self) -> Decimal | None:
        """Return the largest budget, if there is a team."""
        return await self._session.scalar(sa.select(sa.func.max(TeamRow.budget)))

    async def sum_of_budgets(self) -> Decimal:
        """Add up all budgets; PostgreSQL can."""
        return (await self._session.scalars(sa.select(sa.func.sum(TeamRow.budget)))).one()

    async def raise_budget(self, team_id: UUID, amount: Decimal) -> Decimal:
        """Add to the budget, and return what it is now; PostgreSQL can."""
        query = (
            sa.update(TeamRow)
            .where(TeamRow.id == team_id)
            .values(budget=TeamRow.budget + amount)
            .returning(TeamRow.budget)
        )
        return (await self._session.scalars(query)).one()
'''

RULE = '''\
    async def merge(self, source: TeamId, target: TeamId) -> list[User]:
        """Move the users of one team to another, and remove the one that they leave.

        Raises `NotFoundError` if there is none, and `TeamTooLargeError` if they become too many.
        """
        async with self._storage.write() as work:
            left = await work.teams.get(source)
            if left is None:
                raise NotFoundError("team", source)
            for user in await work.users.of_teams([source]):
                await work.users.update(user, {"team_id": target})
            members = await work.users.of_teams([target])
            if len(members) > LARGEST:
                raise TeamTooLargeError
            await work.teams.remove(left)
        return members

'''

ERROR = '''\
class TeamTooLargeError(ServiceError):
    """The team would have more users than a team may have."""

    def __init__(self) -> None:
        super().__init__("The team would have too many users.")


'''

FAKE = '''\
class FakeUsers(FakeRepository[User]):
    """Users in a dictionary."""

    async def of_teams(self, team_ids: list[UUID]) -> list[User]:
        return [user for user in self.stored.values() if user.team_id in team_ids]


'''

EDITS = (
    (
        f"{REPOSITORIES}/team.py",
        "from decimal import Decimal\n",
        "from decimal import Decimal\nfrom uuid import UUID\n",
    ),
    (f"{REPOSITORIES}/user.py", "    preferences: Mapped[Any] = mapped_column(JsonType)\n", COLUMNS),
    (
        f"{REPOSITORIES}/user.py",
        "import Mapped, mapped_column\n",
        "import Mapped, mapped_column, relationship, selectinload\n",
    ),
    (
        f"{REPOSITORIES}/user.py",
        "import ListFilter\n",
        "import ListFilter\nfrom user_service.repositories.team import TeamRow\n",
    ),
    (f"{SERVICES}/user.py", "    async def create(", RULE + "    async def create("),
    (f"{SERVICES}/user.py", 'TITLE = "user"\n', 'TITLE = "user"\nLARGEST = 3\n'),
    (f"{SERVICES}/user.py", "import NotFoundError, ", "import NotFoundError, TeamTooLargeError, "),
    (f"{SERVICES}/user.py", "identifiers import UserId", "identifiers import TeamId, UserId"),
    (f"{SERVICES}/ports.py", "def users(self) -> Repository[User]:", "def users(self) -> Users:"),
    (f"{PACKAGE}/models/errors.py", "class VersionMismatchError", ERROR + "class VersionMismatchError"),
    (
        f"{PACKAGE}/handlers/errors.py",
        "    errors.VersionMismatchError:",
        '    errors.TeamTooLargeError: (409, "team-too-large"),\n    errors.VersionMismatchError:',
    ),
    ("tests/unit/fakes.py", "class FakeIdempotency:", FAKE + "class FakeIdempotency:"),
    ("tests/unit/fakes.py", "self.users = FakeRepository(User)", "self.users = FakeUsers(User)"),
)
"""Path, what stands there, what the team writes instead."""


def with_next_steps(output: Path) -> Path:
    """Generate a service, edit it, and let Alembic write the revision that the edits need."""
    project = generate(NAME, EXAMPLES / f"{NAME}.tusk", output)
    edit(project)
    url = f"sqlite:///{output / 'history.db'}"
    run_in(project, "alembic", "upgrade", "head", DATABASE_URL=url)
    run_in(project, "alembic", "revision", "--autogenerate", "-m", "keep notes", DATABASE_URL=url)
    return project


def edit(project: Path) -> None:
    """Edit the project, whose own documentation gives the first query and its protocol."""
    query, protocol = re.findall(r"```python\n(.*?)```", (project / DECISION).read_text(), re.DOTALL)
    append(project / REPOSITORIES / "user.py", "\n" + textwrap.indent(query, "    ") + OF_USERS)
    append(project / REPOSITORIES / "team.py", OF_TEAMS)
    replace(project / SERVICES / "ports.py", "class Idempotency(", f"{protocol}\n\nclass Idempotency(")
    for path, old, new in EDITS:
        replace(project / path, old, new)
    tests = Path(__file__).with_name("added_tests.py.txt")
    (project / TESTS).write_text(tests.read_text())


def append(file: Path, text: str) -> None:
    """Write text at the end of a file."""
    file.write_text(file.read_text() + text)

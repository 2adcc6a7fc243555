"""The edits: what the page of next steps says and more of the kind, as a person writes it into a user-service."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.generated.released import replace
from tests.generated.services import EXAMPLES, generate, run_in

NAME = "user-service"
PACKAGE = "src/user_service"
REPOSITORIES, SERVICES = f"{PACKAGE}/repositories", f"{PACKAGE}/services"
PAGE = "docs/next-steps.md"
TESTS = "tests/integration/test_next_steps.py"

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

IMPORTS = (
    (
        f"{REPOSITORIES}/team.py",
        "from decimal import Decimal\n",
        "from decimal import Decimal\nfrom uuid import UUID\n",
    ),
    (
        f"{REPOSITORIES}/user.py",
        "import datetime as dt\n",
        "import datetime as dt\nfrom collections.abc import Mapping\n",
    ),
    (
        f"{REPOSITORIES}/user.py",
        "import Mapped, mapped_column\n",
        "import Mapped, mapped_column, relationship, selectinload\n",
    ),
    (
        f"{REPOSITORIES}/user.py",
        "from user_service.models.user import User\n",
        "from user_service.models.errors import AlreadyExistsError\nfrom user_service.models.user import User\n",
    ),
    (
        f"{REPOSITORIES}/user.py",
        "import ListFilter\n",
        "import ListFilter\nfrom user_service.repositories.team import TeamRow\n",
    ),
    (f"{SERVICES}/user.py", "import NotFoundError, ", "import NotFoundError, TeamTooLargeError, "),
    (f"{SERVICES}/user.py", "identifiers import UserId", "identifiers import TeamId, UserId"),
    (f"{PACKAGE}/handlers/user.py", "identifiers import UserId", "identifiers import TeamId, UserId"),
)
"""Path, what stands there, what the team writes instead."""


ASKED = (
    (f"{PACKAGE}/models/user_commands.py", "identifiers import UserId", "identifiers import TeamId, UserId"),
    (f"{PACKAGE}/models/user_queries.py", "identifiers import UserId", "identifiers import TeamId, UserId"),
    (f"{SERVICES}/user_commands.py", "import ChangeUser, CreateUser, ", "import ChangeUser, CreateUser, MergeTeams, "),
    (f"{SERVICES}/user_queries.py", "import GetUser, ", "import GetUser, ListNames, "),
    (f"{PACKAGE}/handlers/user.py", "import ChangeUser, CreateUser, ", "import ChangeUser, CreateUser, MergeTeams, "),
    (f"{PACKAGE}/handlers/user.py", "import GetUser, ", "import GetUser, ListNames, "),
    (
        f"{SERVICES}/all_commands.py",
        "import ChangeUser, CreateUser, RemoveUser",
        "import ChangeUser, CreateUser, MergeTeams, RemoveUser",
    ),
    (
        f"{SERVICES}/all_commands.py",
        "import change_user, create_user, remove_user",
        "import change_user, create_user, merge_teams, remove_user",
    ),
    (f"{SERVICES}/all_queries.py", "import GetUser, ", "import GetUser, ListNames, "),
    (f"{SERVICES}/all_queries.py", "import get_user, ", "import get_user, list_names, "),
)
"""The same where commands and queries are apart."""

RETURNED = (
    (f"{SERVICES}/ports.py", "def users(self) -> Repository[User]:", "def users(self) -> Users:"),
    ("tests/unit/fakes.py", "self.users = FakeRepository(User)", "self.users = FakeUsers(User)"),
)

END = ""
"""Where nothing stands any more."""

MESSAGES = "\n## An event of your own"
"""Where the page goes on with what services tell each other."""


def edits_of(page: str) -> Iterator[tuple[str, str, str]]:
    """Give the edits of the page, all whose code stands in one of them: path, what stands there, what is put before."""
    code = {
        section.partition("\n")[0]: re.findall(r"```python\n(.*?)```", section, re.DOTALL)
        for section in page.split("\n## ")
    }
    query, *documents, protocol, fake, total = code.pop("A query")
    columns, record = code.pop("A column that only the table has")
    relation, names = code.pop("A relationship")
    rule, nested = code.pop("A rule over two repositories")
    error, problem = code.pop("An error of its own")
    asking = [*edits_of_routes(code)]
    assert not any(code.values())
    users, teams = f"{REPOSITORIES}/user.py", f"{REPOSITORIES}/team.py"
    yield users, "\n\nMAPPING = ", inside(f"{columns}\n{relation}")
    yield users, END, inside(f"\n{query}\n{record}\n{names}\n{nested}") + OF_USERS
    for each in documents:
        yield f"{REPOSITORIES}/documents/user.py", END, inside(f"\n{each}")
    yield teams, END, inside(f"\n{total}") + OF_TEAMS
    yield f"{SERVICES}/user.py", "\n\nclass UserService", "LARGEST = 3\n"
    yield f"{SERVICES}/user.py", "    async def create(", inside(f"{rule}\n")
    yield f"{SERVICES}/ports.py", "class Idempotency(", f"{protocol}\n\n"
    yield f"{PACKAGE}/models/errors.py", "class VersionMismatchError", f"{error}\n\n"
    yield f"{PACKAGE}/handlers/errors.py", "    errors.VersionMismatchError:", inside(problem)
    yield from asking
    yield "tests/unit/fakes.py", "class FakeIdempotency:", f"{fake}\n\n"


def edits_of_routes(code: dict[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """Give the edits that make routes, which send commands and queries where the page says so."""
    handlers, above = f"{PACKAGE}/handlers/user.py", '@router.get(\n    "/{user_id}"'
    if "A route" in code:
        route, service = code.pop("A route")
        yield handlers, above, f"{route}\n\n"
        yield f"{SERVICES}/user.py", "    async def create(", inside(f"{service}\n")
        return
    for kind, first, section in (
        ("commands", "CreateTeam", "A command and its route"),
        ("queries", "GetTeam", "A query and its route"),
    ):
        model, function, line, route = code.pop(section)
        yield f"{PACKAGE}/models/user_{kind}.py", END, f"\n\n{model}"
        yield f"{SERVICES}/user_{kind}.py", END, f"\n\n{function}"
        yield f"{SERVICES}/all_{kind}.py", f"    {first}.handled_by", inside(line.replace("\n", ",\n"))
        yield handlers, above, f"{route}\n\n"


def inside(code: str) -> str:
    """Return code as it stands in a class."""
    return textwrap.indent(code, "    ")


def with_next_steps(output: Path, more: str = "") -> Path:
    """Generate a service, edit it, and let Alembic write the revision that the edits need.

    `more` is what the spec says besides.
    """
    spec = output / "given.tusk"
    spec.write_text((EXAMPLES / f"{NAME}.tusk").read_text() + more)
    project = generate(NAME, spec, output)
    edit(project)
    url = f"sqlite:///{output / 'history.db'}"
    run_in(project, "alembic", "upgrade", "head", DATABASE_URL=url)
    run_in(project, "alembic", "revision", "--autogenerate", "-m", "keep notes", DATABASE_URL=url)
    return project


def edit(project: Path) -> None:
    """Edit the project as its own documentation says."""
    write(project, edits_of((project / PAGE).read_text().partition(MESSAGES)[0]))
    asked = ASKED if (project / f"{SERVICES}/buses.py").exists() else ()
    for path, old, new in (*IMPORTS, *RETURNED, *asked):
        replace(project / path, old, new)
    tests = Path(__file__).with_name("added_tests.py.txt")
    (project / TESTS).write_text(tests.read_text())


def write(project: Path, edits: Iterable[tuple[str, str, str]]) -> None:
    """Put each text before what stands there, or at the end of the file."""
    for path, old, new in edits:
        if old == END:
            append(project / path, new)
        else:
            replace(project / path, old, new + old)


def append(file: Path, text: str) -> None:
    """Write text at the end of a file."""
    file.write_text(file.read_text() + text)

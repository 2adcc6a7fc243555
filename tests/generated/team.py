"""What a team writes into its service by hand: about half of the generated files, and some of its own."""

import tomllib
from hashlib import sha256
from pathlib import Path

from tests.generated.released import replace

SPEC = """\
# Who uses the application.
[service_template]
name: "user-service"
database: "postgresql"

[service_databases]
user_service:
  schema: "users" # the database outlives the service's name

[models]
team:
  name: "string(80), unique"
  founded: "date, optional"

user:
  email: "email, unique"
  full_name: "string(120), min=1, indexed"
  team: "ref(team), optional"
"""

PACKAGE = "src/user_service"
MARK = "Owned by the people team"
"""Stands in each file that the team has touched."""

MOTTO_ROUTE = f'''\
"""The motto. {MARK}."""

from fastapi import APIRouter, Request

from user_service.config import load_settings

router = APIRouter(prefix="/motto", tags=["motto"])


@router.get("")
async def get_motto(request: Request) -> dict[str, str]:
    """Show what the team says of itself."""
    return {{"motto": load_settings().motto, "path": request.url.path}}
'''

MOTTO_TEST = f'''\
"""The motto. {MARK}."""

import httpx2
import pytest

import user_service.config
from tests.samples import SAMPLES
from user_service.config import Settings
from user_service.handlers import motto


async def test_route(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/motto")
    assert answer.json() == {{"motto": "be kind", "path": "/motto"}}


def test_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTTO", "be quick")
    assert user_service.config.load_settings().motto == "be quick"
    assert isinstance(user_service.config.load_settings(), Settings)
    assert motto.router.prefix not in [sample.path for sample in SAMPLES.values()]
'''

INITIALS_ROUTE = '''\
@router.get("/{user_id}/initials", responses=problems(404))
async def get_initials(user_id: UserId, service: UserServiceDep) -> str:
    """Show the initials of one user."""
    return await service.initials(user_id)


'''

INITIALS = '''\
    async def initials(self, user_id: UserId) -> str:
        """Return the first letters of a user's names."""
        found = await self.get(user_id)
        return "".join(part[0].upper() for part in found.full_name.split())

'''

INITIALS_TEST = """

async def test_initials(service: UserService, made: User) -> None:
    words = made.full_name.split()
    assert await service.initials(made.id) == "".join(word[0].upper() for word in words)
"""

MOTTO_SETTING = '''\
    motto: str = Field(default="be kind", validation_alias="MOTTO")
    """What the team says of itself."""

'''

COMPOSE_SERVICE = f"""
  # {MARK}
  mailpit:
    image: axllent/mailpit:v1.27
    ports:
      - 127.0.0.1:8025:8025
"""

REVISION = f'''\
"""Find teams by their age. {MARK}."""

from alembic import op

revision = "7a1f"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(op.f("ix_teams_founded"), "teams", ["founded"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index(op.f("ix_teams_founded"), "teams")
'''

OWN = {
    f"{PACKAGE}/handlers/motto.py": MOTTO_ROUTE,
    f"{PACKAGE}/migrations/versions/7a1f_index_founded.py": REVISION,
    "tests/unit/test_motto.py": MOTTO_TEST,
    "docs/on-call.md": f"# On call\n\n{MARK}.\n",
}

EDITS = (
    (f"{PACKAGE}/handlers/api.py", "    health_router,\n", "    motto_router,\n    health_router,\n"),
    (
        f"{PACKAGE}/handlers/api.py",
        "from user_service.handlers.problems",
        "from user_service.handlers.motto import router as motto_router\nfrom user_service.handlers.problems",
    ),
    (f"{PACKAGE}/handlers/user.py", "@router.patch(\n", INITIALS_ROUTE + "@router.patch(\n"),
    (f"{PACKAGE}/services/user.py", "    async def create(", INITIALS + "    async def create("),
    (
        f"{PACKAGE}/config.py",
        "    log_level: Level",
        MOTTO_SETTING + "    log_level: Level",
    ),
    (
        f"{PACKAGE}/main.py",
        "            prepared.add_done_callback(stop_if_failed)\n",
        '            prepared.add_done_callback(stop_if_failed)\n            log.info("motto", motto=settings.motto)\n',
    ),
    (
        f"{PACKAGE}/repositories/team.py",
        '        sa.Index(None, "created_at", "id"),\n',
        '        sa.Index(None, "created_at", "id"),\n        sa.Index(None, "founded"),\n',
    ),
    ("pyproject.toml", '    "pydantic>=', '    "python-dotenv>=1",\n    "pydantic>='),
    ("pyproject.toml", '    "CPY001",', f'    "FIX",     # {MARK}\n    "CPY001",'),
    (
        "compose.yaml",
        "\nvolumes:\n",
        COMPOSE_SERVICE + "\nvolumes:\n",
    ),
    ("Dockerfile", "\nUSER ", f'\nLABEL org.opencontainers.image.vendor="{MARK}"\nUSER '),
    ("README.md", "## Run it\n", f"{MARK}: ask in `#users`.\n\n## Run it\n"),
    (".env.example", "# The least important", f"# {MARK}\n# MOTTO=be kind\n\n# The least important"),
    ("docs/adr/README.md", "# Decisions\n", f"# Decisions\n\n{MARK}.\n"),
    ("docs/adr/server-and-its-limits.md", "**Consequences.**", f"{MARK}.\n\n**Consequences.**"),
    (".gitignore", "build/\n", f"# {MARK}\nnotes/\nbuild/\n"),
    (
        ".github/workflows/ci.yml",
        "\n  test:\n",
        f"\n  spelling:  # {MARK}\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo fine\n\n  test:\n",
    ),
    (
        "tests/unit/test_user_service.py",
        "async def test_deleted_is_gone",
        INITIALS_TEST.lstrip() + "\n\nasync def test_deleted_is_gone",
    ),
)
"""Path, what stands there, what the team writes instead."""

MOVED = (
    ("docs/adr/keyset-pagination.md", "docs/decisions/paging.md"),
    (f"{PACKAGE}/repositories/cursor.py", f"{PACKAGE}/repositories/positions.py"),
)
"""What the team calls otherwise, and where."""


def edit_by_hand(project: Path) -> None:
    """Edit the project as a team does over time."""
    for path, text in OWN.items():
        (project / path).write_text(text)
    for path, old, new in EDITS:
        replace(project / path, old, new)
    for file in _half(project):
        _sign(file)
    for old, new in MOVED:
        (project / new).parent.mkdir(exist_ok=True)
        (project / old).rename(project / new)
    for file in [*project.glob("src/**/*.py"), *project.glob("tests/**/*.py")]:
        text = file.read_text()
        if "repositories import cursor\n" in text:
            file.write_text(text.replace("repositories import cursor\n", "repositories import positions as cursor\n"))


PLACES_OF_TOOLS = {".git", ".scaffold", "__pycache__"}
"""Where copies of what the team wrote may stand."""


def marks(project: Path) -> int:
    """Count where the team left its mark."""
    files = (path for path in project.rglob("*") if path.is_file() and not PLACES_OF_TOOLS & {*path.parts})
    return sum(path.read_bytes().count(MARK.encode()) for path in files)


def edited(project: Path) -> list[str]:
    """Return the generated files that are not as the templates wrote them."""
    lock = tomllib.loads((project / ".scaffold" / "lock.toml").read_text())
    return [
        path
        for path, file in lock["files"].items()
        if not (project / path).is_file() or sha256((project / path).read_bytes()).hexdigest() != file["sha256"]
    ]


def generated(project: Path) -> list[str]:
    """Return the files that the templates wrote."""
    lock = tomllib.loads((project / ".scaffold" / "lock.toml").read_text())
    return sorted(lock["files"])


def _half(project: Path) -> list[Path]:
    """Return every second module that has a docstring of one line."""
    modules = [project / path for path in generated(project) if path.endswith(".py") and "/versions/" not in path]
    signed = [file for file in modules if file.read_text().partition("\n")[0].endswith('."""')]
    return signed[::2]


def _sign(file: Path) -> None:
    first, _, rest = file.read_text().partition("\n")
    file.write_text(first.removesuffix('"""') + f'\n\n{MARK}.\n"""\n' + rest)

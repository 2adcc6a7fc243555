"""What a team and the templates both do most often to one file: merged without a conflict, and the service works."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from scaffold.merge.lines import merge_lines
from scaffold.merge.model import Labels
from tests.generated.conftest import environment
from tests.generated.released import Templates, commit, replace
from tests.generated.services import run_in

__all__ = ["environment"]

SPEC = """\
[service_template]
name: "user-service"
database: "postgresql"

[models]
user:
  email: "email, unique"
  full_name: "string(120), min=1"
"""

SOURCE = "src/user_service"
SERVICE = "service/files/src/{{ service.package }}"


class Edit(NamedTuple):
    """A text that stands once in a file, and what one side writes instead."""

    path: str
    old: str
    new: str


class Case(NamedTuple):
    """What each side does to `path`, and which lines are there afterwards, in this order."""

    path: str
    yours: tuple[Edit, ...]
    templates: tuple[Edit, ...]
    lines: tuple[str, ...]
    your_files: Mapping[str, str] = {}
    new_templates: Mapping[str, str] = {}


MOTTO = '''\
"""The motto."""

from fastapi import APIRouter

router = APIRouter(prefix="/motto", tags=["motto"])


@router.get("")
async def get_motto() -> str:
    """Show what the team says of itself."""
    return "be kind"
'''

INFO = '''\
"""The version."""

from fastapi import APIRouter

from {{ service.package }} import __version__

router = APIRouter(prefix="/info", tags=["info"])


@router.get("")
async def get_info() -> str:
    """Show which version this is."""
    return __version__
'''

ROUTES_TEST = """\
import httpx2


async def test_routes_of_both(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/motto")).json() == "be kind"
    assert (await client.get("/info")).json() == "0.1.0"
"""

INITIALS = '''\
    async def initials(self, user_id: UserId) -> str:
        """Return the first letters of a user's names."""
        found = await self.get(user_id)
        return "".join(part[0] for part in found.full_name.split())

'''

EXISTS = '''\
    async def exists(self, {{ id }}: {{ r.identifier }}) -> bool:
        """Tell whether there is such a one."""
        async with self._storage.read() as work:
            return await work.{{ r.plural }}.get({{ id }}) is not None

'''

METHODS_TEST = """\
import pytest

from tests.samples import SAMPLES
from tests.unit.fakes import FakeStorage
from user_service.handlers.preconditions import etag
from user_service.models.errors import NotFoundError
from user_service.models.identifiers import UserId, new_id
from user_service.models.user import UserCreate
from user_service.services.user import UserService


async def test_methods_of_both() -> None:
    service = UserService(FakeStorage())
    made = await service.create(UserCreate.model_validate(SAMPLES["user"].new(1)))
    assert await service.exists(made.id)
    assert await service.initials(made.id) == "Fn2"
    with pytest.raises(NotFoundError):
        await service.get(UserId(new_id()))
    assert etag(7) == '"7"'
"""

ETAG = '''\
def etag(version: int) -> str:
    """Write a version as a strong entity tag."""
    return f'"{version}"'


'''
IS_KNOWN = "def is_known("

CASES = {
    "a dependency on both sides": Case(
        "pyproject.toml",
        (Edit("pyproject.toml", '    "asyncpg>=', '    "annotated-types>=0.7",\n    "asyncpg>='),),
        (
            Edit("tested.toml", "aiosqlite =", 'anyio = ">=4.16,<4.17"\naiosqlite ='),
            Edit("service/feature.toml", 'run = ["fastapi"', 'run = ["anyio", "fastapi"'),
        ),
        ('    "alembic>=', '    "annotated-types>=0.7",', '    "anyio>=4.16,<4.17",', '    "asyncpg>='),
    ),
    "a compose service on both sides": Case(
        "compose.yaml",
        (
            Edit(
                "compose.yaml",
                "\nvolumes:\n",
                "\n  # What is sent can be read here.\n  mailpit:\n    image: axllent/mailpit:v1.27\n\nvolumes:\n",
            ),
        ),
        (
            Edit(
                "features/compose/files/compose.yaml.jinja",
                '{{ slot("compose_services") }}\n',
                '{{ slot("compose_services") }}\n\n  jaeger:\n    image: jaegertracing/jaeger:2.10.0\n',
            ),
        ),
        ("  postgres:", "  # What is sent can be read here.", "  mailpit:", "volumes:"),
    ),
    "an import and a router on both sides": Case(
        f"{SOURCE}/handlers/api.py",
        (
            Edit(f"{SOURCE}/handlers/api.py", "    health_router,\n", "    health_router,\n    motto_router,\n"),
            Edit(
                f"{SOURCE}/handlers/api.py",
                "from user_service.handlers.problems",
                "from user_service.handlers.motto import router as motto_router\nfrom user_service.handlers.problems",
            ),
        ),
        (
            Edit(f"{SERVICE}/handlers/api.py.jinja", "    health_router,\n", "    health_router,\n    info_router,\n"),
            Edit(
                f"{SERVICE}/handlers/api.py.jinja",
                "import JSON, MERGE_PATCH\n",
                "import JSON, MERGE_PATCH\nfrom {{ service.package }}.handlers.info import router as info_router\n",
            ),
        ),
        ("import router as info_router", "import router as motto_router", "    health_router,", "    motto_router,"),
        {f"{SOURCE}/handlers/motto.py": MOTTO, "tests/integration/test_routes.py": ROUTES_TEST},
        {f"{SERVICE}/handlers/info.py.jinja": INFO},
    ),
    "a method on both sides": Case(
        f"{SOURCE}/services/user.py",
        (Edit(f"{SOURCE}/services/user.py", "    async def create(", INITIALS + "    async def create("),),
        (
            Edit(
                f"{SERVICE}/services/{{{{ entity.name }}}}.py.jinja",
                '    {{ layout.fit("async def create(',
                EXISTS + '    {{ layout.fit("async def create(',
            ),
        ),
        ("    async def get(", "    async def initials(", "    async def create("),
        {"tests/unit/test_methods.py": METHODS_TEST},
    ),
    "a function that the templates move and the team changes": Case(
        f"{SOURCE}/handlers/preconditions.py",
        (Edit(f"{SOURCE}/handlers/preconditions.py", "as a strong entity tag.", "as a strong entity tag (no W/)."),),
        (
            Edit(f"{SERVICE}/handlers/preconditions.py.jinja", ETAG, ""),
            Edit(f"{SERVICE}/handlers/preconditions.py.jinja", IS_KNOWN, ETAG + IS_KNOWN),
        ),
        ("async def expected_version(", '"""For the OpenAPI schema: ', "def etag(", "tag (no W/).", "def is_known("),
    ),
    "a function that the team moves and the templates change": Case(
        f"{SOURCE}/handlers/preconditions.py",
        (
            Edit(f"{SOURCE}/handlers/preconditions.py", ETAG, ""),
            Edit(f"{SOURCE}/handlers/preconditions.py", IS_KNOWN, ETAG + IS_KNOWN),
        ),
        (Edit(f"{SERVICE}/handlers/preconditions.py.jinja", "as a strong entity", "(RFC 9110) as a strong entity"),),
        ("async def expected_version(", '"""For the OpenAPI schema: ', "def etag(", "(RFC 9110)", "def is_known("),
    ),
}

AT_ONCE = [name for name in CASES if name != "a function that the team moves and the templates change"]


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    return Templates(tmp_path)


def begin(templates: Templates, folder: Path) -> Path:
    """Make the service."""
    (folder / "given.tusk").write_text(SPEC)
    templates.scaffold(folder, "new", "user-service", "--spec", "given.tusk", "--no-input")
    return folder / "user-service"


def edit_both(project: Path, templates: Templates, case: Case) -> None:
    """Let both sides do their work."""
    for edit in case.yours:
        replace(project / edit.path, edit.old, edit.new)
    for edit in case.templates:
        templates.edit(*edit)
    for path, text in case.your_files.items():
        (project / path).write_text(text)
    for path, text in case.new_templates.items():
        (templates.root / path).write_text(text)


def in_order(lines: tuple[str, ...], text: str) -> Iterator[str]:
    """Yield what is not in the text after what is before it."""
    place = 0
    for line in lines:
        found = text.find(line, place)
        if found < 0:
            yield line
        place = max(place, found)


@pytest.mark.parametrize("name", CASES)
def test_merges_clean(tmp_path: Path, templates: Templates, name: str) -> None:
    case = CASES[name]
    project = begin(templates, tmp_path)
    base = (project / case.path).read_bytes()
    edit_both(project, templates, case)
    commit(project)
    yours = (project / case.path).read_bytes()
    templates.scaffold(project, "update")
    merged = (project / case.path).read_text()
    assert [*in_order(case.lines, merged)] == []

    fresh = tmp_path / "fresh"
    fresh.mkdir()
    new = (begin(templates, fresh) / case.path).read_bytes()
    assert merge_lines(base, yours, new, Labels()).regions, "else lines alone would do"
    kept = {*merged.splitlines()}
    assert {*yours.decode().splitlines()} - {*base.decode().splitlines()} <= kept
    assert {*new.decode().splitlines()} - {*base.decode().splitlines()} <= kept


def test_service_works_on_the_result(tmp_path: Path, templates: Templates) -> None:
    project = begin(templates, tmp_path)
    for name in AT_ONCE:
        edit_both(project, templates, CASES[name])
    commit(project)
    templates.scaffold(project, "update")
    run_in(project, "ruff", "check", "--no-cache", ".")
    run_in(project, "ruff", "format", "--no-cache", "--check", ".")
    run_in(project, "python", "-m", "pytest", "-q", "-x", "--ignore=tests/integration/test_server.py")

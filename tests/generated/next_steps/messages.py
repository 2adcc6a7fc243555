"""The edits of the page's later sections, as a person writes them into a service that tells others and hears them."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from tests.generated.next_steps.edits import END, MESSAGES, NAME, PAGE, REPOSITORIES, SERVICES, edit, inside, write
from tests.generated.next_steps.edits import TESTS as OF_TABLES
from tests.generated.services import EXAMPLES, generate, run_in

TESTS = "tests/unit/test_reactions.py"
DOCUMENT_TESTS = "tests/integration/test_document_query.py"
DOCUMENTS = f"{REPOSITORIES}/documents/user.py"
REACTION = f"{SERVICES}/reactions/team_service_team_closed.py"

SECTIONS = {
    "publishes": """\
user_left: {user: "ref(user)", at: "timestamp"}
""",
    "subscribes": """\
team_service:
  team_closed: {id: "uuid"}
""",
    "sagas": """\
place_order:
  data: {user_id: "uuid", amount: "decimal(12, 2)"}
  steps:
    open_order: {service: "user-service", compensation: "cancel_order"}
    take_payment: {service: "payments", compensation: "refund_payment", timeout: 30s}
    confirm_order: {service: "user-service", compensation: "reopen_order"}
""",
}
"""What the page puts into the spec."""

REPLACED = (
    (
        'database: "postgresql" # SQLite while DATABASE_URL is not set\n',
        'database: "mongodb"\nmessage_queue: "redis"\n',
    ),
    ('\n[service_databases]\nuser_service:\n  schema: "users"\n  migrations: "auto"\n', ""),
)

OF_SERVICE = """\

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from user_service.models.events import UserLeft
from user_service.models.place_order_saga import PlaceOrderData
from user_service.services import place_order_saga
"""

OF_REACTION = '''\
"""When team-service tells of team_closed."""

from user_service.models.events import UserChanged
from user_service.models.team_service_events import TeamClosed
from user_service.models.user import UserStatus
from user_service.services.ports import UnitOfWork


'''

OF_TEST = '''\
"""What follows from what others tell."""

from tests.unit.fakes import FakeStorage
from user_service.models.identifiers import TeamId
from user_service.models.team import TeamCreate
from user_service.models.team_service_events import TeamClosed
from user_service.models.user import UserCreate, UserStatus
from user_service.services.reactions.team_service_team_closed import react


'''

OF_DOCUMENTS = """\

from uuid import UUID

from pymongo.asynchronous.client_session import AsyncClientSession

from user_service.repositories.documents.mapping import Document
"""


def with_document_query(output: Path) -> Path:
    """Generate a service on MongoDB, and write the query that the page shows into it, with a test of it."""
    project = _generated(output, "")
    page = (project / PAGE).read_text()
    (query,) = re.findall(r"`repositories/documents/user.py`:\n\n```python\n(.*?)```", page, re.DOTALL)
    write(project, [*_imports_of_documents(), (DOCUMENTS, END, inside(f"\n{query}"))])
    (project / DOCUMENT_TESTS).write_text(Path(__file__).with_name("documents_test.py.txt").read_text())
    return project


def with_messages(output: Path) -> Path:
    """Generate a service that has what the page puts into the spec, on MongoDB, and edit it as the page says."""
    project = _generated(output, "".join(f"\n[{name}]\n{lines}" for name, lines in SECTIONS.items()))
    edit(project)
    (project / OF_TABLES).unlink()
    page = (project / PAGE).read_text().partition(MESSAGES)[2]
    for lines in SECTIONS.values():
        assert textwrap.indent(lines, "    ") in page
    tells, reacts, tests, begins = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    write(project, _edits(inside(f"{tells}\n{begins}\n")))
    (project / REACTION).write_text(OF_REACTION + reacts)
    (project / TESTS).write_text(OF_TEST + tests)
    run_in(project, "ruff", "check", "--no-cache", "--quiet", "--select", "I", "--fix", ".")
    return project


def _generated(output: Path, more: str) -> Path:
    text = (EXAMPLES / f"{NAME}.tusk").read_text()
    for old, new in REPLACED:
        assert old in text
        text = text.replace(old, new)
    spec = output / "given.tusk"
    spec.write_text(text + more)
    return generate(NAME, spec, output)


def _edits(rules: str) -> Iterator[tuple[str, str, str]]:
    """Give the edits of files that were there; the linter sorts what they import."""
    yield f"{SERVICES}/user.py", "\nfrom user_service.models.base import", OF_SERVICE
    yield f"{SERVICES}/user.py", "    async def create(", rules
    yield from _imports_of_documents()


def _imports_of_documents() -> Iterator[tuple[str, str, str]]:
    yield DOCUMENTS, "\nfrom user_service.models.user", OF_DOCUMENTS

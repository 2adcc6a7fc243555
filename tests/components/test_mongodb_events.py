"""Event-sourced services that keep documents: killed, changed, and asked what the events make."""

import itertools
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.components import running
from tests.components.mongodb import Mongo, new_database
from tests.components.running import Project, ready
from tests.generated.services import generate, unknown_skips

pytestmark = pytest.mark.components

LEDGER = Path(__file__).with_name("ledger.tusk")
KILLS = 2
WRITERS = 6
SOURCED = "\n[service_patterns]\nevent_sourcing: true\n\n[event_config]\nsnapshot_interval: 3\n"

LONG_AGO = """\
[service_template]
name: "shelf-service"
database: "mongodb"

[models]
shelf:
  label: "string(20), unique"
book:
  title: "string(80)"
  printed: "date, optional"
  price: "decimal(36, 2), optional"
  weight: "decimal(8, 3), optional"
  notes: "json, optional"
  shelf: "ref(shelf), optional"
"""


def over_documents(text: str) -> str:
    """Write a spec for documents."""
    return text.replace('database: "postgresql"', 'database: "mongodb"')


@pytest.fixture(scope="module")
def sourced(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("sourced")
    spec = folder / "ledger.tusk"
    spec.write_text(over_documents(LEDGER.read_text()) + SOURCED)
    return Project(generate("ledger-service", spec, folder), "ledger_service", python)


def settings(project: Project, url: str) -> dict[str, str]:
    return project.settings(database_url=url, health_interval=0.5, health_timeout=2, database_timeout=4)


def rebuilt(project: Project, environment: dict[str, str]) -> dict[str, int]:
    """Have the documents compared with the events; return what was found."""
    done = project.run("-m", project.package, "projections", "rebuild", environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    (told,) = [
        line
        for line in map(json.loads, done.stdout.splitlines())
        if line["event"] == "tables show what the events make"
    ]
    return {name: told[name] for name in ("entities", "mended", "unknown")}


@dataclass
class Writer:
    """Makes entries and changes them, and remembers what was acknowledged."""

    name: str
    told: dict[str, int] = field(default_factory=dict)
    """The version of each entry."""

    def work(self, url: str, end: float) -> None:
        """Go on until the end, or until the service is gone."""
        with httpx2.Client(base_url=url, timeout=10) as http:
            for number in itertools.count(1):
                if time.monotonic() > end:
                    return
                try:
                    made = http.post("/entries", json={"account": self.name, "number": number})
                    for balance in range(1, 5):
                        if made.is_error:
                            break
                        self.told[made.json()["id"]] = made.json()["version"]
                        path, headers = f"/entries/{made.json()['id']}", {"If-Match": "*"}
                        made = http.patch(path, json={"balance": balance}, headers=headers)
                except httpx2.TransportError:
                    return


def test_events_and_documents_tell_the_same_whatever_is_killed(
    sourced: Project, mortal_mongodb: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "START_SECONDS", 120)  # other tests may have the machine
    environment = settings(sourced, mortal_mongodb.url)
    writers = [Writer(f"account-{number}") for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        for turn in range(2 * KILLS):
            with ready(sourced, environment) as service:
                end = time.monotonic() + 4
                working = [pool.submit(writer.work, service.url, end) for writer in writers]
                time.sleep(2)
                if turn % 2:
                    service.process.kill()
                else:
                    mortal_mongodb.kill()
                    mortal_mongodb.start()
                for each in working:
                    each.result()
    with ready(sourced, environment) as service:
        for writer in writers:
            for entry_id, version in writer.told.items():
                assert service.get(f"/entries/{entry_id}").json()["version"] >= version
    told = sum(len(writer.told) for writer in writers)
    found = rebuilt(sourced, environment)
    print(f"{told} entries were acknowledged, {found['entities']} are there")
    assert told > WRITERS
    assert found["entities"] >= told
    assert (found["mended"], found["unknown"]) == (0, 0)


def test_documents_that_were_there_before_get_the_event_that_made_them(
    python: Path, tmp_path: Path, mongodb_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "START_SECONDS", 120)
    spec = tmp_path / "shelf.tusk"
    spec.write_text(LONG_AGO)
    project = Project(generate("shelf-service", spec, tmp_path), "shelf_service", python)
    environment = settings(project, new_database(mongodb_server))
    with ready(project, environment) as service:
        shelf = service.post("/shelves", {"label": "a"}).json()
        first: dict[str, object] = {
            "printed": "1999-12-31",
            "price": "12345678901234567890123456789012.50",
            "weight": "0.125",
            "title": "one",
            "notes": {"$a": [1, 2**70]},
            "shelf_id": shelf["id"],
        }
        books = [service.post("/books", each).json() for each in (first, {"title": "two"})]
    add = [sys.executable, "-m", "scaffold", "add", "event_sourcing", "--allow-dirty"]
    added = subprocess.run(add, cwd=project.folder, capture_output=True, text=True, check=False)
    assert added.returncode == 0, added.stdout + added.stderr
    with ready(project, environment) as service:
        assert [service.get(f"/books/{each['id']}").json() for each in books] == books
        for each in (*books, shelf):
            kind = "shelves" if "label" in each else "books"
            name = {"label": "b"} if "label" in each else {"title": "new"}
            changed = httpx2.patch(f"{service.url}/{kind}/{each['id']}", json=name, headers={"If-Match": '"1"'})
            assert changed.status_code == 200, changed.text
            assert changed.json() | {"version": 1, "updated_at": each["updated_at"]} == each | name
    assert rebuilt(project, environment) == {"entities": 3, "mended": 0, "unknown": 0}


def test_its_own_tests_pass(sourced: Project, mongodb_server: str) -> None:
    environment = {"TEST_DATABASE_URL": new_database(mongodb_server)}
    result = sourced.run("-m", "pytest", "-q", "-rs", "--no-cov", "tests/integration", environment=environment)
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
    assert unknown_skips(result.stdout, environment) == []

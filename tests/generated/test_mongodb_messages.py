"""What features store beside the entities, where a service keeps documents."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generated.services import generate

SPEC = """\
[service_template]
name: "shop-service"
database: "mongodb"

[models]
order:
  number: "string(40)"
"""
MANIFEST = """\
name = "house"
title = "House"
doc = "Tables of a house."
needs = ["migrations"]
stored = 1
"""


def scaffold(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scaffold", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    spec = tmp_path / "given.tusk"
    spec.write_text(SPEC)
    return generate("shop-service", spec, tmp_path)


def statements(project: Path, number: str, direction: str) -> list[str]:
    """The statements of a revision of documents, one on each line."""
    (file,) = (project / "src/shop_service/migrations/documents/versions").glob(f"{number}_*.py")
    body = file.read_text().partition(f"async def {direction}(")[2].partition("\nasync def")[0]
    found = re.findall(r"^    (await .*?)(?=^    \S|\Z)", body, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+", " ", each) for each in found]


def test_messages_come_and_go_with_their_collections(project: Path) -> None:
    done = scaffold("add", "messaging", "--allow-dirty", folder=project)
    assert done.returncode == 0, done.stdout + done.stderr
    made = [each for each in statements(project, "0002", "upgrade") if "make_collection" in each]
    assert [name for each in made for name in re.findall(r'database, "(\w+)"', each)] == [
        "outbox",
        "dead_letters",
        "leases",
    ]
    assert statements(project, "0002", "downgrade")[0].startswith('await refuse(database, "outbox", [], {},')
    done = scaffold("remove", "messaging", "--drop", "messages", "--allow-dirty", folder=project)
    assert done.returncode == 0, done.stdout + done.stderr
    gone = statements(project, "0003", "upgrade")
    assert gone[0].startswith("await refuse(")
    assert [each for each in gone if "drop_collection" in each][-1].startswith(
        'await database.drop_collection("outbox")'
    )
    assert not (project / "src/shop_service/repositories/documents/outbox.py").exists()


def test_what_nobody_can_keep_as_documents_is_said(tmp_path: Path) -> None:
    house = tmp_path / "pack/features/house"
    for number, name in ((1, "upgrade"), (1, "downgrade")):
        text = house / f"stored/{number}/{name}.jinja"
        text.parent.mkdir(parents=True, exist_ok=True)
        text.write_text('op.execute("SELECT 1")\n')
    (house / "feature.toml").write_text(MANIFEST)
    spec = tmp_path / "given.tusk"
    spec.write_text(SPEC)
    done = scaffold("new", "--spec", spec, "--pack", "./pack", "--no-input", folder=tmp_path)
    assert done.returncode == 1
    assert "house stores tables, and has no stored/1/documents/upgrade.jinja for MongoDB" in done.stderr
    assert not (tmp_path / "shop-service").exists()

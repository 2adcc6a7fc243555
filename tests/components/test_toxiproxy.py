"""Faults between two services, by a real Toxiproxy: calls end in time, are counted, and the breaker does its work."""

from pathlib import Path

import pytest

from tests.components import toxiproxy
from tests.components.missing import skipped_outside_ci
from tests.generated.services import generate, run_in

pytestmark = pytest.mark.components

SPEC = """
[models]
order:
  user_id: "uuid"

[calls]
user_service:
  user: ["read"]

[user_service.models]
user:
  email: "email"
"""
SCRIPT = Path(__file__).with_name("toxic_calls.py.txt")


def test_calls_through_faults(tmp_path: Path) -> None:
    spec = tmp_path / "s.tusk"
    spec.write_text(SPEC)
    project = generate("order-service", spec, tmp_path)
    (project / "toxic_calls.py").write_text(SCRIPT.read_text())
    folder = tmp_path / "toxiproxy"
    folder.mkdir()
    with skipped_outside_ci(), toxiproxy.running(folder) as url:
        print(run_in(project, "python", "toxic_calls.py", url, PYTHONPATH=f"{project}/src:{project}"))

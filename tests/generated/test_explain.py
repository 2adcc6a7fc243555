"""`scaffold explain PATH` in a generated project."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generated.services import EXAMPLES, generate


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate("user-service", EXAMPLES / "user-service.tusk", tmp_path_factory.mktemp("explain"))


@pytest.mark.parametrize(
    ("path", "feature", "keys"),
    [
        ("src/user_service/handlers/user.py", "service", ["models"]),
        ("src/user_service/config.py", "service", ["health_config.timeout", "service_config.port"]),
        ("compose.yaml", "compose", ["development_workflow.local_development", "service_config.port"]),
    ],
)
def test_it_tells_what_made_a_file(project: Path, path: str, feature: str, keys: list[str]) -> None:
    command = [sys.executable, "-m", "scaffold", "explain", path, "--json"]
    told = json.loads(subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout)

    assert told["feature"] == feature
    assert set(keys) <= set(told["keys"])


def test_a_file_of_an_entity_depends_on_the_entities_and_the_services_name(project: Path) -> None:
    command = [sys.executable, "-m", "scaffold", "explain", "src/user_service/services/user.py", "--json"]
    told = json.loads(subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout)

    assert (told["entity"], list(told["keys"])) == ("user", ["models", "service_template.name"])

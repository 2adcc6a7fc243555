"""Contracts go to a broker and come back, with the commands that the service's own workflow runs."""

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.components.broker import Broker, running_broker
from tests.components.running import Project
from tests.generated.services import EXAMPLES, SERVICES, generate

pytestmark = pytest.mark.components

NAME = "order-service"
OTHERS = {"stock-service", "payment-service"}
"""Whose events it reads; one of them it calls too."""
VERSION = "0123abcd"


@pytest.fixture(scope="module")
def contracting(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A service with contracts on both sides, and a broker for them."""
    folder = generate(NAME, EXAMPLES / SERVICES["full-service"], tmp_path_factory.mktemp("contracting"))
    return Project(folder, NAME.replace("-", "_"), python)


@pytest.fixture(scope="module")
def steps(contracting: Project) -> dict[str, str]:
    """The named steps of the workflow's job, and what each runs."""
    workflow = yaml.safe_load((contracting.folder / ".github/workflows/ci.yml").read_text())
    return {step["name"]: step["run"] for step in workflow["jobs"]["contracts"]["steps"] if "name" in step}


def run_step(project: Project, broker: Broker, command: str) -> "subprocess.CompletedProcess[str]":
    """Run a step as GitHub does."""
    environment = {
        **project.environment(),
        "PACT_BROKER_URL": broker.url,
        "PACT_BROKER_BASE_URL": broker.url,
        "PACT_DO_NOT_TRACK": "true",
        "GITHUB_SHA": VERSION,
        "GITHUB_REF_NAME": "main",
    }
    shell = ["bash", "-e", "-o", "pipefail", "-c", command]
    return subprocess.run(shell, check=False, capture_output=True, text=True, cwd=project.folder, env=environment)


def test_contracts_are_published_kept_and_asked_for(contracting: Project, steps: dict[str, str]) -> None:
    *before, may_deploy = steps.values()
    assert len(before) == 3
    with running_broker() as broker:
        for command in before:
            done = run_step(contracting, broker, command)
            assert done.returncode == 0, done.stdout + done.stderr

        parties = {(contract["consumer"], contract["provider"]) for contract in broker.contracts}
        assert parties == {(f"{NAME}-client", NAME), *((NAME, other) for other in OTHERS)}
        assert {contract["version"] for contract in broker.contracts} == {VERSION}

        (kept,) = broker.results
        assert kept["success"] is True
        assert kept["providerApplicationVersion"] == VERSION
        assert broker.contracts[kept["contract"]]["provider"] == NAME

        for number, each in enumerate(broker.contracts):
            if each["provider"] in OTHERS:  # it has not said yet that it keeps its side
                assert run_step(contracting, broker, may_deploy).returncode != 0
                broker.take_result(number, {"success": True})
        allowed = run_step(contracting, broker, may_deploy)
        assert allowed.returncode == 0, allowed.stdout + allowed.stderr

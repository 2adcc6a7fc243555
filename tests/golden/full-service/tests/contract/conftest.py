from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from pact import Pact, Verifier

from full_service.config import Settings
from full_service.main import create_app
from tests.contract.messages import answer
from tests.contract.parties import CLIENT, HOST, SERVICE, WRITTEN, new_contract
from tests.contract.states import ProviderStates
from tests.serving import served

STATES = "/provider-states"
MESSAGES = "/messages"


@pytest.fixture(autouse=True)
def _no_usage_statistics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests need no network: Pact tells its makers of each verification unless it may not."""
    monkeypatch.setenv("PACT_DO_NOT_TRACK", "true")


@pytest.fixture(scope="session")
def _no_old_contract() -> None:
    """Contracts grow test by test: begin without what no test expects any more."""
    for contract in {*WRITTEN.glob(f"{CLIENT}-{SERVICE}.json"), *WRITTEN.glob(f"{SERVICE}-*.json")}:
        contract.unlink()


@pytest.fixture
def contract(_no_old_contract: None) -> Iterator[Pact]:
    """A part of the contract between this service and its clients, written at the end."""
    part = new_contract(CLIENT, SERVICE)
    yield part
    part.write_file(WRITTEN)


@pytest.fixture
def verifier(settings: Settings) -> Iterator[Verifier]:
    """What replays contracts against the service, which takes changes of its state meanwhile."""
    app = create_app(settings)
    app.add_api_route(STATES, ProviderStates(settings).change, methods=["POST"])
    app.add_api_route(MESSAGES, answer, methods=["POST"])
    with served(app) as url:
        verifier = Verifier(SERVICE, host=HOST).add_transport(url=url)
        verifier.add_transport(protocol="message", port=urlsplit(url).port, path=MESSAGES)
        yield verifier.state_handler(url + STATES, body=True)

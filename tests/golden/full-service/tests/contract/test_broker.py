"""The running service keeps the contracts that the Pact Broker has for it."""

import os

import pytest
from pact import Verifier

URL_VARIABLE = "PACT_BROKER_URL"


@pytest.mark.skipif(URL_VARIABLE not in os.environ, reason=f"{URL_VARIABLE} is not set")
def test_keeps_the_contracts_of_the_broker(verifier: Verifier) -> None:
    version = os.environ.get("GITHUB_SHA")
    branch = os.environ.get("GITHUB_REF_NAME", "main")
    broker = verifier.broker_source(os.environ[URL_VARIABLE], selector=True)
    broker.include_pending().provider_branch(branch)
    broker.consumer_version(main_branch=True).consumer_version(deployed_or_released=True).build()
    verifier.set_error_on_empty_pact(enabled=False)  # until a client has published one
    if version is not None:
        verifier.set_publish_options(version, branch=branch)
    verifier.verify()

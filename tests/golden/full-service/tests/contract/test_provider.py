"""The running service keeps its contracts."""

from pact import Verifier

from tests.contract.parties import RECEIVED, SERVICE, WRITTEN


def test_keeps_the_contracts_in_files(verifier: Verifier) -> None:
    contracts = [*WRITTEN.glob(f"*-{SERVICE}.json"), *RECEIVED.glob(f"*-{SERVICE}.json")]
    assert contracts, "Run the consumer tests first: they write the contracts."
    for contract in contracts:
        verifier.add_source(contract)
    verifier.verify()

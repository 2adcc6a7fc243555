"""What readers of this service's events rely on; the tests write it down as a contract."""

import pytest
from pact import Pact

from tests.contract.parties import SERVICE, alike
from tests.published import KINDS, each_event


@pytest.mark.parametrize("kind", KINDS)
async def test_event_is_read(kind: str, contract: Pact) -> None:
    (event,) = [each for each in await each_event() if kind == each.TYPE]
    (
        contract.upon_receiving(kind, "Async")
        .with_metadata({"ce_source": SERVICE, "ce_type": kind})
        .with_body(alike(event.model_dump(mode="json")), "application/json")
    )

    def read(body: str | bytes | None, headers: dict[str, object]) -> None:
        assert headers["ce_type"] == kind
        assert type(event).model_validate_json(body or b"") == event

    contract.verify(read, "Async")

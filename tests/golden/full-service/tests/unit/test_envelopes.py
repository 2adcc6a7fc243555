from datetime import UTC, datetime

import pytest
from structlog.contextvars import bound_contextvars

from full_service.models.messages import (
    Envelope,
    InvalidMessageError,
    PublishedEvent,
    caused_by,
)

CAUSE = Envelope("1", "other-service", "asked", datetime.now(UTC), "subject", "request 7")


class Done(PublishedEvent, frozen=True):
    """An event about nothing that is stored."""

    TYPE = "done"


def test_headers_are_read_as_they_were_written() -> None:
    with caused_by(CAUSE):
        envelope = Envelope.around(Done())
    assert Envelope.read(envelope.headers()) == envelope
    assert (envelope.correlation_id, envelope.causation_id) == ("request 7", "1")


def test_what_a_request_leads_to_has_its_id() -> None:
    with bound_contextvars(request_id="request 8"):
        envelope = Envelope.around(Done())
    assert (envelope.correlation_id, envelope.causation_id) == ("request 8", None)
    assert Envelope.around(Done()).correlation_id != "request 8"


def test_headers_of_no_event() -> None:
    with pytest.raises(InvalidMessageError, match="ce_id"):
        Envelope.read({"content-type": "application/json"})

from fastapi import Request
from structlog.testing import capture_logs

from full_service.handlers.errors import service_error
from full_service.models.errors import StillReferencedError, UnavailableError


async def test_cause_of_an_outage_is_logged_and_not_told() -> None:
    error = UnavailableError("database")
    error.__cause__ = OSError("no route to host")
    request = Request({"type": "http", "headers": [], "state": {"request_id": "1"}})
    with capture_logs() as lines:
        answer = await service_error(request, error)
    assert answer.status_code == 503
    assert b"route" not in bytes(answer.body)
    assert lines == [
        {
            "event": "unavailable",
            "log_level": "warning",
            "component": "database",
            "cause": "OSError('no route to host')",
        }
    ]


async def test_kind_of_an_error_counts_as_that_error() -> None:
    class StillLeadsError(StillReferencedError):
        """A narrower word of the domain."""

    request = Request({"type": "http", "headers": [], "state": {"request_id": "1"}})
    assert (await service_error(request, StillLeadsError("user"))).status_code == 409

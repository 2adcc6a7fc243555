from fastapi import Request
from structlog.testing import capture_logs

from full_service.handlers.errors import service_error
from full_service.models.errors import UnavailableError


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

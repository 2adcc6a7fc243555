import pytest
from fastapi import HTTPException, Request

from gateway_service.handlers.errors import PROBLEMS, http_error, service_error
from gateway_service.models.errors import BadAnswerError, ServiceError, UnavailableError

REQUEST = Request({"type": "http", "headers": [], "state": {"request_id": "1"}})


async def test_cause_of_an_outage_is_not_told() -> None:
    error = UnavailableError("user-service")
    error.__cause__ = OSError("no route to host")
    answer = await service_error(REQUEST, error)
    assert answer.status_code == 503
    assert b"route" not in bytes(answer.body)
    assert error.reason == "the user-service is not available: no route to host"


async def test_kind_of_an_error_counts_as_that_error() -> None:
    class StrangeAnswerError(BadAnswerError):
        """A narrower word of the domain."""

    assert (await service_error(REQUEST, StrangeAnswerError("user-service"))).status_code == 502


async def test_error_that_nobody_said_how_to_answer_names_the_place() -> None:
    class OverdrawnError(ServiceError):
        """A word of the domain that handlers do not know."""

    with pytest.raises(TypeError, match="PROBLEMS does not say how OverdrawnError is answered"):
        await service_error(REQUEST, OverdrawnError())


def test_every_error_of_the_services_has_an_answer() -> None:
    own = ServiceError.__module__
    known = {each for each in ServiceError.__subclasses__() if each.__module__ == own}
    assert known == set(PROBLEMS)


@pytest.mark.parametrize(
    ("detail", "told"), [(None, "Nothing matches"), ("Not here.", "Not here."), ({"a": 1}, "a")]
)
async def test_what_a_handler_raises_is_told(detail: object, told: str) -> None:
    answer = await http_error(REQUEST, HTTPException(404, detail))
    assert told in bytes(answer.body).decode()


async def test_status_without_content_stays_without() -> None:
    assert bytes((await http_error(REQUEST, HTTPException(304))).body) == b""

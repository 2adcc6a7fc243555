"""A saga for tests, whatever those of the service are."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from pydantic import BaseModel

from full_service.models.sagas import SagaEvent
from full_service.services.saga_definition import Definition, Own, Step

NAMES = ("flight", "hotel", "car")
SERVICES = {name: f"{name}-service" for name in NAMES}


class TripData(BaseModel, frozen=True):
    """What travels with the saga."""

    days: int


class TripEvent(SagaEvent, frozen=True):
    """What is told of any step."""

    data: TripData


class FlightDone(TripEvent, frozen=True):
    TYPE: ClassVar[str] = "flight_done"


class FlightFailed(TripEvent, frozen=True):
    TYPE: ClassVar[str] = "flight_failed"


class FlightCompensated(TripEvent, frozen=True):
    TYPE: ClassVar[str] = "flight_compensated"


class HotelDone(TripEvent, frozen=True):
    TYPE: ClassVar[str] = "hotel_done"


class HotelFailed(TripEvent, frozen=True):
    TYPE: ClassVar[str] = "hotel_failed"


class HotelCompensated(TripEvent, frozen=True):
    TYPE: ClassVar[str] = "hotel_compensated"


class CarDone(TripEvent, frozen=True):
    TYPE: ClassVar[str] = "car_done"


class CarFailed(TripEvent, frozen=True):
    TYPE: ClassVar[str] = "car_failed"


class CarCompensated(TripEvent, frozen=True):
    TYPE: ClassVar[str] = "car_compensated"


EVENTS = (
    (FlightDone, FlightFailed, FlightCompensated),
    (HotelDone, HotelFailed, HotelCompensated),
    (CarDone, CarFailed, CarCompensated),
)


def trip(own: Mapping[str, Own], services: Mapping[str, str] = SERVICES) -> Definition:
    """Define the saga as a service sees it that takes these steps."""
    minute = timedelta(minutes=1)
    steps = [
        Step(name, services[name], minute, *events, own.get(name))
        for name, events in zip(NAMES, EVENTS, strict=True)
    ]
    return Definition("trip", TripData, steps)


VERSION = trip({}).version

"""The kinds of sagas that this service takes part in."""

from full_service.services.place_order_saga import PLACE_ORDER
from full_service.services.saga_definition import Definition

SAGAS: dict[str, Definition] = {
    PLACE_ORDER.name: PLACE_ORDER,
}

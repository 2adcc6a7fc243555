"""An event of each kind that the service publishes."""

import json
from pathlib import Path

from full_service.models import events
from full_service.models.concurrency import ExpectedVersion
from full_service.models.customer import CustomerCreate, CustomerPatch
from full_service.models.identifiers import new_id
from full_service.models.messages import PublishedEvent
from full_service.models.order import OrderCreate, OrderPatch
from full_service.models.order_line import OrderLineCreate, OrderLinePatch
from full_service.services.customer import CustomerService
from full_service.services.order import OrderService
from full_service.services.order_line import OrderLineService
from tests.samples import SAMPLES
from tests.unit.fakes import FakeStorage

OWN = Path(__file__).parent / "samples" / "published.json"
KINDS: dict[str, type[PublishedEvent]] = {
    kind.TYPE: kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, PublishedEvent) and kind is not PublishedEvent
}


async def each_event() -> list[PublishedEvent]:
    """Return an event of each kind."""
    storage = FakeStorage()
    sample = SAMPLES["customer"]
    new = {**sample.new(1), **{field: str(new_id()) for field in sample.references}}
    customer_service = CustomerService(storage)
    made_customer = await customer_service.create(CustomerCreate.model_validate(new))
    await customer_service.update(
        made_customer.id, CustomerPatch.model_validate(sample.changes), ExpectedVersion(None)
    )
    await customer_service.delete(made_customer.id, ExpectedVersion(None))
    sample = SAMPLES["order"]
    new = {**sample.new(1), **{field: str(new_id()) for field in sample.references}}
    order_service = OrderService(storage)
    made_order = await order_service.create(OrderCreate.model_validate(new))
    await order_service.update(
        made_order.id, OrderPatch.model_validate(sample.changes), ExpectedVersion(None)
    )
    await order_service.delete(made_order.id, ExpectedVersion(None))
    sample = SAMPLES["order_line"]
    new = {**sample.new(1), **{field: str(new_id()) for field in sample.references}}
    order_line_service = OrderLineService(storage)
    made_order_line = await order_line_service.create(OrderLineCreate.model_validate(new))
    await order_line_service.update(
        made_order_line.id, OrderLinePatch.model_validate(sample.changes), ExpectedVersion(None)
    )
    await order_line_service.delete(made_order_line.id, ExpectedVersion(None))
    own = json.loads(OWN.read_text(encoding="utf-8"))
    return [*storage.outbox.events, *(KINDS[name].model_validate(own[name]) for name in own)]

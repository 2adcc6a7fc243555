import pytest

from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.customer import CustomerCreate, CustomerPatch
from full_service.models.events import CustomerChanged, CustomerCreated, CustomerRemoved
from full_service.models.identifiers import new_id
from full_service.services.customer import CustomerService
from tests.samples import SAMPLES
from tests.unit.fakes import FakeStorage

SAMPLE = SAMPLES["customer"]
ANY = ExpectedVersion(None)
REFERENCES = {field: str(new_id()) for field in SAMPLE.references}
NEW = CustomerCreate.model_validate({**SAMPLE.new(1), **REFERENCES})
PATCH = CustomerPatch.model_validate(SAMPLE.changes)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture
def service(storage: FakeStorage) -> CustomerService:
    return CustomerService(storage)


async def test_each_change_is_told(service: CustomerService, storage: FakeStorage) -> None:
    made = await service.create(NEW)
    changed = await service.update(made.id, PATCH, ANY)
    await service.delete(made.id, ANY)
    told = [
        CustomerCreated.of(made),
        CustomerChanged.of(changed),
        CustomerRemoved(id=changed.id, version=changed.version),
    ]
    assert storage.outbox.events == told


async def test_what_changes_nothing_is_not_told(
    service: CustomerService, storage: FakeStorage
) -> None:
    key = IdempotencyKey("scope", "digest")
    made = await service.create(NEW, key)
    await service.create(NEW, key)
    await service.update(made.id, CustomerPatch(), ANY)
    assert [type(event) for event in storage.outbox.events] == [CustomerCreated]

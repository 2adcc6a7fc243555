"""Do once what a client may ask for twice."""

from collections.abc import Mapping

from full_service.models.concurrency import IdempotencyKey
from full_service.services.ports import Idempotency, Repository, ResourceT


async def add_once(
    repository: Repository[ResourceT],
    values: Mapping[str, object],
    model: type[ResourceT],
    key: IdempotencyKey | None,
    idempotency: Idempotency,
) -> ResourceT:
    """Store a new resource, or return the one that the same key made before."""
    if key is None:
        return await repository.add(values)
    found = await idempotency.find(key, model)
    if found is None:
        found = await repository.add(values)
        await idempotency.store(key, found)
    return found

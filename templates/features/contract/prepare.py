"""Who the contracts are between."""

from typing import NamedTuple

from scaffold.spec.model import Spec


class Contract(NamedTuple):
    """The parties of the contracts that the service's tests write and keep."""

    client: str
    """Who calls this service."""
    provider: str | None
    """The service that this one calls; None when the spec names none."""
    version: str
    broker_variable: str


def prepare(spec: Spec) -> dict[str, object]:
    """Return `contract`."""
    config = spec.values["contract_config"]
    consumer, provider = str(config["consumer_name"]), str(config["provider_name"])
    return {
        "contract": Contract(
            client=f"{spec.name}-client" if consumer == spec.name else consumer,
            provider=provider if provider != spec.name else None,
            version=str(config["contract_version"]),
            broker_variable=str(getattr(config["pact_broker_url"], "name", "PACT_BROKER_URL")),
        )
    }

"""The replica in Consul."""

import asyncio
import socket
from contextlib import suppress
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import quote

import httpx2

from full_service import __version__
from full_service.config import Settings
from full_service.models.errors import UnavailableError
from full_service.models.health import Health
from full_service.repositories.consul import Consul, UnknownToConsulError

TTL_SECONDS = 20
"""How long Consul believes what the replica last said of itself."""
INTERVAL_SECONDS = 5
"""How often Consul asks the replica."""
DEREGISTER_SECONDS = 120
"""After how long Consul removes a replica that says nothing."""
HEALTH_PATH = "/health"

STATES = {"up": "passing", "degraded": "warning"}
"""What Consul calls the states in which the service takes requests."""
EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - not to listen on


class Replica(NamedTuple):
    """What Consul is told of this process."""

    name: str
    id: str
    address: str
    """What others reach it at; empty for the address of Consul's agent, which is on this machine."""
    asked_at: str
    """What Consul reaches it at."""
    port: int


class ConsulRegistry:
    """Keeps the replica in Consul, which also asks it by itself whether it is well."""

    def __init__(self, consul: Consul, settings: Settings) -> None:
        self._consul = consul
        self._settings = settings
        self._id = ""

    async def register(self, health: Health) -> None:
        """Add the replica, or put it in the place of one with its id."""
        replica = await this_replica(self._settings, self._consul.url)
        self._id = replica.id
        body = {
            "ID": replica.id,
            "Name": replica.name,
            "Address": replica.address,
            "Port": replica.port,
            "Meta": {"version": __version__},
            "Checks": [
                {
                    "CheckID": self._check_id,
                    "Name": "what the replica says of itself",
                    "TTL": f"{TTL_SECONDS}s",
                    "DeregisterCriticalServiceAfter": f"{DEREGISTER_SECONDS}s",
                    "Status": _state(health),
                },
                {
                    "CheckID": f"{replica.id}:answers",
                    "Name": "whether the replica answers",
                    "HTTP": f"http://{_in_url(replica.asked_at)}:{replica.port}{HEALTH_PATH}",
                    "Interval": f"{INTERVAL_SECONDS}s",
                    "Timeout": f"{min(INTERVAL_SECONDS, 5)}s",
                },
            ],
        }
        replacing = {"replace-existing-checks": "true"}
        await self._consul.ask("PUT", "/v1/agent/service/register", parameters=replacing, body=body)

    async def report(self, health: Health) -> bool:
        """Tell how the replica is; return whether Consul knows it."""
        path = f"/v1/agent/check/update/{quote(self._check_id, safe='')}"
        reasons = [f"{name} {reason}" for name, reason in health.reasons.items()]
        body = {"Status": _state(health), "Output": "; ".join([health.status, *reasons])}
        try:
            await self._consul.ask("PUT", path, body=body)
        except UnknownToConsulError:
            return False
        return True

    async def deregister(self) -> None:
        """Remove the replica."""
        path = f"/v1/agent/service/deregister/{quote(self._id, safe='')}"
        with suppress(UnknownToConsulError):
            await self._consul.ask("PUT", path)

    @property
    def _check_id(self) -> str:
        return f"{self._id}:reports"


async def this_replica(settings: Settings, consul: httpx2.URL) -> Replica:
    """Find out what the settings do not tell of this process.

    Raises `UnavailableError` if there is no way to Consul's URL.
    """
    own = settings.registration_address or settings.host
    found = await _own_address(consul) if own in EVERY_ADDRESS else own
    address = "" if own in EVERY_ADDRESS and _is_loopback(found) else found
    port = settings.registration_port or settings.port
    name = settings.registration_name
    replica_id = settings.registration_id or f"{name}-{found}-{port}"
    return Replica(name, replica_id, address, found, port)


async def _own_address(consul: httpx2.URL) -> str:
    """Return the address of this machine from which Consul's is reached; nothing is sent there."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            consul.host, consul.port or 80, type=socket.SOCK_DGRAM
        )
        family, kind, protocol, _, remote = found[0]
        with socket.socket(family, kind, protocol) as towards:
            towards.connect(remote)
            return str(towards.getsockname()[0])
    except OSError as error:
        raise UnavailableError("service registry") from error


def _is_loopback(address: str) -> bool:
    return ip_address(address).is_loopback


def _in_url(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _state(health: Health) -> str:
    return STATES.get(health.status, "critical")

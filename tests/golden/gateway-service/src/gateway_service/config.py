"""Settings, read from the environment once, at start."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway_service.redis_url import check_redis_url

PREFIX = "GATEWAY_SERVICE_"
ENV_FILE = ".env"


def _networks(addresses: str) -> str:
    if addresses != "*":
        for address in addresses.split(","):
            ip_network(address.strip())
    return addresses


def _usable_redis(url: SecretStr) -> SecretStr:
    check_redis_url(url.get_secret_value())
    return url


def _usable_origins(origins: str) -> str:
    for origin in filter(None, origins.split(",")):
        parts = urlsplit(origin)
        if origin != f"{parts.scheme}://{parts.netloc}" or parts.scheme not in {"http", "https"}:
            raise ValueError("must be https://HOST, without a path; with commas between")
    return origins


def _usable_service(url: str | None) -> str | None:
    parts = urlsplit(url or "http://none")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("must be http://HOST:PORT, or begin with https://")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("must be an address alone: no user, no query")
    return url and url.rstrip("/")


Level = Literal["debug", "info", "warning", "error"]
Delay = Annotated[float, Field(ge=0)]
Port = Annotated[int, Field(ge=0, le=65535)]
Positive = Annotated[int, Field(gt=0)]
Proxies = Annotated[str, AfterValidator(_networks)]
RootPath = Annotated[
    str, Field(pattern=r"^(/[A-Za-z0-9._~-]+)*/?$"), AfterValidator(lambda path: path.rstrip("/"))
]
Seconds = Annotated[float, Field(gt=0, le=1_000_000)]
RedisUrl = Annotated[SecretStr, AfterValidator(_usable_redis)]
Origins = Annotated[str, AfterValidator(_usable_origins)]
ServiceUrl = Annotated[str | None, AfterValidator(_usable_service)]


class ConfigurationError(Exception):
    """The environment does not describe a service that could run."""


class Settings(BaseSettings):
    """What differs between one installation of the service and another."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    host: str = "127.0.0.1"
    """The address to listen on."""

    port: Port = 8080
    """The TCP port to listen on."""

    root_path: RootPath = ""
    """The path under which a proxy shows the service, such as `/shop`, whether the proxy takes it off or not."""

    forwarded_allow_ips: Proxies = "127.0.0.1,::1"
    """The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses and networks with commas between, or `*` for whoever can connect."""

    log_level: Level = "info"
    """The least important lines that are logged."""

    max_body_size: Positive = 1_000_000
    """Bytes that a request may send."""

    client_timeout: Seconds = 30
    """Seconds in which a client must have sent its request, or take more of the answer."""

    max_connections: Positive = 1000
    """Connections at a time from which on requests are answered with 503."""

    keep_alive: Positive = 75
    """Seconds that a connection stays open between two requests: more than any proxy in front keeps it."""

    drain_delay: Delay = 2
    """Seconds to go on serving after SIGTERM, so that load balancers see it first; as long again for idle connections."""

    shutdown_timeout: Positive = 30
    """Seconds that the requests in flight may take to finish."""

    redis_url: RedisUrl | None = Field(
        default=None,
        validation_alias="REDIS_URL",
    )
    """The URL of Redis: `redis://USER:PASSWORD@HOST:PORT/NUMBER`, `rediss://...` with TLS, or `unix:///SOCKET`."""

    redis_timeout: Seconds = 0.5
    """Seconds that Redis may take to answer."""

    upstream_timeout: Seconds = 10
    """Seconds in which a service must begin its answer."""

    stream_timeout: Seconds = 60
    """Seconds that an answer which has begun may pause: more than the services let pass between two events of a stream."""

    upstream_connections: Positive = 200
    """Connections to all services together."""

    cors_origins: Origins = ""
    """The origins whose pages may call, such as `https://shop.example`, with commas between."""

    rate_limit: Positive = 1000
    """Requests that a caller may make in the time of GATEWAY_SERVICE_RATE_WINDOW."""

    rate_window: Positive = 60
    """Seconds for which a request counts."""

    health_interval: Seconds = 30
    """Seconds between two checks of a dependency."""

    health_timeout: Seconds = 5
    """Seconds after which a check has failed."""

    user_service_url: ServiceUrl = Field(
        default=None,
        validation_alias="USER_SERVICE_URL",
    )
    """The URL of user-service: `http://HOST:PORT`, or `https://`, with a path if need be. Without it, calls to it fail."""

    order_service_url: ServiceUrl = Field(
        default=None,
        validation_alias="ORDER_SERVICE_URL",
    )
    """The URL of order-service: `http://HOST:PORT`, or `https://`, with a path if need be. Without it, calls to it fail."""

    service_base_url: ServiceUrl = Field(
        default=None,
        validation_alias="SERVICE_BASE_URL",
    )
    """The URL of each other service that has none of its own, such as that of a gateway."""

    breaker_seconds: Seconds = 5
    """Seconds after which a service that kept failing is asked again; up to eight times as long, while it goes on."""

    requests_in_flight: Positive = 50
    """Requests at a time that this one sends to each other service; what comes on top fails at once."""


def variable(setting: str) -> str:
    """Name the environment variable that holds a setting."""
    alias = Settings.model_fields[setting].validation_alias
    return str(alias) if alias else f"{PREFIX}{setting}".upper()


def load_settings() -> Settings:
    """Read the environment; raise `ConfigurationError` naming each variable that is wrong."""
    _check_env_file(Path(ENV_FILE))
    try:
        settings = Settings()
    except ValidationError as error:
        problems = [
            f"{_named(str(problem['loc'][0]))}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_url=False, include_input=False)
        ]
        raise ConfigurationError("\n".join(problems)) from None
    return settings


def _named(location: str) -> str:
    return variable(location) if location in Settings.model_fields else location


def _check_env_file(file: Path) -> None:
    """Refuse a file that is there, and that cannot be read as text."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except OSError as error:
        raise ConfigurationError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{file}: is not UTF-8; save it in that encoding") from None
    if "\0" in text:
        raise ConfigurationError(f"{file}: has a NUL character; save it as UTF-8 text")

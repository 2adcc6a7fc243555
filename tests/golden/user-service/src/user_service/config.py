"""Settings, read from the environment once, at start."""

from ipaddress import ip_network
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASES = [
    "sqlite:///",
    "postgresql://",
]
"""How the URL of a database may begin."""


def _known_database(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(tuple(DATABASES)):
        raise ValueError(f"must begin with {' or '.join(DATABASES)}")
    return url


def _names_a_server(rest: str) -> bool:
    """Tell whether the hosts, of which there may be several, and their ports can be read."""
    try:
        parts = urlsplit(f"//{rest}")
        for host in parts.netloc.rpartition("@")[2].split(","):
            _ = urlsplit(f"//{host}").port
    except ValueError:
        return False
    return not parts.fragment and "@" not in parts.path


def _usable_database(url: SecretStr) -> SecretStr:
    scheme, _, rest = url.get_secret_value().partition("://")
    if scheme == "sqlite":
        path = rest.removeprefix("/")
        if not path or ":memory:" in path or "mode=memory" in path:
            raise ValueError("must name a file: connections cannot share a database in memory")
    if scheme == "postgresql" and not _names_a_server(rest):
        # The value stays out of the message: a part of the password would be in it.
        raise ValueError(
            "is not a valid URL; in the user and the password, percent-encode what has a meaning in one"
        )
    return url


def _networks(addresses: str) -> str:
    if addresses != "*":
        for address in addresses.split(","):
            ip_network(address.strip())
    return addresses


DatabaseUrl = Annotated[
    SecretStr, AfterValidator(_known_database), AfterValidator(_usable_database)
]
Level = Literal["debug", "info", "warning", "error"]
Delay = Annotated[float, Field(ge=0)]
Port = Annotated[int, Field(ge=0, le=65535)]
Positive = Annotated[int, Field(gt=0)]
Proxies = Annotated[str, AfterValidator(_networks)]
RootPath = Annotated[
    str, Field(pattern=r"^(/[A-Za-z0-9._~-]+)*/?$"), AfterValidator(lambda path: path.rstrip("/"))
]
Seconds = Annotated[float, Field(gt=0)]
SchemaName = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]


class ConfigurationError(Exception):
    """The environment does not describe a service that could run."""


class Settings(BaseSettings):
    """What differs between one installation of the service and another."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    host: str = Field(
        default="127.0.0.1",
        validation_alias="USER_SERVICE_HOST",
    )
    """The address to listen on."""

    port: Port = Field(
        default=8081,
        validation_alias="USER_SERVICE_PORT",
    )
    """The TCP port to listen on."""

    root_path: RootPath = Field(
        default="",
        validation_alias="USER_SERVICE_ROOT_PATH",
    )
    """The path under which a proxy shows the service, such as `/shop`, whether the proxy takes it off or not."""

    forwarded_allow_ips: Proxies = Field(
        default="127.0.0.1,::1",
        validation_alias="USER_SERVICE_FORWARDED_ALLOW_IPS",
    )
    """The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: addresses and networks with commas between, or `*` for whoever can connect."""

    log_level: Level = Field(
        default="info",
        validation_alias="USER_SERVICE_LOG_LEVEL",
    )
    """The least important lines that are logged."""

    max_body_size: Positive = Field(
        default=1_000_000,
        validation_alias="USER_SERVICE_MAX_BODY_SIZE",
    )
    """Bytes that a request may send."""

    drain_delay: Delay = Field(
        default=2,
        validation_alias="USER_SERVICE_DRAIN_DELAY",
    )
    """Seconds to go on serving after SIGTERM, so that load balancers see it first."""

    shutdown_timeout: Positive = Field(
        default=30,
        validation_alias="USER_SERVICE_SHUTDOWN_TIMEOUT",
    )
    """Seconds that the requests in flight may take to finish."""

    database_url: DatabaseUrl = Field(
        default=SecretStr("sqlite:///user_service.db"),
        validation_alias="DATABASE_URL",
    )
    """The URL of the database: `sqlite:///FILE`, or `postgresql://USER:PASSWORD@HOST:PORT/NAME`."""

    database_timeout: Seconds = Field(
        default=5,
        validation_alias="USER_SERVICE_DATABASE_TIMEOUT",
    )
    """Seconds that a unit of work may take, waiting for a connection included."""

    migrations: Literal["auto", "job"] = Field(
        default="auto",
        validation_alias="USER_SERVICE_MIGRATIONS",
    )
    """Whether the service migrates when it starts, or a job before it."""

    health_interval: Seconds = Field(
        default=15,
        validation_alias="USER_SERVICE_HEALTH_INTERVAL",
    )
    """Seconds between two checks of a dependency."""

    health_timeout: Seconds = Field(
        default=2,
        validation_alias="USER_SERVICE_HEALTH_TIMEOUT",
    )
    """Seconds after which a check has failed."""

    database_schema: SchemaName = Field(
        default="users",
        validation_alias="USER_SERVICE_DATABASE_SCHEMA",
    )
    """The PostgreSQL schema that the service owns."""

    database_pool_size: Positive = Field(
        default=20,
        validation_alias="USER_SERVICE_DATABASE_POOL_SIZE",
    )
    """Connections to PostgreSQL that one process keeps for requests; the health check has one more."""

    @property
    def database_kind(self) -> str:
        """The kind of database that the URL names, such as `sqlite`."""
        return self.database_url.get_secret_value().partition(":")[0]


def load_settings() -> Settings:
    """Read the environment; raise `ConfigurationError` naming each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            f"{problem['loc'][0]}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)
        ]
        raise ConfigurationError("\n".join(problems)) from None

"""Settings, read from the environment once, at start."""

import ssl
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from full_service.redis_url import check_redis_url
from full_service.server_url import check_server_url

PREFIX = "FULL_SERVICE_"
ENV_FILE = ".env"
DATABASES = [
    "sqlite:///",
    "postgresql://",
]
"""How the URL of a database may begin."""
WAITS = [
    ("database_timeout", "redis_timeout"),
    ("health_timeout", "redis_timeout"),
    ("shutdown_timeout", "database_timeout"),
]
"""Settings: who waits, and for what; a unit of work tells the cache of what it changes."""


def _known_database(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(tuple(DATABASES)):
        raise ValueError(f"must begin with {' or '.join(DATABASES)}")
    return url


def _usable_database(url: SecretStr) -> SecretStr:
    scheme, _, rest = url.get_secret_value().partition("://")
    if scheme == "sqlite":
        path = rest.removeprefix("/")
        if not path or ":memory:" in path or "mode=memory" in path:
            raise ValueError("must name a file: connections cannot share a database in memory")
    if scheme == "postgresql":
        check_server_url(url.get_secret_value())
    return url


def _networks(addresses: str) -> str:
    if addresses != "*":
        for address in addresses.split(","):
            ip_network(address.strip())
    return addresses


def _usable_redis(url: SecretStr) -> SecretStr:
    check_redis_url(url.get_secret_value())
    return url


def _usable_consul(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be http://HOST:PORT or https://HOST:PORT")
    if "@" in parts.netloc:
        raise ValueError("must hold no password; Consul's is a token, in CONSUL_HTTP_TOKEN")
    _ = parts.port
    return url


def _usable_certificates(file: Path) -> Path:
    try:
        ssl.create_default_context(cafile=file)
    except OSError as error:
        raise ValueError(f"{file} holds no certificates that can be read") from error
    return file


def _usable_brokers(brokers: str | None) -> str | None:
    if brokers is None or brokers == "none":
        return None
    for broker in brokers.split(","):
        host, colon, port = broker.strip().rpartition(":")
        if not colon or not host or not port.isdecimal():
            raise ValueError("must be HOST:PORT, with commas between several")
    return brokers


def _usable_registry(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return url


def _usable_service(url: str | None) -> str | None:
    parts = urlsplit(url or "http://none")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("must be http://HOST:PORT, or begin with https://")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("must be an address alone: no user, no query")
    return url and url.rstrip("/")


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
Seconds = Annotated[float, Field(gt=0, le=1_000_000)]
RedisUrl = Annotated[SecretStr, AfterValidator(_usable_redis)]
Workers = Annotated[int, Field(ge=0, le=1000)]
Certificates = Annotated[Path, AfterValidator(_usable_certificates)]
ConsulUrl = Annotated[str, AfterValidator(_usable_consul)]
KafkaBrokers = Annotated[str | None, AfterValidator(_usable_brokers)]
KafkaTimeout = Annotated[float, Field(gt=0, le=8)]
RegistryUrl = Annotated[SecretStr, AfterValidator(_usable_registry)]
ServiceUrl = Annotated[str | None, AfterValidator(_usable_service)]
SchemaName = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]
ReadModelSchema = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]
RegisteredName = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$")]
ReplicaAddress = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,253}$")]
ReplicaId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,200}$")]
Retries = Annotated[int, Field(ge=0, le=20)]


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

    host: str = "0.0.0.0"
    """The address to listen on."""

    port: Port = 8082
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

    database_url: DatabaseUrl = Field(
        default=SecretStr("sqlite:///full_service.db"),
        validation_alias="ORDER_DATABASE_URL",
    )
    """The URL of the database: `sqlite:///FILE`, or `postgresql://USER:PASSWORD@HOST:PORT/NAME`."""

    database_url_required: bool = False
    """Whether to refuse to start without a database URL, instead of using a SQLite file. The image sets it."""

    database_timeout: Seconds = 5
    """Seconds that a unit of work may take, waiting for a connection included."""

    migrations: Literal["auto", "job"] = "auto"
    """Whether the service migrates when it starts, or a job before it."""

    redis_url: RedisUrl | None = Field(
        default=None,
        validation_alias="REDIS_URL",
    )
    """The URL of Redis: `redis://USER:PASSWORD@HOST:PORT/NUMBER`, `rediss://...` with TLS, or `unix:///SOCKET`."""

    redis_timeout: Seconds = 0.5
    """Seconds that Redis may take to answer."""

    cache_seconds: Seconds = 30
    """Seconds that a resource stays in the cache."""

    cache_shared: bool = True
    """Whether replicas share the cache in Redis; else each has one of its own, and sees late what others change."""

    background_workers: Workers = 2
    """Jobs beside requests that run at once; with 0, each is done before the answer."""

    consul_url: ConsulUrl | None = Field(
        default=None,
        validation_alias="CONSUL_URL",
    )
    """The URL of Consul, such as `http://localhost:8500`. While it is not set, nothing is registered there, nor looked up."""

    consul_token: SecretStr | None = Field(
        default=None,
        validation_alias="CONSUL_HTTP_TOKEN",
    )
    """The token that Consul knows the service by, if it asks for one."""

    consul_ca_file: Certificates | None = Field(
        default=None,
        validation_alias="CONSUL_CACERT",
    )
    """A file of the certificates to trust where Consul's URL begins with `https`; without it, those of the system."""

    consul_timeout: Seconds = 2
    """Seconds that Consul may take to answer."""

    kafka_brokers: KafkaBrokers = Field(
        default="localhost:9092,localhost:9093",
        validation_alias="KAFKA_BROKERS",
    )
    """The brokers of Kafka to ask first: `HOST:PORT`, with commas between them; `none` keeps events in the process."""

    kafka_timeout: KafkaTimeout = 5
    """Seconds that Kafka may take to keep what is sent; a relay has no more than 8."""

    kafka_replication: Positive = 2
    """On how many brokers a new topic is kept."""

    kafka_options: dict[str, SecretStr] = {}
    """More options of the client (librdkafka) as JSON, such as `{"security.protocol": "SSL"}`."""

    schema_registry_url: RegistryUrl | None = Field(
        default=None,
        validation_alias="SCHEMA_REGISTRY_URL",
    )
    """The URL of a schema registry; a user and a password may stand in it."""

    health_interval: Seconds = 20
    """Seconds between two checks of a dependency."""

    health_timeout: Seconds = 3
    """Seconds after which a check has failed."""

    stock_service_url: ServiceUrl = Field(
        default=None,
        validation_alias="STOCK_SERVICE_URL",
    )
    """The URL of stock-service: `http://HOST:PORT`, or `https://`, with a path if need be. Without it, calls to it fail."""

    service_base_url: ServiceUrl = Field(
        default=None,
        validation_alias="SERVICE_BASE_URL",
    )
    """The URL of each other service that has none of its own, such as that of a gateway."""

    database_schema: SchemaName = "full_service"
    """The PostgreSQL schema that the service owns."""

    database_pool_size: Positive = 15
    """Connections to PostgreSQL that one process keeps for requests; the health check has one more."""

    database_prepared_statements: bool = True
    """Whether statements are prepared once; off behind a pooler that does not know them, such as PgBouncer before 1.21."""

    read_model_schema: ReadModelSchema = "order_views"
    """The PostgreSQL schema of the read models; `migrate` makes them there. SQLite has them beside the other tables."""

    read_model_timeout: Seconds = 2
    """Seconds that a read waits for a read model to come as far as the client asks."""

    message_timeout: Seconds = 60
    """Seconds after which a message that was taken and not acknowledged goes to another consumer."""

    registration_name: RegisteredName = "order-service"
    """The name that Consul knows the service by."""

    registration_id: ReplicaId | None = Field(
        default=None,
        validation_alias="SERVICE_ID",
    )
    """The name that Consul knows this replica by, different for each; unset, it is made of name, address and port."""

    registration_address: ReplicaAddress | None = Field(
        default=None,
        validation_alias="SERVICE_ADDRESS",
    )
    """The address that others reach this replica at; unset, the one that it listens on, or has towards Consul."""

    registration_port: Port | None = Field(
        default=8082,
        validation_alias="SERVICE_PORT",
    )
    """The port that others reach this replica at; unset, the one that it listens on."""

    breaker_seconds: Seconds = 5
    """Seconds after which a service that kept failing is asked again; up to eight times as long, while it goes on."""

    requests_in_flight: Positive = 50
    """Requests at a time that this one sends to each other service; what comes on top fails at once."""

    call_timeout: Seconds = 3
    """Seconds that a call of another service may take, with all that is tried again; less, if the caller waits less."""

    try_timeout: Seconds = 1
    """Seconds that one try of a call may take."""

    call_retries: Retries = 2
    """How often a call that failed is tried again, if it may be repeated."""

    jaeger_url: str | None = Field(
        default=None,
        validation_alias="JAEGER_URL",
    )
    """The URL of Jaeger's pages, for links to the traces of sagas."""

    @property
    def database_kind(self) -> str:
        """The kind of database that the URL names, such as `sqlite`."""
        return self.database_url.get_secret_value().partition(":")[0]


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
    if settings.database_url_required and "database_url" not in settings.model_fields_set:
        raise ConfigurationError(
            f"{variable('database_url')}: must name a database, as "
            f"{variable('database_url_required')} is set; it is empty or missing"
        )
    _check_timeouts(settings)
    if settings.consul_url and not (settings.port or settings.registration_port):
        raise ConfigurationError(
            f"{variable('registration_port')}: must be the port that others reach, as "
            f"{variable('port')} leaves it open"
        )
    return settings


def _check_timeouts(settings: Settings) -> None:
    """Raise `ConfigurationError` where somebody would stop to wait before the answer can come."""
    for outer, inner in WAITS:
        waits, answers = getattr(settings, outer), getattr(settings, inner)
        if waits <= answers:
            raise ConfigurationError(
                f"{variable(outer)}: must be more than {variable(inner)}, which it waits for; "
                f"they are {waits:g} and {answers:g} seconds"
            )


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

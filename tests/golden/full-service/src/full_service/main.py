"""The entry point: build the application, and serve it."""

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, nullcontext
from functools import partial

import structlog
import uvicorn
from fastapi import FastAPI

from full_service import __version__
from full_service.config import ConfigurationError, Settings, load_settings
from full_service.handlers.api import create_api
from full_service.handlers.events_command import add_events_command, run_events_command
from full_service.handlers.health import PROBES
from full_service.handlers.kafka_messages import KafkaMessages
from full_service.handlers.kafka_topics import make_topics
from full_service.handlers.redis_messages import RedisMessages
from full_service.handlers.sagas_command import add_sagas_command, run_sagas_command
from full_service.middleware.access_log import AccessLogMiddleware
from full_service.middleware.body_limit import BodyLimitMiddleware
from full_service.middleware.connections import LimitedProtocol
from full_service.middleware.consistency import ConsistencyMiddleware
from full_service.middleware.deadline import DeadlineMiddleware
from full_service.middleware.draining import DrainingMiddleware, DrainingServer
from full_service.middleware.failures import FailureMiddleware
from full_service.middleware.head import HeadMiddleware
from full_service.middleware.logs import configure_logging
from full_service.middleware.on_behalf import OnBehalfMiddleware
from full_service.middleware.request_id import RequestIdMiddleware
from full_service.middleware.trace import TraceMiddleware
from full_service.migrations.heads import require_migrated
from full_service.migrations.rebuilding import rebuild_read_models
from full_service.migrations.runner import migrate, migrate_when_reachable
from full_service.models.errors import MigrationRefusedError, UnavailableError
from full_service.repositories.cache import open_cache
from full_service.repositories.clients import open_clients
from full_service.repositories.consul import Consul, open_consul
from full_service.repositories.consul_registry import TTL_SECONDS, ConsulRegistry
from full_service.repositories.drivers import open_database
from full_service.repositories.read_models import adopt, rebuild
from full_service.repositories.redis import check_redis, connect
from full_service.repositories.unit_of_work import SqlStorage
from full_service.services import saga_deadlines
from full_service.services.background import every, running
from full_service.services.health import HealthMonitor
from full_service.services.jobs import Jobs
from full_service.services.ports import Storage
from full_service.services.registrar import Registrar
from full_service.services.wiring import build_services

NAME = "full-service"
PURGE_SECONDS = 3600

log = structlog.get_logger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """Build the application; it opens nothing before it is started."""
    health = HealthMonitor(
        __version__, interval=settings.health_interval, timeout=settings.health_timeout
    )
    app = create_api(partial(lifespan, settings=settings, health=health))
    app.root_path = settings.root_path
    if settings.root_path and (own := app.paths_below(settings.root_path)):
        raise ConfigurationError(f"FULL_SERVICE_ROOT_PATH: {own[0]} is a path of the service")
    app.state.health = health
    app.add_middleware(HeadMiddleware)
    app.state.read_model_timeout = settings.read_model_timeout
    app.add_middleware(ConsistencyMiddleware)
    app.add_middleware(DeadlineMiddleware)
    app.add_middleware(TraceMiddleware)
    app.add_middleware(OnBehalfMiddleware)
    app.state.jaeger_url = settings.jaeger_url
    app.add_middleware(BodyLimitMiddleware, max_bytes=settings.max_body_size)
    app.add_middleware(FailureMiddleware)
    app.add_middleware(DrainingMiddleware, draining=lambda: health.draining)
    app.add_middleware(AccessLogMiddleware, silent=PROBES)
    app.add_middleware(RequestIdMiddleware)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI, settings: Settings, health: HealthMonitor) -> AsyncIterator[None]:
    """Hold what the service needs while it runs."""
    log.info("starting", version=__version__, database=settings.database_kind)
    redis = connect(settings.redis_url, settings.redis_timeout) if settings.redis_url else None
    if redis is not None:
        health.watch("redis", partial(check_redis, redis), required=False)
    jobs = Jobs(settings.background_workers)
    cache = open_cache(settings, jobs.submit)
    clients = await open_clients(settings)
    database = await open_database(settings, on_lost=health.wake)
    storage = SqlStorage(database, cache)
    app.state.services = build_services(storage, health, clients)
    try:
        await cache.start()
        async with running(prepare(settings)) as prepared:
            # A database that is down holds nothing up: the service starts, not ready.
            await asyncio.wait([prepared], timeout=settings.database_timeout)
            if prepared.done():
                prepared.result()
            prepared.add_done_callback(stop_if_failed)

            async def check() -> None:
                await asyncio.wait_for(asyncio.shield(prepared), settings.health_timeout)
                require_migrated(await database.revisions())

            health.watch("database", check)

            async def purge() -> None:
                await asyncio.shield(prepared)
                await storage.purge()

            consul = in_consul(settings, health)
            kafka_messages = KafkaMessages(settings, storage)
            storage.when_messages_wait(kafka_messages.relay.wake)
            health.watch("kafka", kafka_messages.check, required=False)
            redis_messages = RedisMessages(settings, storage)
            storage.when_messages_wait(redis_messages.relay.wake)
            health.watch("redis_messages", redis_messages.check, required=False)
            read_models = app.state.services.read_models
            health.watch("read_models", read_models.check, required=False)
            storage.when_read_models_wait(read_models.wake)

            async def look_after_sagas() -> None:
                await asyncio.shield(prepared)
                await saga_deadlines.look_after_overdue(storage)

            health.watch("sagas", app.state.services.sagas.check, required=False)
            await health.check()
            async with (
                running(health.run()),
                running(every(PURGE_SECONDS, purge)),
                consul,
                kafka_messages.running(prepared),
                redis_messages.running(prepared),
                running(read_models.run(prepared)),
                running(every(saga_deadlines.POLL_SECONDS, look_after_sagas)),
            ):
                yield
    finally:
        if redis is not None:
            await redis.aclose()
        await jobs.drain()
        await cache.close()
        await clients.close()
        await database.close()


async def prepare(settings: Settings) -> None:
    """Migrate the database, unless a job does."""
    if settings.migrations == "auto":
        await migrate_when_reachable(settings)


def stop_if_failed(prepared: asyncio.Task[None]) -> None:
    """End the process: no later check would find the database prepared."""
    if not prepared.cancelled() and (error := prepared.exception()) is not None:
        if isinstance(error, MigrationRefusedError):
            log.critical(error.reason)
        else:
            log.critical("database cannot be prepared", exc_info=error)
        signal.raise_signal(signal.SIGTERM)


def serve(settings: Settings) -> None:
    """Serve until a signal."""
    app = create_app(settings)
    server = create_server(app, settings)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(run(app, server))
    if server.interrupted:
        raise KeyboardInterrupt


def create_server(app: FastAPI, settings: Settings) -> DrainingServer:
    """Give the application a server with the limits of the settings."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        # All that uvicorn does with the class is to call it.
        http=partial(  # type: ignore[arg-type]
            LimitedProtocol,
            timeout=settings.client_timeout,
            max_connections=settings.max_connections,
        ),
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_keep_alive=settings.keep_alive,
        timeout_graceful_shutdown=settings.shutdown_timeout,
    )
    return DrainingServer(config, app.state.health.drain, settings.drain_delay)


async def run(app: FastAPI, server: DrainingServer) -> None:
    """Start what the service needs, serve, and stop it; a start that fails raises its reason."""
    with server.capture_signals():
        async with app.router.lifespan_context(app):
            await server.serve()


def in_consul(settings: Settings, health: HealthMonitor) -> AbstractAsyncContextManager[object]:
    """Return what talks to Consul while it runs, if the settings name one."""
    consul = open_consul(settings)
    if consul is None:
        log.warning("no CONSUL_URL: others do not find this replica by its name")
        return nullcontext()
    health.watch("consul", consul.check, required=False)
    registry = ConsulRegistry(consul, settings)
    seconds = TTL_SECONDS / 3
    registrar = Registrar(registry, lambda: health.health, seconds, on_fault=health.wake)
    health.watch("registration", registrar.check, required=False)
    return registered(consul, registrar)


@asynccontextmanager
async def registered(consul: Consul, registrar: Registrar) -> AsyncIterator[None]:
    """Keep the replica in Consul."""
    async with aclosing(consul), running(registrar.run()):
        yield


async def run_on_storage(settings: Settings, command: Callable[[Storage], Awaitable[None]]) -> None:
    """Run a command that needs what is stored, and no server."""
    database = await open_database(settings, on_lost=lambda: None)
    storage = SqlStorage(database, open_cache(settings, Jobs(0).submit))
    try:
        await command(storage)
    finally:
        await database.close()


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog=NAME)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="serve requests (the default)")
    commands.add_parser("migrate", help="bring the database to the newest revision, and end")
    projections = commands.add_parser("projections", help="what the tables show of the events")
    rebuild_help = "rebuild: let them show what the events make; adopt: record what is only in them"
    projections.add_argument("action", choices=["rebuild", "adopt"], help=rebuild_help)
    add_events_command(commands)
    commands.add_parser("topics", help="make the topics of Kafka that are not there, and end")
    add_sagas_command(commands)
    arguments = parser.parse_args()
    try:
        settings = load_settings()
        configure_logging(settings.log_level)
        if arguments.command == "migrate":
            asyncio.run(migrate(settings))
        elif arguments.command == "projections":
            asyncio.run(rebuild(settings) if arguments.action == "rebuild" else adopt(settings))
            asyncio.run(rebuild_read_models(settings))
        elif arguments.command == "events":
            asyncio.run(run_on_storage(settings, partial(run_events_command, arguments=arguments)))
        elif arguments.command == "topics":
            asyncio.run(make_topics(settings))
        elif arguments.command == "sagas":
            asyncio.run(run_on_storage(settings, partial(run_sagas_command, arguments=arguments)))
        else:
            serve(settings)
    except ConfigurationError as error:
        sys.exit(f"{NAME}: the configuration is not valid\n{error}")
    except (MigrationRefusedError, UnavailableError) as error:
        log.critical(error.reason)
        sys.exit(f"{NAME}: {error.reason}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except Exception:
        log.exception("the service failed")
        sys.exit(1)


if __name__ == "__main__":
    main()

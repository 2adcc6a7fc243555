"""The entry point: build the application, and serve it."""

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from gateway_service import __version__
from gateway_service.config import ConfigurationError, Settings, load_settings
from gateway_service.handlers.api import create_api
from gateway_service.handlers.health import PROBES
from gateway_service.handlers.routes_command import show_routes
from gateway_service.middleware.access_log import AccessLogMiddleware
from gateway_service.middleware.body_limit import BodyLimitMiddleware
from gateway_service.middleware.connections import LimitedProtocol
from gateway_service.middleware.deadline import DeadlineMiddleware
from gateway_service.middleware.draining import DrainingMiddleware, DrainingServer
from gateway_service.middleware.failures import FailureMiddleware
from gateway_service.middleware.gateway import ClaimsMiddleware, GatewayMiddleware
from gateway_service.middleware.head import HeadMiddleware
from gateway_service.middleware.logs import configure_logging
from gateway_service.middleware.request_id import RequestIdMiddleware
from gateway_service.middleware.trace import TraceMiddleware
from gateway_service.models.errors import UnavailableError
from gateway_service.repositories.locations import open_locations
from gateway_service.repositories.rates import CountedRates
from gateway_service.repositories.redis import check_redis, connect
from gateway_service.repositories.resilience import Guards, Limits
from gateway_service.repositories.upstreams import HttpUpstreams
from gateway_service.services.background import running
from gateway_service.services.documentation import Documentation
from gateway_service.services.health import HealthMonitor
from gateway_service.services.routing import ROUTES, RouteTable
from gateway_service.services.wiring import Services

NAME = "gateway-service"
CORS_METHODS = ["DELETE", "GET", "PATCH", "POST", "PUT"]
CORS_SENT = ["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"]
CORS_READ = ["ETag", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"]

log = structlog.get_logger(__name__)


def create_app(settings: Settings) -> FastAPI:
    """Build the application; it opens nothing before it is started."""
    health = HealthMonitor(
        __version__, interval=settings.health_interval, timeout=settings.health_timeout
    )
    app = create_api(partial(lifespan, settings=settings, health=health))
    app.root_path = settings.root_path
    if settings.root_path and (own := app.paths_below(settings.root_path)):
        raise ConfigurationError(f"GATEWAY_SERVICE_ROOT_PATH: {own[0]} is a path of the service")
    app.state.health = health
    app.add_middleware(HeadMiddleware)
    app.add_middleware(GatewayMiddleware, own=frozenset(app.paths_below("")))
    app.add_middleware(DeadlineMiddleware)
    app.add_middleware(TraceMiddleware)
    app.add_middleware(BodyLimitMiddleware, max_bytes=settings.max_body_size)
    app.add_middleware(FailureMiddleware)
    app.add_middleware(DrainingMiddleware, draining=lambda: health.draining)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[each for each in settings.cors_origins.split(",") if each],
        allow_methods=CORS_METHODS,
        allow_headers=CORS_SENT,
        expose_headers=CORS_READ,
    )
    app.add_middleware(AccessLogMiddleware, silent=PROBES)
    app.add_middleware(RequestIdMiddleware)
    app.add_middleware(ClaimsMiddleware)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI, settings: Settings, health: HealthMonitor) -> AsyncIterator[None]:
    """Hold what the gateway needs while it runs."""
    log.info("starting", version=__version__)
    log.warning("the gateway checks no tokens: the services behind decide who may do what")
    redis = connect(settings.redis_url, settings.redis_timeout) if settings.redis_url else None
    if redis is not None:
        health.watch("redis", partial(check_redis, redis), required=False)
    if redis is None:
        log.warning("rate limits hold for each replica alone: there is no Redis")
    guards = Guards(Limits(settings.breaker_seconds, settings.requests_in_flight))
    routes = RouteTable(ROUTES)
    async with open_locations(settings) as locations:
        upstreams = HttpUpstreams(locations, guards, settings)
        app.state.services = Services(
            health=health,
            routes=routes,
            upstreams=upstreams,
            documentation=Documentation(upstreams, routes),
            rates=CountedRates(settings.rate_limit, settings.rate_window, redis),
        )
        try:
            for service in routes.services():
                health.watch(service, partial(upstreams.check, service), required=False)
            await health.check()
            async with running(health.run()):
                yield
        finally:
            if redis is not None:
                await redis.aclose()
            await upstreams.close()


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


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog=NAME)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="serve requests (the default)")
    commands.add_parser("routes", help="show which path goes to which service, and end")
    arguments = parser.parse_args()
    try:
        settings = load_settings()
        configure_logging(settings.log_level)
        if arguments.command == "routes":
            sys.stdout.write(show_routes())
        else:
            serve(settings)
    except ConfigurationError as error:
        sys.exit(f"{NAME}: the configuration is not valid\n{error}")
    except UnavailableError as error:
        log.critical(error.reason)
        sys.exit(f"{NAME}: {error.reason}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except Exception:
        log.exception("the service failed")
        sys.exit(1)


if __name__ == "__main__":
    main()

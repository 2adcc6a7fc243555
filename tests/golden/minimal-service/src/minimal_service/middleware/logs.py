"""Logs as JSON lines on standard output."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
AS_JSON = structlog.processors.JSONRenderer()
PASSWORD = re.compile(r'(://[^\s/:@"\\]*:)(?:\\[^n]|[^\s"\\])*@')
"""The password in a URL, in a line of JSON."""


def render(logger: WrappedLogger, name: str, event: EventDict) -> str:
    """Write a line of JSON without the passwords of URLs, wherever they stand in the event."""
    return PASSWORD.sub(r"\1***@", str(AS_JSON(logger, name, event)))


def configure_logging(level: str) -> None:
    """Give the lines of the service and those of the libraries the same shape."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*SHARED, render],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*SHARED, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(level=threshold, handlers=[handler], force=True)

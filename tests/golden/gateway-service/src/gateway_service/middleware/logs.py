"""Logs as JSON lines on standard output."""

import atexit
import io
import logging
import os
import re
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from gateway_service.middleware.output import Output

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
AS_JSON = structlog.processors.JSONRenderer()
PASSWORD = re.compile(r'(://[^\s/:@"\\]*:)(?:\\[^n]|[^\s"\\])*@')
"""The password in a URL, in a line of JSON."""

log = structlog.get_logger(__name__)


def render(logger: WrappedLogger, name: str, event: EventDict) -> str:
    """Write a line of JSON without the passwords of URLs, wherever they stand in the event."""
    return PASSWORD.sub(r"\1***@", str(AS_JSON(logger, name, event)))


def configure_logging(level: str) -> Output:
    """Give the lines of the service and those of the libraries the same shape, and one way out."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    output = Output(standard_output(), on_lost=tell_of_lost)
    stream = io.TextIOWrapper(output, encoding="utf-8", write_through=True)
    structlog.configure(
        processors=[*SHARED, render],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*SHARED, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(level=threshold, handlers=[handler], force=True)
    atexit.register(output.finish)
    return output


def standard_output() -> int:
    """Return the descriptor; one that leads nowhere if the process was started without."""
    return os.open(os.devnull, os.O_WRONLY) if sys.stdout is None else sys.stdout.fileno()


def tell_of_lost(lines: int) -> None:
    """Log that there is a gap."""
    log.warning("lines of the log were lost", lines=lines)

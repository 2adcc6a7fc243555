"""Ports on the loopback interface."""

import socket
import time
from collections.abc import Callable


def free_port() -> int:
    """A port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Callable[[], bool], *, seconds: float, what: str) -> float:
    """Poll until `condition` holds and return the seconds that it took; raises TimeoutError that names `what`."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"not within {seconds} s: {what}")
        time.sleep(0.05)
    return time.monotonic() - started

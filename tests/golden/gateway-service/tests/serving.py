"""The service on a socket, in this process."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve in a thread; give the URL."""
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="on")
    with running(uvicorn.Server(config)) as (host, port):
        yield f"http://{host}:{port}"


@contextmanager
def running(server: uvicorn.Server) -> Iterator[tuple[str, int]]:
    """Run a server in a thread; give its address."""
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()
    finally:
        server.should_exit = True
        thread.join()

"""A real nginx with the configuration that a service is generated with, and replicas that do as a test wants."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from scaffold.catalog import load_catalog
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import parse
from tests.components.network import free_port, wait_for
from tests.components.nginx import program

SPEC = Path(__file__).with_name("balanced.tusk")
START_SECONDS = 10


def configuration(**balancing: object) -> Mapping[str, str]:
    """The files that a spec with these values makes."""
    document = parse(SPEC.read_text())
    for key, value in balancing.items():
        section = "lb_config" if key == "failover" else "load_balancing"
        document = document.with_value((section, key), value)
    spec = check(document, load_catalog())
    assert not spec.has_errors
    prefix = "deploy/nginx/"
    made = render(spec, load_catalog()).files
    return {path.removeprefix(prefix): made[path].content.decode() for path in made if path.startswith(prefix)}


@contextmanager
def balancer(files: Mapping[str, str], replicas: Sequence[int]) -> Iterator[str]:
    """Run nginx before replicas at these ports; give its URL. Files in `certificates` are those of TLS at port + 1."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="nginx-") as folder:
        for path, text in files.items():
            Path(folder, path).parent.mkdir(exist_ok=True)
            Path(folder, path).write_text(_here(path, text, folder, port, replicas))
        command = [program(), "-c", f"{folder}/nginx.conf", "-g", "daemon off;"]
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(lambda: process.poll() is not None or _listens(port), seconds=START_SECONDS, what="nginx listens")
            assert process.poll() is None, Path(folder, "log").read_text()
            yield url
        finally:
            process.terminate()
            process.wait()


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _here(path: str, text: str, folder: str, port: int, replicas: Sequence[int]) -> str:
    """Let a file fit this machine: other ports, and a folder of its own."""
    if path == "nginx.conf":
        user = "user root;\n" if os.geteuid() == 0 else ""
        return user + text.replace("/tmp/", f"{folder}/").replace("listen 8080", f"listen 127.0.0.1:{port}")  # noqa: S108
    if path == "upstream.conf":
        (line,) = (line for line in text.splitlines() if line.strip().startswith("server "))
        servers = [line.replace("user-service:8000", f"127.0.0.1:{each}") for each in replicas]
        return text.replace(line, "\n".join(servers))
    return text.replace("listen 8443", f"listen 127.0.0.1:{port + 1}")


@dataclass
class Replica:
    """A server that keeps what it was sent, and answers after a while, or not at all."""

    seconds: float = 0
    answers: bool = True
    requests: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    """The method, the path and the headers of each."""
    port: int = 0


@contextmanager
def replicas(*behaviours: Replica) -> Iterator[Sequence[Replica]]:
    """Run replicas."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _handler(each)) for each in behaviours]
    threads = [Thread(target=server.serve_forever, args=(0.05,)) for server in servers]
    for each, server, thread in zip(behaviours, servers, threads, strict=True):
        server.daemon_threads = True
        each.port = server.server_address[1]
        thread.start()
    try:
        yield behaviours
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()


def _handler(replica: Replica) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            replica.requests.append((self.command, self.requestline.split()[1], dict(self.headers)))
            time.sleep(replica.seconds)
            if not replica.answers:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.send_header("ETag", '"1"')
            self.end_headers()
            self.wfile.write(b"ok")

        do_GET = do_POST = do_PUT = answer  # noqa: N815  the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler

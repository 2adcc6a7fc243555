"""A real nginx in front of a service, as teams set one up: it compresses, and says for whom it asks."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.components.missing import MissingComponentError
from tests.components.network import free_port, wait_for

START_SECONDS = 10

CONFIGURATION = """\
{user}
daemon off;
worker_processes 1;
error_log stderr;
pid {folder}/pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    gzip on;
    gzip_proxied any;
    gzip_min_length 1;
    gzip_types application/json;
    server {{
        listen 127.0.0.1:{port};
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        {locations}
    }}
}}
"""


def program() -> str:
    """The path of nginx, which is not on the PATH of everybody. Raises MissingComponentError."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if found is None:
        raise MissingComponentError("nginx: install it (script/components does).")
    return found


@contextmanager
def nginx(locations: str) -> Iterator[str]:
    """Run nginx with these `location` blocks; give the URL of its server."""
    executable, port = program(), free_port()
    with tempfile.TemporaryDirectory(prefix="nginx-") as folder:
        configuration = Path(folder, "nginx.conf")
        user = "user root;" if os.geteuid() == 0 else ""
        configuration.write_text(CONFIGURATION.format(user=user, folder=folder, port=port, locations=locations))
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen([executable, "-p", folder, "-c", configuration], stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(lambda: process.poll() is not None or _listens(url), seconds=START_SECONDS, what="nginx listens")
            assert process.poll() is None, Path(folder, "log").read_text(errors="replace")
            yield url
        finally:
            process.terminate()
            process.wait()


def _listens(url: str) -> bool:
    try:
        httpx2.get(url, timeout=START_SECONDS)
    except httpx2.TransportError:
        return False
    return True

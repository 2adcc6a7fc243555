"""What servers do with clients that behave badly, and what a request costs on each.

Run, with `wrk` installed and the environment of generated services made (script/test makes it), which also needs
granian and hypercorn for this (they are no dependencies):

    .venv/bin/python -m bench.servers [--python PATH] [--seconds N] [--only SERVER ...]

Each serves the same generated service on SQLite, with one worker. The cost is processor time of a GET of one entity.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from bench.crud.__main__ import load, wait_until_it_answers
from bench.servers.clients import CLIENTS
from tests.components.network import free_port
from tests.generated.services import ENVIRONMENT, ROOT, generate

COST = "ms of processor / request"
APP = "bench.servers.app:create"
UVICORN = ["-m", "uvicorn", "--factory", APP, "--no-access-log", "--port", "{port}", "--http"]
SERVERS = {
    "generated": ["-m", "user_service"],
    "uvicorn, httptools": [*UVICORN, "httptools"],
    "uvicorn, h11": [*UVICORN, "h11"],
    "granian": ["-m", "granian", "--interface", "asgi", "--factory", "--port", "{port}", APP],
    "hypercorn": ["-m", "hypercorn", "--worker-class", "uvloop", "--bind", "127.0.0.1:{port}", f"{APP}()"],
}


@contextmanager
def serving(python: Path, command: list[str], project: Path) -> "Iterator[tuple[int, subprocess.Popen[bytes]]]":
    """Run a server; yield its port and its process."""
    port = free_port()
    with tempfile.TemporaryDirectory() as temporary:
        variables = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{temporary}/data.db",
            "USER_SERVICE_PORT": str(port),
            "USER_SERVICE_DRAIN_DELAY": "0",
            "PYTHONPATH": os.pathsep.join([str(project / "src"), str(ROOT)]),
        }
        arguments = [word.format(port=port) for word in command]
        with Path(temporary, "log").open("wb") as log:
            process = subprocess.Popen(
                [str(python), *arguments], env=variables, stdout=log, stderr=log, cwd=temporary, start_new_session=True
            )
            try:
                wait_until_it_answers(f"http://127.0.0.1:{port}/users?limit=1", process)
                yield port, process
            finally:
                process.terminate()
                process.wait(40)


def processor_seconds(session: int) -> float:
    """Return the processor time of all processes of a session, so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def cost(port: int, session: int, seconds: int) -> tuple[str, str]:
    """Return how many requests are answered in a second, and the milliseconds of the processor for one."""
    body = json.dumps({"email": "ada@example.com", "full_name": "Ada"}).encode()
    url = f"http://127.0.0.1:{port}/users"
    request = Request(url, body, {"Content-Type": "application/json"})
    with urlopen(request) as answer:  # noqa: S310  a loopback address
        one = f"{url}/{json.load(answer)['id']}"
    load([one], 1)
    before, started = processor_seconds(session), time.monotonic()
    rate = load([one], seconds)
    used, took = processor_seconds(session) - before, time.monotonic() - started
    return f"{rate:,.0f}", f"{used / (rate * took) * 1000:.3f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, default=ENVIRONMENT / "python")
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--only", nargs="*", default=list(SERVERS))
    options = parser.parse_args()
    columns: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        project = generate("user-service", ROOT / "examples" / "user-service.tusk", Path(temporary))
        for server in options.only:
            with serving(options.python, SERVERS[server], project) as (port, process):
                rate, milliseconds = cost(port, process.pid, options.seconds)
                with ThreadPoolExecutor(len(CLIENTS)) as threads:
                    outcomes = {name: threads.submit(client, port) for name, client in CLIENTS.items()}
                results = {name: outcome.result() for name, outcome in outcomes.items()}
                columns[server] = {**results, "requests/s": rate, COST: milliseconds}
    print("| client | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    for row in [*CLIENTS, "requests/s", COST]:
        print(f"| {row} | " + " | ".join(column[row] for column in columns.values()) + " |")


if __name__ == "__main__":
    main()

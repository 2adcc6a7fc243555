"""Measure GET one, a list of 50, and POST: the generated service, one by hand on asyncpg, one with an ORM session.

Run, with `wrk` installed and the environment of generated services made (script/test makes it):

    .venv/bin/python -m bench.crud [--rounds N] [--seconds N]

Each service has one uvicorn worker (uvloop, httptools) and logs each request, to a file. Rounds are interleaved; the
median is shown. Aim: GET one at least 55 % of the hand-written service, and 1.3 times the ORM session.
"""

import argparse
import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.components.network import free_port
from tests.components.postgres import execute, own_server
from tests.generated.services import ENVIRONMENT, ROOT, generate

HERE = Path(__file__).parent
ROWS = 1000
UVICORN = ["-m", "uvicorn", "--loop", "uvloop", "--http", "httptools", "--port", "{port}"]
SERVICES = {
    "hand-written": [*UVICORN, "bench.crud.handwritten:app"],
    "generated": ["-m", "user_service"],
    "ORM session": [*UVICORN, "bench.crud.orm_session:app"],
}


def fill(url: str) -> str:
    """Write the rows; return the id of one of them."""
    execute(
        url,
        "INSERT INTO users (id, version, created_at, updated_at, email, full_name, status)"  # noqa: S608
        " SELECT gen_random_uuid(), 1, now() + n * interval '1 second', now(), n || '@example.com', 'Ada', 'active'"
        f" FROM generate_series(1, {ROWS}) AS n",
    )
    return execute(url, f"SELECT id FROM users WHERE email = '{ROWS // 2}@example.com'")  # noqa: S608


@contextmanager
def serving(command: list[str], project: Path, url: str) -> Iterator[str]:
    """Run a service; yield its URL once it answers."""
    port = free_port()
    variables = {
        **os.environ,
        "DATABASE_URL": url,
        "USER_SERVICE_PORT": str(port),
        "USER_SERVICE_HOST": "127.0.0.1",
        "USER_SERVICE_DRAIN_DELAY": "0",
        "PYTHONPATH": os.pathsep.join([str(project / "src"), str(ROOT)]),
    }
    arguments = [word.format(port=port) for word in command]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [str(ENVIRONMENT / "python"), *arguments], env=variables, stdout=log, stderr=log, cwd=project
        )
        try:
            base = f"http://127.0.0.1:{port}"
            wait_until_it_answers(f"{base}/users?limit=1", process)
            yield base
        finally:
            process.terminate()
            process.wait(30)


def wait_until_it_answers(url: str, process: "subprocess.Popen[bytes]", patience: float = 30) -> None:
    """Return at the first good answer; exits if the service ends, or does not answer in time."""
    deadline = time.monotonic() + patience
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=1):  # noqa: S310  a loopback address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"{url} did not answer")


def load(arguments: list[str], seconds: int) -> float:
    """Send requests over 16 connections; return how many were answered a second, all of them well."""
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", *arguments]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", report)
    if rate is None or "Non-2xx" in report:
        raise SystemExit(f"{' '.join(command)}\n{report}")
    return float(rate[1])


def measure(base: str, user_id: str, seconds: int) -> dict[str, float]:
    """Load each endpoint in turn, after a second to warm it up."""
    endpoints = {
        "GET one": [f"{base}/users/{user_id}"],
        "list of 50": [f"{base}/users?limit=50"],
        "POST": ["-s", str(HERE / "post.lua"), base],
    }
    rates = {}
    for name, arguments in endpoints.items():
        load(arguments, 1)
        rates[name] = load(arguments, seconds)
    return rates


def show(rates: dict[str, list[dict[str, float]]]) -> None:
    """Print the medians, and the ratios that the aims speak of."""
    print("| requests/s | " + " | ".join(rates) + " | generated / hand-written | generated / ORM session |")
    print("|---|" + "---|" * (len(rates) + 2))
    for endpoint in ("GET one", "list of 50", "POST"):
        medians = {name: statistics.median(run[endpoint] for run in runs) for name, runs in rates.items()}
        ratios = [medians["generated"] / medians[other] for other in ("hand-written", "ORM session")]
        cells = [*(f"{median:,.0f}" for median in medians.values()), *(f"{ratio:.2f}" for ratio in ratios)]
        print(f"| {endpoint} | " + " | ".join(cells) + " |")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    options = parser.parse_args()
    rates: dict[str, list[dict[str, float]]] = {name: [] for name in SERVICES}
    with tempfile.TemporaryDirectory() as temporary, own_server() as server:
        project = generate("user-service", HERE / "spec.tusk", Path(temporary))
        with serving(SERVICES["generated"], project, server.url):
            user_id = fill(server.url)
        for _ in range(options.rounds):
            for name, command in SERVICES.items():
                with serving(command, project, server.url) as base:
                    rates[name].append(measure(base, user_id, options.seconds))
    show(rates)


if __name__ == "__main__":
    main()

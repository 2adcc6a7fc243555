"""Measure the variants in turn, several rounds, and print a Markdown table.

    .cache/service/bin/python -m bench.database_access [--seconds N] [--rounds N]

Needs `wrk` and PostgreSQL's programs, or TEST_POSTGRES_URL; `core_psycopg` also `psycopg[binary]`.

A service runs alone, one uvicorn worker (uvloop, httptools); the median of the rounds is shown.
Processor time is the service's own, from /proc, so that the share taken by wrk and PostgreSQL does not blur it.
"""

import argparse
import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.schema import CreateTable

from bench.database_access import through_sqlalchemy
from bench.database_access.shared import users
from tests.components.postgres import server_url

MODULES = {
    "raw_asyncpg": "raw_asyncpg",
    **dict.fromkeys(through_sqlalchemy.VARIANTS, "through_sqlalchemy"),
    "compiled_core": "compiled_core",
}
"""Each variant, and the module that serves it."""
BASELINE = "raw_asyncpg"


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of one variant."""

    requests_per_second: float
    cpu_microseconds: float


async def prepare(url: str) -> UUID:
    """Make the table anew with 1,000 rows; the id of one of them."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("DROP TABLE IF EXISTS users")
        await connection.execute(str(CreateTable(users).compile(dialect=dialect())))  # type: ignore[no-untyped-call]
        now = datetime.now(UTC)
        ids = [uuid4() for _ in range(1000)]
        rows = [(id_, 1, f"{id_}@example.com", "Ada Lovelace", "active", now, now) for id_ in ids]
        await connection.copy_records_to_table("users", records=rows)
    finally:
        await connection.close()
    return ids[500]


@contextmanager
def serving(variant: str, url: str) -> Iterator[tuple[int, int]]:
    """Run the service in a process of its own; yield its port and process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", f"bench.database_access.{MODULES[variant]}:app", "--port", str(port)]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    process = subprocess.Popen(command, env={**os.environ, "BENCH_DATABASE_URL": url, "BENCH_VARIANT": variant})
    try:
        wait_until_open(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)


def wait_until_open(port: int, patience: float = 20) -> None:
    """Return when the port accepts a connection."""
    deadline = time.monotonic() + patience
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(url: str, seconds: int) -> tuple[int, float]:
    """Send requests with wrk over 16 connections; return how many were answered, and how many a second."""
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", url]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in report:
        message = f"{url} answered with an error:\n{report}"
        raise SystemExit(message)
    total, rate = re.search(r"(\d+) requests in", report), re.search(r"Requests/sec:\s+([\d.]+)", report)
    if total is None or rate is None:
        raise SystemExit(report)
    return int(total[1]), float(rate[1])


def is_installed(variant: str) -> bool:
    """Whether its driver is there; psycopg is none of the services'."""
    return variant != "core_psycopg" or find_spec("psycopg") is not None


def measure(variant: str, url: str, user_id: UUID, seconds: int) -> Sample:
    """Warm the service up, then load it."""
    with serving(variant, url) as (port, pid):
        target = f"http://127.0.0.1:{port}/users/{user_id}"
        load(target, 1)
        before = cpu_seconds(pid)
        total, rate = load(target, seconds)
        return Sample(rate, (cpu_seconds(pid) - before) / total * 1e6)


def table(samples: dict[str, list[Sample]]) -> str:
    """Show the medians over the rounds as Markdown."""
    rates = {name: statistics.median(s.requests_per_second for s in runs) for name, runs in samples.items()}
    cpu = {name: statistics.median(s.cpu_microseconds for s in runs) for name, runs in samples.items()}
    lines = ["| variant | requests/s | of raw | CPU us/request | CPU of raw |", "|---|---:|---:|---:|---:|"]
    for name in samples:
        faster, dearer = rates[name] / rates[BASELINE], cpu[name] / cpu[BASELINE]
        lines.append(f"| `{name}` | {rates[name]:,.0f} | {faster:.0%} | {cpu[name]:.0f} | {dearer:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    samples: dict[str, list[Sample]] = {variant: [] for variant in MODULES if is_installed(variant)}
    with server_url() as url:
        user_id = asyncio.run(prepare(url))
        for _ in range(arguments.rounds):
            for variant, runs in samples.items():
                runs.append(measure(variant, url, user_id, arguments.seconds))
    print(table(samples))


if __name__ == "__main__":
    main()

"""Measure GET of one resource: from PostgreSQL, from the cache in Redis, and from the cache in the process.

Run, with `wrk` and Redis installed and the environment of generated services made (script/test makes it):

    .venv/bin/python -m bench.cache [--rounds N] [--seconds N]

One worker serves sixteen connections. Rounds are interleaved; the median is shown. Aim: at least twice the uncached
one.
"""

import argparse
import os
import re
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.components import postgres, redis
from tests.components.running import Project, Running, ready
from tests.generated.services import ENVIRONMENT, generate

SPEC = """
[service_template]
database: "postgresql"
[service_performance]
caching: "{}"
[models]
note:
  title: "string(80)"
  text: "text"
  rank: "int, indexed"
"""
BODY = {"title": "A note", "text": "word " * 60, "rank": 1}
UNCACHED = "uncached"
IN_REDIS = "in Redis"
IN_PROCESS = "in the process"
TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(service: Running) -> float:
    """Return the time of a processor that the service has taken."""
    fields = Path(f"/proc/{service.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def load(seconds: int, *arguments: str) -> int:
    """Send requests over 16 connections; return how many were answered, all of them well."""
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", *arguments]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    answered = re.search(r"(\d+) requests in", report)
    if answered is None or "Non-2xx" in report:
        raise SystemExit(f"{' '.join(command)}\n{report}")
    return int(answered[1])


def measure(project: Project, environment: Mapping[str, str], seconds: int) -> tuple[float, float]:
    """Return requests a second, and microseconds of the processor for one."""
    with ready(project, environment) as service:
        url = service.url + service.post("/notes", BODY).headers["Location"]
        load(1, url)
        before = processor_seconds(service)
        answered = load(seconds, url)
        return answered / seconds, (processor_seconds(service) - before) / answered * 1e6


def made(caching: str, folder: Path) -> Project:
    """Generate a service with a cache or without."""
    spec = folder / f"{caching}.tusk"
    spec.write_text(SPEC.format(caching))
    name = f"{caching}-service"
    return Project(generate(name, spec, folder), name.replace("-", "_"), ENVIRONMENT / "python")


def show(found: Mapping[str, list[tuple[float, float]]]) -> None:
    """Print the medians, and how many times the uncached ones they are."""
    medians = {name: [statistics.median(each) for each in zip(*runs, strict=True)] for name, runs in found.items()}
    rate, cost = medians[UNCACHED]
    print("| GET one | requests/s | of uncached | CPU us/request | uncached / this |\n|---|---:|---:|---:|---:|")
    for name, (this_rate, this_cost) in medians.items():
        print(f"| {name} | {this_rate:,.0f} | {this_rate / rate:.2f} | {this_cost:.0f} | {cost / this_cost:.2f} |")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    options = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {UNCACHED: [], IN_REDIS: [], IN_PROCESS: []}
    with tempfile.TemporaryDirectory() as temporary, postgres.own_server() as database, redis.own_server() as cache:
        without, with_cache = made("none", Path(temporary)), made("redis", Path(temporary))
        plain: dict[str, str | float] = {"drain_delay": 0, "database_url": database.url}
        variants = {
            UNCACHED: (without, without.settings(**plain)),
            IN_REDIS: (with_cache, with_cache.settings(**plain, redis_url=cache.url)),
            IN_PROCESS: (with_cache, with_cache.settings(**plain)),
        }
        for _ in range(options.rounds):
            for name, (project, environment) in variants.items():
                found[name].append(measure(project, environment, options.seconds))
    show(found)


if __name__ == "__main__":
    main()

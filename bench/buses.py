"""Measure GET of one resource and POST: through the buses of commands and queries, and without.

Run, with `wrk` installed and the environment of generated services made (script/test makes it):

    .venv/bin/python -m bench.buses [--rounds N] [--seconds N]

One worker serves sixteen connections from PostgreSQL. Rounds are interleaved; the median is shown. `quiet` logs nothing
below a warning: no line for a request, and none for a command.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.cache import load, processor_seconds
from tests.components import postgres
from tests.components.running import Project, ready
from tests.generated.services import ENVIRONMENT, generate

SPEC = """
[service_template]
database: "postgresql"
[service_patterns]
cqrs: {}
[models]
user:
  email: "email, unique"
  full_name: "string(120)"
"""
BODY = {"email": "ada@example.org", "full_name": "Ada Lovelace"}
POST = str(Path(__file__).parent / "crud" / "post.lua")
CALLS = """
import asyncio, json, sys, time
from tests.unit.fakes import FakeStorage
from buses_service.middleware.logs import configure_logging
from buses_service.models.user import UserCreate
from buses_service.models.user_commands import CreateUser
from buses_service.models.user_queries import GetUser
from buses_service.services.all_commands import COMMANDS
from buses_service.services.all_queries import QUERIES
from buses_service.services.behaviours import COMMAND_BEHAVIOURS
from buses_service.services.buses import CommandBus, QueryBus
from buses_service.services.user import UserService

COUNT, ROUNDS = 2000, 15
NEW = UserCreate(email="ada@example.org", full_name="Ada Lovelace")

async def main():
    storage = FakeStorage()
    service, commands, queries = UserService(storage), CommandBus(storage, COMMANDS), QueryBus(storage, QUERIES)
    logging = CommandBus(storage, COMMANDS, COMMAND_BEHAVIOURS)
    made = await service.create(NEW)
    calls = {
        "GET one, services": lambda: service.get(made.id),
        "GET one, buses": lambda: queries.ask(GetUser(made.id)),
        "POST, services": lambda: service.create(NEW),
        "POST, buses": lambda: commands.send(CreateUser(NEW)),
        "POST, buses and log": lambda: logging.send(CreateUser(NEW)),
    }
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(ROUNDS):
        for name, call in calls.items():
            started = time.process_time()
            for _ in range(COUNT):
                await call()
            best[name] = min(best[name], (time.process_time() - started) / COUNT * 1e6)
    return best

configure_logging("info")
print(json.dumps(asyncio.run(main())), file=sys.stderr)
"""
"""The same calls in one process, on storage that is a dictionary: what is left is what the buses cost."""
PEERS = {"buses": "services", "buses, quiet": "services, quiet"}
"""What each variant is compared with."""

Measured = dict[str, tuple[float, float]]


def measure(project: Project, environment: Mapping[str, str], seconds: int) -> Measured:
    """Return requests a second of each kind, and microseconds of the processor for one."""
    found = {}
    with ready(project, environment) as service:
        one = [service.url + service.post("/users", BODY).headers["Location"]]
        for kind, arguments in (("GET one", one), ("POST", ["-s", POST, service.url])):
            load(1, *arguments)
            before = processor_seconds(service)
            answered = load(seconds, *arguments)
            found[kind] = answered / seconds, (processor_seconds(service) - before) / answered * 1e6
    postgres.execute(environment["DATABASE_URL"], f"TRUNCATE {project.package}.users")
    return found


def variants(folder: Path, url: str) -> Iterator[tuple[str, Project, dict[str, str]]]:
    """Generate both services; yield each, as it logs by default, and quiet."""
    for name, cqrs in (("services", "false"), ("buses", "true")):
        spec = folder / f"{name}.tusk"
        spec.write_text(SPEC.format(cqrs))
        made = generate(f"{name}-service", spec, folder)
        project = Project(made, f"{name}_service", ENVIRONMENT / "python")
        yield name, project, project.settings(drain_delay=0, database_url=url)
        yield f"{name}, quiet", project, project.settings(drain_delay=0, database_url=url, log_level="warning")


def show(found: Mapping[str, list[Measured]]) -> None:
    """Print the medians, and what part of the peer's rate each has."""
    print("| | requests/s | of services | CPU us/request | more than services |\n|---|---:|---:|---:|---:|")
    for kind in ("GET one", "POST"):
        medians = {
            name: [statistics.median(each) for each in zip(*(run[kind] for run in runs), strict=True)]
            for name, runs in found.items()
        }
        for name, (rate, cost) in medians.items():
            peer_rate, peer_cost = medians[PEERS.get(name, name)]
            print(f"| {kind}, {name} | {rate:,.0f} | {rate / peer_rate:.2f} | {cost:.0f} | {cost - peer_cost:.0f} |")


def show_calls(project: Project) -> None:
    """Print the best time of each call, which a busy machine disturbs least."""
    result = project.run("-c", CALLS)
    if result.returncode:
        raise SystemExit(result.stderr)
    best: dict[str, float] = json.loads(result.stderr)
    print("\n| call | CPU us | more than services |\n|---|---:|---:|")
    for name, cost in best.items():
        print(f"| {name} | {cost:.1f} | {cost - best[name.partition(',')[0] + ', services']:.1f} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, postgres.own_server() as database:
        prepared = [*variants(Path(temporary), database.url)]
        found: dict[str, list[Measured]] = {name: [] for name, _, _ in prepared}
        for _ in range(options.rounds):
            for name, project, environment in prepared:
                found[name].append(measure(project, environment, options.seconds))
        show(found)
        show_calls(prepared[-1][1])


if __name__ == "__main__":
    main()

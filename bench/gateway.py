"""Measure what a gateway costs: GET of one entity directly, and through a generated gateway; requests a second and p99.

Run, with `wrk` installed and the environment of generated services made (script/test makes it):

    .venv/bin/python -m bench.gateway [--rounds N] [--seconds N] [--connections N]

Service and gateway have one worker each and log each request, to a file. Rounds are interleaved; the median is shown.
Aim: through the gateway at least 45 % of the direct rate.
"""

import argparse
import json
import re
import statistics
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.request import Request, urlopen

from tests.components.running import Project, Running, ready
from tests.generated.services import ENVIRONMENT, EXAMPLES, ROOT, generate

GATEWAY = ROOT / "tests" / "generated" / "gateway.tusk"
UNLIMITED = "1000000000"


def load(url: str, connections: int, seconds: int) -> tuple[float, float]:
    """Send requests; return how many were answered a second, and the milliseconds in which 99 of 100 were."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", url]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", report)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", report)
    if rate is None or slow is None or "Non-2xx" in report:
        raise SystemExit(f"{' '.join(command)}\n{report}")
    return float(rate[1]), float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]]


def started(stack: ExitStack, name: str, spec: Path, folder: Path, **settings: str) -> Running:
    """Generate a service and start it, until the stack is closed."""
    made = generate(name, spec, folder)
    project = Project(made, name.replace("-", "_"), ENVIRONMENT / "python")
    return stack.enter_context(ready(project, project.settings(**settings)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {"direct": [], "gateway": []}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = f"sqlite:///{folder}/users.db"
        user = started(stack, "user-service", EXAMPLES / "user-service.tusk", folder, database_url=database)
        limits = {"rate_limit": UNLIMITED, "requests_in_flight": "1000"}
        gateway = started(stack, "gateway-service", GATEWAY, folder, user_service_url=user.url, **limits)
        body = json.dumps({"email": "ada@example.com", "full_name": "Ada"}).encode()
        request = Request(f"{user.url}/users", body, {"Content-Type": "application/json"})  # noqa: S310  loopback
        with urlopen(request) as answer:  # noqa: S310
            one = json.load(answer)["id"]
        urls = {"direct": f"{user.url}/users/{one}", "gateway": f"{gateway.url}/api/users/{one}"}
        for url in urls.values():
            load(url, options.connections, 1)
        for _ in range(options.rounds):
            for name, url in urls.items():
                found[name].append(load(url, options.connections, options.seconds))
    rates = {name: statistics.median(rate for rate, _ in each) for name, each in found.items()}
    print("| | requests/s | p99 |\n|---|---|---|")
    for name, each in found.items():
        print(f"| {name} | {rates[name]:,.0f} | {statistics.median(slow for _, slow in each):.1f} ms |")
    print(f"\nthrough the gateway: {rates['gateway'] / rates['direct']:.0%} of the direct rate")


if __name__ == "__main__":
    main()

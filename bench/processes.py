"""Time whole processes side by side: rounds are interleaved, so that a noisy moment meets every contender."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Contender:
    """A command to time, what must happen before each of its runs (not timed), its folder, and its exit codes."""

    command: Sequence[str]
    before: Callable[[], None] = lambda: None
    folder: Path | None = None
    succeeds: Collection[int] = (0,)


@dataclass(frozen=True, slots=True)
class Cost:
    """Median seconds of one run: on the clock, and of the processor (the process and its children)."""

    wall: float
    processor: float


def _run_once(contender: Contender, environment: Mapping[str, str]) -> Cost:
    contender.before()
    started = time.perf_counter()
    process = subprocess.Popen(
        contender.command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment,
        cwd=contender.folder,
    )
    assert process.stderr is not None
    message = process.stderr.read()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in contender.succeeds:
        sys.exit(f"{' '.join(contender.command)} failed ({process.returncode}):\n{message.decode()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime)


def measure(contenders: Mapping[str, Contender], rounds: int, *, warm_up: bool = True) -> dict[str, Cost]:
    """Run every contender `rounds` times in turn, once before to warm up; exits with its message if one fails."""
    # What an installed program has on its second run: its bytecode.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for contender in contenders.values() if warm_up else ():
        _run_once(contender, environment)
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            costs[name].append(_run_once(contender, environment))
    return {
        name: Cost(statistics.median(c.wall for c in each), statistics.median(c.processor for c in each))
        for name, each in costs.items()
    }


def show(title: str, costs: Mapping[str, Cost], unit: str) -> None:
    """Print the costs, each also as a ratio to the contender named `unit`."""
    reference = costs[unit]
    width = max(len(name) for name in costs)
    print(f"\n{title} (ratios to {unit})")
    print(f"{'':{width}}  {'wall':>9}  {'ratio':>7}  {'processor':>9}  {'ratio':>7}")
    for name, cost in costs.items():
        print(
            f"{name:{width}}  {cost.wall * 1000:>7.0f}ms  {cost.wall / reference.wall:>7.2f}"
            f"  {cost.processor * 1000:>7.0f}ms  {cost.processor / max(reference.processor, 1e-9):>7.2f}"
        )

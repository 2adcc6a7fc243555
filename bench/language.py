"""How fast the language reads a large spec, beside `tomllib` and `tomlkit` on the same data.

Run: `.venv/bin/python -m bench.language [ROUNDS]`. The blocks of `examples/guide.md` are repeated under new names until
they make 1 MB; the same values are written as TOML. Aims: at least as fast as `tomllib` (which is pure Python), and ten
times as fast as `tomlkit`.
"""

import gc
import json
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import tomlkit

from bench.processes import Cost, show
from scaffold.tusk import Map, Plain, parse

GUIDE = Path(__file__).parent.parent / "examples" / "guide.md"
SIZE = 1_000_000


def guide_blocks() -> list[tuple[str, str, dict[str, Plain]]]:
    """Return the guide's sections, without those that hold code: name, body as written, values."""
    # The guide's hole is filled from one section for the whole document, which TOML has no match for.
    text = GUIDE.read_text().replace("{{service_name}}", "order-service")
    document = parse(text, source=GUIDE.name)
    ends = [*(section.start for section in document.sections[1:]), len(text)]
    blocks = []
    for section, end in zip(document.sections, ends, strict=True):
        if isinstance(section.node, Map):
            body = text[section.end : end].split("```")[0].strip("\n")
            blocks.append((section.name, body, section.node.value))
    return blocks


def large_texts(size: int) -> tuple[str, str]:
    """Return a spec of about `size` characters, and the same data as TOML."""
    blocks = guide_blocks()
    tusk: list[str] = []
    toml: list[str] = []
    written = copy = 0
    while written < size:
        copy += 1
        for index, (name, body, values) in enumerate(blocks):
            unique = f"{name}_{copy}_{index}"
            tusk.append(f"[{unique}]\n{body}\n")
            toml.append(as_toml(unique, values))
            written += len(tusk[-1]) + 1
    return "\n".join(tusk), "\n".join(toml)


def as_toml(name: str, values: Mapping[str, Plain]) -> str:
    """Write a map as a TOML table, with the maps in it as tables below."""
    lines = [f"[{name}]"]
    tables = []
    for key, value in values.items():
        label = key if key.replace("_", "a").replace("-", "a").isalnum() else json.dumps(key)
        if isinstance(value, dict):
            tables.append(as_toml(f"{name}.{label}", value))
        elif value is not None:
            lines.append(f"{label} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join([*lines, *tables]) + "\n"


def cost_of(task: Callable[[], object]) -> Cost:
    """Run a task once, from a clean heap."""
    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    task()
    return Cost(time.perf_counter() - wall, time.process_time() - processor)


def compare(tasks: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Cost]:
    """Run the tasks in turn, `rounds` times; return each one's best: what other processes add is only ever more."""
    costs: dict[str, list[Cost]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            costs[name].append(cost_of(task))
    return {
        name: Cost(min(cost.wall for cost in each), min(cost.processor for cost in each))
        for name, each in costs.items()
    }


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    tusk, toml = large_texts(SIZE)
    errors = [found for found in parse(tusk).diagnostics if found.severity == "error"]
    if errors:
        sys.exit(errors[0].to_text())
    costs = compare(
        {
            "tomllib": lambda: tomllib.loads(toml),
            "tomlkit": lambda: tomlkit.parse(toml),
            "scaffold.tusk": lambda: parse(tusk),
            "scaffold.tusk, values": lambda: parse(tusk).root.value,
        },
        rounds,
    )
    lines = tusk.count("\n")
    title = f"Reading {len(tusk) / 1e6:.2f} MB of TuskLang in {lines} lines, {len(toml) / 1e6:.2f} MB of TOML"
    show(title, costs, unit="scaffold.tusk")


if __name__ == "__main__":
    main()

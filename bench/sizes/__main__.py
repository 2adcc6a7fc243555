"""Print how many files and lines each feature adds to user-service, and how many the same by hand takes.

    .venv/bin/python -m bench.sizes [--run]

`--run` first runs the test of what is by hand, in the environment of generated services.
"""

import argparse
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold.catalog import Catalog, load_catalog
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import Document, load, parse
from tests.generated.services import ENVIRONMENT, EXAMPLES, ROOT

BY_HAND = Path(__file__).parent / "by_hand"
SPEC = EXAMPLES / "user-service.tusk"
HEARD = "[subscribes]\norder_service: {order_placed: {user: 'uuid'}}\n"
SAGA = """
[sagas]
register: {steps: {
  open_account: {service: "user-service", compensation: "close_account"}
  order_gift: {service: "order-service", compensation: "cancel_gift"}
}}
"""


class Addition(NamedTuple):
    """What is added to a service, to what it has already."""

    name: str
    features: tuple[str, ...]
    text: str = ""
    beside: tuple[str, ...] = ()


ADDITIONS = (
    Addition("cache", ("cache",)),
    Addition("MongoDB, in PostgreSQL's place", ("mongodb",)),
    Addition("events told over Redis", ("messaging",)),
    Addition("one event heard over Redis", (), HEARD, ("messaging",)),
    Addition("events told over Kafka, in Avro", ("events",)),
    Addition("one event heard over Kafka", (), HEARD, ("events",)),
    Addition("a saga of two steps over Redis", (), SAGA, ("messaging",)),
    Addition("event sourcing", ("event_sourcing",)),
    Addition("CQRS", ("cqrs",)),
    Addition("read models", ("read_models",), "", ("cqrs",)),
)
PEERS = {"by hand, over Redis": {"over_kafka.py"}, "by hand, over Kafka": {"over_redis.py"}}
"""What is by hand, and what of it belongs to the other broker."""


class Size(NamedTuple):
    """Files and lines: of code, of tests, and of all the rest but locks."""

    code_files: int
    code: int
    test_files: int
    tests: int
    others: int


def parts_of(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, int]]:
    """Give the path, the part that it belongs to and the lines of each file; a lock has none that anybody reads."""
    for path, content in files.items():
        if not path.endswith(".lock"):
            code = "code" if path.startswith("src/") and path.endswith((".py", ".avsc")) else "others"
            yield path, "tests" if path.startswith("tests/") else code, content.count(b"\n")


def size(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Size:
    """Return what is added to files, and how many are new."""
    new = [part for path, part, _ in parts_of(after) if path not in before]
    lines = dict.fromkeys(("code", "tests", "others"), 0)
    for files, sign in ((before, -1), (after, 1)):
        for _, part, count in parts_of(files):
            lines[part] += sign * count
    return Size(new.count("code"), lines["code"], new.count("tests"), lines["tests"], lines["others"])


def made(catalog: Catalog, document: Document, features: tuple[str, ...]) -> Mapping[str, bytes]:
    """Render a service."""
    spec = check(document, catalog, enable=features)
    if spec.has_errors:
        raise SystemExit("\n".join(each.to_text() for each in spec.diagnostics))
    return {path: file.content for path, file in render(spec, catalog).files.items()}


def by_hand(leave_out: set[str]) -> Size:
    """Measure what is by hand, which has one test."""
    files = {path.name: path.read_bytes() for path in sorted(BY_HAND.glob("*.py")) if path.name not in leave_out}
    own = {("tests/" if name.startswith("test_") else "src/") + name: content for name, content in files.items()}
    return size({}, own)


def run() -> None:
    """Run the test of what is by hand."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["-q", "-p", "no:cacheprovider", "-c", "/dev/null", "-o", "asyncio_mode=auto", str(BY_HAND)]
        command = [str(ENVIRONMENT / "python"), "-m", "pytest", *options]
        subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, check=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench.sizes")
    parser.add_argument("--run", action="store_true")
    if parser.parse_args().run:
        run()
    catalog, text = load_catalog(), SPEC.read_text(encoding="utf-8")
    rows = {
        each.name: size(
            made(catalog, load(SPEC), each.beside), made(catalog, parse(text + each.text), each.beside + each.features)
        )
        for each in ADDITIONS
    }
    rows |= {name: by_hand(others) for name, others in PEERS.items()}
    rows = {"user-service": size({}, made(catalog, load(SPEC), ())), **rows}
    print("| | files of code | lines | files of tests | lines | lines of all else |\n|---|---:|---:|---:|---:|---:|")
    for name, found in rows.items():
        print(f"| {name} | {' | '.join(f'{number:,}' for number in found)} |")


if __name__ == "__main__":
    main()

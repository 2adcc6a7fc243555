"""Measure a generated service's relay and its consumer beside a bare producer and a bare consumer of Kafka.

Run, with the environment of generated services made (script/test makes it), and Java and Maven installed:

    .venv/bin/python -m bench.kafka [--rounds N] [--messages N]

One broker, one process, the same messages (keys, headers and Avro bodies) for both; beside them an outbox and an inbox
that are written by hand on FastStream and SQLAlchemy (`peer.py`), with JSON. Rounds are interleaved; the median is
shown. Aims: the relay at least half as fast as the bare producer, the consumer 0.4 times as fast as the bare one.
"""

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

from tests.components.kafka import own_broker
from tests.components.postgres import own_server
from tests.generated.services import ENVIRONMENT, generate

HERE = Path(__file__).parent


def main() -> None:
    """Generate the service, and let its own code be measured on both databases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--messages", type=int, default=5000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, own_server() as server, own_broker() as broker:
        project = generate("user-service", HERE / "spec.tusk", Path(folder))
        for url in (server.url, f"sqlite:///{folder}/bench.db"):
            command = [ENVIRONMENT / "python", HERE / "measure.py", url, broker.address]
            command += [arguments.rounds, arguments.messages]
            variables = {**os.environ, "PYTHONPATH": str(project / "src")}
            subprocess.run([str(each) for each in command], env=variables, check=True, cwd=folder)


if __name__ == "__main__":
    main()

"""Measure appends to the event store of a generated service beside bare inserts, and its changes beside plain rows.

Run, with the environment of generated services made (script/test makes it):

    .venv/bin/python -m bench.event_store [--rounds N] [--operations N]

One process, 16 tasks, each operation in a transaction of its own. Rounds are interleaved; the median is shown. Aim: an
append at least half as fast as a bare insert of the same row.
"""

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

from tests.components.postgres import own_server
from tests.generated.services import ENVIRONMENT, generate

HERE = Path(__file__).parent


def main() -> None:
    """Generate the service, and let its own code be measured on both databases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--operations", type=int, default=2000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, own_server() as server:
        project = generate("user-service", HERE / "spec.tusk", Path(folder))
        for url in (server.url, f"sqlite:///{folder}/bench.db"):
            command = [ENVIRONMENT / "python", HERE / "measure.py", url, arguments.rounds, arguments.operations]
            variables = {**os.environ, "PYTHONPATH": str(project / "src")}
            subprocess.run([str(each) for each in command], env=variables, check=True, cwd=folder)


if __name__ == "__main__":
    main()

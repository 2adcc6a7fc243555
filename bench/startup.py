"""What `scaffold --help` costs beside the bare import of its command-line library.

Run: `.venv/bin/python -m bench.startup [ROUNDS]`. Aim: not above 3 times.
"""

import sys
from pathlib import Path

from bench.processes import Contender, measure, show


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    scaffold = str(Path(sys.executable).with_name("scaffold"))
    costs = measure(
        {
            "import typer": Contender([sys.executable, "-c", "import typer"]),
            "scaffold --help": Contender([scaffold, "--help"]),
            "scaffold --version": Contender([scaffold, "--version"]),
        },
        rounds,
    )
    show("Start-up", costs, unit="import typer")


if __name__ == "__main__":
    main()

"""Real processes that run `scaffold` with the templates of a small pack, and end where a test says."""

import os
import subprocess
import sys
from pathlib import Path

CHILD = """
import os, signal, sys
from pathlib import Path
pack, call, turn = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
import scaffold.catalog.listing, scaffold.catalog.loading
for module in (scaffold.catalog.listing, scaffold.catalog.loading):
    module.builtin_root = lambda: pack
from scaffold.project import disk
original, count = getattr(disk.Root, call, None), 0
def deadly(*arguments, **options):
    global count
    count += 1
    if count == turn:
        if os.environ.get("WAIT"):
            print("waiting", flush=True)
            sys.stdin.read()
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **options)
if turn:
    setattr(disk.Root, call, deadly)
sys.argv = ["scaffold", *sys.argv[4:]]
from scaffold.cli import main
main()
"""
ROOT = Path(__file__).parents[2]


def start(pack: Path, call: str, turn: int, *command: str, wait: bool = False) -> "subprocess.Popen[str]":
    """Start a command that is killed (or waits for its input to end) before the n-th call of a method of `Root`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)} | ({"WAIT": "1"} if wait else {})
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(pack), call, str(turn), *command],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

"""The libraries' own questions, on a terminal."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """\
import sys
from scaffold.foreign import find_pack, render_version
made = render_version(find_pack(sys.argv[1], ref="v1.0.0"), {"project_name": "Shop"}, ask=True)
print("ANSWERS", dict(made.answers))
"""


def talk(source: Path, answers: list[tuple[str, str]]) -> str:
    """Run a script on a terminal, and type each answer when its question appears; returns all that was shown."""
    master, slave = pty.openpty()
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "TERM": "xterm", "COLUMNS": "200"}
    process = subprocess.Popen(
        (sys.executable, "-c", SCRIPT, str(source)), stdin=slave, stdout=slave, stderr=slave, env=environment
    )
    os.close(slave)
    shown = ""
    seen = 0
    end = time.monotonic() + 60
    while time.monotonic() < end:
        ready, _, _ = select.select([master], [], [], 0.2)
        if ready:
            try:
                part = os.read(master, 65536).decode(errors="replace")
            except OSError:
                break
            if "\x1b[6n" in part:
                os.write(master, b"\x1b[1;1R")  # where the cursor is, which prompts ask the terminal
            shown += part
        if answers and answers[0][0] in shown[seen:]:
            seen = len(shown)
            os.write(master, answers.pop(0)[1].encode())
        if process.poll() is not None and not ready:
            break
    process.wait(timeout=10)
    os.close(master)
    return shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_copier_asks_what_was_not_given(copier_pack: Path) -> None:
    shown = talk(copier_pack, [("license", "\x1b[B\r"), ("replicas", "\b5\r"), ("api_token", "\r")])
    assert "What is it called?" not in shown
    assert "ANSWERS {'project_name': 'Shop', 'license': 'Apache-2.0', 'replicas': 5}" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_cookiecutter_asks_what_was_not_given(cookiecutter_pack: Path) -> None:
    typed = [("slug", "\n"), ("database", "2\n"), ("docker", "n\n"), ("extras", "\n")]
    shown = talk(cookiecutter_pack, typed)
    assert "project_name (" not in shown
    assert "'slug': 'shop', 'database': 'postgresql', 'docker': False" in shown

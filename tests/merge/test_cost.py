"""What a plan does not need is not loaded."""

import subprocess
import sys

PROGRAM = """
import sys
from scaffold.merge import plan_update
from tests.merge.memory import MemoryTree, rendered, written
base = {"a": "one\\n", "b": "two\\n"}
new = rendered({"a": "one\\n", "b": "changed\\n", "c": "new\\n"})
plan = plan_update(written(rendered(base)), MemoryTree({"a": "mine\\n", "b": "two\\n"}), new)
assert len(plan.changes) == 2
print(sorted({"pygit2", "libcst", "ruamel.yaml", "tomlkit"} & sys.modules.keys()))
"""


def test_heavy_libraries_wait_for_a_change_on_both_sides() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

"""What the templates make is what was last accepted, byte for byte."""

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.generated.golden import GOLDEN, NAMES, contents
from tests.generated.services import EXAMPLES, SERVICES, generate


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_service_is_what_the_templates_make(name: str, tmp_path: Path) -> None:
    made = contents(generate(name, EXAMPLES / SERVICES[name], tmp_path))
    golden = contents(GOLDEN / name)
    assert _differences(golden, made) == "", "To accept: .venv/bin/python -m tests.generated.golden"


def _differences(golden: dict[str, bytes], made: dict[str, bytes]) -> str:
    lines: list[str] = []
    for path in sorted(golden.keys() | made.keys()):
        old, new = golden.get(path, b""), made.get(path, b"")
        if old != new or (path in golden) != (path in made):
            lines += [f"{path}:"]
            lines += unified_diff(
                old.decode(errors="replace").splitlines(), new.decode(errors="replace").splitlines(), lineterm=""
            )
    return "\n".join(lines)

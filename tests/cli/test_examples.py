"""The examples are as `scaffold fmt` writes them, and the README shows one of them."""

import textwrap
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in {".tusk", ".md"})
STARTER = ROOT / "templates" / "starter.tusk"


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize("example", [*EXAMPLES, STARTER], ids=lambda path: path.name)
def test_an_example_is_formatted(scaffold: Run, example: Path) -> None:
    result = scaffold("fmt", "--check", example)
    assert (result.code, result.out, result.err) == (0, "", "")


def test_the_spec_in_the_readme_is_formatted(scaffold: Run, work: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## The spec\n")[2].partition("\n\n`[models]`")[0]
    (work / "s.tusk").write_text(textwrap.dedent(section).strip("\n") + "\n", encoding="utf-8")
    result = scaffold("fmt", "--check", "s.tusk")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert scaffold("check", "s.tusk").code == 0
    assert "postgresql" in section

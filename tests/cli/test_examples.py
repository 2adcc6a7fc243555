"""The examples are as `scaffold fmt` writes them, and the pages show what there is."""

import re
import subprocess
import sys
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


def test_the_events_in_the_readme_are_made(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    spec, events = (readme.partition(f"\n{title}\n")[2] for title in ("## The spec", "### Events"))
    shown = textwrap.dedent(spec.partition("\n\n`[models]`")[0])
    told = textwrap.dedent(
        events.partition("    [publishes]")[2].partition("\n\nA rule")[0].join(["    [publishes]", ""])
    )
    text = shown.replace("[service_template]\n", '[service_template]\nmessage_queue: "redis"\n') + "\n" + told + "\n"
    (tmp_path / "s.tusk").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "scaffold", "new", "user-service", "--spec", "s.tusk", "--no-git", "--no-input"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    source = tmp_path / "user-service" / "src" / "user_service"
    assert "class PasswordReset(" in (source / "models" / "events.py").read_text()
    assert re.search(r"`(services/reactions/\w+\.py)`", events)
    for path in re.findall(r"`(services/reactions/\w+\.py)`", events):
        assert (source / path).is_file()


def test_what_the_readme_says_is_made_is_made(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("$ scaffold new user-service --spec user-service.tusk\n")[2].partition("\n\n    Next:")[0]
    spec = ROOT / "examples" / "user-service.tusk"
    command = [sys.executable, "-m", "scaffold", "new", "user-service", "--spec", str(spec), "--dry-run"]
    made = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    said = textwrap.dedent(shown).replace("Made ", "Would make ")
    assert made == f"{said}\n\nNothing was written (--dry-run).\n"


def test_the_entities_in_the_starter_are_the_default_one_with_more(tmp_path: Path) -> None:
    """Whoever uncomments them is asked nothing: no data of the default entity is lost."""
    new = [sys.executable, "-m", "scaffold", "new", "user-service", "--no-git", "--no-input"]
    subprocess.run(new, cwd=tmp_path, check=True, capture_output=True)
    spec = tmp_path / "user-service" / "service.tusk"
    above, models, below = spec.read_text(encoding="utf-8").partition("# [models]\n")
    spec.write_text(above + (models + below).replace("# ", ""), encoding="utf-8")
    update = [sys.executable, "-m", "scaffold", "update", "--no-input", "--json"]
    told = subprocess.run(update, cwd=spec.parent, check=True, capture_output=True, text=True).stdout
    assert "add_team" in told


@pytest.mark.parametrize("page", ["README.md", "docs/updating.md"])
def test_options_of_update_that_pages_name_exist(scaffold: Run, page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = re.findall(r"scaffold update( [^`\n]*)", text)
    named = {option for line in lines for option in re.findall(r"--[a-z-]+", line)}
    assert named
    assert named <= set(re.findall(r"--[a-z-]+", scaffold("update", "--help").out))

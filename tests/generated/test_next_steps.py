"""A team's next steps are easy: what it writes into a generated service works, lints and types as it stands."""

from pathlib import Path

import pytest

from tests.generated.next_steps.edits import NAME, PACKAGE, REPOSITORIES, TESTS, with_next_steps
from tests.generated.next_steps.messages import TESTS as REACTIONS
from tests.generated.next_steps.messages import with_messages
from tests.generated.released import replace
from tests.generated.services import EXAMPLES, generate, run_in

SCHEMA_TESTS = "tests/integration/test_schema.py"
CQRS = "\n[service_patterns]\ncqrs: true\n"
IMPORT = "import user_service.repositories.tables"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(NAME, EXAMPLES / f"{NAME}.tusk", tmp_path_factory.mktemp("next_steps"))


@pytest.mark.parametrize("more", ["", CQRS], ids=["services", "commands and queries"])
def test_they_work(more: str, tmp_path: Path, mypy_cache: Path) -> None:
    project = with_next_steps(tmp_path, more)
    run_in(project, "pytest", "-q", TESTS)
    run_in(project, "pytest", "-q", SCHEMA_TESTS, "-k", "users/names or users/merge")
    run_in(project, "ruff", "check", "--no-cache", ".")
    run_in(project, "ruff", "format", "--no-cache", "--check", ".")
    run_in(project, "mypy", "--strict", "--cache-dir", str(mypy_cache))
    run_in(project, "lint-imports", "--no-cache")


def test_those_of_a_service_that_tells_others_and_hears_them_work(tmp_path: Path, mypy_cache: Path) -> None:
    project = with_messages(tmp_path)
    run_in(project, "pytest", "-q", REACTIONS)
    run_in(project, "ruff", "check", "--no-cache", ".")
    run_in(project, "ruff", "format", "--no-cache", "--check", ".")
    run_in(project, "mypy", "--strict", "--cache-dir", str(mypy_cache))
    run_in(project, "lint-imports", "--no-cache")


@pytest.mark.parametrize(
    ("file", "line", "added", "sentence"),
    [
        (
            f"{PACKAGE}/models/user.py",
            "    tags: list[str]\n",
            "    nickname: str | None\n",
            "no column of users holds User.nickname",
        ),
        (
            f"{REPOSITORIES}/user.py",
            "    tags: Mapped[list[Any]] = mapped_column(JsonType)\n",
            "    nickname: Mapped[str] = mapped_column(sa.Text)\n",
            "no field of User fills users.nickname",
        ),
    ],
    ids=["field", "column"],
)
def test_half_a_step_fails_at_the_import(file: str, line: str, added: str, sentence: str, untouched: Path) -> None:
    path = untouched / file
    before = path.read_text()
    replace(path, line, line + added)
    try:
        with pytest.raises(AssertionError, match=rf"TypeError: {sentence}\n$"):
            run_in(untouched, "python", "-c", IMPORT)
    finally:
        path.write_text(before)

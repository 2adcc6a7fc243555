"""What a service's import contracts forbid, import-linter finds."""

from pathlib import Path

import pytest

from tests.generated.services import EXAMPLES, generate, run_in

BREACHES = {
    "services/health.py": "import asyncpg",
    "handlers/problems.py": "import asyncpg",
    "handlers/health.py": "import user_service.migrations.heads",
    "repositories/cursor.py": "import user_service.migrations.heads",
    "migrations/heads.py": "import user_service.handlers.problems",
}
REPORTED = (
    "user_service.services is not allowed to import asyncpg",
    "user_service.handlers is not allowed to import asyncpg",
    "user_service.handlers is not allowed to import user_service.migrations",
    "user_service.repositories is not allowed to import user_service.migrations",
    "user_service.migrations is not allowed to import user_service.handlers",
)


def test_drivers_and_migrations_have_their_place(tmp_path: Path) -> None:
    project = generate("user-service", EXAMPLES / "user-service.tusk", tmp_path)
    for path, line in BREACHES.items():
        file = project / "src/user_service" / path
        file.write_text(f"{file.read_text()}\n{line}\n")
    with pytest.raises(AssertionError) as caught:
        run_in(project, "lint-imports", "--no-cache")
    missing = [line for line in REPORTED if line not in str(caught.value)]
    assert missing == []

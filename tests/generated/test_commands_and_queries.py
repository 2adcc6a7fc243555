"""What holds commands and queries apart in a service, and tells of a mistake."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generated.released import replace
from tests.generated.services import generate, run_in
from tests.generated.team import PACKAGE, SPEC

TYPED = """\
from dataclasses import dataclass

from user_service.models.cqrs import Command
from user_service.models.user import User
from user_service.models.user_commands import CreateUser
from user_service.services.buses import CommandBus
from user_service.services.ports import UnitOfWork
from user_service.services.user_commands import create_user


@dataclass(frozen=True)
class Count(Command[int]):
    pass


async def count(command: Count, work: UnitOfWork) -> int:
    return 1


async def spell(command: Count, work: UnitOfWork) -> str:
    return "one"


Count.handled_by(count)
Count.handled_by(spell)  # says another thing than asked for
Count.handled_by(create_user)  # takes another thing


async def send(bus: CommandBus, create: CreateUser) -> User:
    number: int = await bus.send(Count())
    word: str = await bus.send(Count())  # is a number
    return await bus.send(create)
"""


STARTING = "from user_service.services.wiring import build_services; build_services(None, None)"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cqrs")
    (folder / "given.tusk").write_text(f"{SPEC}\n[service_patterns]\ncqrs: true\n")
    return generate("user-service", folder / "given.tusk", folder)


@pytest.fixture
def handlers(project: Path) -> Iterator[Path]:
    path = project / PACKAGE / "handlers/user.py"
    text = path.read_text()
    yield path
    path.write_text(text)


def test_types_hold_answers_and_handlers_together(project: Path, mypy_cache: Path) -> None:
    (project / "typed.py").write_text(TYPED)
    with pytest.raises(AssertionError) as failure:
        run_in(project, "mypy", "--strict", "--cache-dir", str(mypy_cache), "typed.py")
    (project / "typed.py").unlink()
    told = {line.partition(": ")[0] for line in str(failure.value).splitlines() if line.startswith("typed.py")}
    wrong = [number for number, line in enumerate(TYPED.splitlines(), 1) if "  # " in line]
    assert told == {f"typed.py:{number}" for number in wrong}


@pytest.mark.parametrize("module", ["user", "user_commands", "user_queries"])
def test_handlers_that_go_past_the_buses_are_told(module: str, handlers: Path, project: Path) -> None:
    run_in(project, "lint-imports", "--no-cache")
    replace(handlers, "\nPATH =", f"import user_service.services.{module}\n\nPATH =")
    with pytest.raises(AssertionError, match="Handlers send commands and queries BROKEN"):
        run_in(project, "lint-imports", "--no-cache")


def test_command_without_a_handler_is_told_at_the_start(project: Path) -> None:
    path = project / PACKAGE / "services/all_commands.py"
    text = path.read_text()
    replace(path, "    RemoveUser.handled_by(remove_user),\n", "")
    try:
        with pytest.raises(AssertionError, match="TypeError: nothing handles RemoveUser\n"):
            run_in(project, "python", "-c", STARTING)
    finally:
        path.write_text(text)

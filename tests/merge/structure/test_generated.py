"""The co-edits that teams and templates make most, in files that were really generated."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from scaffold.merge.structure import merge
from scaffold.merge.structure.languages import language_of
from scaffold.merge.structure.node import render
from tests.generated.services import EXAMPLES, generate
from tests.merge.structure.cases import edited, words


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate the example."""
    return generate("user-service", EXAMPLES / "user-service.tusk", tmp_path_factory.mktemp("structure"))


def merged(service: Path, path: str, yours: list[tuple[str, str]], new: list[tuple[str, str]]) -> str:
    """Merge two edits of a file, and check that the order of the sides does not change the content."""
    base = (service / path).read_text()
    sides = [edited(base, *edits).encode() for edits in (yours, new)]
    result = merge(path, base.encode(), *sides)
    exchanged = merge(path, base.encode(), *reversed(sides))
    assert result is not None
    assert exchanged is not None
    assert words(result) == words(exchanged)
    return result.decode()


def expected(service: Path, path: str, *edits: tuple[str, str]) -> str:
    return edited((service / path).read_text(), *edits)


def ruff(service: Path, path: str, text: str) -> None:
    """Check that the service's own linter and formatter have nothing to say of imports, names and layout."""
    for command in (["check", "--no-cache", "--select", "I,F"], ["format", "--no-cache", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", path, "-"],
            cwd=service,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_is_its_tree(service: Path) -> None:
    """Reading a generated file and writing its tree gives the file, and no language has none of the files."""
    seen: dict[str, int] = {}
    for file in service.rglob("*"):
        language = language_of(file.name) if file.is_file() else None
        if language is not None and file.read_text():
            tree = language.read(file.read_text()).node
            assert render(tree) == file.read_text()
            assert tree.children
            seen[file.suffix] = seen.get(file.suffix, 0) + 1
    assert {".py", ".toml", ".yaml", ".yml"} <= seen.keys()


def test_a_dependency_on_both_sides(service: Path) -> None:
    mine, theirs = '    "orjson>=3,<4",  # quick\n', '    "prometheus-client>=1,<2",\n'
    text = merged(
        service,
        "pyproject.toml",
        [('    "pydantic>=', mine + '    "pydantic>=')],
        [('    "pydantic>=', theirs + '    "pydantic>='), ('"fastapi>=', '"fastapi>0,>=')],
    )
    assert text == expected(
        service,
        "pyproject.toml",
        ('    "pydantic>=', mine + theirs + '    "pydantic>='),
        ('"fastapi>=', '"fastapi>0,>='),
    )
    assert tomllib.loads(text)


def test_a_compose_service_on_both_sides(service: Path) -> None:
    mine = "  redis:\n    image: redis:8 # for sessions\n    volumes:\n      - redis-data:/data\n\n"
    theirs = "  kafka:\n    image: kafka:4\n    volumes:\n      - kafka-data:/data\n\n"
    text = merged(
        service,
        "compose.yaml",
        [("\nvolumes:\n", "\n" + mine + "volumes:\n  redis-data:\n")],
        [("\nvolumes:\n", "\n" + theirs + "volumes:\n  kafka-data:\n")],
    )
    assert text == expected(
        service, "compose.yaml", ("\nvolumes:\n", "\n" + mine + theirs + "volumes:\n  redis-data:\n  kafka-data:\n")
    )
    assert {"redis", "kafka", "postgres", "user-service"} == yaml.safe_load(text)["services"].keys()


def test_an_import_and_a_router_on_both_sides(service: Path) -> None:
    path = "src/user_service/handlers/api.py"
    imported = "from user_service.handlers.problems import"
    mine = "from user_service.handlers.order import router as order_router\n"
    theirs = "from user_service.handlers.invoice import router as invoice_router\n"
    call = "    add_exception_handlers(api)\n"
    text = merged(
        service,
        path,
        [(imported, mine + imported), (call, call + "    api.include_router(order_router)\n")],
        [
            (imported, theirs + imported),
            (call, call + '    api.include_router(invoice_router, prefix="/i")\n'),
            ("from fastapi import FastAPI", "from fastapi import APIRouter, FastAPI"),
            ("ROUTERS = [", "ROUTERS: list[APIRouter] = ["),
        ],
    )
    assert text == expected(
        service,
        path,
        (imported, theirs + mine + imported),
        (call, call + '    api.include_router(order_router)\n    api.include_router(invoice_router, prefix="/i")\n'),
        ("from fastapi import FastAPI", "from fastapi import APIRouter, FastAPI"),
        ("ROUTERS = [", "ROUTERS: list[APIRouter] = ["),
    )
    ruff(service, path, text)


def test_a_router_in_the_list_on_both_sides(service: Path) -> None:
    path = "src/user_service/handlers/api.py"
    last = (service / path).read_text().split("ROUTERS = [\n")[1].split("\n]")[0].split("\n")[-1] + "\n"
    imported = "from user_service.handlers.problems import"
    mine = "from user_service.handlers.order import router as order_router\n"
    theirs = "from user_service.handlers.invoice import router as invoice_router\n"
    text = merged(
        service,
        path,
        [(imported, mine + imported), (last, last + "    order_router,  # ours\n")],
        [(imported, theirs + imported), (last, last + "    invoice_router,\n")],
    )
    assert text == expected(
        service,
        path,
        (imported, theirs + mine + imported),
        (last, last + "    order_router,  # ours\n    invoice_router,\n"),
    )
    ruff(service, path, text)


def test_a_method_on_both_sides(service: Path) -> None:
    path = "src/user_service/services/user.py"
    mine = '    async def rename(self, user_id: UserId) -> None:\n        """Rename one."""\n        raise KeyError\n\n'
    theirs = '    async def count(self) -> int:\n        """Count them."""\n        raise NotImplementedError\n\n'
    before = "    async def delete("
    text = merged(service, path, [(before, mine + before)], [(before, theirs + before)])
    assert text == expected(service, path, (before, mine + theirs + before))
    ruff(service, path, text)


def test_a_moved_function(service: Path) -> None:
    path = "src/user_service/services/user.py"
    base = (service / path).read_text()
    moved = re.search(r"async def _existing\(.*?return found\n", base, re.DOTALL)
    assert moved
    rest = base.replace("\n\n" + moved[0], "")
    yours = rest + "\n\n" + moved[0]
    new = edited(base, ("raise NotFoundError(TITLE, user_id)", "raise NotFoundError(TITLE.upper(), user_id)"))
    result = merge(path, base.encode(), yours.encode(), new.encode())
    assert result is not None
    assert result.decode() == yours.replace("NotFoundError(TITLE, user_id)", "NotFoundError(TITLE.upper(), user_id)")
    assert merge(path, base.encode(), new.encode(), yours.encode()) == result
    ruff(service, path, result.decode())


def test_middleware_with_its_import_on_both_sides(service: Path) -> None:
    path = "src/user_service/main.py"
    place = "    app.add_middleware(FailureMiddleware)\n"
    mine, theirs = "from user_service.middleware.mine import Mine\n", "from user_service.middleware.cors import Cors\n"
    text = merged(
        service,
        path,
        [
            (place, place + "    app.add_middleware(Mine)\n"),
            ("from user_service.middleware.request_id", mine + "from user_service.middleware.request_id"),
        ],
        [
            (place, place + '    app.add_middleware(Cors, origins=["*"])\n'),
            ("from user_service.middleware.draining", theirs + "from user_service.middleware.draining"),
        ],
    )
    assert place + '    app.add_middleware(Mine)\n    app.add_middleware(Cors, origins=["*"])\n' in text
    ast.parse(text)
    ruff(service, path, text)


def test_steps_and_actions_of_a_workflow(service: Path) -> None:
    path = ".github/workflows/ci.yml"
    step = "      - run: mypy\n"
    text = merged(
        service,
        path,
        [(step, step + "      - run: bandit -r src\n")],
        [(step, step + "      - run: ty check\n"), ("timeout-minutes: 10", "timeout-minutes: 20")],
    )
    assert text == expected(
        service,
        path,
        (step, step + "      - run: bandit -r src\n      - run: ty check\n"),
        ("timeout-minutes: 10", "timeout-minutes: 20"),
    )


def test_updates_of_dependabot(service: Path) -> None:
    path = ".github/dependabot.yml"
    place = "  - package-ecosystem: docker-compose\n"
    mine = "  - package-ecosystem: npm\n    directory: /web\n    schedule: {interval: daily}\n"
    theirs = "  - package-ecosystem: terraform\n    directory: /infra\n    schedule:\n      interval: weekly\n"
    text = merged(service, path, [(place, mine + place)], [(place, theirs + place)])
    assert text == expected(service, path, (place, mine + theirs + place))

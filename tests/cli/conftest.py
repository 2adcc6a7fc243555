"""The command line in this process, with the real manifests and a few small templates."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold.catalog import builtin_root
from scaffold.cli.running import run as command
from tests.project.conftest import _git_of_a_known_user

__all__ = ["Run", "_git_of_a_known_user"]

FILES = {
    "README.md.jinja": "# {{ service.title }}\n",
    "pyproject.toml.jinja": 'name = "{{ service.name }}"\nversion = "{{ spec.service_template.version }}"\n',
    "script/run": "#!/bin/sh\n",
    "src/{{ service.package }}/__init__.py": "",
    "src/{{ service.package }}/main.py.jinja": "{{ slot('routes') }}\nport = {{ spec.service_config.port }}\n",
    "src/{{ service.package }}/models/{{ entity.name }}.py.jinja": "class {{ entity.class_name }}: ...\n",
    "src/{{ service.package }}/handlers/{{ entity.name }}.py.jinja": "# {{ entity.title }}\n",
}


_OF_TEMPLATES = ("[[settings]]", "[ownership]", "[[moves]]", "[[removed]]")


@dataclass
class Result:
    code: int
    out: str
    err: str


Run = Callable[..., Result]


def _small_pack(root: Path) -> Path:
    """Copy the manifests, and put a few templates beside them."""
    real = builtin_root()
    for manifest in real.rglob("feature.toml"):
        target = root / manifest.relative_to(real)
        target.parent.mkdir(parents=True)
        target.write_text(spec_part(manifest.read_text()))
    for name in ("tested.toml", "starter.tusk", "requirements.lock"):
        shutil.copy(real / name, root / name)
    for path, text in FILES.items():
        file = root / "service" / "files" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (root / "service" / "next.jinja").write_text("run {{ service.name }}\n")
    (root / "features" / "health" / "slots").mkdir()
    (root / "features" / "health" / "slots" / "routes.jinja").write_text("# {{ spec.health_checks.endpoint }}\n")
    return root


def spec_part(manifest: str) -> str:
    """Leave out of a manifest what belongs to the real templates: settings, ownership, files, what became of them."""
    manifest = re.sub(r"^stored = \d+\n", "", manifest, flags=re.MULTILINE)
    tables = re.split(r"^(?=\[)", manifest, flags=re.MULTILINE)
    return "".join(table for table in tables if not table.startswith(_OF_TEMPLATES))


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _small_pack(tmp_path_factory.mktemp("pack").resolve())


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Path, cache: Path) -> Path:
    """An empty working folder, from which commands use the small pack."""
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(cache))
    monkeypatch.delenv("SCAFFOLD_DEBUG", raising=False)
    for module in ("listing", "loading"):
        monkeypatch.setattr(f"scaffold.catalog.{module}.builtin_root", lambda: pack)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def scaffold(work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line as the console script does, in a process that goes on."""

    def run(*arguments: str | os.PathLike[str]) -> Result:
        monkeypatch.setattr(sys, "argv", ["scaffold", *(os.fspath(argument) for argument in arguments)])
        capsys.readouterr()
        try:
            command()
        except SystemExit as error:
            code = error.code
        output = capsys.readouterr()
        return Result(code if isinstance(code, int) else 0, output.out, output.err)

    return run

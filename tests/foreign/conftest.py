"""Repositories of templates, made by git in a temporary folder."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.foreign.templates import COOKIECUTTER_V1, COOKIECUTTER_V2, COPIER_V1, COPIER_V2, Files

Release = Callable[[str, Files, str], str]
"""(name of the repository, files, tag) -> the commit; the repository is made, or goes on."""


def git(folder: Path, *arguments: str) -> str:
    who = {f"GIT_{role}_{part}": "tests@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    command = ("git", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *arguments)
    done = subprocess.run(command, cwd=folder, env={**os.environ, **who}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def write(folder: Path, files: Files) -> Path:
    for path, content in files.items():
        place = folder / path
        if content is None or place.is_symlink():
            place.unlink()
        if content is None:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            place.unlink(missing_ok=True)
            place.symlink_to(content)
            continue
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        if place.read_bytes().startswith(b"#!"):
            place.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def no_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings of copier and cookiecutter in which nothing stands: a developer's own are not to count."""
    file = tmp_path_factory.mktemp("settings") / "empty.yml"
    file.write_text("{}\n")
    return file


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_settings: Path) -> Path:
    """The user's cache folder, for one test."""
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("COPIER_SETTINGS_PATH", "COOKIECUTTER_CONFIG"):
        monkeypatch.setenv(name, str(no_settings))
    return tmp_path / "cache"


@pytest.fixture
def release(tmp_path: Path) -> Release:
    def make(name: str, files: Files, tag: str) -> str:
        folder = tmp_path / "repositories" / name
        if not folder.exists():
            folder.mkdir(parents=True)
            git(folder, "init", "--quiet")
        write(folder, files)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "-m", tag)
        git(folder, "tag", tag)
        return git(folder, "rev-parse", "HEAD")

    return make


@pytest.fixture
def copier_pack(tmp_path: Path, release: Release) -> Path:
    release("copier-template", COPIER_V1, "v1.0.0")
    release("copier-template", COPIER_V2, "v2.0.0")
    return tmp_path / "repositories" / "copier-template"


@pytest.fixture
def cookiecutter_pack(tmp_path: Path, release: Release) -> Path:
    release("cookiecutter-template", COOKIECUTTER_V1, "v1.0.0")
    release("cookiecutter-template", COOKIECUTTER_V2, "v2.0.0")
    return tmp_path / "repositories" / "cookiecutter-template"

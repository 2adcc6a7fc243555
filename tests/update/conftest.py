"""Commands in this process, with the templates that a test releases."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run, _git_of_a_known_user, cache, pack, scaffold, work
from tests.update.workshop import Workshop

__all__ = ["_git_of_a_known_user", "cache", "pack", "scaffold", "work"]


@pytest.fixture
def shop(work: Path, scaffold: Run, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    def release(pack: Path) -> None:
        for module in ("listing", "loading"):
            monkeypatch.setattr(f"scaffold.catalog.{module}.builtin_root", lambda: pack)

    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # nobody pulls the plug

    return Workshop(work, scaffold, release)

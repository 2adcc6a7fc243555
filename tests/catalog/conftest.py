from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Pack = Callable[[Mapping[str, str]], Path]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """Write a pack from `{path: text}`."""

    def write(files: Mapping[str, str]) -> Path:
        root = tmp_path / "pack"
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return root

    return write

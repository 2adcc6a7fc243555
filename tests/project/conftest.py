from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _git_of_a_known_user(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's own git configuration out."""
    home: Path = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text("[user]\n\tname = A User\n\temail = user@example.org\n")
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", "/")

"""Where the user's own folders are; those of the cache are tested with it."""

from pathlib import Path

import pytest

from scaffold.user_folders import STATE, user_folder


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {}, "/home/me/.local/state/scaffold"),
        ("linux", {"XDG_STATE_HOME": "/xdg"}, "/xdg/scaffold"),
        ("linux", {"XDG_STATE_HOME": "relative"}, "/home/me/.local/state/scaffold"),
        ("linux", {"XDG_STATE_HOME": "/xdg", "SCAFFOLD_STATE_DIR": "/own"}, "/own"),
        ("darwin", {}, "/home/me/Library/Application Support/scaffold"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/scaffold"),
    ],
)
def test_folder_of_the_state(
    platform: str, variables: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SCAFFOLD_STATE_DIR", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", platform)
    for name, value in {"HOME": "/home/me", **variables}.items():
        monkeypatch.setenv(name, value)
    assert user_folder(STATE) == Path(folder)


@pytest.mark.parametrize(
    "variables", [{"HOME": "relative"}, {"SCAFFOLD_STATE_DIR": "."}, {"SCAFFOLD_STATE_DIR": "~/x"}]
)
def test_a_name_that_is_not_absolute_is_no_folder(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SCAFFOLD_STATE_DIR", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert user_folder(STATE) is None

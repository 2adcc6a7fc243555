"""URLs as people and hosters write them."""

from pathlib import Path

import pytest

from full_service import server_url
from full_service.server_url import check_server_url, for_driver

SERVER = "postgresql://user:p%40ss@host:5432/database"


@pytest.fixture(autouse=True)
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(server_url, "TRUSTED", tmp_path / "nothing")
    file = tmp_path / "root.crt"
    file.touch()
    return file


@pytest.mark.parametrize(
    "url",
    [
        SERVER,
        "postgresql://user@[::1]/database",
        "postgresql:///database?host=/run/postgresql&port=5433&user=user&password=p%40ss",
        "postgresql://one:5432,two/database?target_session_attrs=read-write",
        SERVER + "?sslmode=require&channel_binding=prefer&gssencmode=disable",
        SERVER + "?application_name=shop&connect_timeout=10&options=-c%20geqo%3Doff",
    ],
)
def test_is_taken(url: str) -> None:
    check_server_url(url)


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_certificates_that_are_named_are_trusted(mode: str, certificates: Path) -> None:
    check_server_url(f"{SERVER}?sslmode={mode}&sslrootcert={certificates}")


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("sslmode=secret", "sslmode"),
        ("sslmode=verify-full", "sslmode"),
        ("sslrootcert=/secret/root.crt", "sslrootcert"),
        ("channel_binding=require", "channel_binding"),
        ("connect_timeout=secret", "connect_timeout"),
        ("target_session_attrs=secret", "target_session_attrs"),
        ("keepalives=1", "keepalives"),
        ("sslmod=require", "sslmod"),
        ("SSLMODE=require", "SSLMODE"),
    ],
)
def test_is_named(parameter: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} ") as raised:
        check_server_url(f"{SERVER}?{parameter}")
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:secret?a=b@host/database",
        "postgresql://user:secret#1@host/database",
        "postgresql://user:secret@host/database?sslmode",
        "postgresql://user:secret@one:5432,two:99999/database",
    ],
)
def test_is_no_url(url: str) -> None:
    with pytest.raises(ValueError, match="not a valid URL") as raised:
        check_server_url(url)
    assert "secret" not in str(raised.value)


def test_driver_gets_what_it_knows() -> None:
    known = "application_name=a+b&sslmode=require"
    others = "channel_binding=prefer&connect_timeout=3&gssencmode=disable"
    assert for_driver(f"{SERVER}?{others}&{known}") == (f"{SERVER}?{known}", 3)
    assert for_driver(f"{SERVER}?connect_timeout=0") == (SERVER, None)
    assert for_driver(SERVER) == (SERVER, None)

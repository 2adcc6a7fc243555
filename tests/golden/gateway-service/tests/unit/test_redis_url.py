import pytest

from gateway_service.config import ConfigurationError, load_settings

VARIABLE = "REDIS_URL"


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "redis://user:p%40ss@[::1]:6380/3?client_name=shop",
        "rediss://:password@host/0?ssl_cert_reqs=required",
        "unix:///run/redis.sock?db=1",
    ],
)
def test_is_taken(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, url)
    taken = load_settings().redis_url
    assert taken is not None
    assert taken.get_secret_value() == url


def test_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    assert load_settings().redis_url is None


@pytest.mark.parametrize(
    "url",
    [
        "localhost:6379",
        "http://secret@host",
        "redis://",
        "redis://user:sec#ret@host",
        "redis://user:sec/ret@host",
        "redis://user:[secret@host",
        "redis://:secret@host:99999",
        "redis://:secret@host/name",
        "redis://:secret@host/0#1",
        "redis://:secret@host?db=secret",
        "redis://:secret@host?secret=1",
        "rediss://host?ssl_cert_reqs=secret",
        "unix://",
        "unix://secret/redis.sock",
    ],
)
def test_mistake_is_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, url)
    with pytest.raises(ConfigurationError) as raised:
        load_settings()
    assert str(raised.value).startswith(f"{VARIABLE}: ")
    assert "secret" not in str(raised.value)

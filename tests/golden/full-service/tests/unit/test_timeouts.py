import pytest

from full_service.config import ConfigurationError, load_settings, variable


@pytest.mark.parametrize(
    ("outer", "seconds", "inner"),
    [
        ("database_timeout", "0.5", "redis_timeout"),
        ("health_timeout", "0.4", "redis_timeout"),
        ("shutdown_timeout", "5", "database_timeout"),
    ],
)
def test_who_waits_waits_longer(
    outer: str, seconds: str, inner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(outer), seconds)
    with pytest.raises(ConfigurationError, match=f"^{variable(outer)}: .*{variable(inner)}"):
        load_settings()


def test_defaults_fit() -> None:
    assert load_settings().redis_timeout < load_settings().database_timeout

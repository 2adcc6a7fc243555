import pytest

from full_service.config import ConfigurationError, load_settings, variable


@pytest.mark.parametrize("brokers", ["localhost:9092", "a:1,b:2", "[::1]:9092, b:2"])
def test_brokers_are_taken(brokers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_BROKERS", brokers)
    assert load_settings().kafka_brokers == brokers


def test_no_brokers_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_BROKERS", "none")
    assert load_settings().kafka_brokers is None


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("kafka_brokers", "localhost"),
        ("kafka_brokers", "localhost:port"),
        ("kafka_brokers", ":9092"),
        ("kafka_brokers", "a:1,"),
        ("kafka_timeout", "9"),
        ("kafka_replication", "0"),
        ("schema_registry_url", "registry:8081"),
    ],
)
def test_mistake_is_named(setting: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable(setting), value)
    with pytest.raises(ConfigurationError, match=f"^{variable(setting)}: "):
        load_settings()


def test_registry_and_options_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable("schema_registry_url"), "https://user:secret@registry")
    monkeypatch.setenv(variable("kafka_options"), '{"security.protocol": "SSL"}')
    settings = load_settings()
    assert settings.schema_registry_url is not None
    assert settings.kafka_options["security.protocol"].get_secret_value() == "SSL"
    assert "secret" not in repr(settings)

from pathlib import Path

import pytest
from pydantic import ValidationError

from gateway_service import main
from gateway_service.config import ConfigurationError, Settings, load_settings, variable
from gateway_service.services.routing import ROUTES

PORT = "GATEWAY_SERVICE_PORT"
CLIENT_TIMEOUT = "GATEWAY_SERVICE_CLIENT_TIMEOUT"
ROOT_PATH = "GATEWAY_SERVICE_ROOT_PATH"
FORWARDED_ALLOW_IPS = "GATEWAY_SERVICE_FORWARDED_ALLOW_IPS"


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PORT, "9000")
    assert load_settings().port == 9000


def test_every_setting_has_a_variable_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = load_settings().model_dump()
    for name in Settings.model_fields:
        if variable(name) != name.upper():
            monkeypatch.setenv(name.upper(), "of another program")
    assert load_settings().model_dump() == defaults


def test_env_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"{PORT}=9000\n", encoding="utf-8-sig")
    assert load_settings().port == 9000


@pytest.mark.parametrize(
    "content",
    [
        f"{PORT}=9000\n".encode("utf-16"),
        f"{PORT}=9000\n".encode("utf-16-le"),
        f"{PORT}=9000  # gr\u00fc\u00dfe\n".encode("latin-1"),
        f"{PORT}=90\x0000\n".encode(),
    ],
    ids=["utf-16", "utf-16 without a mark", "latin-1", "nul"],
)
def test_env_file_that_is_no_text_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"^\.env: .*UTF-8"):
        load_settings()


def test_env_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(ConfigurationError, match=r"^\.env: cannot be read"):
        load_settings()


def test_error_names_each_variable_and_shows_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PORT, "the secret")
    monkeypatch.setenv(CLIENT_TIMEOUT, "secret")
    with pytest.raises(ConfigurationError) as raised:
        load_settings()
    message = str(raised.value)
    assert f"{PORT}: " in message
    assert f"{CLIENT_TIMEOUT}: " in message
    assert "secret" not in message


@pytest.mark.parametrize("seconds", ["0", "-1", "inf", "nan", "3000000"])
def test_time_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv(CLIENT_TIMEOUT, seconds)
    with pytest.raises(ConfigurationError, match=CLIENT_TIMEOUT):
        load_settings()


@pytest.mark.parametrize("path", ["shop", "//shop", "/a shop", "/shop?"])
def test_path_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv(ROOT_PATH, path)
    with pytest.raises(ConfigurationError, match=ROOT_PATH):
        load_settings()


def test_root_path_that_the_service_has_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT_PATH, "/docs/")
    with pytest.raises(ConfigurationError, match=ROOT_PATH):
        main.create_app(load_settings())


@pytest.mark.parametrize("proxies", ["nginx", "10.0.0.1/8", "10.0.0.1,*"])
def test_proxy_without_an_address_is_refused(monkeypatch: pytest.MonkeyPatch, proxies: str) -> None:
    monkeypatch.setenv(FORWARDED_ALLOW_IPS, proxies)
    with pytest.raises(ConfigurationError, match=FORWARDED_ALLOW_IPS):
        load_settings()


@pytest.mark.parametrize("proxies", ["*", "10.0.0.0/8, ::1", "192.0.2.1"])
def test_proxies_are_taken(monkeypatch: pytest.MonkeyPatch, proxies: str) -> None:
    monkeypatch.setenv(FORWARDED_ALLOW_IPS, proxies)
    assert load_settings().forwarded_allow_ips == proxies


@pytest.fixture(scope="session")
def folder_at_first() -> Path:
    return Path.cwd()


def test_project_is_not_where_fixtures_look_for_settings(folder_at_first: Path) -> None:
    assert not (folder_at_first / "pyproject.toml").exists()
    assert not (folder_at_first / ".env").exists()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load_settings().port = 1  # type: ignore[misc]


def test_application_opens_nothing_before_it_is_started(tmp_path: Path) -> None:
    assert main.create_app(Settings()).title == "Gateway Service"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("origins", ["*", "shop.example", "https://shop.example/", "ftp://a"])
def test_origin_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, origins: str) -> None:
    monkeypatch.setenv("GATEWAY_SERVICE_CORS_ORIGINS", origins)
    with pytest.raises(ConfigurationError, match="GATEWAY_SERVICE_CORS_ORIGINS"):
        load_settings()


def test_routes_are_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "configure_logging", lambda _: None)
    monkeypatch.setattr("sys.argv", ["gateway-service", "routes"])
    main.main()
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in shown] == [[each.path, each.service] for each in ROUTES]


def test_wrong_configuration_ends_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PORT, "99999")
    monkeypatch.setattr("sys.argv", ["gateway-service"])
    with pytest.raises(SystemExit) as raised:
        main.main()
    assert PORT in str(raised.value)
    assert raised.value.code != 0
    assert "Traceback" not in capsys.readouterr().err

from pathlib import Path

import pytest
from pydantic import ValidationError

from user_service import main
from user_service.config import ConfigurationError, Settings, load_settings, variable

PORT = "USER_SERVICE_PORT"
DATABASE_URL = "DATABASE_URL"
CLIENT_TIMEOUT = "USER_SERVICE_CLIENT_TIMEOUT"
ROOT_PATH = "USER_SERVICE_ROOT_PATH"
FORWARDED_ALLOW_IPS = "USER_SERVICE_FORWARDED_ALLOW_IPS"
REQUIRED = "USER_SERVICE_DATABASE_URL_REQUIRED"


def test_defaults_run_without_any_variable() -> None:
    settings = load_settings()
    assert settings.database_url.get_secret_value().startswith("sqlite:///")


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PORT, "9000")
    monkeypatch.setenv(DATABASE_URL, "sqlite:///another.db")
    settings = load_settings()
    assert settings.port == 9000
    assert settings.database_url.get_secret_value() == "sqlite:///another.db"


def test_every_setting_has_a_variable_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = load_settings().model_dump()
    for name in Settings.model_fields:
        if variable(name) != name.upper():
            monkeypatch.setenv(name.upper(), "of another program")
    assert load_settings().model_dump() == defaults


@pytest.mark.parametrize("url", ["", None])
def test_database_can_be_required(monkeypatch: pytest.MonkeyPatch, url: str | None) -> None:
    monkeypatch.setenv(REQUIRED, "true")
    if url is not None:
        monkeypatch.setenv(DATABASE_URL, url)
    with pytest.raises(ConfigurationError, match=f"^{DATABASE_URL}: must .* {REQUIRED} is set"):
        load_settings()
    monkeypatch.setenv(DATABASE_URL, "sqlite:///named.db")
    assert load_settings().database_url.get_secret_value() == "sqlite:///named.db"


def test_env_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"{PORT}=9000\n", encoding="utf-8-sig")
    assert load_settings().port == 9000


@pytest.mark.parametrize(
    "content",
    [
        f"{PORT}=9000\n".encode("utf-16"),
        f"{PORT}=9000\n".encode("utf-16-le"),
        f"{PORT}=9000  # gr\u00fc\u00dfe\n".encode("latin-1"),
        f"{DATABASE_URL}=sqlite:///a\0b.db\n".encode(),
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
    monkeypatch.setenv(DATABASE_URL, "mysql://user:the-secret@host")
    with pytest.raises(ConfigurationError) as raised:
        load_settings()
    message = str(raised.value)
    assert f"{PORT}: " in message
    assert f"{DATABASE_URL}: must begin with" in message
    assert "secret" not in message


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///file:secret?mode=memory",
        "postgresql://user:secret#1@host/database",
        "postgresql://user:secret/1@host/database",
        "postgresql://user:1/secret@host/database",
        "postgresql://user:[secret@host/database",
        "postgresql://user:secret@host:99999/database",
    ],
)
def test_url_that_names_no_database_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(DATABASE_URL, url)
    with pytest.raises(ConfigurationError) as raised:
        load_settings()
    assert str(raised.value).startswith(f"{DATABASE_URL}: ")
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:///database?host=/run/postgresql",
        "postgresql://user:p%40ss%2Fword@[::1]:5432/database",
        "postgresql://user:p@ss@one:5432,two:5433/database?sslmode=require",
    ],
)
def test_url_of_a_server_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(DATABASE_URL, url)
    settings = load_settings()
    assert settings.database_url.get_secret_value() == url
    assert settings.database_kind == "postgresql"


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


def test_settings_are_frozen_and_hide_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_URL, "sqlite:///password.db")
    settings = load_settings()
    assert "password" not in repr(settings)
    assert "password" not in settings.model_dump_json()
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]


def test_application_opens_nothing_before_it_is_started(tmp_path: Path) -> None:
    assert main.create_app(Settings()).title == "User Service"
    assert list(tmp_path.iterdir()) == []


def test_wrong_configuration_ends_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PORT, "99999")
    monkeypatch.setattr("sys.argv", ["user-service"])
    with pytest.raises(SystemExit) as raised:
        main.main()
    assert PORT in str(raised.value)
    assert raised.value.code != 0
    assert "Traceback" not in capsys.readouterr().err

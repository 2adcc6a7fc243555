import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from gateway_service.middleware.logs import configure_logging


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_own_lines_and_those_of_libraries_look_the_same(
    capfd: pytest.CaptureFixture[str],
) -> None:
    output = configure_logging("info")
    structlog.get_logger().info("own", answer=42)
    structlog.get_logger().debug("too much")
    logging.getLogger("library").warning("theirs")
    output.finish()
    own, theirs = map(json.loads, capfd.readouterr().out.splitlines())
    assert (own["event"], own["answer"], own["level"]) == ("own", 42, "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("theirs", "library", "warning")
    assert own["timestamp"] <= theirs["timestamp"]


def test_exception_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    output = configure_logging("info")
    try:
        int("broken")
    except ValueError:
        structlog.get_logger().exception("failed")
    output.finish()
    (line,) = capfd.readouterr().out.splitlines()
    assert "ValueError: invalid literal" in json.loads(line)["exception"]


@pytest.mark.parametrize("password", ["plain", "p@ss/w:rd", 'quo"te', "back\\slash"])
def test_password_of_a_url_is_left_out(capfd: pytest.CaptureFixture[str], password: str) -> None:
    url = f"postgresql://user:{password}@host/database"
    output = configure_logging("info")
    structlog.get_logger().info("connecting", urls=[url])
    logging.getLogger("library").warning("connecting to %s", url)
    structlog.get_logger().error("failed", exc_info=OSError(url))
    output.finish()
    lines = capfd.readouterr().out.splitlines()
    assert len([json.loads(line) for line in lines]) == 3
    for line in lines:
        assert "//user:***@host/database" in line
        assert json.dumps(password)[1:-1] not in line


def test_lines_go_nowhere_without_a_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    output = configure_logging("info")
    structlog.get_logger().info("unheard")
    output.finish()

"""URLs of PostgreSQL as people and hosters write them: each works, or the service names what in it does not."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.components.missing import skipped_outside_ci
from tests.components.network import free_port
from tests.components.postgres import Postgres, execute, own_server
from tests.components.running import Project

pytestmark = pytest.mark.components

VARIABLE = "DATABASE_URL"
USER = "app"
PASSWORD = "p@ss/w:o%r#d"  # noqa: S105 - of a server that lives for this test
QUOTED = "p%40ss%2Fw%3Ao%25r%23d"
RULES = f"""
local all postgres trust
local all {USER} scram-sha-256
host all postgres 127.0.0.1/32 trust
host all {USER} 127.0.0.1/32 scram-sha-256
hostssl all tls_only 127.0.0.1/32 trust
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with skipped_outside_ci(), own_server() as server:
        make_certificate(server)
        execute(server.url, f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")
        execute(server.url, "CREATE ROLE tls_only LOGIN")
        (server.data / "pg_hba.conf").write_text(RULES)
        server.stop()
        server.settings = {"ssl": "on"}
        server.start()
        yield server


def make_certificate(server: Postgres) -> None:
    """Give the server a key, and a certificate for `localhost` that it has signed itself, with a copy to read."""
    command = ["openssl", "req", "-new", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-out", "server.crt", "-keyout", "server.key"]
    subprocess.run(command, check=True, capture_output=True, cwd=server.data, user=server.user)
    (server.data / "server.key").chmod(0o600)
    (server.folder / "server.crt").write_bytes((server.data / "server.crt").read_bytes())


@dataclass(frozen=True)
class Case:
    """A URL, with holes for what is known once the server runs."""

    url: str
    shows: str
    """A question to the server that is answered with true while the service runs."""

    def __str__(self) -> str:
        return self.url.replace("postgresql://", "").replace("{database}", "").strip("/?") or "plain"


SESSIONS = "SELECT count(*) > 0 FROM pg_stat_activity WHERE usename <> 'postgres' AND datname = '{database}'"
ALL_ENCRYPTED = (
    "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
    " WHERE usename <> 'postgres' AND datname = '{database}'"
)
NONE_ENCRYPTED = ALL_ENCRYPTED.replace("bool_and(ssl)", "NOT bool_or(ssl)")
AT = "postgresql://{user}:{quoted}@localhost:{port}/{database}"

WORK = [
    Case(AT, SESSIONS),
    Case(AT + "?sslmode=disable", NONE_ENCRYPTED),
    Case(AT + "?sslmode=prefer", ALL_ENCRYPTED),
    Case(AT + "?sslmode=require", ALL_ENCRYPTED),
    Case(AT + "?sslmode=verify-ca&sslrootcert={folder}/server.crt", ALL_ENCRYPTED),
    Case(AT + "?sslmode=verify-full&sslrootcert={folder}/server.crt", ALL_ENCRYPTED),
    Case("postgresql://tls_only@127.0.0.1:{port}/{database}", ALL_ENCRYPTED),
    Case(AT + "?application_name=shop", SESSIONS + " AND application_name = 'shop'"),
    Case(AT + "?connect_timeout=3", SESSIONS),
    Case(
        "postgresql://{user}:{quoted}@127.0.0.1:{closed},127.0.0.1:{port}/{database}?target_session_attrs=read-write",
        SESSIONS,
    ),
    Case("postgresql://{user}:{quoted}@127.0.0.1:{port},127.0.0.1:{closed}/{database}", SESSIONS),
    Case("postgresql://{user}:{quoted}@/{database}?host={folder}&port={port}", SESSIONS),
    Case("postgresql:///{database}?host={folder}&port={port}&user={user}&password={quoted}", SESSIONS),
]
"""What has to work."""

WORK_OR_ARE_NAMED = {
    AT + "?channel_binding=require": "channel_binding",
    AT + "?gssencmode=disable": "gssencmode",
    AT + "?keepalives=1": "keepalives",
    AT + "?options=-c%20statement_timeout%3D7s": "options",
    AT + "?load_balance_hosts=random": "load_balance_hosts",
    AT + "?sslcompression=0": "sslcompression",
    AT + "?sslmode=require&pgbouncer=true": "pgbouncer",
    AT + "?schema=public": "schema",
    AT + "?sslmod=require": "sslmod",
    AT.replace("postgresql://", "postgres://"): "postgresql://",
    AT.replace("postgresql://", "postgresql+asyncpg://"): "postgresql://",
}
"""What hosters and other libraries write, and a slip of the pen; with the word that has to be in the answer."""

ARE_NAMED = {
    AT + "?sslmode=always": "sslmode",
    AT + "?connect_timeout=soon": "connect_timeout",
    AT + "?target_session_attrs=whatever": "target_session_attrs",
}
"""What means nothing."""

DO_NOT_CONNECT = [
    AT + "?sslmode=verify-full",
    AT + "?sslmode=verify-full&sslrootcert=/nowhere/ca.crt",
    AT.replace("localhost", "127.0.0.1") + "?sslmode=verify-full&sslrootcert={folder}/server.crt",
    "postgresql://tls_only@127.0.0.1:{port}/{database}?sslmode=disable",
]
"""A server that is not who it should be, or wants what the URL forbids."""


TRY = """
import asyncio, json, os, sys
import asyncpg, httpx2
from structlog.testing import capture_logs
from {package}.config import ConfigurationError, load_settings
from {package}.main import create_app

async def tried(url, shows, maintenance):
    os.environ["{variable}"] = url
    try:
        settings = load_settings()
    except ConfigurationError as error:
        return dict(refused=str(error))
    app = create_app(settings)
    with capture_logs() as log:
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
                ready = (await client.get("/ready")).status_code
                body = dict(email="ada@example.com", full_name="Ada Lovelace")
                made = (await client.post("/users", json=body)).status_code
            server = await asyncpg.connect(maintenance)
            shown = await server.fetchval(shows)
            await server.close()
    return dict(ready=ready, made=made, shown=shown, log=str(log))

async def outcome(case):
    try:
        return await tried(**case)
    except Exception as error:
        return dict(raised=repr(error))

async def main():
    return [await outcome(case) for case in json.load(sys.stdin)]

results = asyncio.run(main())
print(json.dumps(results))
"""


@pytest.fixture(scope="module")
def outcomes(project: Project, server: Postgres) -> dict[str, Any]:
    """What came of each URL: all are tried in one process, each with a database of its own."""
    holes = {"user": USER, "quoted": QUOTED, "port": server.port, "closed": free_port(), "folder": server.folder}
    urls = [*(case.url for case in WORK), *WORK_OR_ARE_NAMED, *ARE_NAMED, *DO_NOT_CONNECT]
    shows = {case.url: case.shows for case in WORK}
    databases = [f"of_{number}" for number in range(len(urls))]
    statements = [f"CREATE DATABASE {name}; GRANT ALL ON DATABASE {name} TO {USER}, tls_only" for name in databases]
    for statement in "; ".join(statements).split("; "):
        execute(server.url, statement)
    cases = [
        {
            "url": url.format(**holes, database=database),
            "shows": shows.get(url, SESSIONS).format(database=database),
            "maintenance": server.url,
        }
        for url, database in zip(urls, databases, strict=True)
    ]
    code = TRY.format(package=project.package, variable=VARIABLE)
    environment = project.settings(database_timeout=2, health_timeout=2)
    done = project.run("-c", code, environment=environment, given=json.dumps(cases))
    assert done.returncode == 0, done.stderr
    assert not any(secret in done.stdout + done.stderr for secret in (PASSWORD, QUOTED))
    found = json.loads(done.stdout.splitlines()[-1])
    return dict(zip(urls, found, strict=True))


def works(outcome: dict[str, Any]) -> bool:
    return (outcome.get("ready"), outcome.get("made"), outcome.get("shown")) == (200, 201, True)


@pytest.mark.parametrize("case", WORK, ids=str)
def test_works(outcomes: dict[str, Any], case: Case) -> None:
    assert works(outcomes[case.url]), outcomes[case.url]


@pytest.mark.parametrize(("url", "word"), WORK_OR_ARE_NAMED.items(), ids=WORK_OR_ARE_NAMED.values())
def test_works_or_is_named(outcomes: dict[str, Any], url: str, word: str) -> None:
    if not works(outcomes[url]):
        assert_named(outcomes[url], word)


@pytest.mark.parametrize(("url", "word"), ARE_NAMED.items(), ids=ARE_NAMED.values())
def test_is_named(outcomes: dict[str, Any], url: str, word: str) -> None:
    assert_named(outcomes[url], word)


def assert_named(outcome: dict[str, Any], word: str) -> None:
    assert outcome.keys() == {"refused"}, outcome
    assert outcome["refused"].startswith(f"{VARIABLE}: ")
    assert word in outcome["refused"]


@pytest.mark.parametrize("url", DO_NOT_CONNECT, ids=["no root", "no such root", "another name", "encryption refused"])
def test_never_connects(outcomes: dict[str, Any], url: str) -> None:
    """It says why, at start or in the log; and no request gets through."""
    outcome = outcomes[url]
    assert "refused" in outcome or (outcome["ready"], outcome["made"], outcome["shown"]) == (503, 503, False), outcome
    assert re.search("certificate|sslrootcert|no encryption|SSL off", str(outcome)), outcome


def test_command_says_what_is_wrong(project: Project, server: Postgres) -> None:
    url = f"{server.url}?sslmode=always"
    done = project.run("-m", project.package, "migrate", environment=project.settings(database_url=url))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"{VARIABLE}: " in done.stderr
    assert "sslmode" in done.stderr

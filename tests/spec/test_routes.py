"""URL paths of the service that the spec gives: no two the same, none where an entity is."""

from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from scaffold.spec import check
from scaffold.tusk import parse
from tests.spec.conftest import Checker, findings

Found = tuple[int, int, str, list[int]]
"""Line, column and message of an error, and the lines that it refers to."""

CASES: dict[str, tuple[str, list[Found]]] = {
    "the path of the entity that every service has": (
        '[health_checks]\nendpoint: "/users"',
        [(2, 11, "health_checks.endpoint: /users belongs to the entity user", [])],
    ),
    "below it": (
        '[health_checks]\nendpoint: "/users/all"',
        [(2, 11, "health_checks.endpoint: /users/all lies below /users, which belongs to the entity user", [])],
    ),
    "the path of an entity": (
        '[models]\norder:\n  a: "int"\n[health_checks]\nreadiness: "/orders/"',
        [
            (
                5,
                12,
                "health_checks.readiness: /orders/ lies below /orders, which belongs to the entity order",
                [2],
            )
        ],
    ),
    "another route": (
        '[health_checks]\nliveness: "/up"\nreadiness: "/up"',
        [(2, 11, "health_checks.liveness and health_checks.readiness are both /up", [3])],
    ),
    "the default of another route": (
        '[health_checks]\nliveness: "/ready"',
        [(2, 11, "health_checks.liveness and health_checks.readiness are both /ready", [])],
    ),
    "a plural that is a route's default": (
        '[models]\nuser:\n  a: "int"\n[model_plurals]\nuser: "live"',
        [(5, 7, "health_checks.liveness: /live belongs to the entity user", [])],
    ),
    "the plural of the entity that every service has": (
        '[service_config]\nport: 80\n[model_plurals]\nuser: "ready"',
        [(4, 7, "health_checks.readiness: /ready belongs to the entity user", [])],
    ),
    "three the same": (
        '[health_checks]\nendpoint: "/up"\nliveness: "/up"\nreadiness: "/up"',
        [
            (3, 11, "health_checks.liveness and health_checks.endpoint are both /up", [2]),
            (4, 12, "health_checks.readiness and health_checks.endpoint are both /up", [2]),
        ],
    ),
    "a path that only begins like an entity's": ('[health_checks]\nendpoint: "/users-health"', []),
    "a page of the API": (
        '[health_checks]\nendpoint: "/docs"',
        [(2, 11, "health_checks.endpoint: /docs belongs to the page that lets people try the API", [])],
    ),
    "below another page of the API": (
        '[health_checks]\nliveness: "/redoc/live"',
        [
            (
                2,
                11,
                "health_checks.liveness: /redoc/live lies below /redoc, which belongs to the description of the API",
                [],
            )
        ],
    ),
    "a path that only begins like a page's": ('[health_checks]\nendpoint: "/docs-health"', []),
    "another case": ('[health_checks]\nendpoint: "/Users"', []),
    "each the other's default": ('[health_checks]\nliveness: "/ready"\nreadiness: "/live"', []),
    "the route of a feature that is not generated yet": ('[health_checks]\nliveness: "/metrics"', []),
}


@pytest.mark.parametrize("case", CASES)
def test_routes(case: str, checked: Checker) -> None:
    text, expected = CASES[case]
    errors = [diagnostic for diagnostic in checked(text).diagnostics if diagnostic.severity == "error"]
    assert {error.code for error in errors} <= {"S061"}
    found = [
        (error.location.line, error.location.column, error.message, [place.line for place in error.related])
        for error in errors
    ]
    assert sorted(found) == sorted(expected)


def test_a_route_of_the_command_line(checked: Checker) -> None:
    (error,) = checked("", overrides={"health_checks.endpoint": "/users"}).diagnostics
    assert (error.code, error.location.source) == ("S061", "--set health_checks.endpoint")


PACK = """
name = "service"
title = "Service"
doc = "A service."
entity_routes = ["/v1/{{entity_name}}", "/admin/{{ entity_plural }}"]
fixed_routes = { "/about" = "the page about us" }
[sections.paths]
doc = "Paths."
[sections.paths.keys.one]
type = "path"
route = true
also = ["first"]
doc = "A path."
[sections.paths.keys.inner]
type = "map"
doc = "More paths."
[sections.paths.keys.inner.keys.two]
type = "path"
route = true
default = "/two"
doc = "A path."
[sections.models]
doc = "Entities."
values = { type = "map", items = { type = "string" } }
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[paths]\none: "/two"', ["2:6 paths.inner.two and paths.one are both /two"]),
        ('[paths]\nfirst: "/two"', ["2:8 paths.inner.two and paths.one are both /two"]),
        ('[paths]\none: "/v1/user/x"', ["2:6 paths.one: /v1/user/x lies below /v1/user, which belongs to"]),
        ('[paths]\ninner:\n  two: "/admin/users"', ["3:8 paths.inner.two: /admin/users belongs to the entity user"]),
        ('[paths]\none: "/about"', ["2:6 paths.one: /about belongs to the page about us"]),
        ('[paths]\none: "/users"', []),
        ("", []),
    ],
)
def test_the_manifests_say_where_routes_are(
    text: str, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "pack" / "service").mkdir(parents=True)
    (tmp_path / "pack" / "service" / "feature.toml").write_text(PACK)
    for _ in ("read", "from the cache"):
        spec = check(parse(text), load_catalog([tmp_path / "pack"]), name="user-service")
        found = [
            f"{each.location.line}:{each.location.column} {each.message}"
            for each in spec.diagnostics
            if each.severity == "error"
        ]
        assert len(found) == len(expected), found
        assert all(message.startswith(start) for message, start in zip(found, expected, strict=True))


GATEWAY = '[service_patterns]\napi_gateway: true\n[api_gateway]\nservice_name: "edge"\n'


@pytest.mark.parametrize(
    ("routes", "error"),
    [
        ('one: "/api/a/*"\ntwo: "/api/a/*"', "7:6 S061 gateway_routes.two and gateway_routes.one are both /api/a/*"),
        (
            'one: "/docs/*"',
            (
                "6:6 S061 gateway_routes.one: /docs/* lies below /docs, "
                "which belongs to the page that lets people try the API"
            ),
        ),
        ("", "5:1 S012 [gateway_routes] must have an entry"),
    ],
    ids=["claimed twice", "the gateway's own", "none"],
)
def test_routes_of_a_gateway(routes: str, error: str) -> None:
    spec = check(parse(f"{GATEWAY}[gateway_routes]\n{routes}"), load_catalog(), name="edge")
    assert findings(spec, "error") == [error]


@pytest.mark.parametrize("path", ["/a//b", "/a/../b", "/a/./b", "/a/*/b", "/a*", "/{id}", "/a;b", "/a/", "/%41", "/"])
def test_route_that_is_no_plain_path_is_refused(path: str) -> None:
    spec = check(parse(f'{GATEWAY}[gateway_routes]\none: "{path}"'), load_catalog(), name="edge")
    assert [each.code for each in spec.diagnostics if each.severity == "error"] == ["S006"]

"""From folders of manifests to a catalogue."""

from pathlib import Path

import pytest

from scaffold.catalog import CatalogError, builtin_root, load_catalog
from tests.catalog.conftest import Pack

BASE = """
name = "service"
title = "Service"
doc = "What every service has."

[sections.service_config]
doc = "Where it listens."
[sections.service_config.keys.port]
type = "port"
default = 8000
doc = "The port."
"""


def manifest(name: str, rest: str = "") -> str:
    return f'name = "{name}"\ntitle = "The {name}"\ndoc = "One paragraph."\n{rest}'


def refused(root: Path) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        load_catalog([root])
    return [
        f"{d.code} {Path(d.location.source).parent.name}:{d.location.line} {d.message}"
        for d in caught.value.diagnostics
    ]


def test_reads_features_sections_and_listings(pack: Pack) -> None:
    root = pack(
        {
            "service/feature.toml": BASE,
            "service/files/src/{{ service.package }}/main.py.jinja": "x",
            "service/files/README.md.jinja": "x",
            "service/files/__pycache__/old.pyc": "x",
            "features/cache/feature.toml": manifest(
                "cache",
                """
                when = "service_config.cached"
                needs = ["service"]
                enable = { "service_config.cached" = true }
                [dependencies]
                fields.email = ["redis"]
                run = ["redis[hiredis]"]
                [sections.service_config.keys.cached]
                type = "bool"
                default = false
                doc = "Whether to cache."
                [[settings]]
                name = "redis_url"
                annotation = "SecretStr"
                env = "REDIS_URL"
                doc = "Where Redis is."
                secret = true
                [ownership]
                "tests/**" = "seeded"
                [[moves]]
                since = "0.2"
                from = "files/src/old.py.jinja"
                to = "files/src/cache.py.jinja"
                """,
            ),
            "features/cache/slots/lifespan.jinja": "x",
            "features/cache/files/src/cache.py.jinja": "x",
            "tested.toml": 'redis = ">=8.1,<8.2"\n',
            "requirements.lock": "redis==8.1.0 \\\n    --hash=sha256:00\nanyio==4.0\n",
        }
    )
    catalog = load_catalog([root])
    assert list(catalog.features) == ["service", "cache"]
    assert catalog.features["service"].files == ("README.md.jinja", "src/{{ service.package }}/main.py.jinja")
    cache = catalog.features["cache"]
    assert (cache.files, cache.slots) == (("src/cache.py.jinja",), ("lifespan",))
    assert cache.when == "service_config.cached"
    assert cache.enable == {"service_config.cached": True}
    assert cache.dependencies.run == ("redis[hiredis]",)
    assert cache.dependencies.fields == {"email": ("redis",)}
    assert cache.settings[0].env == "REDIS_URL"
    assert cache.settings[0].secret
    assert cache.ownership == {"tests/**": "seeded"}
    assert (cache.moves[0].source, cache.moves[0].target) == ("files/src/old.py.jinja", "files/src/cache.py.jinja")
    assert not cache.trusted
    section = catalog.sections["service_config"]
    assert list(section.keys) == ["port", "cached"]
    assert section.keys["cached"].feature == "cache"
    assert section.feature == "service"
    assert catalog.tested == {"redis": ">=8.1,<8.2"}
    assert set(catalog.reserved) == {"redis", "anyio"}


def test_a_feature_stands_after_what_it_needs_whatever_its_name(pack: Pack) -> None:
    root = pack(
        {
            "service/feature.toml": BASE,
            "features/alpha/feature.toml": manifest("alpha", 'needs = ["zeta"]'),
            "features/beta/feature.toml": manifest("beta"),
            "features/zeta/feature.toml": manifest("zeta", 'needs = ["service"]'),
        }
    )
    assert list(load_catalog([root]).features) == ["service", "zeta", "alpha", "beta"]


def test_a_planned_feature_makes_its_keys_planned(pack: Pack) -> None:
    keys = '[sections.x]\ndoc = "All about x."\n[sections.x.keys.m]\ntype = "map"\ndoc = "A map."\n'
    inner = '[sections.x.keys.m.keys.n]\ntype = "int"\ndoc = "A number."\n'
    root = pack({"features/x/feature.toml": manifest("x", f'status = "planned"\n{keys}{inner}')})
    section = load_catalog([root]).sections["x"]
    assert section.status == "planned"
    assert section.keys["m"].keys["n"].status == "planned"


def test_several_packs_make_one_catalogue(pack: Pack, tmp_path: Path) -> None:
    first = pack({"service/feature.toml": BASE})
    other = tmp_path / "house"
    (other / "features" / "style").mkdir(parents=True)
    (other / "features" / "style" / "feature.toml").write_text(manifest("style", 'needs = ["service"]'))
    assert list(load_catalog([first, other]).features) == ["service", "style"]


KEY = '[sections.{0}.keys.{1}]\ntype = "{2}"\ndoc = "A key."\n{3}\n'
SECTION = '[sections.{0}]\ndoc = "A section."\n'

FAULTS = {
    "not TOML": ({"features/x/feature.toml": "name = "}, ["F002 x:1 is not TOML: Invalid value"]),
    "unknown key": (
        {"features/x/feature.toml": manifest("x", 'color = "red"')},
        ["F003 x:4 unknown key `color`"],
    ),
    "missing key": (
        {"features/x/feature.toml": 'name = "x"\ntitle = "The x"\n'},
        ["F003 x:1 `doc`: field required"],
    ),
    "unknown type": (
        {"features/x/feature.toml": manifest("x", SECTION.format("a") + KEY.format("a", "b", "colour", ""))},
        ["F003 x:7 `sections.a.keys.b.type`"],
    ),
    "no manifest": ({"features/x/readme.md": "x"}, ["F001 x:1 there is no such file"]),
    "another name than its folder": (
        {"features/x/feature.toml": manifest("y")},
        ["F004 x:1 `name` is y, its folder is x"],
    ),
    "needs and excludes that are not there": (
        {"features/x/feature.toml": manifest("x", 'needs = ["y"]\nexcludes = ["z"]')},
        ["F006 x:4 `needs` names y, which no pack has", "F006 x:5 `excludes` names z, which no pack has"],
    ),
    "what it does without is not there": (
        {"features/x/feature.toml": manifest("x", 'without.features = ["y"]')},
        ["F006 x:4 `without.features` names y, which no pack has"],
    ),
    "a circle": (
        {
            "features/x/feature.toml": manifest("x", 'needs = ["y"]'),
            "features/y/feature.toml": manifest("y", 'needs = ["x"]'),
        },
        ["F007 x:4 features need each other: x -> y -> x"],
    ),
    "one key from two features": (
        {
            "features/x/feature.toml": manifest("x", SECTION.format("a") + KEY.format("a", "b", "int", "")),
            "features/y/feature.toml": manifest("y", KEY.format("a", "b", "int", "")),
        },
        ["F008 y:4 the key a.b belongs to the feature x already"],
    ),
    "one name for two keys": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "int", "") + KEY.format("a", "c", "int", 'also = ["b"]')
            )
        },
        ["F008 x:10 a.b names both b and c"],
    ),
    "a section that two features describe": (
        {
            "features/x/feature.toml": manifest("x", SECTION.format("a")),
            "features/y/feature.toml": manifest("y", SECTION.format("a")),
        },
        ["F009 y:4 both x and y give [a] its doc"],
    ),
    "a section that no feature describes": (
        {"features/x/feature.toml": manifest("x", KEY.format("a", "b", "int", ""))},
        ["F009 x:4 no feature gives [a] its doc"],
    ),
    "a `when` that is no expression": (
        {"features/x/feature.toml": manifest("x", 'when = "a.b +"')},
        ["F010 x:4 `when`: not an expression: invalid syntax"],
    ),
    "a `when` over what is not there": (
        {"features/x/feature.toml": manifest("x", 'when = "a.b == 1"')},
        ["F010 x:4 `when` reads a.b, which no feature defines"],
    ),
    "a switch that is not there": (
        {"features/x/feature.toml": manifest("x", 'enable = { "a.b" = 1 }')},
        ["F011 x:4 `enable` sets a.b, which no feature defines"],
    ),
    "a link to what is not there": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "int", 'same_as = "c.d"')
            )
        },
        ["F011 x:6 `same_as` names c.d, which no feature defines"],
    ),
    "a default that is no choice": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "choice", 'choices = ["p"]\ndefault = "q"')
            )
        },
        ["F012 x:6 the default q is not a choice"],
    ),
    "a switch without a value that it always has": (
        {"features/x/feature.toml": manifest("x", SECTION.format("a") + KEY.format("a", "b", "bool", "always='So.'"))},
        ["F012 x:6 only a bool with a default is `always` so"],
    ),
    "a list without items": (
        {"features/x/feature.toml": manifest("x", SECTION.format("a") + KEY.format("a", "b", "list", ""))},
        ["F012 x:6 a list needs `items`"],
    ),
    "choices of what is no choice": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "int", 'choices = ["p"]')
            )
        },
        ["F012 x:6 `choices` and the type choice go together"],
    ),
    "planned and alias that are no choice": (
        {
            "features/x/feature.toml": manifest(
                "x",
                SECTION.format("a")
                + KEY.format("a", "b", "choice", 'choices = ["p"]\nplanned = ["q"]\naliases = { r = "s", p = "p" }'),
            )
        },
        [
            "F012 x:6 q in `planned` is not a choice",
            "F012 x:6 the alias r stands for s, which is not a choice",
            "F012 x:6 p is both a choice and an alias",
        ],
    ),
    "a pattern that is none": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "string", "pattern = '['")
            )
        },
        ["F012 x:6 `pattern` is not a regular expression"],
    ),
    "a route that is no path": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "string", "route = true")
            )
        },
        ["F012 x:6 only a path is a `route`"],
    ),
    "entity routes that are no paths": (
        {"features/x/feature.toml": manifest("x", 'entity_routes = ["{{entity_path}}"]')},
        ["F003 x:4 `entity_routes.0`: string should match pattern"],
    ),
    "a fixed route that is no path": (
        {"features/x/feature.toml": manifest("x", 'fixed_routes = { docs = "pages" }')},
        ["F003 x:4 `fixed_routes.docs.[key]`: string should match pattern"],
    ),
    "required, with a default": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "int", "required = true\ndefault = 1")
            )
        },
        ["F012 x:6 a required key has no default"],
    ),
    "a fault deep in a map": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "map", 'items = { type = "list" }')
            )
        },
        ["F012 x:6 a list needs `items`"],
    ),
    "names of what is no map": (
        {"features/x/feature.toml": manifest("x", SECTION.format("a") + KEY.format("a", "b", "int", "names = 'a+'"))},
        ["F012 x:6 `names`, `entity_names` and `makes` are of a map with `items`, or of a section with `values`"],
    ),
    "reserved names of a map that has any": (
        {
            "features/x/feature.toml": manifest(
                "x",
                SECTION.format("a") + "values = { type = 'map', items = { type = 'int' }, reserved = { why = ['b'] } }",
            )
        },
        ["F012 x:6 only the type fields, and a map with `names`, has `reserved` names"],
    ),
    "things that are made of no entries": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "int", "makes.thing = ['{{entry}}']")
            )
        },
        ["F012 x:6 `names`, `entity_names` and `makes` are of a map with `items`, or of a section with `values`"],
    ),
    "names of a section without values": (
        {"features/x/feature.toml": manifest("x", SECTION.format("a") + "entity_names = ['{{entity_name}}_x']")},
        ["F012 x:4 `names`, `entity_names` and `makes` are of a map with `items`, or of a section with `values`"],
    ),
    "names that are no pattern": (
        {
            "features/x/feature.toml": manifest(
                "x",
                SECTION.format("a") + "names = '['\nvalues = { type = 'map', items = { type = 'int' }, names = '(' }",
            )
        },
        ["F012 x:4 `names` is not a regular expression", "F012 x:7 `names` is not a regular expression"],
    ),
    "names that a stranger's pack may not have": (
        {"features/x/feature.toml": manifest("x", SECTION.format("a") + "names = '(?=a)a'\nvalues = { type = 'int' }")},
        ["F012 x:4 `names` is none that a pack may have which is not trusted"],
    ),
    "a name of entities without the entity's": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + "entity_names = ['x']\nvalues = { type = 'int' }"
            )
        },
        ["F003 x:6 `sections.a.entity_names.0`: string should match pattern"],
    ),
    "reserved names of what has no fields": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "map", 'reserved = { "It is taken" = ["x"] }')
            )
        },
        ["F012 x:6 only the type fields, and a map with `names`, has `reserved` names"],
    ),
    "fields that may be a reference": (
        {
            "features/x/feature.toml": manifest(
                "x", SECTION.format("a") + KEY.format("a", "b", "fields", 'reference = "env"')
            )
        },
        ["F012 x:6 fields are no `reference`"],
    ),
    "what is stored without its texts": (
        {"features/x/feature.toml": manifest("x", "stored = 2"), "features/x/stored/1/upgrade.jinja": ""},
        [
            "F017 x:4 there is no stored/1/downgrade.jinja, and version 2 of what it stores needs it",
            "F017 x:4 there is no stored/2/upgrade.jinja",
            "F017 x:4 there is no stored/2/downgrade.jinja",
        ],
    ),
    "texts of what is not stored": (
        {
            "features/x/feature.toml": manifest("x", "stored = 1"),
            "features/x/stored/1/upgrade.jinja": "",
            "features/x/stored/1/downgrade.jinja": "",
            "features/x/stored/1/other.jinja": "",
            "features/x/stored/2/upgrade.jinja": "",
            "features/y/feature.toml": manifest("y"),
            "features/y/stored/upgrade.jinja": "",
        },
        [
            "F017 1:1 belongs to no version of what the feature stores, of which there is one",
            "F017 2:1 belongs to no version of what the feature stores",
            "F017 stored:1 belongs to no version of what the feature stores, of which there is none",
        ],
    ),
    "what another kind of store lacks": (
        {
            "features/x/feature.toml": manifest("x", "stored = 2"),
            **{
                f"features/x/stored/{text}.jinja": ""
                for text in (
                    "1/upgrade",
                    "1/downgrade",
                    "2/upgrade",
                    "2/downgrade",
                    "2/lake/upgrade",
                    "2/lake/downgrade",
                )
            },
        },
        [
            "F017 x:4 there is no stored/1/lake/upgrade.jinja, and version 2 of what it stores needs it",
            "F017 x:4 there is no stored/1/lake/downgrade.jinja",
        ],
    ),
    "a version that is none": (
        {"features/x/feature.toml": manifest("x", "stored = 0")},
        ["F003 x:4 `stored`: input should be greater than or equal to 1"],
    ),
    "tested versions that are no TOML": ({"tested.toml": "x"}, ["F002"]),
    "a tested version that is no text": ({"tested.toml": "x = 1"}, ["F003"]),
    "a dependency that nobody tested": (
        {"features/x/feature.toml": manifest("x", '[dependencies]\nrun = ["redis[hiredis]"]')},
        ["F013 x:4 redis[hiredis] has no tested range"],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_refuses(case: str, pack: Pack) -> None:
    files, expected = FAULTS[case]
    found = refused(pack(files))
    assert len(found) == len(expected), found
    for message, start in zip(found, expected, strict=True):
        assert message.startswith(start), message


def test_shows_every_fault_at_once(pack: Pack) -> None:
    root = pack({"features/x/feature.toml": "=", "features/y/feature.toml": manifest("z")})
    assert [message[:4] for message in refused(root)] == ["F002", "F004"]


def test_refuses_two_features_of_one_name(pack: Pack) -> None:
    root = pack({"service/feature.toml": BASE, "features/service/feature.toml": manifest("service")})
    with pytest.raises(CatalogError, match=r"F005.*already defined in"):
        load_catalog([root])


def test_refuses_links(pack: Pack, tmp_path: Path) -> None:
    root = pack({"features/x/feature.toml": manifest("x"), "features/x/files/a.txt": "a"})
    (tmp_path / "secret.txt").write_text("s")
    (root / "features/x/files/link.txt").symlink_to(tmp_path / "secret.txt")
    assert [message[:4] for message in refused(root)] == ["F014"]


def test_refuses_a_root_that_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"F001.*is not a folder of templates"):
        load_catalog([tmp_path / "nothing"])


def test_an_error_shows_file_line_and_hint(pack: Pack) -> None:
    root = pack({"features/x/feature.toml": manifest("x", "status = 3\ncolour = 1")})
    with pytest.raises(CatalogError) as caught:
        load_catalog([root])
    text = "\n".join(diagnostic.to_text() for diagnostic in caught.value.diagnostics)
    assert f"{root}/features/x/feature.toml:5:1: error[F003]: unknown key `colour`" in text
    assert "colour = 1" in text
    assert "hint: known keys: name, title, doc" in text


def test_the_built_in_templates_load() -> None:
    catalog = load_catalog()
    assert next(iter(catalog.features)) == "service"
    assert catalog.roots == (builtin_root(),)
    assert all(feature.trusted for feature in catalog.features.values())
    assert all(section.doc for section in catalog.sections.values())

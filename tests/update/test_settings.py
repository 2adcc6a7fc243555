"""What an update says to those who run the service: variables of the environment that it no longer reads as before."""

import json

import pytest

from tests.update.workshop import Workshop, spec_text, write_pack

SETTING = """
[[settings]]
name = "{name}"
annotation = "str"
default = '{default}'
env = "{env}"
doc = "A setting."
{more}
"""

SETTINGS = "".join(
    SETTING.format(name=name, default=default, env=env, more=more)
    for name, default, env, more in (
        ("port", "{{ spec.service_config.port }}", "{{ service.package | upper }}_PORT", ""),
        ("database", '"{{ service.package }}"', "DATABASE", ""),
        ("token", '"{{ service.package }}"', "TOKEN", "secret = true"),
        ("level", '"info"', "LEVEL", ""),
    )
)

KEEP = "to keep the old one, set it, or write it in the spec"

EXTRA = """\
name = "extra"
title = "Extra"
doc = "More."
when = "extra.on"
needs = ["service"]
enable = { "extra.on" = true }

[sections.extra]
doc = "More."
[sections.extra.keys.on]
type = "bool"
default = false
doc = "Whether there is more."
"""


@pytest.fixture
def made(shop: Workshop) -> Workshop:
    more = {"features/extra/feature.toml": EXTRA + SETTING.format(name="more", default='"x"', env="MORE", more="")}
    shop.release(write_pack(shop.folder / "pack", {}, SETTINGS, more))
    shop.new("git", spec_text(more="[extra]\non: true\n\n[service_config]\nport: 8001\n\n"))
    return shop


def rewrite(shop: Workshop, old: str, new: str) -> None:
    spec = shop.project / "service.tusk"
    assert old in spec.read_text()
    spec.write_text(spec.read_text().replace(old, new))


def test_a_new_name_of_the_service(made: Workshop) -> None:
    rewrite(made, "thing-service", "item-service")
    told = made.scaffold("update", "--dry-run")
    assert told.out.partition("note: ")[2].splitlines()[:5] == [
        "the service reads other variables of its environment, wherever it runs",
        "  THING_SERVICE_PORT is ITEM_SERVICE_PORT",
        f'  DATABASE: the default is "item_service", and was "thing_service"; {KEEP}',
        f"  TOKEN: the default is another; {KEEP}",
        "",
    ]
    assert json.loads(made.scaffold("update", "--json").out)["settings"] == [
        {"was": "THING_SERVICE_PORT", "now": "ITEM_SERVICE_PORT", "other_default": False, "defaults": None},
        {
            "was": "DATABASE",
            "now": "DATABASE",
            "other_default": True,
            "defaults": ['"thing_service"', '"item_service"'],
        },
        {"was": "TOKEN", "now": "TOKEN", "other_default": True, "defaults": None},
    ]
    assert json.loads(made.scaffold("update", "--json").out)["settings"] == []


def test_a_feature_that_goes(made: Workshop) -> None:
    told = made.scaffold("remove", "extra")
    assert told.code == 0
    assert "  MORE is read no more\n" in told.out


def test_what_the_user_changes_is_known(made: Workshop) -> None:
    rewrite(made, "8001", "8002")
    assert "note:" not in made.scaffold("update").out

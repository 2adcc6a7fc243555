"""Files, slots, entities, contexts: what `render` makes of a pack."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.catalog.model import Without
from scaffold.render import RenderedTree, RenderError, render
from scaffold.spec.fields import read_field
from tests.render.packs import Dependencies, Feature, Setting, catalog, entity, feature, spec

MAIN = """\
{% filter imports %}
import os
from fastapi import FastAPI
{{ slot("imports") }}
{% endfilter %}


def create_app() -> FastAPI:
    app = FastAPI(title="{{ service.title }}")
    {{ slot("setup") }}
    return app
"""


def text(tree: RenderedTree, path: str) -> str:
    return tree.files[path].content.decode()


@pytest.fixture
def base(tmp_path: Path) -> Feature:
    return feature(
        tmp_path,
        "service",
        {
            "files/{{ service.package }}/main.py.jinja": MAIN,
            "files/README.md": "plain {{ braces }}\n",
        },
    )


def test_a_file_is_rendered_and_another_is_copied(base: Feature) -> None:
    tree = render(spec("service"), catalog(base))
    assert list(tree.files) == ["README.md", "user_service/main.py"]
    assert text(tree, "README.md") == "plain {{ braces }}\n"
    assert text(tree, "user_service/main.py") == (
        "import os\n\nfrom fastapi import FastAPI\n\n\n"
        'def create_app() -> FastAPI:\n    app = FastAPI(title="User Service")\n    return app\n'
    )


def test_feature_does_without_files_of_others_and_has_its_own_instead(tmp_path: Path, base: Feature) -> None:
    proxy = feature(
        tmp_path,
        "proxy",
        {"files/{{ service.package }}/main.py": "own = 1\n"},
        without=Without(files=("README.*", "{{ service.package }}/*.py")),
    )
    tree = render(spec("service", "proxy"), catalog(base, proxy))
    assert {path: text(tree, path) for path in tree.files} == {"user_service/main.py": "own = 1\n"}
    assert list(render(spec("service"), catalog(base, proxy)).files) == ["README.md", "user_service/main.py"]


def test_slots_are_filled_in_feature_order_at_the_column_where_they_stand(tmp_path: Path, base: Feature) -> None:
    first = feature(
        tmp_path,
        "redis",
        {
            "files/{{ service.package }}/cache.py": "",
            "slots/imports.jinja": "from user_service.cache import Cache\nfrom fastapi import Depends\n",
            "slots/setup.jinja": "if True:\n    app.cache = Cache()\n\n",
        },
    )
    second = feature(tmp_path, "logs", {"slots/setup.jinja": "app.logs = 1"})
    tree = render(spec("logs", "service", "redis"), catalog(base, first, second))
    assert text(tree, "user_service/main.py") == (
        "import os\n\nfrom fastapi import Depends, FastAPI\n\nfrom user_service.cache import Cache\n\n\n"
        'def create_app() -> FastAPI:\n    app = FastAPI(title="User Service")\n'
        "    if True:\n        app.cache = Cache()\n\n    app.logs = 1\n    return app\n"
    )
    assert tree.files["user_service/main.py"].origin.slots == (
        ("imports", "redis"),
        ("setup", "redis"),
        ("setup", "logs"),
    )


def test_a_feature_that_is_off_adds_nothing(tmp_path: Path, base: Feature) -> None:
    off = feature(tmp_path, "off", {"slots/setup.jinja": "boom()", "files/off.py": "", "prepare.py": "1/0"})
    tree = render(spec("service"), catalog(base, off))
    assert list(tree.files) == ["README.md", "user_service/main.py"]
    assert "boom" not in text(tree, "user_service/main.py")


@pytest.mark.parametrize(
    ("template", "slots", "expected"),
    [
        ("a\n{{ slot('x') }}\nb\n", [], "a\nb\n"),
        ("a\n  {{ slot('x') }}\nb\n", ["  \n\n"], "a\nb\n"),
        ("a = [{{ slot('x') }}]\n", [], "a = []\n"),
        ("a = [{{ slot('x') }}]\n", ["1,\n"], "a = [1,]\n"),
        ("ab {{ slot('x') }} c\n", ["1\n2\n"], "ab 1\n   2 c\n"),
        ("{% if slot('x') %}\nx:\n  {{ slot('x') }}\n{% endif %}\nend\n", [], "end\n"),
        ("{% if slot('x') %}\nx:\n  {{ slot('x') }}\n{% endif %}\nend\n", ["y"], "x:\n  y\nend\n"),
        ("x:\n  {{ slot('x') }}", ["y"], "x:\n  y\n"),
        ("x:\n  {{ slot('x') }}\n", ["y\n", "\nz\n"], "x:\n  y\n\n  z\n"),
        ("x {{ slot('x')|upper }}\n", ["y"], "x Y\n\n"),
        ("\t{{ slot('x') }}\n", ["y\n\tz\n"], "\ty\n\t\tz\n"),
    ],
)
def test_slots(tmp_path: Path, template: str, slots: list[str], expected: str) -> None:
    base = feature(tmp_path, "service", {"files/f.jinja": template})
    others = [feature(tmp_path, f"f{n}", {"slots/x.jinja": slot}) for n, slot in enumerate(slots)]
    tree = render(spec("service", *(f.name for f in others)), catalog(base, *others))
    assert text(tree, "f") == expected


def test_a_slot_may_open_a_slot_but_not_itself(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", {"files/f.jinja": "a:\n  {{ slot('x') }}\n"})
    outer = feature(tmp_path, "outer", {"slots/x.jinja": "b:\n  {{ slot('y') }}\n"})
    inner = feature(tmp_path, "inner", {"slots/y.jinja": "c\n"})
    tree = render(spec("service", "outer", "inner"), catalog(base, outer, inner))
    assert text(tree, "f") == "a:\n  b:\n    c\n"
    loop = feature(tmp_path, "loop", {"slots/y.jinja": "\n{{ slot('x') }}\n"})
    with pytest.raises(RenderError, match=r"feature 'loop', slots/y.jinja, line 2: slot 'x' is opened inside itself"):
        render(spec("service", "outer", "loop"), catalog(base, outer, loop))


def test_a_path_that_mentions_entity_makes_a_file_per_entity(tmp_path: Path) -> None:
    base = feature(
        tmp_path,
        "service",
        {
            "files/models/{{ entity.name }}.py.jinja": "class {{ entity.class_name }}:\n    {{ slot('body') }}\n",
            "files/all.jinja": "{% for entity in entities %}\n{{ entity.name }}\n{% endfor %}\n",
            "files/{{ entities | length }}.txt": "",
        },
    )
    more = feature(tmp_path, "more", {"slots/body.jinja": "name = '{{ entity.plural }}'\n"})
    tree = render(spec("service", "more", entities=(entity("user"), entity("team"))), catalog(base, more))
    assert list(tree.files) == ["2.txt", "all", "models/team.py", "models/user.py"]
    assert text(tree, "models/user.py") == "class User:\n    name = 'users'\n"
    assert tree.files["models/user.py"].origin.entity == "user"
    assert tree.files["all"].origin.entity is None
    assert text(tree, "all") == "user\nteam\n"
    assert list(render(spec("service", "more"), catalog(base, more)).files) == ["0.txt", "all"]


def test_a_name_that_renders_to_nothing_makes_no_file(tmp_path: Path) -> None:
    path = "files/{% if spec.a.b %}yes{% endif %}/f"
    base = feature(tmp_path, "service", {path: "x"})
    assert list(render(spec("service", values={"a": {"b": True}}), catalog(base)).files) == ["yes/f"]
    assert list(render(spec("service", values={"a": {"b": False}}), catalog(base)).files) == []


def test_prepared_names(tmp_path: Path) -> None:
    base = feature(
        tmp_path,
        "service",
        {
            "prepare.py": (
                "from dataclasses import dataclass\n"
                "@dataclass\nclass P:\n    port: 'int'\n"
                "def prepare(spec):\n    return {'place': P(spec.values['a']['port'] + 1)}\n"
            ),
            "files/f.jinja": "{{ place.port }}\n",
            "files/g.jinja": "{{ service.name }}\n",
        },
        when="b.c == 'd.e' and not x.y",
    )
    tree = render(spec("service", values={"a": {"port": 8080, "other": 1}}), catalog(base))
    assert text(tree, "f") == "8081\n"
    assert tree.files["f"].origin.keys == ("a.port", "b.c", "x.y")
    assert tree.files["g"].origin.keys == ("b.c", "service_template.name", "x.y")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def prepare(spec):\n    return {'spec': 1}\n", "prepare.py: the name 'spec' is taken: every template has it"),
        ("def prepare(spec):\n    return {'entity': 1}\n", "the name 'entity' is taken: every template has it already"),
        ("def prepare(spec):\n    return {'mine': 1}\n", "the name 'mine' is taken: feature 'service' prepares it too"),
        (
            "def prepare(spec):\n    return []\n",
            "must return a dict of names to values, or yield pairs, not list",
        ),
        ("def prepare(spec):\n    return {'a': {1, 2}}\n", "'a' is a set, whose order differs from run to run"),
        ("def prepare(spec):\n\n    return spec.values['x']\n", "feature 'second', prepare.py, line 3: KeyError: 'x'"),
        ("def prepare(spec:\n", "prepare.py, line 1: '(' was never closed"),
        ("x = 1\n", "has no function prepare"),
        ("import nothing_like_this\n", "prepare.py, line 1: ModuleNotFoundError"),
    ],
)
def test_a_bad_prepare_is_an_error(tmp_path: Path, source: str, message: str) -> None:
    base = feature(tmp_path, "service", {"prepare.py": "def prepare(spec):\n    return {'mine': 0}\n"})
    second = feature(tmp_path, "second", {"prepare.py": source})
    with pytest.raises(RenderError) as caught:
        render(spec("service", "second"), catalog(base, second))
    assert message in str(caught.value)


def test_a_pack_without_trust_runs_no_code_and_is_sandboxed(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    base = feature(
        tmp_path,
        "pack",
        {"prepare.py": f"open({str(marker)!r}, 'w')\ndef prepare(spec): return {{}}\n", "files/f.jinja": "fine\n"},
        trusted=False,
    )
    assert text(render(spec("pack"), catalog(base)), "f") == "fine\n"
    assert not marker.exists()
    bad = feature(tmp_path, "pack", {"files/f.jinja": "ok\n{{ service.__class__.__mro__ }}\n"}, trusted=False)
    with pytest.raises(RenderError, match=r"feature 'pack', files/f.jinja, line 2: access to attribute '__class__'"):
        render(spec("pack"), catalog(bad))


def test_dependencies_have_their_tested_range_and_the_first_group(tmp_path: Path) -> None:
    base = feature(
        tmp_path,
        "service",
        {
            "files/f.jinja": "{% for r in dependencies.run %}\n{{ r }}\n{% endfor %}\n--\n"
            "{% for r in dependencies.test %}\n{{ r }}\n{% endfor %}\n"
        },
        dependencies=Dependencies(run=("uvicorn", "fastapi"), test=("fastapi", "pytest")),
    )
    more = feature(tmp_path, "more", {}, dependencies=Dependencies(run=("uvicorn[standard]",)))
    tested = {"uvicorn": ">=0.5,<0.6", "fastapi": ">=0.1,<0.2", "pytest": ">=9,<10"}
    tree = render(spec("service", "more"), catalog(base, more, tested=tested))
    assert text(tree, "f") == "fastapi>=0.1,<0.2\nuvicorn[standard]>=0.5,<0.6\n--\npytest>=9,<10\n"
    del tested["pytest"]
    with pytest.raises(RenderError, match=r"feature 'service', feature.toml: dependency 'pytest' has no tested range"):
        render(spec("service"), catalog(base, tested=tested))


@pytest.mark.parametrize("kind", ["email", "list(email)"])
def test_what_a_type_of_field_needs_comes_with_a_field_of_it(tmp_path: Path, kind: str) -> None:
    listed = "{% for r in dependencies.run %}\n{{ r }}\n{% endfor %}\n"
    wanted = Dependencies(run=("pydantic",), fields={"email": ("email-validator",)})
    base = feature(tmp_path, "service", {"files/f.jinja": listed}, dependencies=wanted)
    found = catalog(base, tested={"pydantic": ">=2", "email-validator": ">=2.4"})
    with_one = (entity("user")._replace(fields=(read_field("x", kind),)),)
    assert text(render(spec("service", entities=with_one), found), "f") == "email-validator>=2.4\npydantic>=2\n"
    assert text(render(spec("service"), found), "f") == "pydantic>=2\n"


def test_settings_are_those_of_active_features_with_their_texts_rendered(tmp_path: Path) -> None:
    url = Setting("url", "str", "Where.", "{{ service.package | upper }}_URL", default='"{{ spec.a.url }}"')
    base = feature(
        tmp_path,
        "service",
        {"files/f.jinja": "{% for s in settings %}\n{{ s.env }}={{ s.default }}\n{% endfor %}\n"},
        settings=(url, Setting("none", "int", "", "NONE")),
    )
    off = feature(tmp_path, "off", {}, settings=(Setting("off", "int", "", "OFF"),))
    other = feature(tmp_path, "other", {}, settings=(Setting("url", "int", "", "URL"),))
    values = {"a": {"url": "http://x"}}
    tree = render(spec("service", values=values), catalog(base, off))
    assert text(tree, "f") == 'USER_SERVICE_URL="http://x"\nNONE=None\n'
    with pytest.raises(RenderError, match=r"feature 'other', feature.toml: setting 'url' differs"):
        render(spec("service", "other", values=values), catalog(base, other))


def test_setting_for_each_of_what_a_feature_prepares(tmp_path: Path) -> None:
    each = Setting("{{ peer.key }}_url", "str", "Of {{ peer.name }}.", "{{ peer.key | upper }}_URL", each="peer")
    code = "def prepare(spec):\n    yield 'each_peer', {k: {'key': k, 'name': k * 2} for k in spec.values['a']}\n"
    listed = "{% for s in settings %}\n{{ s.name }} {{ s.env }} {{ s.doc }}\n{% endfor %}\n"
    base = feature(tmp_path, "service", {"files/f.jinja": listed, "prepare.py": code}, settings=(each,))
    tree = render(spec("service", values={"a": {"x": 1, "y": 2}}), catalog(base))
    assert text(tree, "f") == "x_url X_URL Of xx.\ny_url Y_URL Of yy.\n"
    assert text(render(spec("service", values={"a": {}}), catalog(base)), "f") == ""


def test_templates_share_macros_by_feature_and_path(tmp_path: Path) -> None:
    base = feature(
        tmp_path,
        "service",
        {
            "files/f.jinja": "{% from 'service/macros/m.jinja' import m %}\n{{ m(spec.a.b) }}\n",
            "files/g.jinja": "{% include 'service/../secret' %}",
            "macros/m.jinja": "{% macro m(x) %}<{{ x }}>{% endmacro %}",
        },
    )
    (tmp_path / "secret").write_text("s")
    with pytest.raises(RenderError, match=r"files/g.jinja, line 1: no template 'service/../secret'"):
        render(spec("service", values={"a": {"b": 1}}), catalog(base))
    (base.root / "macros/link").symlink_to(tmp_path / "secret")
    (base.root / "files/g.jinja").write_text("{% include 'service/macros/link' %}")
    with pytest.raises(RenderError, match=r"files/g.jinja, line 1: no template 'service/macros/link'"):
        render(spec("service", values={"a": {"b": 1}}), catalog(base))
    (base.root / "files/g.jinja").write_text("")
    tree = render(spec("service", values={"a": {"b": 1}}), catalog(base))
    assert text(tree, "f") == "<1>\n"
    assert tree.files["f"].origin.keys == ("a.b",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a\n{{ nothing }}\n", "feature 'service', files/f.jinja, line 2: 'nothing' is undefined"),
        (
            "a\n\n{{ spec.a.nothing }}\n",
            "feature 'service', files/f.jinja, line 3: 'dict object' has no attribute 'nothing'",
        ),
        ("{% if %}", "feature 'service', files/f.jinja, line 1: Expected an expression, got 'end of statement block'"),
        ("\n\n{{ 1 / 0 }}", "feature 'service', files/f.jinja, line 3: ZeroDivisionError: division by zero"),
        ("{% filter imports %}\nx = 1\n{% endfilter %}", "files/f.jinja, line 1: only import statements may stand"),
        (b"\xff", "feature 'service', files/f.jinja: not UTF-8 text: bad byte at offset 0"),
        ("{{ '\\ud800' }}", "feature 'service', files/f.jinja: the result is not Unicode text"),
        ("{{ lock(['run']) }}", "files/f.jinja, line 1: LockError: no requirements.lock beside the features"),
    ],
)
def test_an_error_names_feature_template_and_line(tmp_path: Path, content: str, message: str) -> None:
    base = feature(tmp_path, "service", {"files/f.jinja": content})
    for _ in ("cold", "warm"):
        with pytest.raises(RenderError) as caught:
            render(spec("service", values={"a": {}}), catalog(base))
        assert message in str(caught.value)


def test_an_error_in_a_slot_names_the_slot(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", {"files/f.jinja": "\n\n{{ slot('x') }}"})
    other = feature(tmp_path, "other", {"slots/x.jinja": "a\n{{ nothing }}\n"})
    with pytest.raises(
        RenderError, match=r"^feature 'other', slots/x.jinja, line 2: 'nothing' is undefined$"
    ) as caught:
        render(spec("service", "other"), catalog(base, other))
    assert caught.value.to_json() == [
        {
            "feature": "other",
            "template": "slots/x.jinja",
            "line": 2,
            "severity": "error",
            "message": "'nothing' is undefined",
            "hint": None,
        }
    ]


def test_two_features_cannot_write_one_path(tmp_path: Path) -> None:
    a = feature(tmp_path, "a", {"files/x/f": ""})
    b = feature(tmp_path, "b", {"files/{{ 'x' }}/f": ""})
    with pytest.raises(RenderError, match=r"feature 'b'.*: x/f is written by feature 'a' too"):
        render(spec("a", "b"), catalog(a, b))


def test_modes_and_ownership(tmp_path: Path) -> None:
    base = feature(
        tmp_path,
        "service",
        {
            "files/script/run": "#!/bin/sh\n",
            "files/script/made.jinja": "#!/usr/bin/env {{ service.name }}\n",
            "files/tests/unit/deep/test_x.py": "",
            "files/tests/conftest.py": "",
            "files/docs/a.md": "",
        },
        ownership={"tests/unit/**": "seeded", "**/*.md": "derived", "tests/**": "derived"},
    )
    tree = render(spec("service"), catalog(base))
    assert {path: (file.mode, file.ownership) for path, file in tree.files.items()} == {
        "docs/a.md": (0o644, "derived"),
        "script/made": (0o755, "merged"),
        "script/run": (0o755, "merged"),
        "tests/conftest.py": (0o644, "derived"),
        "tests/unit/deep/test_x.py": (0o644, "seeded"),
    }


def test_a_value_that_is_yielded_has_the_keys_that_it_was_made_from(tmp_path: Path) -> None:
    code = (
        "def prepare(spec):\n"
        "    yield 'one', spec.values['a']['b']\n"
        "    yield 'two', spec.values['c']['d']\n"
        "    yield 'three', 3\n"
    )
    pack = feature(
        tmp_path,
        "x",
        {
            "prepare.py": code,
            "files/f.jinja": "{{ one }}",
            "files/g.jinja": "{{ two }}",
            "files/h.jinja": "{{ three }}",
        },
    )
    tree = render(spec("x", values={"a": {"b": 1}, "c": {"d": 2}}), catalog(pack))

    assert {path: (file.content, file.origin.keys) for path, file in tree.files.items()} == {
        "f": (b"1", ("a.b",)),
        "g": (b"2", ("c.d",)),
        "h": (b"3", ()),
    }


def test_origin_has_the_spec_keys_of_a_path_that_several_files_share(tmp_path: Path) -> None:
    folder = "{% if spec.a.b %}d{% endif %}"
    base = feature(
        tmp_path,
        "service",
        {
            f"files/{folder}/one.jinja": "",
            f"files/{folder}/plain": "{{ copied as it is }}",
            f"files/{folder}/two.jinja": "{{ spec.c.d }}",
            f"files/{folder}/{{{{ entity.name }}}}.jinja": "",
            "files/other.jinja": "",
        },
        ownership={folder: "seeded"},
    )
    values: dict[str, dict[str, object]] = {"a": {"b": True}, "c": {"d": 1}}
    described = spec("service", values=values, entities=(entity("user"), entity("team")))
    tree = render(described, catalog(base))
    assert {path: file.origin.keys for path, file in tree.files.items()} == {
        "d/one": ("a.b",),
        "d/plain": ("a.b",),
        "d/team": ("a.b", "models"),
        "d/two": ("a.b", "c.d"),
        "d/user": ("a.b", "models"),
        "other": (),
    }


def test_origin_has_the_spec_keys_that_template_and_slots_read(tmp_path: Path) -> None:
    base = feature(
        tmp_path,
        "service",
        {
            "files/f.jinja": "{{ spec.a.b }}{{ spec['c']['d'] }}{{ spec.e[spec.f.g] }}\n{{ slot('x') }}\n"
            "{% for k, v in spec.h.items() %}{% endfor %}"
        },
    )
    more = feature(tmp_path, "more", {"slots/x.jinja": "{{ spec.i.j.k }}\n"}, when="m.n")
    values: dict[str, dict[str, object]] = {
        "a": {"b": 1},
        "c": {"d": 1},
        "e": {"z": 1},
        "f": {"g": "z"},
        "h": {},
        "i": {"j": {"k": 1}},
    }
    origin = render(spec("service", "more", values=values), catalog(base, more)).files["f"].origin
    assert origin.keys == ("a.b", "c.d", "e", "f.g", "h", "i.j", "m.n")
    assert (origin.feature, origin.template) == ("service", "files/f.jinja")


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    program = (
        "import sys, hashlib; from pathlib import Path; from tests.render.packs import *;"
        "from scaffold.render import render;"
        "r = Path(sys.argv[1]);"
        "f = [feature(r, n, {'files/' + n + '.jinja': '{{ features }}{{ spec }}{{ dependencies.run }}'}, "
        "dependencies=Dependencies(run=('b', 'a', n))) for n in ('z', 'y', 'x')];"
        "t = render(spec('x', 'y', 'z', values={'a': {'b': 1}}), catalog(*f, tested=dict.fromkeys('abxyz', '>1')));"
        "print([(p, x.content, x.origin) for p, x in t.files.items()])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1

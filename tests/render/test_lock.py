"""The part of a lock that a service needs."""

from pathlib import Path

import pytest

from scaffold.render import RenderError, render
from scaffold.render.lock import LockError, closure
from tests.render.packs import Dependencies, catalog, feature, spec

LOCK = """\
# This file was made by a tool
--no-binary something
anyio==4.6.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
    # via
    #   httpx
    #   starlette
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:ba
    # via pytest
fastapi==0.1 \\
    --hash=sha256:ca
    # via -r tested
httpx==0.2 \\
    --hash=sha256:da
    # via
    #   -r tested
    #   pytest
idna==3.0 ; python_full_version < '3.12' \\
    --hash=sha256:ea
    # via anyio
idna==3.1 ; python_full_version >= '3.12' \\
    --hash=sha256:eb
    # via anyio
loop-a==1 \\
    --hash=sha256:fa
    # via loop-b
loop-b==1 \\
    --hash=sha256:fb
    # via
    #   loop-a
    #   starlette
Pydantic_Core==2 \\
    --hash=sha256:ga
    # via fastapi
pytest==9.0 \\
    --hash=sha256:ha
    # via -r tested
starlette==1.0 \\
    --hash=sha256:ia
    # via fastapi
"""


def names(text: str) -> list[str]:
    return [line.partition("==")[0] for line in text.splitlines() if "==" in line and not line.startswith(" ")]


@pytest.mark.parametrize(
    ("direct", "expected"),
    [
        ([], []),
        (["colorama"], ["colorama"]),
        (["httpx"], ["anyio", "httpx", "idna", "idna"]),
        (["FastAPI"], ["anyio", "fastapi", "idna", "idna", "loop-a", "loop-b", "Pydantic_Core", "starlette"]),
        (["pydantic.core"], ["Pydantic_Core"]),
        (["pytest"], ["anyio", "colorama", "httpx", "idna", "idna", "pytest"]),
    ],
)
def test_closure(direct: list[str], expected: list[str]) -> None:
    assert names(closure([LOCK], direct, "me (pyproject.toml)")) == expected


def test_notes_name_only_what_is_there() -> None:
    assert closure([LOCK], ["httpx"], "me (pyproject.toml)") == (
        "anyio==4.6.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\n    # via httpx\n"
        "httpx==0.2 \\\n    --hash=sha256:da\n    # via me (pyproject.toml)\n"
        "idna==3.0 ; python_full_version < '3.12' \\\n    --hash=sha256:ea\n    # via anyio\n"
        "idna==3.1 ; python_full_version >= '3.12' \\\n    --hash=sha256:eb\n    # via anyio\n"
    )
    assert "    # via\n    #   pytest\n    #   me\n" in closure([LOCK], ["httpx", "pytest"], "me")


@pytest.mark.parametrize(
    ("lock", "direct", "message"),
    [
        (LOCK, ["zeta", "httpx", "alpha"], "not in requirements.lock: alpha, zeta"),
        ("something else\n", [], "not a pinned requirement: 'something else'"),
        ("fastapi>=1\n", [], "not a pinned requirement: 'fastapi>=1'"),
    ],
)
def test_refused(lock: str, direct: list[str], message: str) -> None:
    with pytest.raises(LockError) as caught:
        closure([lock], direct, "me")
    assert str(caught.value) == message


def test_templates_write_a_lock(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text(LOCK)
    base = feature(
        tmp_path,
        "service",
        {"files/run.jinja": "{{ lock(['run']) }}", "files/all.jinja": "# all\n{{ lock(['run', 'test']) }}"},
        dependencies=Dependencies(run=("httpx[http2]",), test=("pytest", "httpx")),
    )
    known = catalog(base, tested={"httpx": ">=0.2", "pytest": ">=9"}, root=tmp_path)
    tree = render(spec("service"), known)
    assert names(tree.files["run"].content.decode()) == ["anyio", "httpx", "idna", "idna"]
    assert "user-service (pyproject.toml)" in tree.files["run"].content.decode()
    assert tree.files["all"].content.startswith(b"# all\nanyio==4.6.0 \\\n")
    (base.root / "files/run.jinja").write_text("{{ lock(['prod']) }}")
    with pytest.raises(RenderError, match=r"files/run.jinja, line 1: .*no group of dependencies 'prod'"):
        render(spec("service"), known)


def test_the_lock_of_a_later_pack_comes_first_and_loses_no_need() -> None:
    house = (
        "anyio==5.0 \\\n    --hash=sha256:zz\n    # via house\nhouse==1 \\\n    --hash=sha256:yy\n    # via -r house\n"
    )
    text = closure([LOCK, house], ["starlette", "house"], "shop")
    assert names(text) == ["anyio", "house", "idna", "idna", "loop-a", "loop-b", "starlette"]
    assert "anyio==5.0" in text
    assert "anyio==4.6.0" not in text
    assert "    # via\n    #   house\n    #   starlette\n" in text

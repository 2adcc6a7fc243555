"""The imports filter, beside ruff itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.render.imports import ImportsError, project_modules, sort_imports

CASES = {
    "sections": """
import httpx
import os
from user_service import main
from . import here
from __future__ import annotations
""",
    "plain before from": """
from os import path
import sys
from abc import ABC
import abc
""",
    "one statement a module": """
from a import b
from a import c
from a import b, d
""",
    "commas": "import sys, os, httpx",
    "kinds of names": "from a import z, B, CONSTANT, a, Class, X, _private, A1, HTTPError, __dunder__, aB, Ab, AB",
    "one letter": "from a import b, A, T, a, TT",
    "case": "from a import Zeta, alpha, Beta, beta, ALPHA, Alpha",
    "modules in any case": """
import Zlib
import abc
import yaml
import Yaml
import PIL
import pip
""",
    "numbers": """
from a import x10, x9, x1, x01, x1a
import lib10
import lib9
import lib1
""",
    "underscores": """
import a_b
import ab
import a.b
import a
import aB
import _a
import a1
""",
    "dotted": """
from user_service.models.user import User
from user_service.models import Base
from user_service import a
""",
    "aliases": """
import numpy as np
import numpy
import a as b
import a as c
import a
""",
    "names with as": """
from a import b as c
from a import d
from a import b
from a import a as z, e
""",
    "as the same": "from a import b as b, c as d, e",
    "star": """
from a import *
from a import b
from b import *
""",
    "relative": """
from .a import b
from . import c
from .. import d
from ..x import e
from ...y import f
from .B import g
""",
    "duplicates": """
import os
import os
from a import b
from a import b
""",
    "wraps": """
from a_module_with_a_long_name import a_first_name_that_is_long, a_second_name_that_is_long, third
""",
    "exactly as wide": """
from a_module_with_a_long_name_ import a_first_name_that_is_long, a_second_name_that_is_long
""",
    "one too wide": """
from a_module_with_a_long_name__ import a_first_name_that_is_long, a_second_name_that_is_long
""",
    "one name too wide": """
from a_module_with_a_long_name_that_goes_on import a_first_name_that_is_long_and_goes_on_too_far
""",
    "magic comma": """
from a import (
    c,
    b,
)
from d import (e, f)
""",
    "magic comma once": """
from a import (
    c,
)
from a import b
""",
    "comment above": """
# why sys
import sys
import os
# why a
# indeed
from a import b
""",
    "comment beside": """
import sys  # noqa: F401
import os
from a import b  # noqa: F401
from c import d
""",
    "comments beside merged": """
from a import b  # one
from a import c  # two
""",
    "comment beside several": "from a import c, b  # why",
    "comments beside names": """
from a import (
    c,  # one
    b,
)
from a import d  # four
from e import (  # e
    f,
    g
)
""",
    "comment beside one in brackets": """
from a import (
    c  # one
)
""",
    "comment beside an alias": """
from a import b as c  # one
from a import d
""",
    "comment in the middle": """
import os
# why sys
import sys
# why a
# indeed
import a
""",
    "words and wide": """
from a_module_with_a_long_name import a_first_name_that_is_long, a_second_name_lo  # because
""",
    "words and one name": """
from a_module_with_a_long_name import a_first_name_that_is_long_and_good_to_be_long  # because so
""",
    "zeros": """
import x0
import x00
import x01
import x10
import x001
import x1
import x0a
import xa
""",
    "comment and wide": """
from a_module_with_a_long_name import a_first_name_that_is_long, a_second_name_lo  # noqa: F401
""",
    "folders of the project": """
import tests.x
import user_service.models
import user_service.absent
import src.x
from migrations import env
import pytest
from noxfile import y
""",
    "standard library": """
import tomllib
import asyncio
import zoneinfo
import distutils
import compression
import _thread
""",
    "blank lines": """
import sys


import os
""",
    "everything": """
from collections.abc import AsyncIterator
from fastapi import FastAPI, Depends
import structlog
from contextlib import asynccontextmanager
from typing import Annotated, Any
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    create_async_engine,
)
from user_service.config import Settings
import asyncio
from starlette.requests import Request
from user_service.handlers import users, health
import sqlalchemy as sa
""",
}
FILES = (
    "user_service/models/user.py",
    "user_service/config.py",
    "user_service/handlers/x.txt",
    "migrations/x",
    "noxfile.py",
)
FIRST_PARTY = tuple(project_modules(FILES))


def ruff(code: str, root: Path, line_length: int) -> str:
    """Sort with ruff, in a project where the names of FIRST_PARTY are found as they are in a service."""
    for file in FILES:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).touch()
    (root / "pyproject.toml").write_text(f'[tool.ruff]\nline-length = {line_length}\ntarget-version = "py311"\n')
    (root / "x.py").write_text(code)
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "I", "--fix", "--quiet", "x.py"]
    subprocess.run(command, cwd=root, check=True)
    return (root / "x.py").read_text()


@pytest.mark.parametrize("line_length", [88, 120])
@pytest.mark.parametrize("name", CASES)
def test_the_same_as_ruff(name: str, line_length: int, tmp_path: Path) -> None:
    code = CASES[name].strip("\n") + "\n"
    assert sort_imports(code, FIRST_PARTY, line_length) == ruff(code, tmp_path, line_length)


@pytest.mark.parametrize("name", CASES)
def test_sorting_again_changes_nothing(name: str) -> None:
    once = sort_imports(CASES[name], FIRST_PARTY)
    assert sort_imports(once, FIRST_PARTY) == once


def test_an_indented_block_is_the_same_as_ruff(tmp_path: Path) -> None:
    code = "    from typing import Any\n    import os\n    from user_service import a\n"
    head = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n"
    assert head + sort_imports(code, FIRST_PARTY) == ruff(head + code, tmp_path, 88)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import os\nx = 1\n", 2),
        ("import\n", 1),
        ("from a import\n", 1),
        ("from a import (b,\n", 1),
        ("from import b\n", 1),
        ("import a b\n", 1),
        ("\n\nimportant\n", 3),
    ],
)
def test_what_is_no_import_is_refused(text: str, line: int) -> None:
    with pytest.raises(ImportsError, match="only import statements may stand in an imports filter") as caught:
        sort_imports(text)
    assert caught.value.line == line


def test_nothing_stays_nothing() -> None:
    assert sort_imports("\n  \n") == ""

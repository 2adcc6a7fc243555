"""Names that could mean something else in generated code: in Python, in SQL, in libraries, in the code itself."""

import ast
import builtins
import json
import keyword
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from scaffold.catalog import Catalog
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import load
from templates.service.prepare.words import RESERVED
from tests.generated.services import ENVIRONMENT, EXAMPLES

LIBRARIES = """
import json
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo
from sqlalchemy import Column, MetaData, Table, types
from sqlalchemy.dialects.postgresql import base as postgresql
from sqlalchemy.dialects.sqlite import base as sqlite
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session, registry
from sqlalchemy.sql.compiler import RESERVED_WORDS

attributes = {
    kind.__name__: dir(kind)
    for kind in (
        BaseModel, Column, DeclarativeBase, FastAPI, FieldInfo, MappedAsDataclass, MetaData, Request, Response,
        RootModel, Session, Table, registry, type(Table.c), type,
    )
    if isinstance(kind, type)
}
words = {
    "sql": RESERVED_WORDS,
    "postgresql": postgresql.RESERVED_WORDS,
    "sqlite": sqlite.SQLiteIdentifierPreparer.reserved_words,
    "types": dir(types),
}
print(json.dumps({name: sorted(found) for name, found in {**attributes, **words}.items()}))
"""
"""Prints what the libraries of a service call their own."""

SYSTEM_COLUMNS = frozenset({"cmax", "cmin", "ctid", "oid", "rowid", "tableoid", "xmax", "xmin"})
"""Columns that PostgreSQL and SQLite give every table; no library lists them."""


def name_pool(catalog: Catalog) -> tuple[str, ...]:
    """Collect the names: from Python, from the libraries, and from what the templates make of the largest example."""
    words = {*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *RESERVED, *SYSTEM_COLUMNS}
    words.update(*_of_libraries().values())
    spec = check(load(EXAMPLES / "full.tusk"), catalog)
    for path, file in render(spec, catalog).files.items():
        if path.endswith(".py"):
            words.update(names_in(file.content.decode()))
            words.update(Path(path).parts, [Path(path).stem])
    return tuple(sorted(set(_snake_cased(words))))


def names_in(code: str) -> Iterator[str]:
    """Give every identifier of a module: what it binds, reads, passes by keyword and asks of others."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=alias):
                yield from (alias or name).split(".")


def _of_libraries() -> dict[str, list[str]]:
    done = subprocess.run([ENVIRONMENT / "python", "-c", LIBRARIES], capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def _snake_cased(words: Iterable[str]) -> Iterator[str]:
    """Write each word as a spec may have it; those that cannot be are left out."""
    for word in words:
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", word).lower().strip("_")
        if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", snake):
            yield snake

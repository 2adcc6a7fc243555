"""Imports that the templates give up, and what a person wrote still needs."""

import pytest

from scaffold.merge.contents import ContentMerge, merge_contents
from scaffold.merge.model import Labels
from scaffold.merge.used_imports import with_used_imports

PATH = "src/own/handlers/user.py"
BASE = """\
\"\"\"Requests.\"\"\"

from fastapi import Query

from own.requests import Body, Key, Service, path
from own.user import User


def create(service: Service, new: User, body: Body) -> Query:
    return service.create(new, Key, path)
"""
YOURS = BASE + "\n\ndef names(service: Service) -> list[str]:\n    return service.names()\n"
NEW = (
    BASE.replace("Service, path", "path")
    .replace("service: Service", "bus: Bus")
    .replace("service.create(", "bus.send(")
    .replace("from own.requests", "from own.buses import Bus\nfrom own.requests")
)


def merged(base: str, yours: str, new: str) -> ContentMerge:
    return merge_contents(PATH, base.encode(), yours.encode(), new.encode(), Labels("yours", "template"))


def test_what_lines_of_yours_need_stays() -> None:
    result = merged(BASE, YOURS, NEW)
    assert result.conflict is None
    expected = NEW.replace("Body, Key, path", "Body, Key, Service, path") + YOURS.removeprefix(BASE)
    assert result.content.decode() == expected


def test_the_next_update_leaves_it_and_the_one_back_has_it_once() -> None:
    first = merged(BASE, YOURS, NEW).content.decode()
    newer = NEW.replace('"""Requests."""', '"""Requests about users."""')
    assert merged(NEW, first, newer).content.decode() == first.replace('"""Requests."""', '"""Requests about users."""')
    assert merged(NEW, first, BASE).content.decode() == YOURS


def test_a_whole_statement_stays() -> None:
    base = BASE.replace("Service, path\n", "path\nfrom own.services import Service\n")
    result = merged(base, base + YOURS.removeprefix(BASE), NEW)
    expected = NEW.replace("from own.user", "from own.services import Service\nfrom own.user")
    assert result.content.decode() == expected + YOURS.removeprefix(BASE)


@pytest.mark.parametrize(
    ("yours", "new"),
    [
        (BASE + "\nX = 1\n", NEW),
        (YOURS, NEW.replace("import Bus\n", "import Bus, Service\n")),
        (YOURS, NEW + "\n\nclass Service:\n    pass\n"),
        (YOURS, NEW + "\nService = Bus\n"),
        (YOURS.replace(", Service", ""), NEW),
        (YOURS, NEW.replace("Body, Key", "Key, Body")),
        (YOURS, "X = 1\n"),
        (YOURS, NEW + "if\n"),
    ],
    ids=["not used", "imported anew", "defined", "assigned", "not imported", "not sorted", "no imports", "no Python"],
)
def test_the_rest_is_as_the_templates_write_it(yours: str, new: str) -> None:
    assert with_used_imports(PATH, BASE.encode(), yours.encode(), new.encode()) == new.encode()


def test_other_files_are_left_alone() -> None:
    assert with_used_imports("notes.md", BASE.encode(), YOURS.encode(), NEW.encode()) == NEW.encode()

"""Python: imports, registrations, definitions and elements with changes of both sides."""

import pytest

from tests.merge.structure.cases import Case, case, check, edited

MODULE = '''\
"""A module."""

import asyncio
import sys

import structlog
from fastapi import FastAPI, Request  # the framework

from shop.handlers import health, team, user
from shop.models.user import User

NAME = "shop"

log = structlog.get_logger(__name__)


def create() -> FastAPI:
    """Build it."""
    app = FastAPI(
        title="Shop",
        version="1",
    )
    # Who comes first is asked first.
    app.include_router(user.router)
    app.include_router(team.router)
    return app


class Service:
    """Rules."""

    limit = 10

    def get(self, key: int) -> User:
        """Return one."""
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    @property
    def size(self) -> int:
        return self._size

    @size.setter
    def size(self, size: int) -> None:
        self._size = size


def main() -> None:
    asyncio.run(serve(sys.argv))
'''

LITERALS = """\
SETTINGS = {
    "a": 1,
    "b": [
        "x",
    ],
}
NAMES = ["one", "two"]
__all__ = ["ZED", "Alpha", "beta"]
ROUTES = (
    Route("/a", a),
    Route("/b", b),
)
"""

GET = '''\
    def get(self, key: int) -> User:
        """Return one."""
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

'''

MERGED = [
    case(
        "names of one import",
        base=MODULE,
        yours=edited(
            MODULE, ("health, team, user", "health, order, team, user"), ("FastAPI, Request", "FastAPI, Path, Request")
        ),
        new=edited(MODULE, ("health, team, user", "health, invoice, user")),
        merged=edited(
            MODULE,
            ("health, team, user", "health, invoice, order, user"),
            ("FastAPI, Request", "FastAPI, Path, Request"),
        ),
    ),
    case(
        "names of one import and new imports",
        base=MODULE,
        yours=edited(
            MODULE, ("health, team, user", "health, order, team, user"), ("import sys\n", "import json\nimport sys\n")
        ),
        new=edited(
            MODULE,
            ("health, team, user", "health, invoice, team, user"),
            ("import sys\n", "import signal\nimport sys\n"),
            ("from shop.models.user", "from shop.models.invoice import Invoice  # new\nfrom shop.models.user"),
        ),
        merged=edited(
            MODULE,
            ("health, team, user", "health, invoice, order, team, user"),
            ("import sys\n", "import json\nimport signal\nimport sys\n"),
            ("from shop.models.user", "from shop.models.invoice import Invoice  # new\nfrom shop.models.user"),
        ),
    ),
    case(
        "a line of names that grows too long",
        base=MODULE + "# " + "x" * 86 + "\n",
        yours=edited(MODULE, ("health, team, user", "health, order_and_much_more_text, team, user"))
        + "# "
        + "x" * 86
        + "\n",
        new=edited(MODULE, ("health, team, user", "health, invoice_and_letter, team, user")) + "# " + "x" * 86 + "\n",
        merged=edited(
            MODULE,
            (
                "import health, team, user\n",
                (
                    "import (\n    health,\n    invoice_and_letter,\n    order_and_much_more_text,\n"
                    "    team,\n    user,\n)\n"
                ),
            ),
        )
        + "# "
        + "x" * 86
        + "\n",
    ),
    case(
        "a section that both began",
        base='"""M."""\n\nimport sys\n\nprint(sys)\n',
        yours='"""M."""\n\nimport sys\n\nimport orjson\n\nprint(sys, orjson)\n',
        new='"""M."""\n\nimport sys\n\nimport httpx\n\nprint(sys)\n',
        merged='"""M."""\n\nimport sys\n\nimport httpx\nimport orjson\n\nprint(sys, orjson)\n',
    ),
    case(
        "imports that are not sorted",
        base="import b\nimport a\n\nprint(a, b)\n",
        yours="import b\nimport z\nimport a\n\nprint(a, b)\n",
        new="import b\nimport c\nimport a\n\nprint(a, b)\n",
        merged="import b\nimport z\nimport c\nimport a\n\nprint(a, b)\n",
    ),
    case(
        "routers",
        base=MODULE,
        yours=edited(MODULE, ("(team.router)\n", '(team.router)\n    app.include_router(order.router, prefix="/o")\n')),
        new=edited(MODULE, ("(team.router)\n", "(team.router)\n    # Since 2.\n    app.add_middleware(Gzip)\n")),
        merged=edited(
            MODULE,
            (
                "(team.router)\n",
                (
                    '(team.router)\n    app.include_router(order.router, prefix="/o")\n'
                    "    # Since 2.\n    app.add_middleware(Gzip)\n"
                ),
            ),
        ),
    ),
    case(
        "arguments of a call in a function",
        base=MODULE,
        yours=edited(MODULE, ('version="1",\n', 'version="1",\n        docs_url=None,  # closed\n')),
        new=edited(MODULE, ('version="1",\n', 'version="2",\n        summary="x",\n')),
        merged=edited(
            MODULE, ('version="1",\n', 'version="2",\n        docs_url=None,  # closed\n        summary="x",\n')
        ),
    ),
    case(
        "functions at one place",
        base=MODULE,
        yours=edited(MODULE, ("def main", "def mine() -> None:\n    pass\n\n\ndef main")),
        new=edited(MODULE, ("def main", "# Theirs.\nasync def theirs() -> None:\n    pass\n\n\ndef main")),
        merged=edited(
            MODULE,
            (
                "def main",
                "def mine() -> None:\n    pass\n\n\n# Theirs.\nasync def theirs() -> None:\n    pass\n\n\ndef main",
            ),
        ),
    ),
    case(
        "functions at the end",
        base=MODULE,
        yours=MODULE + "\n\ndef mine() -> None:\n    pass\n",
        new=MODULE + "\n\n@cache\ndef theirs() -> None:\n    pass\n",
        merged=MODULE + "\n\ndef mine() -> None:\n    pass\n\n\n@cache\ndef theirs() -> None:\n    pass\n",
    ),
    case(
        "methods, attributes and constants at one place",
        base=MODULE,
        yours=edited(
            MODULE,
            ("    @property", "    def mine(self) -> int:\n        return 1\n\n    @property"),
            ("limit = 10\n", "limit = 10\n    mine_limit = 20\n"),
            ('NAME = "shop"\n', 'NAME = "shop"\nMINE = 1\n'),
        ),
        new=edited(
            MODULE,
            ("    @property", "    def theirs(self) -> int:\n        return 2\n\n    @property"),
            ("limit = 10\n", "limit = 15\n    their_limit: int = 30\n"),
            ('NAME = "shop"\n', 'NAME = "shop"\nTHEIRS = 2\n'),
        ),
        merged=edited(
            MODULE,
            (
                "    @property",
                (
                    "    def mine(self) -> int:\n        return 1\n\n"
                    "    def theirs(self) -> int:\n        return 2\n\n    @property"
                ),
            ),
            ("limit = 10\n", "limit = 15\n    mine_limit = 20\n    their_limit: int = 30\n"),
            ('NAME = "shop"\n', 'NAME = "shop"\nMINE = 1\nTHEIRS = 2\n'),
        ),
    ),
    case(
        "a method moved and edited",
        base=MODULE,
        yours=edited(MODULE, (GET, ""), ("        self._size = size\n", "        self._size = size\n\n" + GET[:-1])),
        new=edited(MODULE, ("raise KeyError(key)", "raise LookupError(key)"), ("Return one.", "Return one, or fail.")),
        merged=edited(
            MODULE,
            (GET, ""),
            (
                "        self._size = size\n",
                "        self._size = size\n\n"
                + GET[:-1].replace("KeyError", "LookupError").replace("one.", "one, or fail."),
            ),
        ),
    ),
    case(
        "different lines of one function, and imports",
        base=MODULE,
        yours=edited(MODULE, ("self.find(key)", "self.look(key)"), ("import sys", "import json\nimport sys")),
        new=edited(
            MODULE, ("        return found", "        return found.copy()"), ("import sys", "import os\nimport sys")
        ),
        merged=edited(
            MODULE,
            ("self.find(key)", "self.look(key)"),
            ("        return found", "        return found.copy()"),
            ("import sys", "import json\nimport os\nimport sys"),
        ),
    ),
    case(
        "a setter and a property",
        base=MODULE,
        yours=edited(MODULE, ("return self._size", "return int(self._size)")),
        new=edited(
            MODULE, ("self._size = size", "self._size = max(size, 0)"), ("\n    @size.setter", "    @size.setter")
        ),
        merged=edited(
            MODULE,
            ("return self._size", "return int(self._size)"),
            ("self._size = size", "self._size = max(size, 0)"),
            ("\n    @size.setter", "    @size.setter"),
        ),
    ),
    case(
        "elements of lists and dicts",
        base=LITERALS,
        yours=edited(
            LITERALS,
            ('"a": 1,\n', '"a": 1,\n    "mine": 2,\n'),
            ('"x",\n', '"x",\n        "y",\n'),
            ('"two"', '"two", "three"'),
            ('"Alpha"', '"Alpha", "Mine"'),
            ("b),\n", 'b),\n    Route("/mine", mine),\n'),
        ),
        new=edited(
            LITERALS,
            ('"a": 1,\n', '"a": 0,\n    "theirs": {3: (4, 5)},\n'),
            ('"x",\n', '"x",\n        "z",  # last\n'),
            ('"two"', '"two", "four"'),
            ('"Alpha"', '"Alpha", "Beta"'),
            ("b),\n", 'b),\n    Route("/theirs", theirs),\n'),
            ("Route", "Mount"),
        ),
        merged=edited(
            LITERALS,
            ('"a": 1,\n', '"a": 0,\n    "mine": 2,\n    "theirs": {3: (4, 5)},\n'),
            ('"x",\n', '"x",\n        "y",\n        "z",  # last\n'),
            ('"two"', '"two", "three", "four"'),
            ('"Alpha"', '"Alpha", "Beta", "Mine"'),
            ("b),\n", 'b),\n    Route("/mine", mine),\n    Route("/theirs", theirs),\n'),
            ("Route", "Mount"),
        ),
    ),
    case(
        "syntax newer than the Python that runs",
        base="type A = int\n\n\ndef f[T](x: T) -> str:\n    return f'{x!r}'\n",
        yours="type A = int\ntype B = str\n\n\ndef f[T](x: T) -> str:\n    return f'{x!r}'\n",
        new="type A = int\ntype C = str\n\n\ndef f[T](x: T) -> str:\n    return f'{x['a']}'\n",
        merged="type A = int\ntype B = str\ntype C = str\n\n\ndef f[T](x: T) -> str:\n    return f'{x['a']}'\n",
    ),
]

UNCERTAIN = [
    case(
        "one line of a function",
        base=MODULE,
        yours=edited(MODULE, ("find", "look")),
        new=edited(MODULE, ("find", "see")),
    ),
    case(
        "neighbouring lines of a function",
        base=MODULE,
        yours=edited(MODULE, ("find", "look")),
        new=edited(MODULE, ("if found is None", "if not found")),
    ),
    case(
        "one function added twice",
        base=MODULE,
        yours=MODULE + "\n\ndef f() -> int:\n    return 1\n",
        new=MODULE + "\n\ndef f() -> int:\n    return 2\n",
    ),
    case(
        "a function and a constant of one name",
        base=MODULE,
        yours=edited(MODULE, ('NAME = "shop"\n', 'NAME = "shop"\nextra = 1\n')),
        new=MODULE + "\n\ndef extra() -> int:\n    return 2\n",
    ),
    case(
        "a function edited and removed",
        base=MODULE,
        yours=edited(MODULE, (GET, "")),
        new=edited(MODULE, ("KeyError", "LookupError")),
    ),
    case(
        "one name imported from two modules",
        base=MODULE,
        yours=edited(MODULE, ("from shop.models.user", "from shop.models.mine import Order\nfrom shop.models.user")),
        new=edited(MODULE, ("from shop.models.user", "from shop.models.theirs import Order\nfrom shop.models.user")),
    ),
    case(
        "a name imported and defined",
        base=MODULE,
        yours=edited(MODULE, ("import sys\n", "import extra\nimport sys\n")),
        new=edited(MODULE, ("import sys\n", "import os\nimport sys\n")) + "\n\ndef extra() -> int:\n    return 2\n",
    ),
    case(
        "an import that one side removed and the other began to use",
        base="import a\nimport b\n\nprint(b)\n",
        yours="import b\n\nprint(b)\n",
        new="import a\nimport b\nimport c\n\nprint(b)\nprint(a)\n",
    ),
    case(
        "statements whose order counts",
        base=MODULE,
        yours=edited(MODULE, ("    return app", "    prepare(app)\n    return app")),
        new=edited(MODULE, ("    return app", "    seal(app)\n    return app")),
    ),
    case(
        "arguments whose order counts",
        base="x = f(\n    a,\n)\n",
        yours="x = f(\n    a,\n    b,\n)\n",
        new="x = f(\n    a,\n    c,\n)\n",
    ),
    case("a pair", base="x = (1, 2)\n", yours="x = (1, 2, 3)\n", new="x = (1, 2, 4)\n"),
    case(
        "fields whose order counts",
        base="class P(NamedTuple):\n    x: int\n",
        yours="class P(NamedTuple):\n    x: int\n    y: int\n",
        new="class P(NamedTuple):\n    x: int\n    z: int\n",
    ),
    case("one key of a dict", base='a = {"x": 1}\n', yours='a = {"x": 2}\n', new='a = {"x": 3}\n'),
    case("one key added twice", base='a = {"x": 1}\n', yours='a = {"x": 1, "y": 1}\n', new='a = {"x": 1, "y": 2}\n'),
    case(
        "two orders of functions",
        base="a = 1\nb = 2\nc = 3\n",
        yours="b = 2\na = 1\nc = 3\n",
        new="a = 1\nc = 3\nb = 2\n",
    ),
    case("what is no Python", base="a = 1\n", yours="a = 1\nb = \n", new="a = 1\nc = 1\n"),
    case(
        "a comment in what the other side removed",
        base=MODULE,
        yours=edited(MODULE, (GET, "")),
        new=edited(MODULE, ("    def get", "    # Needed by the shop.\n    def get")),
    ),
    case("two signatures", base="def f(a): pass\n", yours="def f(a, b): pass\n", new="def f(a, c): pass\n"),
    case(
        "two values returned",
        base="def f():\n    return [1]\n",
        yours="def f():\n    return [2]\n",
        new="def f():\n    return [3]\n",
    ),
]


@pytest.mark.parametrize("one", MERGED + UNCERTAIN, ids=lambda one: one.name)
def test_merge(one: Case) -> None:
    check("src/shop/main.py", one)

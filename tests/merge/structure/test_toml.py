"""TOML: dependencies, tables and arrays with changes of both sides."""

import pytest

from tests.merge.structure.cases import Case, case, check

BASE = """\
# The project.
[project]
name = "shop"  # as in the registry
dependencies = [
    "alembic>=1.20,<1.21",
    "fastapi>=0.165,<0.166",  # the framework
    "uvicorn>=0.54,<0.55",
]
"""

MERGED = [
    case(
        "an element replaced, and one added before it",
        base="a = [1, 2, 3]\n",
        yours="a = [1, 9, 3]\n",
        new="a = [1, 5, 2, 3]\n",
        merged="a = [1, 5, 9, 3]\n",
    ),
    case(
        "two dependencies at one place of a sorted list",
        base=BASE,
        yours=BASE.replace('    "uvicorn', '    "orjson>=3,<4",  # quick\n    "uvicorn'),
        new=BASE.replace('    "uvicorn', '    "httpx2>=2,<3",\n    "uvicorn'),
        merged=BASE.replace('    "uvicorn', '    "httpx2>=2,<3",\n    "orjson>=3,<4",  # quick\n    "uvicorn'),
    ),
    case(
        "a dependency beside one with another range",
        base=BASE,
        yours=BASE.replace('    "fastapi', '    "email-validator>=2",\n    "fastapi'),
        new=BASE.replace("0.165,<0.166", "0.166,<0.167"),
        merged=BASE.replace('    "fastapi', '    "email-validator>=2",\n    "fastapi').replace(
            "0.165,<0.166", "0.166,<0.167"
        ),
    ),
    case(
        "ranges of neighbours",
        base=BASE,
        yours=BASE.replace("<1.21", "<1.22"),
        new=BASE.replace("<0.166", "<0.167").replace("<0.55", "<0.56"),
        merged=BASE.replace("<1.21", "<1.22").replace("<0.166", "<0.167").replace("<0.55", "<0.56"),
    ),
    case(
        "the same dependency and one more each",
        base='[a]\nrequires = [\n    "x",\n]\n',
        yours='[a]\nrequires = [\n    "x",\n    "both",\n    "mine",\n]\n',
        new='[a]\nrequires = [\n    "x",\n    "both",\n    "theirs",\n]\n',
        merged='[a]\nrequires = [\n    "x",\n    "both",\n    "mine",\n    "theirs",\n]\n',
    ),
    case(
        "a dependency removed beside an added one",
        base=BASE,
        yours=BASE.replace('    "fastapi>=0.165,<0.166",  # the framework\n', ""),
        new=BASE.replace('    "uvicorn', '    "structlog>=26",\n    "uvicorn'),
        merged=BASE.replace('    "fastapi>=0.165,<0.166",  # the framework\n', "").replace(
            '    "uvicorn', '    "structlog>=26",\n    "uvicorn'
        ),
    ),
    case(
        "lists on one line",
        base='select = ["ALL"]\nignore = []\n',
        yours='select = ["ALL", "X"]\nignore = ["B"]\n',
        new='select = ["ALL", "Y"]\nignore = ["C"]\n',
        merged='select = ["ALL", "X", "Y"]\nignore = ["B", "C"]\n',
    ),
    case(
        "a list that one side broke into lines",
        base='files = ["src", "tests"]\n',
        yours='files = ["src", "tests", "tools"]\n',
        new='files = [\n    "bench",  # measured\n    "src",\n    "tests",\n]\n',
        merged='files = [\n    "bench",  # measured\n    "src",\n    "tests",\n    "tools",\n]\n',
    ),
    case(
        "a last element without a comma",
        base='files = [\n  "src"\n]\n',
        yours='files = [\n  "src",\n  "tools"  # mine\n]\n',
        new='files = [\n  "lib",\n  "src"\n]\n',
        merged='files = [\n  "lib",\n  "src",\n  "tools"  # mine\n]\n',
    ),
    case(
        "two tables at one place, with comments",
        base="[a]\nx = 1\n",
        yours="[a]\nx = 1\n\n# Mine.\n[tool.mine]\ny = 2  # two\n",
        new="[a]\nx = 1\n\n[tool.theirs]\nz = 3\n",
        merged="[a]\nx = 1\n\n# Mine.\n[tool.mine]\ny = 2  # two\n\n[tool.theirs]\nz = 3\n",
    ),
    case(
        "keys of one table that both added",
        base="[a]\nx = 1\n",
        yours="[a]\nx = 1\n\n[b]\nc = 1\nmine = 2\n",
        new="[a]\nx = 1\n\n[b]\nc = 1\ntheirs = 3\n",
        merged="[a]\nx = 1\n\n[b]\nc = 1\nmine = 2\ntheirs = 3\n",
    ),
    case(
        "two keys at one place and a neighbour changed",
        base="[a]\nx = 1\ny = 2\n",
        yours="[a]\nx = 1\nmine = true\ny = 2\n",
        new='[a]\nx = 1\ntheirs."dotted key" = 1\ny = 3\n',
        merged='[a]\nx = 1\nmine = true\ntheirs."dotted key" = 1\ny = 3\n',
    ),
    case(
        "arrays of tables by their names",
        base='[[c]]\nname = "one"\ntype = "x"\n',
        yours='[[c]]\nname = "one"\ntype = "y"\n\n[[c]]\nname = "mine"\n[c.sub]\nk = 1\n',
        new='[[c]]\nname = "zero"\n\n[[c]]\nname = "one"\ntype = "x"\n\n[[c]]\nname = "theirs"\n[c.sub]\nk = 2\n',
        merged='[[c]]\nname = "zero"\n\n[[c]]\nname = "one"\ntype = "y"\n\n[[c]]\nname = "mine"\n[c.sub]\nk = 1\n\n'
        '[[c]]\nname = "theirs"\n[c.sub]\nk = 2\n',
    ),
    case(
        "inline tables",
        base='a = { x = 1, y = "2" }\n',
        yours='a = { x = 1, y = "2", mine = [1, 2] }\n',
        new='a = { x = 3, y = "2" }\n',
        merged='a = { x = 3, y = "2", mine = [1, 2] }\n',
    ),
    case(
        "different lines of a long text, and a conflict of lines elsewhere",
        base='a = """\none\ntwo\nthree\nfour\n"""\nb = 1\n',
        yours='a = """\nONE\ntwo\nthree\nfour\n"""\nb = 1\nmine = 1\n',
        new='a = """\none\ntwo\nthree\nFOUR\n"""\nb = 1\ntheirs = "a # b"\n',
        merged='a = """\nONE\ntwo\nthree\nFOUR\n"""\nb = 1\nmine = 1\ntheirs = "a # b"\n',
    ),
    case(
        "a table that one side moved and the other changed",
        base="[a]\nx = 1\n\n[b]\ny = 1\n\n[c]\nz = 1\n",
        yours="[c]\nz = 1\n\n[a]\nx = 1\n\n[b]\ny = 1\n",
        new="[a]\nx = 1\n\n[b]\ny = 1\n\n[c]\nz = 2\n",
        merged="[c]\nz = 2\n\n[a]\nx = 1\n\n[b]\ny = 1\n",
    ),
]

UNCERTAIN = [
    case(
        "two ranges of one dependency",
        base=BASE,
        yours=BASE.replace("<0.166", "<0.167"),
        new=BASE.replace("<0.166", "<0.168"),
    ),
    case(
        "one dependency added with two ranges",
        base=BASE,
        yours=BASE.replace('    "uvicorn', '    "Typing_Extensions>=4",\n    "uvicorn'),
        new=BASE.replace('    "uvicorn', '    "typing-extensions>=5",\n    "uvicorn'),
    ),
    case(
        "a dependency changed and removed",
        base=BASE,
        yours=BASE.replace("<0.166", "<0.167"),
        new=BASE.replace('    "fastapi>=0.165,<0.166",  # the framework\n', ""),
    ),
    case(
        "one element replaced by two",
        base='a = ["x", "y"]\n',
        yours='a = ["mine", "y"]\n',
        new='a = ["theirs", "y"]\n',
    ),
    case("an element replaced and removed", base='a = ["x", "y"]\n', yours='a = ["z", "y"]\n', new='a = ["y"]\n'),
    case("two values of one key", base="a = 1\n", yours="a = 2\n", new="a = 3\n"),
    case("one key added with two values", base="a = 1\n", yours="a = 1\nb = 2\n", new="a = 1\nb = 3\n"),
    case("a table changed and removed", base="a = 1\n[b]\nc = 1\n", yours="a = 1\n[b]\nc = 2\n", new="a = 1\n"),
    case("two comments on one key", base="a = 1\n", yours="a = 1  # mine\n", new="a = 1  # theirs\n"),
    case("two comments above one key", base="a = 1\n", yours="# mine\na = 1\n", new="# theirs\na = 1\n"),
    case(
        "a comment in what the other side removed",
        base="a = 1\n\n[b]\nc = 1\n",
        yours="a = 1\n\n# Needed!\n[b]\nc = 1\n",
        new="a = 1\n",
    ),
    case(
        "two orders",
        base='a = ["1", "2", "3"]\n',
        yours='a = ["2", "1", "3"]\n',
        new='a = ["1", "3", "2"]\n',
    ),
    case("what is no TOML", base="a = 1\n", yours="a = 1\nb = \n", new="a = 1\nc = 1\n"),
    case("a key that would stand twice", base="a = 1\n", yours="a = 1\nb.c = 1\n", new="a = 1\nb = 1\n"),
    case(
        "a line of a text changed twice", base='a = """\nx\n"""\n', yours='a = """\ny\n"""\n', new='a = """\nz\n"""\n'
    ),
]


@pytest.mark.parametrize("one", MERGED + UNCERTAIN, ids=lambda one: one.name)
def test_merge(one: Case) -> None:
    check("pyproject.toml", one)

"""Random edits of both sides: a merge holds what either side changed, or there is none."""

import ast
import json
import random
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scaffold.merge.structure import merge
from tests.merge.structure.cases import words
from tests.merge.structure.test_python import LITERALS, MODULE
from tests.merge.structure.test_toml import BASE
from tests.merge.structure.test_yaml import COMPOSE, DEPENDABOT, KUBERNETES, WORKFLOW

TOML = BASE + '\n[tool.x]\na = 1\nb = { c = 1, d = "2" }\n\n[[tool.y]]\nname = "n"\nv = """\none\ntwo\n"""\n'
JSON = json.dumps({"a": [1, 2, {"name": "x"}], "b": {"c": None, "d": "e"}, "f": []}, indent=2) + "\n"

FILES = {
    "toml": (("a.toml", TOML),),
    "yaml": tuple((f"{number}.yaml", text) for number, text in enumerate((COMPOSE, WORKFLOW, KUBERNETES, DEPENDABOT))),
    "python": (("a.py", MODULE), ("b.py", LITERALS)),
    "json": (("a.json", JSON),),
}


def parse(path: str, content: bytes) -> Any:
    """Read a file with another library than the merge does."""
    if path.endswith(".toml"):
        return tomllib.loads(content.decode())
    if path.endswith(".json"):
        return json.loads(content)
    if path.endswith(".py"):
        return ast.parse(content)
    return list(yaml.safe_load_all(content))


def mutated(text: str, chance: random.Random) -> str:
    """Edit a text as a hurried person does: lines go, come, move, are written twice, and words change."""
    lines = text.split("\n")[:-1]
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        kind = chance.choice(("remove", "insert", "twice", "move", "word", "comment"))
        if kind == "remove" and len(lines) > 1:
            del lines[at]
        elif kind == "move":
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        elif kind == "comment":
            lines[at] += f"  # note {chance.randrange(99)}"
        elif kind in {"insert", "twice"}:
            line = lines[at]
            if kind == "insert":
                line = line.replace("1", "7").replace("a", "q").replace("o", "u")
            lines.insert(at + chance.randint(0, 1), line)
        else:
            found = lines[at].split(" ")
            found[-1] = found[-1].replace("e", "ee").replace("1", "12")
            lines[at] = " ".join(found)
    return "\n".join(lines) + "\n"


def without(lost: Counter[bytes], kept: Counter[bytes]) -> Counter[bytes]:
    """Return what the first has more often than the second, but for the words of import statements."""
    return Counter({word: count for word, count in (lost - kept).items() if word not in {b"from", b"import"}})


@pytest.mark.parametrize("kind", FILES)
@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 2**32))
def test_nothing_is_lost(kind: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    path, text = chance.choice(FILES[kind])
    base, yours, new = (side.encode() for side in (text, mutated(text, chance), mutated(text, chance)))
    result = merge(path, base, yours, new)
    exchanged = merge(path, base, new, yours)
    assert (result is None) == (exchanged is None)
    if result is None or exchanged is None:
        return
    assert words(result) == words(exchanged)
    if base not in (yours, new) and yours != new:
        parse(path, result)
    old, found = words(base), words(result)
    for side, other in ((words(yours), words(new)), (words(new), words(yours))):
        added = without(side, old)
        removed = without(old, side)
        assert not without(added, found - old + (old - other)), "something added is missing"
        assert not without(removed, old - found + (other - old)), "something removed is back"


def names(prefix: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.integers(0, 99), min_size=1, max_size=4, unique=True).map(
        lambda found: [f"{prefix}{number}" for number in found]
    )


LISTS: dict[str, tuple[str, Callable[[list[str]], str], Callable[[Any], Iterator[str]]]] = {
    "dependencies": (
        "pyproject.toml",
        lambda found: "[project]\ndependencies = [\n" + "".join(f'    "{name}>=1",\n' for name in found) + "]\n",
        lambda data: iter(data["project"]["dependencies"]),
    ),
    "tables": (
        "a.toml",
        lambda found: "\n".join(f"# {name}\n[t.{name}]\nx = '{name}'\n" for name in found),
        lambda data: iter(data["t"]),
    ),
    "services": (
        "compose.yaml",
        lambda found: "services:\n" + "\n".join(f"  {name}:\n    image: {name} # {name}\n" for name in found),
        lambda data: iter(data[0]["services"]),
    ),
    "steps": (
        "ci.yml",
        lambda found: "steps:\n" + "".join(f"  - name: {name}\n    run: |\n      make {name}\n" for name in found),
        lambda data: (step["name"] for step in data[0]["steps"]),
    ),
    "on one line": (
        "a.yaml",
        lambda found: f"a: [{', '.join(found)}]\n",
        lambda data: iter(data[0]["a"]),
    ),
    "methods": (
        "a.py",
        lambda found: "class A:\n" + "\n".join(f"    def {name}(self) -> None:\n        {name}()\n" for name in found),
        lambda tree: (method.name for method in tree.body[0].body),
    ),
    "routers": (
        "a.py",
        lambda found: "def f(app):\n" + "".join(f"    app.include_router({name})\n" for name in found),
        lambda tree: (call.value.args[0].id for call in tree.body[0].body),
    ),
    "imports": (
        "a.py",
        lambda found: f"from a import {', '.join(sorted(found, key=lambda name: (name[0], int(name[1:]))))}\n",
        lambda tree: (alias.name for alias in tree.body[0].names),
    ),
}


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[str], list[str], list[str]]:
    """Return a list and two edits of it: both sides add what is theirs, perhaps the same too; one side removes."""
    base = ["c1", *draw(names("b"))]
    yours, new = list(base), list(base)
    if draw(st.booleans()):
        yours.append("z1")
        new.append("z1")
    for side, added in ((yours, draw(names("m"))), (new, draw(names("t")))):
        for name in added:
            side.insert(draw(st.integers(0, len(side))), name)
    yours.remove(draw(st.sampled_from(base[1:])))
    return base, yours, new


@pytest.mark.parametrize("kind", LISTS)
@settings(deadline=None, max_examples=15)
@given(sides=edits())
def test_additions_and_removals_of_both_sides_are_merged(
    kind: str, sides: tuple[list[str], list[str], list[str]]
) -> None:
    path, write, read = LISTS[kind]
    base, yours, new = sides
    assume(all(len(line) <= 80 for side in sides for line in write(side).split("\n")))
    result = merge(path, *(write(side).encode() for side in sides))
    assert result is not None
    found = [name.removesuffix(">=1") for name in read(parse(path, result))]
    assert sorted(found) == sorted((set(yours) & set(new)) | (set(yours) ^ set(new)) - set(base))

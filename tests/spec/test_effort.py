"""What a check costs, counted: it grows with the spec, and least with errors that are not shown."""

from collections.abc import Callable

import pytest

from scaffold.catalog.model import Catalog
from scaffold.spec import check
from scaffold.tusk import parse
from tests.effort import steps

ENTITIES = "[models]\n"


def numbered(piece: str, before: str = "") -> Callable[[int], str]:
    return lambda size: before + "".join(piece.replace("{n}", str(n)) for n in range(100, 100 + size))


SHAPES = {
    "unknown sections": numbered("[section{n}]\na: 1\n"),
    "unknown keys": numbered("key{n}: 1\n", "[service_template]\n"),
    "keys without a section": numbered("key{n}: 1\n"),
    "other services": numbered('service{n}: "/api/{n}"\n', "[gateway_routes]\n"),
    "unknown types": numbered('  field{n}: "strng"\n', f"{ENTITIES}thing:\n"),
    "unknown modifiers": lambda size: f'{ENTITIES}thing:\n  field: "string{", unqiue" * size}"\n',
    "unknown modifiers in many fields": numbered('  field{n}: "string, unqiue, optinal"\n', f"{ENTITIES}thing:\n"),
    "enum values": lambda size: f'{ENTITIES}thing:\n  field: "enum({", ".join(f"v{n}" for n in range(size))})"\n',
    "unknown plurals": numbered("plural{n}: plural{n}s\n", f"{ENTITIES}thing:\n  a: string\n[model_plurals]\n"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_errors_that_are_not_shown_cost_little(name: str, catalog: Catalog) -> None:
    def cost(size: int) -> int:
        document = parse(SHAPES[name](size))
        return steps(lambda: check(document, catalog))

    # A hundred errors are shown in both, and only those need a hint.
    assert cost(200) / cost(100) < 1.5

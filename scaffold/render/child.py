"""What the process does that renders for `scaffold.render.apart`."""

import json
import pickle
import sys
from pathlib import Path

from scaffold.confined import telling
from scaffold.render.apart import Order, as_plain
from scaffold.render.engine import render_here, settings_here
from scaffold.render.errors import RenderError


def main(_: Path | None) -> None:
    """Read an order from standard input, and print the answer."""
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301  from the process that started this one
    telling.about("")
    try:
        answer = _answer(order)
    except RenderError as error:
        answer = {"error": vars(error)}
    sys.stdout.write(json.dumps(answer))


def _answer(order: Order) -> dict[str, object]:
    if order.what == "settings":
        return {"settings": [each._asdict() for each in settings_here(order.spec, order.catalog)]}
    tree = render_here(order.spec, order.catalog, order.history)
    return {"files": as_plain(tuple(tree.files.values())), "next": tree.next_steps}

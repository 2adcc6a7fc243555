"""Rendering in a process of its own, for packs that are not trusted: their templates may take no end of anything.

What goes there is pickled, as it comes from here. What comes back is JSON, and its paths are checked again: it was made
beside templates of strangers.
"""

import base64
import copyreg
import io
import json
import pickle
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from scaffold.catalog.model import Catalog, Setting
from scaffold.confined import limits
from scaffold.confined.limits import HINT, LimitError
from scaffold.confined.starting import run
from scaffold.evolution.history import History
from scaffold.render.errors import RenderError
from scaffold.render.model import Origin, RenderedFile, RenderedTree
from scaffold.render.paths import find_clash, path_problem
from scaffold.spec.model import Spec

What = Literal["tree", "settings"]


class Order(NamedTuple):
    """What is to be rendered."""

    what: What
    spec: Spec
    catalog: Catalog
    history: History


def tree(spec: Spec, catalog: Catalog, history: History) -> RenderedTree:
    """Return what `render` does; raises RenderError for a limit, too."""
    answer = _ask(Order("tree", spec, catalog, history))
    files = {file["path"]: _file(file) for file in answer["files"]}
    _refuse_paths(files)
    return RenderedTree(files, answer["next"])


def _refuse_paths(files: Mapping[str, RenderedFile]) -> None:
    wrong = next(filter(path_problem, files), None) or (find_clash(files) or (None, None))[1]
    if wrong is not None:
        origin = files[wrong].origin
        raise RenderError(f"it writes {wrong!r}", feature=origin.feature, template=origin.template)


def settings(spec: Spec, catalog: Catalog) -> tuple[Setting, ...]:
    """Return what `service_settings` does; raises RenderError for a limit, too."""
    return tuple(Setting(**each) for each in _ask(Order("settings", spec, catalog, ()))["settings"])


def _ask(order: Order) -> dict[str, Any]:
    try:
        done = run("scaffold.render.child", given=_pickled(order), limits=limits.UNTRUSTED)
    except LimitError as error:
        raise _too_much(error) from None
    try:
        answer: dict[str, Any] = json.loads(done.output)
    except ValueError:
        said = done.output.decode("utf-8", "replace").strip()
        raise RuntimeError(f"the process that renders ended with {done.code}: {said}") from None
    if "error" in answer:
        raise RenderError(**answer["error"])
    return answer


def _too_much(error: LimitError) -> RenderError:
    feature, _, template = (error.where or "").partition("/")
    return RenderError(f"{error.message}; {HINT}", feature=feature or "service", template=template or None)


def _file(plain: Mapping[str, Any]) -> RenderedFile:
    origin = plain["origin"]
    slots = tuple((slot, feature) for slot, feature in origin["slots"])
    made = Origin(origin["feature"], origin["template"], slots, origin["entity"], tuple(origin["keys"]))
    return RenderedFile(plain["path"], base64.b64decode(plain["content"]), plain["mode"], plain["ownership"], made)


def as_plain(files: Sequence[RenderedFile]) -> list[dict[str, object]]:
    """Return files as data for JSON."""
    return [
        {
            **file._asdict(),
            "content": base64.b64encode(file.content).decode(),
            "origin": file.origin._asdict(),
        }
        for file in files
    ]


def _pickled(order: Order) -> bytes:
    """Return an order as bytes; without the spec's text, which no template reads."""
    given = io.BytesIO()
    _Pickler(given, pickle.HIGHEST_PROTOCOL).dump(order._replace(spec=order.spec._replace(document=None)))  # type: ignore[arg-type]
    return given.getvalue()


class _Pickler(pickle.Pickler):
    dispatch_table = {**copyreg.dispatch_table, MappingProxyType: lambda proxy: (_read_only, (dict(proxy),))}  # noqa: RUF012  as pickle has it


def _read_only(values: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(values)

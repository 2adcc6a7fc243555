"""Three-way merge of trees of nodes."""

from collections.abc import Sequence
from dataclasses import replace

from scaffold.merge.structure.gaps import with_gaps
from scaffold.merge.structure.node import Layout, Node, UncertainError, content, render
from scaffold.merge.structure.ordering import merge_order
from scaffold.merge.structure.sequence import merge_lines, pieces, three_way

__all__ = ["merge_nodes"]


def merge_nodes(base: Node | None, yours: Node, new: Node) -> Node:
    """Merge what is the same part on all sides; without a base, what both sides added under one key.

    Raises UncertainError. The gap is yours: it is the parent's to say what stands above a child.
    """
    if content(yours) == content(new):
        return yours
    if base is not None:
        if content(base) == content(new):
            return yours
        if content(base) == content(yours):
            return new
    above = three_way(base.above if base else "", yours.above, new.above)
    beside = three_way(base.beside if base else "", yours.beside, new.beside)
    return replace(_merge_body(base, yours, new), above=above, beside=beside)


def _merge_body(base: Node | None, yours: Node, new: Node) -> Node:
    if yours.combine is not None and new.combine is not None:
        try:
            text = yours.combine(render(base) if base else "", render(yours), render(new))
        except UncertainError:
            if yours.layout is None:
                raise
        else:
            return replace(yours, head=text, children=(), layout=None)
    sides = [side for side in (base, yours, new) if side is not None]
    layouts = [side.layout for side in sides]
    if all(layouts) and not (base and yours.layout and not yours.layout.keyed and _lines_merge(base, yours, new)):
        return _merge_parts(base, yours, new)
    if base is None:
        raise UncertainError
    return Node(yours.key, merge_lines(render(base), render(yours), render(new)), free=yours.free, ranks=yours.ranks)


def _lines_merge(base: Node, yours: Node, new: Node) -> bool:
    """Whether the lines of something whose order counts merge as they are."""
    try:
        merge_lines(render(base), render(yours), render(new))
    except UncertainError:
        return False
    return True


def _merge_parts(base: Node | None, yours: Node, new: Node) -> Node:
    first = base or replace(yours, children=(), head=_agreed(yours.head, new.head), tail=_agreed(yours.tail, new.tail))
    layout = _merge_layout(first.layout, yours.layout, new.layout)
    merge = _merge_keyed if layout.keyed else _merge_ordered
    children = merge(first.children, yours.children, new.children)
    relaid = layout.kind != "lines" and len({side.layout.kind for side in (first, yours, new) if side.layout}) > 1
    if relaid:
        # One side broke a list into lines: brackets and what stands around them come from the side with that form.
        frame = next(side for side in (yours, new) if side.layout and side.layout.kind == layout.kind)
        return replace(frame, children=children, layout=layout)
    head = merge_lines(first.head, yours.head, new.head)
    tail = merge_lines(first.tail, yours.tail, new.tail)
    return replace(yours, head=head, tail=tail, children=children, layout=layout)


def _agreed(yours: str, new: str) -> str:
    if yours != new:
        raise UncertainError
    return yours


def _merge_layout(base: Layout | None, yours: Layout | None, new: Layout | None) -> Layout:
    if base is None or yours is None or new is None:
        raise UncertainError
    kind = three_way(base.kind, yours.kind, new.kind)
    form = next(side for side in (yours, new) if side.kind == kind)
    for side in (base, yours, new):
        if side.kind == kind and (side.indent, side.hanging, side.keyed) != (form.indent, form.hanging, form.keyed):
            raise UncertainError
    return form


def _merge_keyed(base: Sequence[Node], yours: Sequence[Node], new: Sequence[Node]) -> tuple[Node, ...]:
    old, mine, other = _by_key(base), _by_key(yours), _by_key(new)
    merged: dict[object, Node] = {}
    for key in {**old, **mine, **other}:
        survivor = _survivor(old.get(key), mine.get(key), other.get(key))
        if survivor is not None:
            merged[key] = survivor
    order = merge_order(old, mine, other, frozenset(merged))
    return with_gaps([merged[key] for key in order], base, yours, new)


def _by_key(nodes: Sequence[Node]) -> dict[object, Node]:
    found = {node.key: node for node in nodes}
    if len(found) != len(nodes):
        raise UncertainError
    return found


def _survivor(base: Node | None, yours: Node | None, new: Node | None) -> Node | None:
    if yours and new:
        return merge_nodes(base, yours, new)
    left = yours or new
    if base is None or left is None:
        return left
    if content(left) != content(base):
        # Changed on one side, removed on the other.
        raise UncertainError
    return None


def _merge_ordered(base: Sequence[Node], yours: Sequence[Node], new: Sequence[Node]) -> tuple[Node, ...]:
    """Merge statements whose order counts: where both sides changed a place, only what is free may stand there."""
    merged: list[Node] = []
    for piece in pieces(*([content(node) for node in side] for side in (base, yours, new))):
        sides = base[piece.base], yours[piece.yours], new[piece.new]
        try:
            index = [list(map(content, side)) for side in sides]
            three_way(*index)
            merged += sides[1] if index[0] == index[2] or index[1] == index[2] else sides[2]
        except UncertainError:
            merged += _merge_place(*sides)
    return with_gaps(merged, base, yours, new)


def _merge_place(base: Sequence[Node], yours: Sequence[Node], new: Sequence[Node]) -> tuple[Node, ...]:
    """Merge statements at one place: each is there on all sides, or is free."""
    shared = {node.key for node in base} & {node.key for node in yours} & {node.key for node in new}
    if any(not node.free and node.key not in shared for side in (base, yours, new) for node in side):
        raise UncertainError
    changed_alone = _changed(base, yours) ^ _changed(base, new)
    kept = {node.key: node for node in base}
    if any(not kept[key].free for key in changed_alone & kept.keys()):
        # Statements next to each other, one changed on each side: whether they fit together is not known.
        raise UncertainError
    return _merge_keyed(base, yours, new)


def _changed(base: Sequence[Node], side: Sequence[Node]) -> set[object]:
    before = {node.key: content(node) for node in base}
    return {node.key for node in side if before.get(node.key) != content(node)}

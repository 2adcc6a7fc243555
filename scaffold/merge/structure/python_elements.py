"""The elements of Python's lists, dicts, sets, tuples and calls as nodes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import libcst

from scaffold.merge.structure.brackets import PYTHON, bracket_node
from scaffold.merge.structure.natural import ranks_of_text
from scaffold.merge.structure.node import Node

__all__ = ["Code", "elements_node"]

Code = Callable[[libcst.CSTNode], str]
"""Gives a part of a module as text."""

Element = libcst.BaseElement | libcst.BaseDictElement | libcst.Arg


def elements_node(value: libcst.BaseExpression, text: str, code: Code) -> Node | None:
    """Return a text that ends with a list or a call as a node without a key; None if it has no form known here."""
    elements = _elements(value)
    if elements is None:
        return None
    free_tuples = "\n" in text.strip()

    def make(number: int, own: str) -> Node:
        if number >= len(elements):
            return Node(None, own)
        element = elements[number]
        key, free = _identity(element, own, code)
        inner = element.value
        node = elements_node(inner, own, code) if own.endswith(("]", "}", ")")) else None
        return replace(
            node or Node(None, own),
            key=key,
            free=free and (free_tuples or not isinstance(value, libcst.Tuple)),
            ranks=ranks_of_text(inner.evaluated_value if isinstance(inner, libcst.SimpleString) else None),
        )

    return bracket_node(text, PYTHON, len(elements), make)


def _elements(value: libcst.BaseExpression) -> Sequence[Element] | None:
    if isinstance(value, libcst.Call):
        return value.args
    if isinstance(value, libcst.List | libcst.Set | libcst.Dict):
        return None if value.lpar else value.elements
    if isinstance(value, libcst.Tuple):
        return value.elements if len(value.lpar) == 1 else None
    return None


def _identity(element: Element, own: str, code: Code) -> tuple[tuple[str, ...], bool]:
    """Return an element's key, and whether the order of what is added beside it is free."""
    if isinstance(element, libcst.DictElement):
        return ("key", code(element.key)), True
    if isinstance(element, libcst.Arg):
        return ("positional", own) if element.keyword is None else ("keyword", element.keyword.value), bool(
            element.keyword
        )
    if isinstance(element.value, libcst.Call) and element.value.args:
        return ("call", code(element.value.func), code(element.value.args[0])), True
    return ("item", own), True

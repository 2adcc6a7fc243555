"""Where a fault stands inside the text of a field."""

from scaffold.spec.field_parts import FieldFault
from scaffold.spec.given import Given, Place
from scaffold.tusk import String


def inside(given: Given, fault: FieldFault) -> Place:
    """Give a place inside a text, if the text stands in the document as it is (no escapes)."""
    node = given.node
    if not isinstance(node, String):
        return given.at_value
    quotes = (node.end - node.start - len(node.value)) // 2
    if node.end - node.start != len(node.value) + 2 * quotes or quotes > 1:
        return given.at_value
    start = node.start + quotes
    return Place(given.document, String(start + fault.start, start + max(fault.end, fault.start + 1), ""))

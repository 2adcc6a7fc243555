"""Reads one value that stands alone."""

from scaffold.tusk.diagnostics import TuskError
from scaffold.tusk.drawing import draw
from scaffold.tusk.findings import Problem
from scaffold.tusk.nodes import Map, Node, Null
from scaffold.tusk.patterns import BLANKS, VALUE_END
from scaffold.tusk.reading import Reading, no_include
from scaffold.tusk.sources import Source, Sources


def parse_value(text: str) -> Node:
    """Read one value as it stands after `key:`, such as what a person gives on a command line; bare words are a text.

    Raises:
        TuskError: when it is malformed.

    """
    reading = Reading(text, no_include)
    sources = Sources(text, [Source("<value>", 0, len(text))])
    start = BLANKS.match(text).end()  # type: ignore[union-attr] # it matches the empty text too
    node: Node = Null(start, start)
    try:
        if start < len(text):
            node = reading.values.after_keyword(start, len(text), 0)
            if not VALUE_END.match(text, node.end):
                from scaffold.tusk.refused import after_value

                raise after_value(text[node.end :].strip(), node.end, of_text=text[node.end - 1] in "\"'")
    except Problem as problem:
        reading.findings.add(problem.finding)
    reading.scope.fill(Map(0, 0), {})
    if reading.findings.errors:
        raise TuskError(draw(reading.findings, sources))
    return node

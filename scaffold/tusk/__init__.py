"""The TuskLang language: text to a lossless tree, diagnostics, edits and formatting. It knows nothing of services."""

from scaffold.tusk.diagnostics import Diagnostic, Location, Severity, TuskError, did_you_mean, suggest
from scaffold.tusk.document import Document
from scaffold.tusk.format import format_text
from scaffold.tusk.nodes import (
    Boolean,
    Entry,
    Float,
    Integer,
    List,
    Map,
    Node,
    Null,
    Operator,
    Plain,
    Range,
    Raw,
    Section,
    String,
    seconds,
)
from scaffold.tusk.parser import dumps, load, parse
from scaffold.tusk.single import parse_value

__all__ = [
    "Boolean",
    "Diagnostic",
    "Document",
    "Entry",
    "Float",
    "Integer",
    "List",
    "Location",
    "Map",
    "Node",
    "Null",
    "Operator",
    "Plain",
    "Range",
    "Raw",
    "Section",
    "Severity",
    "String",
    "TuskError",
    "did_you_mean",
    "dumps",
    "format_text",
    "load",
    "parse",
    "parse_value",
    "seconds",
    "suggest",
]

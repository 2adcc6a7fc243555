"""`scaffold schema`: the JSON Schema of the spec."""

from scaffold.catalog import load_catalog
from scaffold.cli.terminal import give
from scaffold.spec.schema import json_schema


def run() -> None:
    """Print the schema."""
    give(json_schema(load_catalog()))

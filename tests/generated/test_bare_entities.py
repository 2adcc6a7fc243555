"""Entities that have little, or nothing of some kind, where every feature makes something of them."""

from pathlib import Path

import pytest

from tests.generated.largest import BASES, write_largest
from tests.generated.services import lint, run_in

MODELS = """
[models]
fixed:
  number: "int, immutable"
fixed_document:
  document: "json, immutable"
fixed_link:
  other: "ref(fixed), immutable"
link:
  other: "ref(fixed), optional"
note:
  said: "text, optional"
flag:
  up: "bool"
choice:
  made: "enum(one), default=one"
numbers:
  these: "list(int), max=0"
stamp:
  at: "timestamp, default=now, immutable"
  id_of: "uuid, default=random, immutable"
[model_plurals]
numbers: "number_lists"
"""
MESSAGES = {
    "events without fields": """
[publishes]
opened: {}
closed: {why: "text, optional"}
tagged: {tags: "list(string(9)), default=[]", more: "json, default={}"}
[subscribes]
stock_service:
  emptied: {}
silent_service: {}
[sagas]
visit:
  steps:
    open: {service: "random-service", compensation: "exit"}
""",
    "nothing told or heard": "",
}


@pytest.mark.parametrize("messages", MESSAGES)
@pytest.mark.parametrize("base", BASES)
def test_entities_with_little(base: str, messages: str, tmp_path: Path, mypy_cache: Path) -> None:
    lint(write_largest(base, MODELS + MESSAGES[messages], tmp_path), mypy_cache)


@pytest.mark.parametrize("base", BASES)
def test_one_entity_alone(base: str, tmp_path: Path) -> None:
    project = write_largest(base, '[models]\nnote:\n  said: "text"\n', tmp_path)
    run_in(project, "ruff", "check", "--no-cache", ".")
    run_in(project, "ruff", "format", "--no-cache", "--check", ".")

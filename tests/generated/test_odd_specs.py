"""Specs that were taken once and made a service that was broken somewhere."""

import json
import tomllib
from pathlib import Path
from typing import Any

from tests.generated.services import SERVERS, generate, lint, run_in, run_tests

SPEC = """
[service_template]
database: "postgresql"
version: "2024.1"
description: "A party 🎉 for \\"all\\""
[service_config]
host: "HOST"
[health_checks]
dependencies: false
[service_performance]
caching: "redis"
connection_pooling: false
async_processing: false
[performance_config]
redis_cache: "local"
[models]
value:
  self: "int"
  sa: "string(9), indexed, default=x"
  mapped_column: "ref(reference), optional"
  cls: "int, optional"
  keys: "list(string(9))"
  kwargs: "json, default=3"
  statement: "text, optional"
  unset: "string(9), optional"
  dt: "date, min=2000-01-01"
  other_day: "timestamp, optional"
  now: "timestamp, default=now"
  made_at: "timestamp, default=now"
  today: "date, default=today"
  first_day: "date, default=today"
  uuid4: "uuid, default=random"
  other_id: "uuid, default=random"
  patch: "enum(mro, name), default=mro"
  model_year: "int, indexed"
reference:
  title: "string(255), indexed"
  a_name_of_24_characters1: "int, indexed"
  a_name_of_24_characters2: "decimal(10, 2), indexed"
  a_name_of_24_characters3: "timestamp, indexed"
  numbers: "list(bigint)"
  price: "decimal(10, 2), optional, min=0"
constant:
  nothing_at_all: "list(int), max=0"
test_result:
  value: "ref(value), optional"
  preferences: "json"
  a_rather_long_name_for_a_list_of_numbers: "list(int), default=[]"
"""

LONG = 'What a thing is, and what it is for, and whose it was before; "for all" that it\'s worth: ' + "more " * 20
BARE = f"""
[service_template]
description: \'\'\'{LONG}\'\'\'

[models]
thing:
  document: "json, default={{}}, immutable"
"""

DOCUMENTS = """
[service_template]
database: "mongodb"
message_queue: "kafka"
[event_config]
partitions: 1
[models]
property:
  address: "string(90)"
  silence: "text, max=0"
"""

UNACKNOWLEDGED = """
[service_template]
message_queue: "redis"
[asynchronous_communication]
acknowledgment: false
[subscribes]
shop_service: {sold: {part: "uuid"}}
"""

DESCRIBE = """
import json
from {}.handlers.api import create_api
print(json.dumps(create_api().openapi()))
"""


def test_a_service_with_nothing_to_filter_or_to_change_has_no_test_without_a_case(tmp_path: Path) -> None:
    spec = tmp_path / "spec.tusk"
    spec.write_text(BARE)
    project = generate("bare-service", spec, tmp_path)
    run_in(project, "ruff", "check", "--no-cache", ".")
    run_in(project, "ruff", "format", "--no-cache", "--check", ".")
    run_tests(project, *(f"tests/integration/test_{name}.py" for name in ("lists", "resources", "commit")))
    assert schema_of(project)["info"]["description"] == LONG.strip()


def test_what_broke_once_is_clean_and_passes_its_tests(tmp_path: Path, mypy_cache: Path) -> None:
    spec = tmp_path / "spec.tusk"
    spec.write_text(SPEC.replace("HOST", f"{'h' * 85}.internal"))
    project = generate("odd-service", spec, tmp_path)
    lint(project, mypy_cache)
    run_tests(project, f"--ignore={SERVERS}")
    described = tomllib.loads((project / "pyproject.toml").read_text())["project"]["description"]
    assert described == schema_of(project)["info"]["description"] == 'A party 🎉 for "all"'


def test_a_service_of_as_many_entities_as_there_may_be_has_a_schema(tmp_path: Path) -> None:
    spec = tmp_path / "spec.tusk"
    spec.write_text("[models]\n" + "".join(f'e{n}:\n  name: "string(20)"\n' for n in range(128)))
    project = generate("many-service", spec, tmp_path)
    assert len(schema_of(project)["paths"]) == 2 * 128 + 3


def schema_of(project: Path) -> dict[str, Any]:
    """Return a service's OpenAPI schema."""
    package = project.name.replace("-", "_")
    schema: dict[str, Any] = json.loads(run_in(project, "python", "-c", DESCRIBE.format(package)))
    return schema


def clean_project(text: str, folder: Path) -> Path:
    """Generate a service from a spec's text, and fail unless ruff finds nothing in it."""
    spec = folder / "spec.tusk"
    spec.write_text(text)
    project = generate("odd-service", spec, folder)
    run_in(project, "ruff", "check", "--no-cache", ".")
    return project


def test_documents_may_be_called_like_a_function_and_a_topic_have_one_partition(tmp_path: Path) -> None:
    project = clean_project(DOCUMENTS, tmp_path)
    run_tests(project, "tests/unit/test_kafka_topics.py", "tests/integration/test_lists.py")


def test_what_is_read_need_not_be_acknowledged(tmp_path: Path) -> None:
    project = clean_project(UNACKNOWLEDGED, tmp_path)
    run_tests(project, "tests/unit/test_redis_subscribers.py", "tests/integration/test_redis_messages.py")

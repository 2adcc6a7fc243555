"""Services that take part in sagas, with every kind of step, pass their own checks and the tests of their sagas."""

import builtins
from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import parse
from tests.generated.services import generate, run_in

SPEC = """
[service_template]
name: "order-service"
message_queue: "{queue}"
[models]
order:
  number: "string(20)"
[event_config]
kafka_topics: ["follow_events"]
[saga_pattern]
compensation: "{compensation}"
monitoring: "{monitoring}"
[sagas]
event:
  data: {{order: "ref(order)", at: "timestamp", kind: "enum(a, b), optional", tags: "list(string(20))", where: "json"}}
  steps:
    log: {{service: "order-service", compensation: "import"}}
    pack: {{service: "order-service", compensation: "pack", timeout: 1h}}
    ship: {{service: "transport-service", compensation: "call_back", timeout: 10m}}
    a_step_whose_name_is_as_long_as_it_can_b: {{service: "order-service", compensation: "undo"}}
others:
  steps:
    one: {{service: "other-service", compensation: "undo"}}
follow:
  steps:
    one: {{service: "other-service", compensation: "undo"}}
    two: {{service: "order-service", compensation: "undo"}}
"""
ALONE = """
[service_template]
name: "order-service"
message_queue: "{queue}"
[sagas]
others:
  steps:
    one: {{service: "other-service", compensation: "undo"}}
"""
# The golden service has an automatic one, distributed.
SPECS = {
    "automatic": SPEC.format(queue="redis", compensation="automatic", monitoring="local"),
    "manual": SPEC.format(queue="kafka", compensation="manual", monitoring="distributed"),
    "no part": ALONE.format(queue="redis"),
    "no part over Kafka": ALONE.format(queue="kafka"),
}


def test_no_function_of_a_step_is_called_like_what_python_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even if the interpreter that makes the service has no `quit`, as one without `site`."""
    names = [name for name in dir(builtins) if name.islower() and not name.startswith("_")]
    monkeypatch.delattr(builtins, "quit")
    steps = ", ".join(f'{name}: {{service: "order-service", compensation: "{name}"}}' for name in names)
    catalog = load_catalog()
    files = render(check(parse(f"{ALONE.format(queue='redis')}sell: {{steps: {{{steps}}}}}\n"), catalog), catalog).files
    for name in names:
        step = files[f"src/order_service/services/steps/sell_{name}.py"].content.decode()
        assert f"async def {name}_(\n" in step
        assert f"async def undo_{name}_(\n" in step


@pytest.mark.parametrize("name", SPECS)
def test_sagas_of_a_generated_service(name: str, tmp_path: Path) -> None:
    spec = tmp_path / "service.tusk"
    spec.write_text(SPECS[name])
    project = generate("order-service", spec, tmp_path)
    run_in(project, "ruff", "check", "-q", ".")
    run_in(project, "ruff", "format", "--check", "-q", ".")
    if name.startswith("no part"):
        run_in(project, "pytest", "-q", "tests/integration/test_sagas.py")
        return
    run_in(project, "mypy")
    files = [path for about in ("saga", "avro", "schema") for path in project.glob(f"tests/**/test*_{about}*.py")]
    tests = [str(path.relative_to(project)) for path in sorted(files)]
    run_in(project, "pytest", "-q", *tests)
    if (topics := project / "src/order_service/handlers/kafka_topics.py").exists():
        assert '"follow_two_done": "service-events.follow_events"' in topics.read_text()
        assert '"event_pack_done": "service-events.order-service"' in topics.read_text()

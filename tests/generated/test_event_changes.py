"""A service whose events change: an update tells what that means for those who read them, and so do its own tests."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.generated.services import generate, run_in

SPEC = """\
[service_template]
name: "shop-service"
message_queue: "kafka"

[models]
order:
  number: "string(40)"
  amount: "int, min=0"
  status: "enum(open, paid), default=open"
"""
OWN = ("python", "-m", "pytest", "-q", "tests/unit/test_published_schemas.py", "tests/unit/test_avro_writer.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    spec = tmp_path / "given.tusk"
    spec.write_text(SPEC)
    return generate("shop-service", spec, tmp_path)


def update(project: Path, old: str, new: str, *options: str, code: int = 0) -> str:
    """Change the spec, and update; return what is said."""
    spec = project / "service.tusk"
    spec.write_text(spec.read_text().replace(old, new))
    command = [sys.executable, "-m", "scaffold", "update", "--no-input", "--allow-dirty", *options]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_what_readers_can_go_on_with_is_told(project: Path) -> None:
    said = update(project, "open, paid)", "open, paid, late)")
    assert "order_changed: status takes other values" in said
    said = update(project, "  amount:", '  note: "text, optional"\n  amount:')
    assert "note: this changes for others, and breaks none" in said
    assert "order_created: note is new" in said
    run_in(project, *OWN)


def test_what_breaks_readers_is_refused_before_it_ships(project: Path) -> None:
    schema = project / "src/shop_service/schemas/order_created.avsc"
    before = schema.read_text()
    said = update(project, '  amount: "int, min=0"\n', "", "--drop", "order.amount", code=1)
    assert "order_created: amount is gone, and its readers need it" in said
    assert "--break order_changed --break order_created" in said
    assert schema.read_text() == before
    broken = ("--break", "order_changed", "--break", "order_created")
    update(project, "", "", "--drop", "order.amount", *broken)
    assert "amount" not in schema.read_text()
    with pytest.raises(AssertionError, match="SchemaResolutionError"):
        run_in(project, *OWN)
    for path in schema.parent.glob("*.avsc"):
        (project / "tests/schemas" / path.name).write_text(path.read_text())
    run_in(project, *OWN)


def test_an_event_that_goes(project: Path) -> None:
    more = '\n[publishes]\norder_paid:\n  order: "ref(order)"\n'
    with (project / "service.tusk").open("a") as spec:
        spec.write(more)
    update(project, "", "")
    assert (project / "tests/schemas/order_paid.avsc").is_file()
    assert "order_paid: is published no more" in update(project, more, "", code=1)
    update(project, "", "", "--break", "order_paid")


SAGAS = """
[sagas]
place_order:
  steps:
    open_order: {service: "shop-service", compensation: "cancel_order"}
    take_payment: {service: "payment-service", compensation: "refund_payment"}
"""
ANOTHER = """
return_order:
  steps:
    take_back: {service: "shop-service", compensation: "send_back"}
"""
ONE_MORE = '    check_fraud: {service: "fraud-service", compensation: "forget"}\n    take_payment'


def test_steps_of_a_saga_that_change_break_those_that_have_begun(tmp_path: Path) -> None:
    spec = tmp_path / "given.tusk"
    spec.write_text(SPEC + SAGAS + ANOTHER)
    project = generate("shop-service", spec, tmp_path)
    said = update(project, "    take_payment", ONE_MORE, code=1)
    assert "place_order: has other steps, and those that have begun would get stuck" in said
    assert "such as place_order_2" in said
    assert "--break place_order" in said
    update(project, ONE_MORE, "    take_payment")
    update(project, 'compensation: "cancel_order"', 'compensation: "cancel_order", timeout: 5m')
    assert "return_order: is gone" in update(project, ANOTHER, "", code=1)
    update(project, "", "", "--break", "return_order", "--break", "return_order_saga")
    assert not (project / "src/shop_service/services/return_order_saga.py").exists()


@pytest.fixture
def in_json(tmp_path: Path) -> Path:
    spec = tmp_path / "given.tusk"
    spec.write_text(SPEC.replace("kafka", "redis"))
    return generate("shop-service", spec, tmp_path)


def test_what_changes_for_readers_of_json_is_told(in_json: Path) -> None:
    said = update(in_json, "  amount:", '  note: "text, optional"\n  amount:')
    assert "order_created: note is new" in said
    assert "this changes for others, and breaks none" in said
    said = update(in_json, "string(40)", "string(60)")
    assert "order_changed: number takes other values" in said


def test_what_breaks_readers_of_json_is_refused(in_json: Path) -> None:
    document = in_json / "docs/asyncapi.json"
    before = document.read_text()
    breaks = ("--break", "order_changed", "--break", "order_created")
    gone = ('  amount: "int, min=0"\n', "", "--drop", "order.amount")
    said = update(in_json, *gone, code=1)
    assert "order_created: amount is gone, and its readers need it" in said
    assert "--break order_changed --break order_created" in said
    assert document.read_text() == before
    update(in_json, "", "", "--drop", "order.amount", *breaks)
    said = update(in_json, "string(40)", "int", code=1)
    assert "number" in said
    said = update(in_json, "", "", "--drop", "order.number", "--fill", "order.number=0", code=1)
    assert "order_created: number was string and is integer: its readers cannot read that" in said
    update(in_json, "", "", "--drop", "order.number", "--fill", "order.number=0", *breaks)
    said = update(in_json, "  status:", '  city: "string"\n  status:', "--fill", "order.city=x", code=1)
    assert "order_created: city is new, and events of before have none" in said
    update(in_json, '  city: "string"', '  city: "string, default=x"')
    said = update(in_json, "open, paid)", "open, paid, late)", code=1)
    assert "order_changed: status has values that its readers do not know: late" in said
    update(in_json, "", "", *breaks)

"""What each command does when all is well, and how it says so."""

import ast
import errno
import gc
import inspect
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold import __version__
from scaffold.cli import commands, options
from scaffold.cli.commands import app
from tests.cli.conftest import Run
from tests.project.trees import contents, files

SPEC = """\
# ours
[service_template]
name: "user-service" # a comment
version: "1.2.3"

[models]
user:
  email: "email, unique"
team:
  name: "string(80)"
"""


@pytest.fixture
def spec(work: Path) -> Path:
    path = work.parent / "spec.tusk"
    path.write_text(SPEC)
    return path


def test_new_with_a_name_alone(scaffold: Run, work: Path) -> None:
    result = scaffold("new", "user-service")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "Made user-service: 8 files in user-service\n"
        "\n"
        "  script/                       1\n"
        "  src/user_service/             2\n"
        "  src/user_service/handlers/    1\n"
        "  src/user_service/models/      1\n"
        "  (top)                         3  README.md, pyproject.toml, service.tusk\n"
        "\n"
        "Next:\n"
        "\n"
        "  cd user-service\n"
        "  run user-service\n"
    )
    made = files(work / "user-service")
    assert made["README.md"] == b"# User Service\n"
    assert made["src/user_service/main.py"] == b"# /health\nport = 8000\n"
    assert b'name: "user-service"' in (made["service.tusk"] or b"")
    log = subprocess.run(["git", "log", "--format=%s"], cwd="user-service", capture_output=True, text=True, check=True)
    assert log.stdout == "Generate user-service\n"


def test_the_projects_own_spec_is_the_one_given_with_what_was_asked(scaffold: Run, work: Path, spec: Path) -> None:
    arguments = ["--set", "service_config.port=8081", "--set", "service_template.version=2.0.0", "--with", "postgresql"]
    result = scaffold("new", "order-service", "--spec", spec, "--output", "deep/er", *arguments)
    assert result.code == 0
    made = files(work / "deep" / "er" / "order-service")
    assert made["src/order_service/main.py"] == b"# /health\nport = 8081\n"
    own = (made["service.tusk"] or b"").decode()
    assert own.startswith(
        '# ours\n[service_template]\nname: "order-service" # a comment\nversion: "2.0.0"\ndatabase: "postgresql"\n'
    )
    assert "[service_config]\nport: 8081\n" in own
    assert own.count("\n[models]\nuser:\n") == 1
    assert spec.read_text() == SPEC


def test_the_same_service_comes_from_its_own_spec(scaffold: Run, work: Path, spec: Path) -> None:
    scaffold("new", "order-service", "--spec", spec, "--set", "service_config.port=8081", "--no-git")
    again = scaffold("new", "order-service", "--spec", "order-service/service.tusk", "--output", "again", "--no-git")
    assert again.code == 0
    assert contents(work / "again" / "order-service") == contents(work / "order-service")


GUIDE = """\
# Guide

```rust
[service_template]
name: "user-service"
version: "1.0.0"

[service_config]
port: 8081   # why
```

Words.

   ```tusk
   [service_template]
   name: "other-service"
   version: "1.0.0"
   description: "Second."

   [health_checks]
   endpoint: "/healthy"
   ```

```rust
[service_config]
port: 9
```
"""


def test_a_guide_becomes_a_spec_of_its_blocks(scaffold: Run, work: Path) -> None:
    (work / "guide.md").write_text(GUIDE)
    result = scaffold("new", "user-service", "--spec", "guide.md", "--set", "health_config.timeout=3s")
    assert result.code == 0
    assert "guide.md:16:4: warning" in result.err
    assert (work / "user-service" / "service.tusk").read_text() == (
        '[service_template]\nname: "user-service"\nversion: "1.0.0"\n\n[service_config]\nport: 8081   # why\n\n'
        '[service_template]\ndescription: "Second."\n\n[health_checks]\nendpoint: "/healthy"\n\n'
        '[health_config]\ntimeout: "3s"\n'
    )
    check = scaffold("check", "user-service")
    assert check.code == 0
    again = scaffold("new", "user-service", "--spec", "user-service/service.tusk", "--output", "again")
    assert again.code == 0
    assert contents(work / "again" / "user-service") == contents(work / "user-service")


def test_included_files_come_along(scaffold: Run, work: Path) -> None:
    (work / "shared").mkdir()
    (work / "shared" / "health.tusk").write_text('[health_checks]\nendpoint: "/up"\n')
    (work / "s.tusk").write_text('@include "shared/health.tusk"\n[service_template]\nname: "a-service"\n')
    assert scaffold("new", "a-service", "--spec", "s.tusk").code == 0
    made = files(work / "a-service")
    assert made["shared/health.tusk"] == b'[health_checks]\nendpoint: "/up"\n'
    assert made["service.tusk"] == (work / "s.tusk").read_bytes()
    assert made["src/a_service/main.py"] == b"# /up\nport = 8000\n"
    assert scaffold("check", "a-service").code == 0


def test_a_dry_run_writes_nothing(scaffold: Run, work: Path) -> None:
    result = scaffold("new", "a", "--dry-run")
    assert result.code == 0
    assert result.out.startswith("Would make a: 8 files in a\n")
    assert result.out.endswith("Nothing was written (--dry-run).\n")
    assert contents(work) == {}


def test_new_as_data(scaffold: Run, work: Path) -> None:
    data = json.loads(scaffold("new", "a", "--json", "--no-git").out)
    assert data["ok"]
    assert data["written"]
    assert not data["committed"]
    assert data["path"] == str(work / "a")
    assert sorted(file["path"] for file in data["files"]) == sorted(files(work / "a"))
    assert {"path": "script/run", "bytes": 10, "mode": "755", "ownership": "merged", "feature": "service"} in data[
        "files"
    ]
    assert data["next"] == ["run a"]
    dry = json.loads(scaffold("new", "b", "--json", "--dry-run").out)
    assert not dry["written"]
    assert [file["path"] for file in dry["files"]]


def test_without_a_name_it_is_asked_for_on_a_terminal_only(
    scaffold: Run, work: Path, spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scaffold("new").code == 2
    monkeypatch.setattr("scaffold.cli.new.is_terminal", lambda _: True)
    asked: list[str] = []

    def answer(text: str, default: str) -> str:
        asked.append(f"{text}|{default}")
        return default

    monkeypatch.setattr("typer.prompt", answer)
    assert scaffold("new", "--no-input").code == 2
    assert scaffold("new", "--spec", spec).code == 0
    assert asked == ["Name of the service|user-service"]
    assert (work / "user-service").is_dir()


@pytest.mark.parametrize("option", ["--no-input", "--json", "--no-git"])
def test_where_nobody_can_be_asked_the_spec_names_the_service(
    scaffold: Run, work: Path, spec: Path, option: str
) -> None:
    """`--no-git` stands for a pipe alone."""
    result = scaffold("new", "--spec", spec, option)
    assert (result.code, result.err) == (0, "")
    assert (work / "user-service" / "service.tusk").read_text() == SPEC


def test_set_can_name_the_service(scaffold: Run, work: Path, spec: Path) -> None:
    assert scaffold("new", "--spec", spec, "--set", "service_template.name=order-service").code == 0
    assert scaffold("new", "--set", "service_template.name=small-service").code == 0
    assert sorted(path.name for path in work.iterdir()) == ["order-service", "small-service"]
    assert scaffold("check", "order-service", "small-service").code == 0


def test_a_name_that_is_a_hole_is_filled_everywhere(scaffold: Run, work: Path) -> None:
    hole = '[service_template]\nname: "{{service_name}}"\ndescription: "{{service_name}} sells."\n'
    (work / "s.tusk").write_text(hole + '[template_config]\nservice_name: "shop"\n')
    assert scaffold("new", "stall", "--spec", "s.tusk").code == 0
    assert (work / "stall" / "service.tusk").read_text() == hole + '[template_config]\nservice_name: "stall"\n'
    assert scaffold("new", "shop", "--spec", "s.tusk").code == 0
    assert (work / "shop" / "service.tusk").read_text() == (work / "s.tusk").read_text()


def test_a_spec_without_a_name_does_not_do_for_one(scaffold: Run, work: Path) -> None:
    (work / "s.tusk").write_text("[service_config]\nport: 8081\n")
    result = scaffold("new", "--spec", "s.tusk")
    assert result.code == 2
    assert result.err.endswith("it is missing; give the service's name, such as user-service\n")
    (work / "s.tusk").write_text('[service_template]\nname: "class"\n')
    refused = scaffold("new", "--spec", "s.tusk")
    assert refused.code == 1
    assert "s.tusk:2:7: error" in refused.err
    assert [path.name for path in work.iterdir()] == ["s.tusk"]


def test_check(scaffold: Run, work: Path, spec: Path) -> None:
    good = scaffold("check", spec)
    assert (good.code, good.out, good.err) == (0, f"{spec}: ok\n", "")
    (work / "bad.tusk").write_text('[service_template]\nname: "a"\nversion: 1\n')
    both = scaffold("check", spec, "bad.tusk")
    assert both.code == 1
    assert both.out == f"{spec}: ok\nbad.tusk: no (1 error)\n"
    assert both.err.startswith("bad.tusk:3:10: error[S003]: ")
    data = json.loads(scaffold("check", spec, "bad.tusk", "--json").out)
    assert [(entry["file"], entry["ok"]) for entry in data] == [(str(spec), True), ("bad.tusk", False)]
    (found,) = data[1]["diagnostics"]
    assert (found["code"], found["line"], found["column"], found["severity"]) == ("S003", 3, 10, "error")


def test_fmt(scaffold: Run, work: Path, spec: Path) -> None:
    assert scaffold("fmt", "--check", spec).code == 0
    ugly = work / "ugly.tusk"
    ugly.write_text('[service_template]\nname="a";\n')
    ugly.chmod(0o640)
    (work / "link.tusk").symlink_to("ugly.tusk")
    checked = scaffold("fmt", "--check", spec, "link.tusk")
    assert (checked.code, checked.out) == (1, "would format link.tusk\n")
    assert ugly.read_text() == '[service_template]\nname="a";\n'
    formatted = scaffold("fmt", "link.tusk")
    assert (formatted.code, formatted.out) == (0, "formatted link.tusk\n")
    assert ugly.read_text() == '[service_template]\nname: "a"\n'
    assert ugly.stat().st_mode & 0o777 == 0o640
    assert (work / "link.tusk").is_symlink()
    assert sorted(path.name for path in work.iterdir()) == ["link.tusk", "ugly.tusk"]
    assert scaffold("fmt", "link.tusk").out == ""


def test_fmt_writes_the_good_files_beside_a_bad_one(scaffold: Run, work: Path) -> None:
    (work / "bad.tusk").write_text("[a\n")
    (work / "ugly.tusk").write_text("[a]\nb=1\n")
    result = scaffold("fmt", "bad.tusk", "ugly.tusk")
    assert result.code == 1
    assert (work / "ugly.tusk").read_text() == "[a]\nb: 1\n"
    assert (work / "bad.tusk").read_text() == "[a\n"


def test_fmt_leaves_a_file_that_cannot_be_written(scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (work / "ugly.tusk").write_text("[a]\nb=1\n")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = scaffold("fmt", "ugly.tusk")
    assert (result.code, result.err) == (1, "error: ugly.tusk: cannot write: the disk is full\n")
    assert files(work) == {"ugly.tusk": b"[a]\nb=1\n"}


def test_fmt_writes_nothing_that_reads_to_other_values(
    scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "ugly.tusk").write_text("[a]\nb=1\n")
    monkeypatch.setattr("scaffold.tusk.format._formatted", lambda _document: "[a]\nb: 2\n")
    result = scaffold("fmt", "ugly.tusk")
    assert result.code == 1
    assert "error[T092]: internal error: formatted, this text would read to other values" in result.err
    assert files(work) == {"ugly.tusk": b"[a]\nb=1\n"}


def test_explain_a_part_of_the_spec(scaffold: Run) -> None:
    section = scaffold("explain", "service_template")
    assert section.code == 0
    assert section.out.startswith("[service_template]  (since 0.1)\n")
    assert "  service_template.database: choice, default sqlite" in section.out
    key = scaffold("explain", "service_config.port")
    assert key.out.startswith("service_config.port: port, default 8000")
    data = json.loads(scaffold("explain", "service_config.port", "--json").out)
    assert (data["path"], data["type"], data["default"]) == ("service_config.port", "port", "8000")


@pytest.mark.parametrize("what", ["models", "models.product", "models.product.price"])
def test_explain_what_entities_are_made_of(scaffold: Run, what: str) -> None:
    shown = scaffold("explain", what)
    assert shown.code == 0
    for line in ("decimal(p, s)  an exact number", "indexed     found fast", "min=, max=  the least"):
        assert f"\n  {line}" in shown.out
    data = json.loads(scaffold("explain", what, "--json").out)
    assert {"written": ["bool"], "meaning": "true or false"} in data["types"]


def test_explain_shows_the_keys_of_what_has_fields_too(scaffold: Run) -> None:
    section, entry = scaffold("explain", "sagas").out, scaffold("explain", "sagas.place_order").out
    for line in (
        "  sagas.*.steps.*.service: string, required",
        "  sagas.*.data: fields",
        "    Limits: at least 1 s, at most 365 d.",
    ):
        assert f"\n{line}" in section
        assert f"\n{line}" in entry
    assert "\n  decimal(p, s)  an exact number" in section
    assert "*" not in scaffold("explain", "models").out


@pytest.mark.parametrize("name", ["events", "kafka"])
def test_explain_a_feature(scaffold: Run, name: str) -> None:
    shown = scaffold("explain", name)
    assert shown.out.startswith("events: Events over Kafka\nThe service's events in topics")
    assert "\nTurned on: event_driven_architecture.event_store: kafka; needs messages; also: kafka.\n" in shown.out
    assert "\nSections: [event_driven_architecture], [event_config]" in shown.out
    data = json.loads(scaffold("explain", name, "--json").out)
    assert data["enable"] == {"event_driven_architecture.event_store": "kafka"}
    assert scaffold("explain", "mesh").out.startswith("mesh: Service mesh  (not generated yet)\n")


def test_explain_a_file(scaffold: Run, work: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scaffold("new", "user-service", "--no-git")
    monkeypatch.chdir(work / "user-service" / "src")
    result = scaffold("explain", "user_service/main.py")
    assert result.code == 0
    assert result.out == (
        "src/user_service/main.py\n"
        "  feature    service: FastAPI service\n"
        f"  template   {pack}/service/files/src/{{{{ service.package }}}}/main.py.jinja\n"
        "  slot       routes, filled by health\n"
        "  spec       health_checks.endpoint: /health\n"
        "             service_config.port: 8000\n"
        "             service_template.name: user-service\n"
        "  ownership  merged: your edits and the templates' are merged on update\n"
    )
    monkeypatch.chdir(work)
    entity = json.loads(scaffold("explain", "user-service/src/user_service/models/user.py", "--json").out)
    assert entity["entity"] == "user"
    assert entity["keys"] == ["models", "service_template.name"]
    own = scaffold("explain", "user-service/service.tusk")
    assert "the service's spec" in own.out
    assert own.out.endswith("ownership  seeded: yours; written once and never touched again\n")


def test_explain_writes_a_truth_value_as_the_spec_does(scaffold: Run, work: Path, pack: Path) -> None:
    extra = pack / "service" / "files" / "extra.txt.jinja"
    extra.write_text("{{ spec.service_testing.unit_tests }}\n")
    try:
        scaffold("new", "a", "--no-git")
        result = scaffold("explain", "a/extra.txt")
    finally:
        extra.unlink()
    assert "  spec       service_testing.unit_tests: true\n" in result.out


def test_features(scaffold: Run) -> None:
    words = scaffold("features").out
    assert "Ready\n  service " in words
    assert "Planned: known and checked, not generated yet\n" in words
    assert "service_template.database: postgresql" in words
    assert " on with mongodb and messages; needs " in words
    assert words.count(" always on") == 5
    data = {entry["name"]: entry for entry in json.loads(scaffold("features", "--json").out)}
    assert data["postgresql"]["enable"] == {"service_template.database": "postgresql"}
    assert {entry["status"] for entry in data.values()} == {"ready", "planned"}


def test_schema(scaffold: Run) -> None:
    schema = json.loads(scaffold("schema").out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "service_template" in schema["properties"]


def test_version(scaffold: Run) -> None:
    assert scaffold("--version").out == f"scaffold {__version__}\n"


def test_an_internal_error_is_one_line_and_has_a_traceback_on_request(
    scaffold: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(**_: object) -> None:
        raise RuntimeError("the moon is full")

    monkeypatch.setattr("scaffold.cli.features.run", break_down)
    plain = scaffold("features")
    assert plain.code == 1
    assert plain.err == (
        "internal error: RuntimeError: the moon is full\n"
        "  This is a fault of scaffold. Please report it with the output of the same command under SCAFFOLD_DEBUG=1.\n"
    )
    assert "Traceback" in scaffold("--debug", "features").err
    assert "Traceback" not in scaffold("features").err
    monkeypatch.setenv("SCAFFOLD_DEBUG", "1")
    assert "Traceback" in scaffold("features").err


def test_a_fault_of_a_template_names_it(scaffold: Run, work: Path, pack: Path) -> None:
    broken = pack / "service" / "files" / "broken.jinja"
    broken.write_text("\n{{ nothing }}\n")
    try:
        result = scaffold("new", "a")
    finally:
        broken.unlink()
    assert result.code == 1
    assert result.err == "error: feature 'service', files/broken.jinja, line 2: 'nothing' is undefined\n"
    assert contents(work) == {}


def complete(words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    monkeypatch.setenv("_SCAFFOLD_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    capsys.readouterr()
    with pytest.raises(SystemExit):
        app(prog_name="scaffold")
    return capsys.readouterr().out.split()


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("scaffold fe", ["features"]),
        ("scaffold explain service_conf", ["service_config"]),
        ("scaffold explain service_config.po", ["service_config.port"]),
        ("scaffold new a --with postg", ["postgresql"]),
        ("scaffold new a --with contract,postg", ["contract,postgresql"]),
        ("scaffold new a --set service_config.po", ["service_config.port="]),
        ("scaffold new a --set service_template.database=s", ["service_template.database=sqlite"]),
        ("scaffold new a --set service_testing.unit_tests=", ["true", "false"]),
    ],
)
def test_completion(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str, expected: list[str]
) -> None:
    found = complete(words, monkeypatch, capsys)
    assert [word for word in expected if not any(one.endswith(word) for one in found)] == []
    assert len(found) == len(expected)


def test_a_process_that_goes_on_loses_no_memory_to_a_command(scaffold: Run) -> None:
    frozen = gc.get_freeze_count()
    assert scaffold("features").code == 0
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen


def loaded(*arguments: str) -> set[str]:
    """Return the modules that a command has imported at its end."""
    program = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))\n"
        f"sys.argv = {['scaffold', *arguments]!r}\n"
        "from scaffold.cli import main\nmain()"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    return set(result.stderr.split())


def ended(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line after some lines of Python."""
    program += f"\nimport sys\nsys.argv = {['scaffold', *arguments]!r}\nfrom scaffold.cli import main\nmain()"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", ["typer", "scaffold.cli.features", "scaffold.catalog.loading"])
def test_an_interrupt_ends_it_quietly_even_while_it_starts(module: str) -> None:
    interrupt = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())"
    )
    result = ended(interrupt, "features")
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


def test_an_interrupt_at_the_question(scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> str:
        raise KeyboardInterrupt

    stdin = io.StringIO()
    monkeypatch.setattr(stdin, "readline", lambda *_: interrupt())
    monkeypatch.setattr("scaffold.cli.new.is_terminal", lambda _: True)
    monkeypatch.setattr(sys, "stdin", stdin)
    result = scaffold("new")
    assert (result.code, result.err) == (130, "\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert scaffold("new").code == 1
    assert contents(work) == {}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("arguments", [["schema"], ["features"], ["--help"], ["--version"], ["check", "s.tusk"]])
def test_a_full_output(work: Path, arguments: list[str]) -> None:
    (work / "s.tusk").write_text(SPEC)
    result = ended("import os\nos.dup2(os.open('/dev/full', os.O_WRONLY), 1)", *arguments)
    assert result.returncode == 1
    assert result.stderr.startswith("error: ")
    assert result.stderr.endswith("No space left on device\n")
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("option", ["--json", "--no-input"])
def test_a_full_output_of_new_says_what_was_made(work: Path, option: str) -> None:
    result = ended("import os\nos.dup2(os.open('/dev/full', os.O_WRONLY), 1)", "new", "a", "--no-git", option)
    message = "error: a was made, but the output cannot be written: No space left on device\n"
    assert (result.returncode, result.stderr) == (1, message)
    assert (work / "a" / "service.tusk").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_full_output_of_an_update_says_what_was_done(
    scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scaffold("new", "a", "--no-git").code == 0
    monkeypatch.chdir(work / "a")
    spec = Path("service.tusk")
    spec.write_text(spec.read_text().replace("port: 8000", "port: 8001"))
    full = "import os\nos.dup2(os.open('/dev/full', os.O_WRONLY), 1)"
    why = "the output cannot be written: No space left on device\n"
    shown = ended(full, "update", "--dry-run")
    assert (shown.returncode, shown.stderr) == (1, f"error: {why}")
    done = ended(full, "update")
    assert (done.returncode, done.stderr) == (1, f"error: the update was made, but {why}")
    assert "8001" in Path("src/a/config.py").read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_full_output_of_restore_and_undo_says_what_was_done(
    scaffold: Run, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scaffold("new", "a", "--no-git").code == 0
    monkeypatch.chdir(work / "a")
    before = Path("README.md").read_text()
    Path("README.md").write_text("mine\n")
    full = "import os\nos.dup2(os.open('/dev/full', os.O_WRONLY), 1)"
    why = "but the output cannot be written: No space left on device\n"
    restored = ended(full, "restore", "README.md")
    assert (restored.returncode, restored.stderr) == (1, f"error: 1 file was restored, {why}")
    assert Path("README.md").read_text() == before
    undone = ended(full, "update", "--undo", "--json")
    assert (undone.returncode, undone.stderr) == (1, f"error: the last update was undone, {why}")
    assert Path("README.md").read_text() == "mine\n"


@pytest.mark.parametrize("stream", ["stdout", "stderr", "stdin"])
@pytest.mark.parametrize("arguments", [["new", "a", "--no-git"], ["features"], ["--version"], ["check", "s.tusk"]])
def test_a_stream_that_is_closed(work: Path, stream: str, arguments: list[str]) -> None:
    (work / "s.tusk").write_text(SPEC)
    result = ended(f"import sys\nsys.{stream} = None", *arguments)
    assert (result.returncode, result.stderr) == (0, "")
    assert (stream == "stdout") == (not result.stdout)


@pytest.mark.parametrize("arguments", [["--help"], ["new", "--help"], ["--version"]])
def test_help_imports_next_to_nothing(arguments: list[str]) -> None:
    modules = loaded(*arguments)
    heavy = {"pydantic", "jinja2", "tomlkit", "rich", "scaffold.tusk", "scaffold.catalog", "scaffold.render", "tomllib"}
    assert modules & heavy == set()


def test_new_imports_neither_rich_nor_pydantic_nor_tomlkit(work: Path) -> None:
    loaded("new", "a", "--dry-run")  # fills the caches
    assert loaded("new", "a", "--dry-run") & {"pydantic", "tomlkit", "rich"} == set()


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from scaffold.cli import terminal

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    text = "a.tusk:1:1: error[S001]: no\n  1 | x"
    assert terminal.paint_findings(text) == "a.tusk:1:1: \x1b[31;1merror[S001]:\x1b[0m no\n  1 | x"
    monkeypatch.setenv("NO_COLOR", "1")
    assert terminal.paint_findings(text) == text
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert terminal.paint_findings(text) == text


def test_an_option_of_several_commands_is_declared_once() -> None:
    declared = [
        str(argument.value)
        for module in (commands, options)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "Option"
        for argument in node.args
        if isinstance(argument, ast.Constant)
        and argument.value not in {"--check", "--ref"}  # others for fmt, update and adopt
    ]
    assert len(declared) > 20
    assert sorted(declared) == sorted(set(declared))

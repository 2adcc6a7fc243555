"""`scaffold new` of the full example beside copier, cookiecutter and `cp -r`, whole processes, in one run.

Run: `.venv/bin/python -m bench.generate [ROUNDS]`. Aim: at least 10 times faster than copier.

The peers get an equivalent template: every file of the service that scaffold makes, with the service's name and
package as template variables. Each result is compared byte for byte with scaffold's before anything is timed.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.peer_templates import write_template
from bench.processes import Contender, measure, show

EXAMPLE = Path(__file__).parent.parent / "examples" / "full.tusk"
NAME = "ledger-service"
PACKAGE = "ledger_service"


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _copier_template(source: Path, folder: Path) -> None:
    write_template(source, folder, {PACKAGE: "package", NAME: "name"}, ".jinja")
    questions = (
        f"_templates_suffix: .jinja\n_subdirectory: .\nname:\n  default: {NAME}\npackage:\n  default: {PACKAGE}\n"
    )
    (folder / "copier.yml").write_text(questions)


def _cookiecutter_template(source: Path, folder: Path) -> None:
    names = {PACKAGE: "cookiecutter.package", NAME: "cookiecutter.name"}
    write_template(source, folder / "{{ cookiecutter.name }}", names, "")
    (folder / "cookiecutter.json").write_text(json.dumps({"name": NAME, "package": PACKAGE}))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _check_equal(expected: dict[str, bytes], folder: Path, tool: str) -> None:
    found = _contents(folder)
    different = sorted(path for path in expected if found.get(path) != expected[path])
    if different:
        sys.exit(f"{tool} does not give the same service: {', '.join(different[:5])}")


def _removing(folder: Path) -> Callable[[], None]:
    return lambda: shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        outputs = {name: work / name for name in ("scaffold", "git", "copier", "cookiecutter", "cp")}
        new = [_tool("scaffold"), "new", NAME, "--spec", str(EXAMPLE), "--no-input", "--output"]
        copier_template, cookiecutter_template = work / "copier-template", work / "cookiecutter-template"
        contenders = {
            "scaffold new": Contender([*new, str(outputs["scaffold"]), "--no-git"], _removing(outputs["scaffold"])),
            "scaffold new, with git": Contender([*new, str(outputs["git"])], _removing(outputs["git"])),
        }
        measure({"scaffold new": contenders["scaffold new"]}, 1)
        service = work / "service"
        shutil.copytree(outputs["scaffold"] / NAME, service)
        expected = _contents(service)
        _copier_template(service, copier_template)
        _cookiecutter_template(service, cookiecutter_template)
        contenders |= {
            "copier copy": Contender(
                [_tool("copier"), "copy", "--defaults", "--quiet", str(copier_template), str(outputs["copier"])],
                _removing(outputs["copier"]),
            ),
            "cookiecutter": Contender(
                [
                    _tool("cookiecutter"),
                    "--no-input",
                    "--output-dir",
                    str(outputs["cookiecutter"]),
                    str(cookiecutter_template),
                ],
                _removing(outputs["cookiecutter"]),
            ),
            "cp -r": Contender(["cp", "-r", str(service), str(outputs["cp"])], _removing(outputs["cp"])),
        }
        measure(contenders, 1)
        _check_equal(expected, outputs["copier"], "copier")
        _check_equal(expected, outputs["cookiecutter"] / NAME, "cookiecutter")
        size = sum(map(len, expected.values())) // 1024
        show(f"{len(expected)} files, {size} KB", measure(contenders, rounds), unit="scaffold new")


if __name__ == "__main__":
    main()

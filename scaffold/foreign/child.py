"""What the process does that renders: see `scaffold.foreign.rendering`."""

import json
from collections.abc import Callable
from pathlib import Path

from scaffold.foreign.protocol import Refused, Request, Result, Untrusted, failed, unusable


def main(work: Path) -> None:
    """Read `request.json`, render `template/` into `project/`, and write what came of it into `result.json`."""
    request = Request(
        **json.loads((work / "request.json").read_text(encoding="utf-8")),
        template=work / "template",
        project=work / "project",
        masked=work / "masked",
        probe=work / "probe",
    )
    try:
        result = _renderer(request.kind)(request)._asdict()
    except Untrusted as error:
        result = {"wants": error.wants, "known": error.known}
    except Refused as error:
        result = {"error": error.message, "hint": error.hint, "ran": error.ran}
    except KeyboardInterrupt:
        result = {"error": "stopped"}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  a template's own code, or the library, may raise anything
        refused = failed(request.kind, f"{type(error).__name__}: {error}")
        result = {"error": refused.message, "hint": refused.hint, "ran": request.trust}
    (work / "result.json").write_text(json.dumps(result, default=str), encoding="utf-8")


def _renderer(kind: str) -> Callable[[Request], Result]:
    """Return what renders a template of this kind; raises Refused where its library is missing or is another one."""
    try:
        if kind == "copier":
            from scaffold.foreign.copier_child import render
        else:
            from scaffold.foreign.cookiecutter_child import render
    except (ImportError, AttributeError) as error:  # what is patched in a library may be elsewhere in another release
        raise unusable(kind, error) from None
    return render

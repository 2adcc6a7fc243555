"""Fields whose limits leave little room, or whose names stood in the service's own statements."""

from pathlib import Path

from tests.generated.services import SERVERS, generate, lint, run_tests
from tests.templates.limits import ENDS, NARROW, UNEVEN

TAKEN = {"this_id": "int", "this_version": "int, indexed", "anon_1": "int, indexed", "body": "text"}
"""Names that statements of the service once had for parameters and columns of their own."""


def test_a_service_with_narrow_limits_is_clean_and_passes_its_tests(tmp_path: Path, mypy_cache: Path) -> None:
    lines = ["[models]", "narrow:", *(f'  {name}: "{text}, unique"' for name, text in NARROW.items())]
    lines += ["edge:", *(f'  {name}: "{text}, indexed"' for name, text in ENDS.items())]
    lines += ["tens:", *(f'  {name}: "{text}"' for name, text in UNEVEN.items())]
    lines += ["this:", *(f'  {name}: "{text}"' for name, text in TAKEN.items())]
    spec = tmp_path / "spec.tusk"
    spec.write_text("\n".join(lines) + "\n")
    project = generate("limit-service", spec, tmp_path)
    lint(project, mypy_cache)
    run_tests(project, f"--ignore={SERVERS}")

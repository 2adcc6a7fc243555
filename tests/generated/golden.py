"""Golden services: `python -m tests.generated.golden` writes them anew; the difference is then read in review."""

import shutil
import tempfile
from pathlib import Path

from tests.generated.services import EXAMPLES, ROOT, SERVICES, generate

GOLDEN = ROOT / "tests" / "golden"
RECORDS = ".scaffold"
NAMES = ("minimal-service", "user-service", "full-service", "gateway-service")


def contents(folder: Path) -> dict[str, bytes]:
    """Give the content of each file below a folder, by its path; of the records of updates, which repeat it, none."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    files = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(f"{RECORDS}/")}


def main() -> None:
    """Accept what the templates make now."""
    with tempfile.TemporaryDirectory() as temporary:
        for name in NAMES:
            made = generate(name, EXAMPLES / SERVICES[name], Path(temporary))
            shutil.rmtree(GOLDEN / name, ignore_errors=True)
            shutil.copytree(made, GOLDEN / name, ignore=shutil.ignore_patterns(RECORDS))


if __name__ == "__main__":
    main()

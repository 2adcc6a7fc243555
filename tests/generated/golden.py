"""Golden services: `python -m tests.generated.golden` writes them anew; the difference is then read in review."""

import shutil
import tempfile
from pathlib import Path

from tests.generated.services import EXAMPLES, ROOT, SERVICES, generate

GOLDEN = ROOT / "tests" / "golden"
NAMES = ("minimal-service", "user-service", "full-service")


def contents(folder: Path) -> dict[str, bytes]:
    """Give the content of each file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def main() -> None:
    """Accept what the templates make now."""
    with tempfile.TemporaryDirectory() as temporary:
        for name in NAMES:
            shutil.rmtree(GOLDEN / name, ignore_errors=True)
            shutil.copytree(generate(name, EXAMPLES / SERVICES[name], Path(temporary)), GOLDEN / name)


if __name__ == "__main__":
    main()

"""Print what generated services can need: each tested distribution with the extras that features ask for."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).parent.parent / "templates"


def extras() -> Iterator[tuple[str, str]]:
    """Yield each distribution that a feature asks for with an extra, and the extra."""
    for manifest in TEMPLATES.rglob("feature.toml"):
        groups = tomllib.loads(manifest.read_text(encoding="utf-8")).get("dependencies", {})
        by_type = groups.pop("fields", {})
        for requirement in (requirement for group in (*groups.values(), *by_type.values()) for requirement in group):
            found = re.fullmatch(r"([^\[]+)\[([^\]]+)\]", requirement)
            if found:
                yield from ((found[1], extra.strip()) for extra in found[2].split(","))


def main() -> None:
    """Print one requirement a line."""
    wanted: dict[str, set[str]] = {}
    for name, extra in extras():
        wanted.setdefault(name, set()).add(extra)
    tested = tomllib.loads((TEMPLATES / "tested.toml").read_text(encoding="utf-8"))
    for name, versions in tested.items():
        suffix = f"[{','.join(sorted(wanted[name]))}]" if name in wanted else ""
        print(f"{name}{suffix}{versions}")


main()

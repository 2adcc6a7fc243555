from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from scaffold.catalog import Catalog, Section, load_catalog
from scaffold.spec import Spec, check
from scaffold.tusk import parse

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        return load_catalog()


class Checker(Protocol):
    def __call__(
        self,
        text: str,
        *,
        name: str | None = "user-service",
        overrides: Mapping[str, object] | None = None,
        enable: Sequence[str] = (),
    ) -> Spec: ...


@pytest.fixture
def checked(catalog: Catalog) -> Checker:
    """Check a text against the built-in catalogue."""

    def run(
        text: str,
        *,
        name: str | None = "user-service",
        overrides: Mapping[str, object] | None = None,
        enable: Sequence[str] = (),
    ) -> Spec:
        return check(parse(text, source="s.tusk"), catalog, name=name, overrides=overrides, enable=enable)

    return run


def findings(spec: Spec, *severities: str) -> list[str]:
    """Give the diagnostics as `line:column code message`."""
    return [
        f"{d.location.line}:{d.location.column} {d.code} {d.message}"
        for d in spec.diagnostics
        if not severities or d.severity in severities
    ]


def with_section(catalog: Catalog, section: Section) -> Catalog:
    return catalog._replace(sections={**catalog.sections, section.name: section})

"""Lines that hold the service's name, or its prefix of variables, are laid out for every length that it may have."""

from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import parse
from tests.generated.largest import largest
from tests.generated.services import run_in
from tests.generated.test_bare_entities import MODELS

LENGTHS = range(50, 7, -3)


@pytest.mark.parametrize("base", ["everything", "documents", "tables of a file"])
def test_lines_are_laid_out_for_names_of_every_length(base: str, tmp_path: Path) -> None:
    for length in LENGTHS:
        name = ("service-" * 7)[: length - 1] + "y"
        text = largest(base, MODELS).replace("order-service", name).replace("{{service_name}}", name)
        spec = check(parse(text), load_catalog(), name=name)
        assert not spec.has_errors
        for path, file in render(spec, load_catalog()).files.items():
            if path.endswith(".py") and name.replace("-", "_").upper() in file.content.decode().upper().replace(
                "-", "_"
            ):
                target = tmp_path / str(length) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.content)
    run_in(tmp_path, "ruff", "format", "--no-cache", "--check", "--line-length", "100", ".")

"""A service whose spec changes: its code at each step, and a database that follows."""

import os
import pickle
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from json import dumps
from pathlib import Path
from typing import Any

from scaffold.catalog import load_catalog
from scaffold.catalog.model import Catalog
from scaffold.evolution import Revision, Words, next_revision
from scaffold.render import render
from scaffold.spec import Spec, check
from scaffold.tusk import parse
from tests.generated.services import ENVIRONMENT

Models = Mapping[str, Mapping[str, str]]
PACKAGE = "life_service"


@cache
def catalog() -> Catalog:
    return load_catalog()


def spec_of(
    models: Models,
    plurals: Mapping[str, str] | None = None,
    features: Sequence[str] = (),
    database: str = "postgresql",
) -> Spec:
    """Check a spec with these models, for a database and SQLite, with some features."""
    lines = ["[service_template]", 'name: "life-service"', f'database: "{database}"', "[models]"]
    for entity, fields in models.items():
        lines += [f"{entity}:", *(f"  {name}: {dumps(text)}" for name, text in fields.items())]
    lines += ["[model_plurals]", *(f'{name}: "{plural}"' for name, plural in plurals.items())] if plurals else []
    spec = check(parse("\n".join(lines) + "\n"), catalog(), enable=features)
    assert not spec.has_errors, [each.to_text() for each in spec.diagnostics]
    return spec


def words(*, rename: Sequence[str] = (), drop: Sequence[str] = (), fill: Sequence[str] = ()) -> Words:
    """Read words as the command line has them."""

    def pair(text: str) -> tuple[str, str]:
        one, _, other = text.partition("=")
        return one, other

    return Words(tuple(map(pair, rename)), tuple(drop), tuple(map(pair, fill)))


class Life:
    """A project in a folder for each step of its history."""

    database = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.history: list[Revision] = []
        self.features: tuple[str, ...] = ()
        """Those that are on from the next step."""

    def step(
        self,
        models: Models,
        said: Words | None = None,
        plurals: Mapping[str, str] | None = None,
        heads: Sequence[str] = (),
    ) -> "Code":
        """Change the models, and write the code that follows."""
        spec = spec_of(models, plurals, self.features, self.database)
        revision = next_revision(self.history, spec.entities, said or Words(), stored=spec.stored, heads=heads)
        if revision is not None:
            self.history.append(revision)
        return self.write(spec)

    def write(self, spec: Spec) -> "Code":
        """Write what the spec and the history make."""
        folder = self.folder / str(len(self.history))
        for path, file in render(spec, catalog(), self.history).files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
        return Code(folder, self.history[-1].id)


class Code:
    """The service's code at one step, and the id of its newest revision."""

    driver = "driver.py"

    def __init__(self, folder: Path, revision: str) -> None:
        self.folder = folder
        self.revision = revision

    def versions(self) -> dict[str, str]:
        """The text of each revision, by its file's name."""
        found = (self.folder / "src" / PACKAGE / "migrations" / "versions").glob("*.py")
        return {path.name: path.read_text() for path in sorted(found)}

    def run(self, url: str, *orders: tuple[Any, ...]) -> list[Any]:
        """Have the service's own code carry out orders for the driver on a database."""
        job = {"package": PACKAGE, "url": url, "orders": orders}
        done = subprocess.run(
            [ENVIRONMENT / "python", Path(__file__).with_name(self.driver)],
            input=pickle.dumps(job),
            capture_output=True,
            check=False,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder / "src")},
        )
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
        answers: list[Any] = pickle.loads(done.stdout.partition(b"ANSWER")[2])  # noqa: S301  from the driver
        return answers

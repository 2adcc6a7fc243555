"""The same lives over documents: a database has to be what a first revision of the same data would make."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scaffold.evolution import Words
from tests.evolution.lives import Code, Life, Models


class DocumentCode(Code):
    """A service's code, and beside it a new service's of the same data."""

    driver = "document_driver.py"

    def __init__(self, code: Code, new: Code | None) -> None:
        super().__init__(code.folder, code.revision)
        self._new = new

    def run(self, url: str, *orders: tuple[Any, ...]) -> list[Any]:
        """Carry out orders; what the code means is what the new service makes."""
        answers = iter(super().run(url, *(each for each in orders if each[0] != "meant")))
        return [self._meant(str(each[1])) if each[0] == "meant" else next(answers) for each in orders]

    def _meant(self, scratch: str) -> Any:
        assert self._new is not None
        fresh = DocumentCode(self._new, None)
        return fresh.run(scratch, ("drop",), ("migrate", "head", "up"), ("stands",))[-1]


class DocumentLife(Life):
    """A project for MongoDB in a folder for each step of its history."""

    database = "mongodb"

    def step(
        self,
        models: Models,
        said: Words | None = None,
        plurals: Mapping[str, str] | None = None,
        heads: Sequence[str] = (),
    ) -> DocumentCode:
        """Change the models, and write the code that follows."""
        code = super().step(models, said, plurals, heads)
        new = _New(self.folder / f"new-{len(self.history)}").step(models, plurals=plurals)
        return DocumentCode(code, new)


class _New(Life):
    database = "mongodb"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        super().__init__(folder)

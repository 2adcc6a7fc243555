"""The life of a service that a team works on: what happens to it, one step after the other."""

import copy
from collections.abc import Callable
from pathlib import Path

from tests.generated.released import Templates, commit, replace
from tests.generated.team import MARK, SPEC, edit_by_hand

MORE_DATA = """\
  nickname: "string(40), optional"
  status: "enum(active, blocked), indexed, default=active"

badge:
  title: "string(60)"
  holder: "ref(user)"
"""

SERVICE = "service/files/src/{{ service.package }}"

EXISTS = '''\
    {{ layout.fit("async def exists(", ["self", id ~ ": " ~ r.identifier], ") -> bool:", indent=4) }}
        """Tell whether there is such a one."""
        async with self._storage.read() as work:
            {{ layout.fit("found = await work." ~ r.plural ~ ".get(", [id], ")", indent=12) }}
        return found is not None

'''

EXISTS_TEST = """\
{{ layout.fit("async def test_exists(", [S, M], ") -> None:") }}
    assert await service.exists(made.id)
    assert not await service.exists({{ r.identifier }}(new_id()))


"""

MOVED = """
[[moves]]
since = "999.0"
from = "files/docs/adr/container-image.md.jinja"
to = "files/docs/adr/image.md.jinja"
"""


class Life:
    """A service from its first day; each step is committed."""

    package = "user_service"

    def __init__(self, folder: Path) -> None:
        self.templates = Templates(folder)
        (folder / "given.tusk").write_text(SPEC)
        self.templates.scaffold(folder, "new", "user-service", "--spec", "given.tusk", "--no-input")
        self.project = folder / "user-service"

    def at(self, folder: Path) -> "Life":
        """Return this life as it goes on in a copy of its folder."""
        other = copy.copy(self)
        other.templates = self.templates.at(folder)
        other.project = folder / self.project.name
        return other

    def edited_by_hand(self) -> None:
        """The team makes it its own."""
        edit_by_hand(self.project)
        commit(self.project)
        self._update()

    def entity_added(self) -> None:
        """More data, and more about the data there is."""
        spec = self.project / "service.tusk"
        spec.write_text(spec.read_text() + MORE_DATA)
        self._update()

    def feature_added(self) -> None:
        """A feature that the service was made without."""
        self.templates.scaffold(self.project, "add", "contract")
        commit(self.project)

    def templates_changed(self) -> None:
        """A release: a method and its test, another value, a requirement, a page that moved."""
        edit = self.templates.edit
        edit(f"{SERVICE}/services/{{{{ entity.name }}}}.py.jinja", *_before("create", EXISTS))
        unit = "features/testing/files/tests/unit/test_{{ entity.name }}_service.py.jinja"
        edit(unit, '{{ layout.fit("async def test_deleted', EXISTS_TEST + '{{ layout.fit("async def test_deleted')
        edit("features/migrations/slots/main_constants.jinja", "PURGE_SECONDS = 3600", "PURGE_SECONDS = 1800")
        edit("tested.toml", "aiosqlite =", 'anyio = ">=4.16,<4.17"\naiosqlite =')
        edit("service/feature.toml", 'run = ["fastapi"', 'run = ["anyio", "fastapi"')
        pages = self.templates.root / "features/container/files/docs/adr"
        (pages / "container-image.md.jinja").rename(pages / "image.md.jinja")
        manifest = self.templates.root / "features/container/feature.toml"
        manifest.write_text(manifest.read_text() + MOVED)
        self._update()

    def renamed(self) -> None:
        """The service gets another name; one line of the team's names it, and is for the team to settle."""
        spec = self.project / "service.tusk"
        replace(spec, 'name: "user-service"', 'name: "accounts-service"')
        replace(spec, "user_service:", "accounts_service:")
        self.templates.scaffold(self.project, "update", code=3)
        self.package = "accounts_service"
        module = self.project / "src" / self.package / "__init__.py"
        text = module.read_text()
        assert text.startswith("<<<<<<< yours\n")
        module.write_text(f'"""Accounts Service.\n\n{MARK}.\n"""\n' + text.partition(">>>>>>> ")[2].partition("\n")[2])
        self.templates.scaffold(self.project, "update", "--continue")
        commit(self.project)

    def feature_removed(self) -> None:
        """What was added goes again."""
        self.templates.scaffold(self.project, "remove", "contract")
        commit(self.project)

    def _update(self) -> None:
        self.templates.scaffold(self.project, "update")
        commit(self.project)


STEPS: tuple[Callable[[Life], None], ...] = (
    Life.edited_by_hand,
    Life.entity_added,
    Life.feature_added,
    Life.templates_changed,
    Life.renamed,
    Life.feature_removed,
)


def _before(method: str, new: str) -> tuple[str, str]:
    start = f'    {{{{ layout.fit("async def {method}("'
    return start, new + start

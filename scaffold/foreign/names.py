"""The names that a cookiecutter template makes: each is rendered once, and where it leads is checked before its use."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import jinja2

from scaffold.confined import telling
from scaffold.foreign.protocol import Refused, refuse_git


class Names:
    """What becomes of the names below a template's top folder, as cookiecutter asks for them, the top's own first."""

    def __init__(self, top: Path, output: Path) -> None:
        self._top = top
        self._output = output.absolute()
        self._project: Path | None = None
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self._last: Path | None = None

    def watch(self, environment: jinja2.Environment) -> jinja2.Environment:
        """Let the strings of an environment, which cookiecutter uses for names alone, be rendered by this."""
        compile_string = environment.from_string
        environment.from_string = lambda source: _Name(self, source, compile_string(source))  # type: ignore[assignment, method-assign, misc]
        return environment

    def take(self, source: str, rendered: str) -> None:
        """Note a name; raises Refused for one that leads out of the project, or into git's own folder."""
        if self._project is None:
            self._refuse(self._top.name, rendered, self._output)
            self._project = self._output / rendered
            if self._project == self._output:
                raise Refused(f"{self._top.name} gives the project's folder no name", "give other answers")
            return
        template = os.path.relpath(os.path.normpath(self._project / source), self._project).replace(os.sep, "/")
        telling.about(f"{self._top.name}/{template}")
        self._refuse(f"{self._top.name}/{template}", rendered, self._project)
        path = os.path.relpath(os.path.normpath(self._project / rendered), self._project).replace(os.sep, "/")
        (self._folders if Path(source).is_absolute() else self._files)[path] = template
        self._spend(self._project / path)

    def templates(self) -> Mapping[str, str]:
        """Return the path of each file that was made of the template, and that of its template."""
        if self._project is None:
            return {}
        self._spend(self._project)
        found = {}
        for folder, _, names in os.walk(self._project):
            for name in names:
                path = Path(folder, name).relative_to(self._project).as_posix()
                template = self._files.get(path) or self._copied(path)
                if template is not None:
                    found[path] = f"{self._top.name}/{template}"
        return found

    def _copied(self, path: str) -> str | None:
        """Return the template of a file that was copied with its folder."""
        for parent in Path(path).parents:
            source = self._folders.get(parent.as_posix())
            if source is not None:
                template = Path(source, Path(path).relative_to(parent)).as_posix()
                return template if (self._top / template).is_file() else None
        return None

    def _refuse(self, template: str, rendered: str, inside: Path) -> None:
        place = os.path.normpath(inside / rendered)
        if ".." in rendered.replace("\\", "/").split("/") or not Path(place).is_relative_to(inside):
            said = f"{template} would be written outside the project, to {rendered!r}"
            raise Refused(said, "give other answers, or correct the template")
        refuse_git(template, os.path.relpath(place, inside).replace(os.sep, "/"))

    def _spend(self, place: Path) -> None:
        """Count the file before, which is written by now."""
        if self._last is not None and self._last.is_file():
            telling.spend(self._last.stat().st_size)
        self._last = place


class _Name(NamedTuple):
    """What stands for the template of a name."""

    names: Names
    source: str
    template: jinja2.Template

    def render(self, **context: object) -> str:
        """Render the name, as cookiecutter asks for it."""
        rendered = self.template.render(**context)
        self.names.take(self.source, rendered)
        return rendered

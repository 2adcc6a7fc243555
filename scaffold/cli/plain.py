"""Commands whose words and paths reach them without pydantic, which Typer would import for each run."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


def _path(text: object) -> Path:
    """Read a path; an empty one, as an empty variable of a shell makes it, does not name this folder."""
    if text == "":
        raise typer.BadParameter("an empty path names nothing; . is this folder")
    return Path(str(text))


_CONVERSIONS: dict[object, Callable[[Any], object]] = {
    str: str,
    Path: _path,
    list[str]: lambda values: [str(value) for value in values],
    list[Path]: lambda values: [_path(value) for value in values],
}


class PlainCommand(TyperCommand):
    """A command that converts words and paths itself, and leaves all else to Typer."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401  Typer's signature
        """Return the parameters, made plain."""
        return _made_plain(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of commands that does the same."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401  Typer's signature
        """Return the parameters, made plain."""
        return _made_plain(super().get_params(ctx))


def _made_plain(parameters: Iterable[Any]) -> list[Any]:
    parameters = list(parameters)
    for parameter in parameters:
        typers_own = getattr(parameter, "get_runtime_param", None)
        annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
        if typers_own is not None and (annotation in _CONVERSIONS or annotation is bool):
            conversion = _Conversion(annotation, typers_own)
            parameter.get_runtime_param = lambda known=conversion: known
    return parameters


class _Conversion:
    def __init__(self, annotation: object, typers_own: Callable[[], Any]) -> None:
        self._convert = _CONVERSIONS.get(annotation)
        self._typers_own = typers_own

    def coerce(self, value: Any, **where: Any) -> object:  # noqa: ANN401  whatever the parser found
        """Convert what the parser found; None and nothing at all stay what they are."""
        if value is None or value in ((), [], True, False):
            return value
        return self._convert(value) if self._convert else self._typers_own().coerce(value, **where)

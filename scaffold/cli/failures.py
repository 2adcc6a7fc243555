"""Expected failures in words and as data."""

from collections.abc import Mapping

from scaffold.cli.terminal import paint_diagnostic, paint_error


def words(error: Exception) -> str | None:
    """Return an expected failure in words for a person, or None for one that nobody expected."""
    from scaffold.catalog import CatalogError
    from scaffold.project.errors import ProjectError
    from scaffold.render.errors import RenderError
    from scaffold.tusk import TuskError

    if isinstance(error, TuskError):
        return "\n".join(paint_diagnostic(diagnostic.to_text()) for diagnostic in error.diagnostics)
    if isinstance(error, CatalogError | ProjectError | RenderError):
        return paint_error(str(error))
    return None


def data(error: Exception) -> list[Mapping[str, object]] | None:
    """Return an expected failure as findings for `--json`, or None for one that nobody expected."""
    from scaffold.catalog import CatalogError
    from scaffold.project.errors import ProjectError
    from scaffold.render.errors import RenderError
    from scaffold.tusk import TuskError

    if isinstance(error, TuskError | CatalogError):
        return [diagnostic.to_json() for diagnostic in error.diagnostics]
    if isinstance(error, ProjectError | RenderError):
        return [error.to_json()]
    return None

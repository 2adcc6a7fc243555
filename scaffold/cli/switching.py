"""`scaffold add` and `scaffold remove`: a feature turned on or off in the spec, and the update that follows."""

from collections.abc import Callable, Sequence

from scaffold.catalog.model import Catalog
from scaffold.cli.failures import told
from scaffold.cli.opening import open_project
from scaffold.cli.packs import Choice, templates_of
from scaffold.cli.terminal import say
from scaffold.cli.update import Request, bring_up_to_date
from scaffold.spec import Spec
from scaffold.tusk import Document, TuskError
from scaffold.update.rendering import EditedSpec, project_spec
from scaffold.update.switching import turn_off, turn_on, users_first

Switch = Callable[[Document, Catalog, str], Spec]
Order = Callable[[Sequence[str], Catalog], Sequence[str]]


def add(names: Sequence[str], request: Request) -> None:
    """Turn features on and bring the project up to date; exit codes as of `scaffold update`."""
    _switch(names, request, turn_on, "on", lambda names, _: names)


def remove(names: Sequence[str], request: Request) -> None:
    """Turn features off and bring the project up to date; exit codes as of `scaffold update`."""
    _switch(names, request, turn_off, "off", users_first)


def _switch(names: Sequence[str], request: Request, switch: Switch, word: str, in_order: Order) -> None:
    with told(as_json=request.json):
        project = open_project(writes=request.writes)
        templates = templates_of(project, Choice(trust=request.trust))
        catalog = templates.require_catalog()
        document = project_spec(project)
        before = document.text
        for name in in_order(names, catalog):
            spec = switch(document, catalog, name)
            if spec.has_errors:
                raise TuskError(tuple(found for found in spec.diagnostics if found.severity == "error"))
            document = spec.document
        if document.text == before and not request.json:
            say(f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} {word} already")
        bring_up_to_date(project, request, templates, EditedSpec(document, before))

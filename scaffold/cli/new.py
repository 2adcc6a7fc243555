"""`scaffold new`: from a spec to a project on disk."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import typer

from scaffold.catalog import load_catalog
from scaffold.catalog.model import Catalog
from scaffold.cli import showing
from scaffold.cli.failures import RefusedError, told
from scaffold.cli.reading import unreadable
from scaffold.cli.signals import stopped_by_signals
from scaffold.cli.starting import starting_document
from scaffold.cli.terminal import complain, give, is_terminal, reporting
from scaffold.spec import Spec, check, name_fault
from scaffold.spec.edits import with_name
from scaffold.spec.naming import NAME_PATH
from scaffold.system.catalogs import load_catalogs
from scaffold.system.documents import describes_system, lay_over, system_document
from scaffold.system.naming import is_member
from scaffold.system.reading import read_system
from scaffold.tusk import Document, TuskError

if TYPE_CHECKING:  # a start must not wait for what only updates need
    from scaffold.project.model import Lock, PackRecord
    from scaffold.render import RenderedTree


class Request(NamedTuple):
    """The command line of `scaffold new`."""

    name: str | None
    spec: Path | None
    output: Path
    assignments: tuple[str, ...]
    features: tuple[str, ...]
    dry_run: bool
    json: bool
    ask: bool
    git: bool
    pack: str | None = None
    ref: str | None = None
    data: tuple[str, ...] = ()
    trust: bool = False


def run(request: Request) -> None:
    """Make a service; exits with 1 and leaves nothing behind when that is not possible."""
    overrides = parse_assignments(request.assignments)
    with told(as_json=request.json):
        catalog, packs = _templates(request)
        if catalog is None:
            return
        document = starting_document(request.spec, catalog)
        _require_readable(document)
        name = request.name
        if name is None and ".".join(NAME_PATH) not in overrides:
            name = _other_name(request, document)
        if name is not None:
            _require_name(name, catalog)
        if request.spec is not None and describes_system(document, name, load_catalogs(catalog)):
            _make_system(request, document, name, catalog)
            return
        if request.spec is None and name is not None:
            document = document.with_value(NAME_PATH, name)
        elif name is not None:
            document = with_name(document, name)
        spec = check(document, catalog, name=name, overrides=overrides, enable=split_names(request.features))
        if spec.has_errors:
            _refuse(spec, as_json=request.json)
        _make(request, spec, catalog, packs)


def _templates(request: Request) -> "tuple[Catalog | None, tuple[PackRecord, ...]]":
    """Load the templates; makes the project itself, and returns no catalogue, where they are another tool's."""
    if request.pack is None:
        if request.ref is not None or request.data:
            raise typer.BadParameter("it goes with --pack", param_hint="--ref" if request.ref else "--data")
        return load_catalog(), ()
    from scaffold.cli import packing
    from scaffold.cli.packs import parse_answers
    from scaffold.foreign import find_pack, load_packs

    answers = parse_answers(request.data)
    pack = find_pack(request.pack, ref=request.ref)
    if pack.kind == "scaffold":
        if answers:
            raise typer.BadParameter("a pack of scaffold's own asks nothing; use --set", param_hint="--data")
        return load_packs([pack], trust=request.trust), (pack.record._replace(trusted=request.trust),)
    if request.spec is not None or request.assignments or request.features:
        message = f"{pack.name} is a {pack.kind} template, which has no spec; answer its questions with --data"
        raise typer.BadParameter(message, param_hint="--spec, --set, --with")
    common = (request.trust, request.dry_run, request.json, request.ask, request.git)
    packing.make(packing.NewRequest(request.name, request.output, answers, *common), pack)
    return None, ()


def _require_readable(document: Document) -> None:
    if faults := unreadable(document):
        raise TuskError(faults)


def _require_name(name: str, catalog: Catalog) -> None:
    fault = name_fault(name, catalog)
    if fault is not None:
        hint = f"{fault.better} would do" if fault.better else None
        raise RefusedError(f"a service cannot be called {name!r}: {fault.reason}", hint)


def parse_assignments(assignments: Sequence[str]) -> dict[str, str]:
    """Split `section.key=value`; raises BadParameter (exit code 2) for anything else, or a key with two values."""
    found: dict[str, str] = {}
    for assignment in assignments:
        path, equals, value = assignment.partition("=")
        if not equals or "." not in path.strip("."):
            message = f"{assignment!r} is not of the form section.key=value, such as service_config.port=8081"
            raise typer.BadParameter(message, param_hint="--set")
        if found.setdefault(path.strip(), value) != value:
            raise typer.BadParameter(f"{path.strip()} is given twice, with different values", param_hint="--set")
    return found


def split_names(lists: Sequence[str]) -> tuple[str, ...]:
    """Return the names in lists such as `a,b`, each once."""
    return tuple(dict.fromkeys(name.strip() for names in lists for name in names.split(",") if name.strip()))


def _other_name(request: Request, document: Document) -> str | None:
    """Ask for the name that the command line lacks; None where nobody can be asked and the given spec has one."""
    known = document.find(NAME_PATH)
    default = known.value if known is not None and isinstance(known.value, str) else None
    if request.ask and not request.json and is_terminal(sys.stdin) and is_terminal(sys.stdout):
        return _ask_name(default)
    if request.spec is None or default is None:
        message = "it is missing; give the service's name, such as user-service"
        raise typer.BadParameter(message, param_hint="NAME")
    return None


def _ask_name(default: str | None) -> str:
    try:
        answer: str = typer.prompt("Name of the service", default=default)
    except typer.Abort as abort:
        if not isinstance(abort.__context__, KeyboardInterrupt):
            raise
        complain("")
        raise typer.Exit(130) from None
    return answer.strip()


def _make_system(request: Request, document: Document, name: str | None, catalog: Catalog) -> None:
    """Make a workspace of several services, or the one of them that is asked for."""
    from scaffold.project import check_target
    from scaffold.system.creating import new_workspace

    if request.pack is not None:
        raise typer.BadParameter("a system is made from the templates that come with scaffold", param_hint="--pack")
    overrides = parse_assignments(request.assignments)
    catalogs = load_catalogs(catalog)
    document = system_document(document, None if is_member(document, name, catalogs) else name)
    system = read_system(lay_over(document, catalog, overrides, split_names(request.features)), catalogs)
    spec = system.root._replace(diagnostics=system.diagnostics)
    if system.has_errors:
        _refuse(spec, as_json=request.json)
    member = next((each for each in system.members if each.name == name), None)
    if member is not None:
        _make(request, member.spec, catalog, ())
        return
    check_target(request.output / spec.name)
    with showing.busy(f"Generating {spec.name}", quiet=request.json):
        workspace = new_workspace(system, catalogs)
    _write(request, spec, workspace.tree, workspace.lock)


def _refuse(spec: Spec, *, as_json: bool) -> NoReturn:
    if as_json:
        give({"ok": False, "diagnostics": [diagnostic.to_json() for diagnostic in spec.diagnostics]})
    else:
        showing.diagnostics([found for found in spec.diagnostics if found.severity != "note"])
        complain("nothing was written")
    raise typer.Exit(1)


def _make(request: Request, spec: Spec, catalog: Catalog, packs: tuple["PackRecord", ...]) -> None:
    from scaffold.project import check_target
    from scaffold.render import RenderedTree
    from scaffold.system.creating import new_project

    check_target(request.output / spec.name)
    with showing.busy(f"Generating {spec.name}", quiet=request.json):
        project = new_project(spec, catalog, packs=packs)
    _write(request, spec, RenderedTree(project.files, project.next_steps), project.lock)


def _write(request: Request, spec: Spec, tree: "RenderedTree", lock: "Lock") -> None:
    from scaffold.project import check_target, create

    target = request.output / spec.name
    result = None
    if request.dry_run:
        check_target(target, {path.partition("/")[0] for path in tree.files})
    else:
        with stopped_by_signals():
            result = create(tree, target, lock, use_git=request.git, message=f"Generate {spec.name}")
    with reporting(f"{target} was made" if result else None):
        if request.json:
            give(showing.as_data(spec, tree, target, result))
        else:
            showing.as_words(spec, tree, target, result)

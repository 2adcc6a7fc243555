"""Options of the command line that cannot all be heeded."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scaffold.catalog.expression import names
from scaffold.catalog.model import Catalog, Feature
from scaffold.spec import codes
from scaffold.spec.given import Given, Place, find
from scaffold.spec.links import MISSING, look_up
from scaffold.spec.report import Report
from scaffold.tusk import Map, Node, parse

Path = tuple[str, ...]


class Laid(NamedTuple):
    """One value of the command line: where in the spec it belongs, the value, its place, and the option it is from."""

    path: Path
    node: Node
    place: Place
    option: str


def report_lost(laid: Sequence[Laid], root: Given, report: Report) -> None:
    """Report each `--set` of which another one left nothing, though it says something else."""
    for each in laid:
        if not each.option.startswith("--set "):
            continue
        for path, node in _leaves(each.path, each.node):
            kept = find(root, path)
            if kept is None or kept.node.value != node.value:
                winner = _reaching(path, laid, each)
                message = f"{each.option} and {winner.option} contradict each other"
                report.error(codes.OPPOSED, winner.place, message, "leave one of them out", [each.place])
                break


def report_off(
    off: Iterable[tuple[Feature, str | None]],
    laid: Sequence[Laid],
    given: Mapping[str, object],
    root: Given,
    report: Report,
) -> None:
    """Report features that `--with` names and that another option, or the spec, keeps off.

    With each that has no switch of its own stands what turns it on.
    Those with a switch that has no valid value in `given` are left out: that was reported.
    """
    for feature, way in off:
        if all(find(root, path) is None or look_up(given, path) is not MISSING for path in _switches(feature)):
            _report_off(feature, way, laid, root, report)


def _switches(feature: Feature) -> tuple[Path, ...]:
    return names(feature.when or "True")


def report_left_out(
    left: Iterable[Feature], catalog: Catalog, on: Collection[str], root: Given, report: Report
) -> None:
    """Report features that `--with` names and that another feature which is on does without."""
    for feature in left:
        others = (catalog.features[name] for name in on if feature.name in catalog.features[name].without.features)
        other = next(others, None)
        if other is not None:
            message = f"{feature.title} ({feature.name}) and {other.title} ({other.name}) cannot be on together"
            place = Place(parse("", source=f"--with {feature.name}"), root.key)
            report.error(codes.EXCLUDED_FEATURE, place, message, "turn one of them off")


def _report_off(feature: Feature, way: str | None, laid: Sequence[Laid], root: Given, report: Report) -> None:
    switches = _switches(feature)
    own = f"--with {feature.name}"
    other = next((each for each in reversed(laid) if each.path in switches and each.option != own), None)
    if other is not None:
        message = f"{own} turns {feature.title} on, but {other.option} keeps it off"
        report.error(codes.OPPOSED, other.place, message, "leave one of them out")
        return
    causes = [given.at_value for path in switches if (given := find(root, path)) is not None and not given.laid_over]
    message = f"{own} asks for {feature.title}, but the spec keeps it off"
    hint = f"set {' or '.join('.'.join(path) for path in switches)}"
    if way is not None:
        message, hint = f"{own} asks for {feature.title}, which has no switch of its own", way
    report.error(codes.OPPOSED, Place(parse("", source=own), root.key), message, hint, causes)


def _leaves(path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    if not isinstance(node, Map):
        yield path, node
        return
    for name, entry in node.entries.items():
        yield from _leaves((*path, name), entry.node)


def _reaching(path: Path, laid: Sequence[Laid], other: Laid) -> Laid:
    """Give the last value that was laid at a path, above it or below it."""
    return next(
        each
        for each in reversed(laid)
        if each is not other and (each.path[: len(path)] == path or path[: len(each.path)] == each.path)
    )

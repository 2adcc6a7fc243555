"""Given values, lists and maps to the typed values of their keys."""

from collections.abc import Collection, Mapping
from functools import partial

from scaffold.catalog.model import Key
from scaffold.spec import codes
from scaffold.spec.entry_names import check_entry_names
from scaffold.spec.field_maps import convert_fields
from scaffold.spec.given import Given, tree
from scaffold.spec.model import Reference
from scaffold.spec.plain import node_of
from scaffold.spec.references import reference
from scaffold.spec.report import Report
from scaffold.spec.subject import INVALID, Invalid, Subject, shown
from scaffold.spec.values import SCALARS
from scaffold.tusk import List, Map, Null, Operator, String, did_you_mean
from scaffold.tusk.masking import looks_secret

_OFF: tuple[object, ...] = (False, "none", "disabled", [])
"""Values that ask for nothing."""


def convert(subject: Subject) -> object:
    """Give the typed value; `INVALID` after the error was reported."""
    key = subject.key
    if isinstance(subject.node, Operator) and key.type != "map":
        return _referred(subject, subject.node)
    if key.type == "list":
        return _list(subject)
    if key.type == "map":
        if not isinstance(subject.node, Map):
            return subject.wrong_type("a map of keys and values")
        _check_required(subject)
        return convert_entries(subject)
    if key.type == "fields":
        return convert_fields(subject)
    value = SCALARS[key.type](subject)
    if not isinstance(value, Invalid) and shown(value) in key.planned:
        subject.report.not_yet(key.feature, subject.given.at_value, subject.name, shown(value))
    return value


def convert_entries(subject: Subject) -> dict[str, object]:
    """Give the typed entries of a map or section; keys that are not described are as its `items` say, or errors."""
    name, report = subject.name, subject.report
    keys, others = subject.key.keys, subject.key.items
    given = _by_name(subject, keys)
    if others is not None:
        check_entry_names(subject, {word: below for word, below in given.items() if word not in keys})
    values: dict[str, object] = {}
    for word, below in given.items():
        described = keys.get(word) or others
        if described is None:
            report.error(codes.UNKNOWN_KEY, below.at_key, f"{name} has no key {word}", partial(_known, word, keys))
            continue
        if isinstance(below.node, Null) and described.type != "fields":
            _no_value(described, f"{name}.{word}", below, report)
            continue
        inner = Subject(described, f"{name}.{word}", below, report)
        value = _hushed(inner) if described is others and looks_secret(word) else convert(inner)
        if isinstance(value, Invalid):
            continue
        values[word] = value
        if described.status == "planned" and value not in _OFF:
            report.not_yet(described.feature, below.at_key, f"{name}.{word}")
    return values


def _check_required(subject: Subject) -> None:
    """Report the keys that an entry cannot do without, and that it does not give."""
    inside = subject.given.inside
    for key in (each for each in subject.key.keys.values() if each.required):
        below = next((inside[word] for word in (key.name, *key.also) if word in inside), None)
        if below is None:
            message = f"{subject.name}.{key.name} must be given"
            subject.report.error(codes.NO_VALUE, subject.given.at_key, message, key.doc)
        elif isinstance(below.node, Map) and not below.inside:
            subject.report.error(codes.NO_VALUE, below.at_key, f"{subject.name}.{key.name} has no entry", key.doc)


def _known(word: str, keys: Collection[str]) -> str | None:
    return did_you_mean(word, keys) or (f"known keys: {', '.join(keys)}" if keys else None)


def _hushed(subject: Subject) -> object:
    """Convert a value whose key, of the user's own, says that it is a secret."""
    if subject.key.reference != "no" and not isinstance(subject.node, Operator):
        return subject.error(codes.SECRET, "a secret must not stand in the spec", 'write @env.secure("NAME")')
    return convert(subject)


def _by_name(subject: Subject, keys: Mapping[str, Key]) -> dict[str, Given]:
    """Put the entries under their keys' own names, and say so where another name was used."""
    targets = {word: key.name for key in keys.values() for word in key.also}
    renamed: list[tuple[str, str, Given]] = []
    found: dict[str, Given] = {}
    for word, below in subject.given.inside.items():
        target = targets.get(word, word)
        if target in found:
            message = f"{subject.name}: {word} is the key {target}, which is given already"
            related = [found[target].at_key]
            subject.report.error(codes.SAME_KEY, below.at_key, message, "remove one of them", related)
            continue
        found[target] = below
        if target.strip("/") != word.strip("/"):
            renamed.append((word, target, below))
    if renamed:
        words = ", ".join(word for word, _, _ in renamed)
        own = ", ".join(target for _, target, _ in renamed)
        message = f"{subject.name}: {words} {'is' if len(renamed) == 1 else 'are'} read as {own}"
        subject.report.note(codes.OTHER_WORD, renamed[0][2].at_key, message)
    return found


def _no_value(key: Key, name: str, given: Given, report: Report) -> None:
    if key.required or any(inner.required for inner in key.keys.values()):
        report.error(codes.NO_VALUE, given.at_key, f"{name} must have a value", key.doc)
    elif key.default is not None:
        message = f"{name} has no value; its default is used: {shown(key.default)}"
        report.warning(codes.NO_VALUE_DEFAULT, given.at_key, message)


def _referred(subject: Subject, node: Operator) -> Reference | Invalid:
    found = reference(subject, node)
    if isinstance(found, Reference) and found.default is not None and subject.key.type not in {"env", "list"}:
        value = node_of(found.default, lambda text: String(node.start, node.end, text), node.start, node.end)
        plain = Given(subject.given.document, node, value)
        if isinstance(convert(Subject(subject.key, f"{subject.name} (default)", plain, subject.report)), Invalid):
            return INVALID
    return found


def _list(subject: Subject) -> object:
    if not isinstance(subject.node, List):
        if subject.key.single and subject.key.items:
            value = convert(Subject(subject.key.items, subject.name, subject.given, subject.report))
            return value if isinstance(value, Invalid) else [value]
        return subject.wrong_type("a list", 'write ["one", "two"]')
    items = subject.key.items or Key(subject.name, "string", "")
    values: list[object] = []
    seen: dict[str, Given] = {}
    valid = True
    for node in subject.node.items:
        item = tree(subject.given.document, node, node)
        value = convert(Subject(items, subject.name, item, subject.report))
        if isinstance(value, Invalid):
            valid = False
        elif repr(value) in seen:
            related = [seen[repr(value)].at_value]
            message = f"{subject.name}: {shown(value)} stands twice"
            subject.report.error(codes.TWICE_IN_LIST, item.at_value, message, None, related)
            valid = False
        else:
            values.append(value)
            seen[repr(value)] = item
    return values if valid else INVALID

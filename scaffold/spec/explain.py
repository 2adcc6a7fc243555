"""What a section or a key of the spec means, as data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scaffold.catalog.model import Catalog, Feature, Key, Section, Status
from scaffold.errors import ScaffoldError
from scaffold.spec import field_help
from scaffold.spec.command import split_path
from scaffold.spec.field_help import Help
from scaffold.spec.sections import MODELS
from scaffold.spec.subject import shown
from scaffold.tusk import did_you_mean

_FIELD = 2
"""Parts of a field's path in the section of the entities."""

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """One key: `path` is `section.key` (deeper for maps, `*` for a name of the user's own), `default` as written."""

    path: str
    type: str
    doc: str
    default: str | None
    choices: tuple[str, ...]
    planned_choices: tuple[str, ...]
    always: str | None
    aliases: Mapping[str, str]
    also: tuple[str, ...]
    limits: str | None
    reference: str | None
    same_as: str | None
    required: bool
    status: Status
    since: str
    feature: str


@dataclass(frozen=True, slots=True)
class SectionInfo:
    """One section and its keys; `features` are those that give it keys, its owner first.

    `types` and `modifiers` are what its fields are made of, where it holds some: those of entities, or keys of the type
    `fields`.
    """

    name: str
    doc: str
    status: Status
    since: str
    features: tuple[str, ...]
    keys: tuple[KeyInfo, ...]
    types: tuple[Help, ...] = ()
    modifiers: tuple[Help, ...] = ()


class UnknownPathError(ScaffoldError, LookupError):
    """The spec has no such section or key; `hint` may name the one meant."""

    def __init__(self, path: str, hint: str | None) -> None:
        super().__init__(f"the spec has no {path}", hint)


def explain(catalog: Catalog, path: str) -> SectionInfo | KeyInfo:
    """Explain `section` or `section.key`; raises `UnknownPathError`.

    A name of the user's own stands for any: each entity, and each of its fields, is explained by the section of all,
    and other fields by the key that holds them.
    """
    name, *keys = split_path(catalog, path)
    section = catalog.sections.get(name)
    if section is None:
        raise UnknownPathError(path, did_you_mean(name, catalog.sections))
    info = section_info(section)
    if not keys or (name == MODELS and len(keys) <= _FIELD):
        return info
    own = _own_path(section, keys)
    found = next((key for key in info.keys if key.path == own), None)
    if found is None:
        named = [key.path for key in info.keys]
        owner = next((key for key in section.keys.values() if keys[0] in key.also), None)
        hint = f'read as "{name}.{owner.name}"' if owner else did_you_mean(path, named)
        raise UnknownPathError(path, hint)
    return found


def section_info(section: Section) -> SectionInfo:
    """Explain a section with all its keys."""
    keys = tuple(_keys(section))
    features = tuple(dict.fromkeys([section.feature, *(key.feature for key in keys)]))
    return SectionInfo(
        section.name, section.doc.strip(), section.status, section.since, features, keys, *_field_help(section)
    )


def _field_help(section: Section) -> tuple[tuple[Help, ...], tuple[Help, ...]]:
    if section.name == MODELS:
        return field_help.TYPES, field_help.MODIFIERS
    return (field_help.TYPES, field_help.FREE_MODIFIERS) if _holds_fields(section.as_key) else ((), ())


def _holds_fields(key: Key) -> bool:
    inner = (*key.keys.values(), *((key.items,) if key.items else ()))
    return key.type == "fields" or any(map(_holds_fields, inner))


def _own_path(section: Section, words: Sequence[str]) -> str:
    """Give the path of the key that explains one, with `*` for a name of the user's own."""
    path, holder = [section.name], section.as_key
    for word in words:
        if holder.type == "fields":
            break
        known = holder.keys.get(word)
        path.append("*" if known is None and holder.items else word)
        holder = known or holder.items or holder
    return ".".join(path)


def feature_switch(feature: Feature) -> tuple[str, ...]:
    """Say which keys turn a feature on, as `section.key: value`."""
    return tuple(f"{path}: {shown(value)}" for path, value in feature.enable.items())


def _keys(section: Section) -> Iterator[KeyInfo]:
    for key in section.keys.values():
        yield from _infos(key, f"{section.name}.{key.name}")
    if section.values:
        yield from _infos(section.values, f"{section.name}.*")


def _infos(key: Key, path: str) -> Iterator[KeyInfo]:
    yield _info(key, path)
    for inner in key.keys.values():
        yield from _infos(inner, f"{path}.{inner.name}")
    if key.type == "map" and key.items and key.items.type in {"map", "fields"}:
        yield from _infos(key.items, f"{path}.*")


def _info(key: Key, path: str) -> KeyInfo:
    return KeyInfo(
        path=path,
        type=_type_words(key),
        doc=key.doc.strip(),
        default=None if key.default is None else _default_words(key.default),
        choices=key.choices or (key.items.choices if key.items else ()),
        planned_choices=key.planned or (key.items.planned if key.items else ()),
        always=" ".join(key.always.split()) if key.always else None,
        aliases=dict(key.aliases),
        also=key.also,
        limits=_limits(key),
        reference={"no": None, "env": "@env", "secret": "@env, @env.secure or @file.secure"}[key.reference],
        same_as=key.same_as,
        required=key.required,
        status=key.status,
        since=key.since,
        feature=key.feature,
    )


def _default_words(default: object) -> str:
    if isinstance(default, Mapping):
        entries = ", ".join(f"{name}: {_in_map(value)}" for name, value in default.items())
        return f"{{ {entries} }}" if entries else "{}"
    return f"[{', '.join(shown(item) for item in default)}]" if isinstance(default, list) else shown(default)


def _in_map(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else _default_words(value)


def _type_words(key: Key) -> str:
    return f"{key.type} of {key.items.type}" if key.items else key.type


def _number(key: Key, number: float) -> str:
    if key.type != "duration":
        return f"{number:g}"
    return f"{number / _DAY:g} d" if number and number % _DAY == 0 else f"{number:g} s"


def _limits(key: Key) -> str | None:
    low = f"at least {_number(key, key.minimum)}" if key.minimum is not None else ""
    high = f"at most {_number(key, key.maximum)}" if key.maximum is not None else ""
    return ", ".join(words for words in (low, high) if words) or None

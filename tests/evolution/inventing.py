"""Models by chance, others that they could become, and rows that fit both."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from scaffold.evolution import Question, Revision, WordNeededError, Words, next_revision
from scaffold.spec import Entity, Field
from tests.evolution.lives import spec_of, words

_TYPES = {
    "string(3)": ("min=1", "unique", "indexed"),
    "string(20)": ("min=1", "max=15", "unique", "indexed", "default=abc"),
    "string": ("unique", "indexed"),
    "text": ("min=1",),
    "email": ("unique", "indexed"),
    "int": ("min=0", "max=100", "unique", "indexed", "default=5"),
    "bigint": ("min=0", "unique", "indexed"),
    "float": ("min=0", "indexed"),
    "decimal(5, 2)": ("min=0", "unique", "indexed", "default=1.5"),
    "decimal(14, 4)": ("max=100", "unique", "indexed"),
    "decimal(30, 3)": ("indexed",),
    "bool": ("indexed", "default=true"),
    "date": ("min=2000-01-01", "unique", "indexed", "default=2026-01-05"),
    "timestamp": ("min=2000-01-01T00:00:00Z", "unique", "indexed", "default=now"),
    "uuid": ("unique", "indexed"),
    "url": ("unique",),
    "json": (),
    "enum(a, b)": ("indexed", "default=b"),
    "enum(a, b, longer)": ("indexed",),
    "enum(b)": ("indexed",),
    "list(string(5))": (),
    "list(int)": (),
}
Drawn = dict[str, dict[str, str]]
ROWS = 2


def models(chance: random.Random, entities: int) -> Drawn:
    """Invent models: entities with fields, some of them references."""
    names = [f"thing_{number}" for number in range(entities)]
    return {name: _fields(chance, place, names) for place, name in enumerate(names)}


def changed(chance: random.Random, before: Drawn) -> Drawn:
    """Change models: entities and fields that leave, that come, that have another name or type."""
    after: Drawn = {}
    names: dict[str, str] = {}
    for name in before:
        roll = chance.random()
        if roll < 0.8:
            names[name] = name
        elif roll < 0.9:
            names[name] = f"new_{name}"
    names |= {f"fresh_{number}": f"fresh_{number}" for number in range(chance.randrange(3))}
    order = list(names.values())
    for old, new in names.items():
        place = order.index(new)
        if old not in before:
            after[new] = _fields(chance, place, order)
            continue
        after[new] = {}
        for field, text in before[old].items():
            roll = chance.random()
            name = field if roll < 0.85 else f"{field}_named"
            if roll < 0.1:
                continue
            kept = chance.random() < 0.5
            after[new][name] = _followed(text, names) if kept else _field(chance, place, order)
        after[new][f"added_{chance.randrange(9)}"] = _field(chance, place, order)
    return after


def _followed(text: str, names: Mapping[str, str]) -> str:
    """Let a reference follow its renamed entity; one to an entity that left becomes text."""
    if not text.startswith("ref("):
        return text
    target, _, rest = text.removeprefix("ref(").partition(")")
    return f"ref({names[target]}){rest}" if target in names else "string, optional"


def _fields(chance: random.Random, place: int, names: Sequence[str]) -> dict[str, str]:
    return {f"field_{number}": _field(chance, place, names) for number in range(chance.randint(1, 6))}


def _field(chance: random.Random, place: int, names: Sequence[str]) -> str:
    if chance.random() < 0.2:
        target = chance.choice(names)
        optional = ", optional" if names.index(target) >= place or chance.random() < 0.6 else ""
        return f"ref({target})" + optional + (", unique" if chance.random() < 0.3 else "")
    kind = chance.choice(list(_TYPES))
    modifiers = [word for word in _TYPES[kind] if chance.random() < 0.4]
    if "unique" in modifiers:
        modifiers = [word for word in modifiers if word != "indexed" and not word.startswith("default")]
    if chance.random() < 0.4:
        modifiers.append("optional")
    return ", ".join((kind, *modifiers))


def agreed(chance: random.Random, history: Sequence[Revision], after: Drawn) -> tuple[Drawn, Words]:
    """Answer every question, by a word that it offers or, where it offers none, by another spec."""
    said: dict[str, list[str]] = {"--rename": [], "--drop": [], "--fill": []}
    questions: Sequence[Question] = ()
    for _ in range(20):
        given = words(rename=said["--rename"], drop=said["--drop"], fill=said["--fill"])
        try:
            next_revision(history, spec_of(after).entities, given, stored=history[-1].stored)
        except WordNeededError as error:
            questions = error.questions
            for question in questions:
                _answer(chance, question, said, after)
        else:
            return after, given
    raise AssertionError(questions)


def _answer(chance: random.Random, question: Question, said: dict[str, list[str]], after: Drawn) -> None:
    taken = {text.partition("=")[2] for text in said["--rename"]}
    options = [
        each
        for each in question.options
        if each.startswith("--") and not each.endswith("=") and each.partition("=")[2] not in taken
    ]
    if options:
        word, _, text = chance.choice(options).partition(" ")
        said[word].append(text.replace('"', ""))
    elif question.message.startswith("--"):  # a word that turned out to mean nothing
        for texts in said.values():
            texts[:] = [text for text in texts if text.partition("=")[0] != question.path]
    else:
        entity, _, field = question.path.partition(".")
        after[entity][field] += ", optional"


def rows(entities: Sequence[Entity]) -> dict[str, list[dict[str, Any]]]:
    """Give rows for tables; their values are short and small, so that they fit whatever a field becomes."""
    places = {entity.name: place for place, entity in enumerate(entities)}
    return {entity.plural: [_row(entity, number, places) for number in range(1, ROWS + 1)] for entity in entities}


def _row(entity: Entity, number: int, places: Mapping[str, int]) -> dict[str, Any]:
    moment = dt.datetime(2026, 1, number, tzinfo=dt.UTC)
    row = {"id": _id(places[entity.name], number), "version": 1, "created_at": moment, "updated_at": moment}
    for field in entity.fields:
        if field.type != "ref":
            row[field.name] = _value(field, number)
        elif places[field.target or ""] < places[entity.name]:
            row[f"{field.name}_id"] = _id(places[field.target or ""], number)
        else:
            row[f"{field.name}_id"] = None
    return row


def _id(place: int, number: int) -> UUID:
    return UUID(int=place * 100 + number, version=4)


def _value(field: Field, number: int) -> Any:
    values: dict[str, Any] = {
        "int": number,
        "bigint": number,
        "float": float(number),
        "decimal": Decimal(number),
        "bool": number == 1,
        "date": dt.date(2026, 1, number),
        "timestamp": dt.datetime(2026, 1, number, tzinfo=dt.UTC),
        "uuid": _id(0, number),
        "json": {"a": number},
        "list": [],
    }
    return field.values[number % len(field.values)] if field.type == "enum" else values.get(field.type, f"v{number}")


_WIDER = {
    "string(3)": ("string(20)", "string", "text"),
    "string(20)": ("string(21)", "text", "email"),
    "string": ("text", "url"),
    "email": ("text", "url"),
    "int": ("bigint", "float", "string(20)", "decimal(14, 4)"),
    "bigint": ("string(20)", "decimal(30, 3)"),
    "decimal(5, 2)": ("decimal(14, 4)",),
    "decimal(14, 4)": ("decimal(30, 4)",),
    "enum(b)": ("enum(a, b)", "string(20)"),
    "enum(a, b)": ("enum(a, b, longer)", "enum(a, new_b)", "enum(new_a, new_b)"),
    "list(string(5))": ("json", "list(string(9))"),
    "list(int)": ("json", "list(bigint)"),
    "date": ("timestamp",),
}
"""What has room for every value of a type, once values of an enum have their new names."""


def kept(chance: random.Random, before: Drawn) -> tuple[Drawn, list[str]]:
    """Change models so that nothing needs to be lost; return them with the renames that keep all."""
    names = {name: f"new_{name}" if chance.random() < 0.5 else name for name in before}
    renames = [f"{old}={new}" for old, new in names.items() if old != new]
    after: Drawn = {}
    for old, new in names.items():
        fields = {}
        for field, text in before[old].items():
            name = f"{field}_named" if chance.random() < 0.4 else field
            if name != field:
                renames.append(f"{old}.{field}={new}.{name}")
            fields[name] = _wider(chance, _followed(text, names))
            gone = set(_values(text)) - set(_values(fields[name])) if fields[name].startswith("enum") else set()
            renames += [f"{old}.{field}.{value}={new}.{name}.new_{value}" for value in sorted(gone)]
        for number in range(chance.randrange(3)):
            fields[f"added_{number}"] = "int, optional"
        order = list(fields)
        chance.shuffle(order)
        after[new] = {name: fields[name] for name in order}
    return after, renames


def _wider(chance: random.Random, text: str) -> str:
    kind = next((each for each in _WIDER if text == each or text.startswith(f"{each},")), None)
    if kind is None or chance.random() < 0.6:
        return text
    wider = chance.choice(_WIDER[kind])
    return wider + (", optional" if "optional" in text else "")


def _values(text: str) -> list[str]:
    return text.removeprefix("enum(").partition(")")[0].split(", ") if text.startswith("enum(") else []

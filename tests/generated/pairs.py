"""Specs that, together, hold every pair of choices: features on and off, field types with each other and modifiers."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass

from allpairspy import AllPairs  # type: ignore[import-untyped]

from scaffold.catalog.model import Catalog, Feature

TYPES: Mapping[str, str] = {
    "string": "string(40), min=2",
    "text": "text",
    "int": "int, min=0, max=100",
    "bigint": "bigint",
    "float": "float, min=-1.5",
    "decimal": "decimal(12, 2), min=0",
    "bool": "bool, default=true",
    "date": "date",
    "timestamp": "timestamp",
    "uuid": "uuid",
    "email": "email",
    "url": "url",
    "json": "json",
    "enum": "enum(small, large), default=small",
    "ref": "ref(owner)",
    "list": "list(string(20))",
    "numbers": "list(int)",
}
MODIFIERS = (
    "",
    "optional",
    "unique",
    "indexed",
    "immutable",
    "optional, unique",
    "optional, indexed",
    "unique, immutable",
)
NO_KEY = frozenset({"json", "list", "numbers", "text"})
NO_UNIQUE = NO_KEY | {"bool", "enum"}
NAMES = ("n", "amount", "kind_of_thing", "a_rather_long_field")
ENTITIES = ("thing", "customer_address", "an_entity_of_some_length")
"""Names for the entity that holds most fields; without one there is no [models], and the service has its default."""
OPERATIONS = ("read", "list", "create", "update", "delete")
BROKERS = frozenset({"messaging", "events"})
OTHERS: Mapping[str, str] = {
    "subscription": """
[subscribes]
shop_service: {{sold: {{part: "uuid", count: "int, optional", where: "json"}}}}
""",
    "first step": """
[sagas]
sell: {{data: {{part: "uuid", kind: "enum(a, b)", where: "json, optional"}}, steps: {{
  pack: {{service: "{name}", compensation: "unpack"}}
  pay: {{service: "bank-service", compensation: "refund"}}
}}}}
""",
    "last step": """
[saga_pattern]
compensation: "manual"
monitoring: "local"
[saga_config]
saga_monitoring: "none"
[sagas]
sell: {{steps: {{
  pay: {{service: "bank-service", compensation: "refund", timeout: 5s}}
  pack: {{service: "{name}", compensation: "unpack"}}
}}}}
""",
}
"""What a service hears of others: where it has a broker, one of these in turn."""
Switches = dict[str, tuple[Feature, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class Member:
    """One spec of the matrix."""

    name: str
    text: str


def switches(catalog: Catalog) -> Switches:
    """Give each feature that can be turned off, with the values that do so."""
    found: Switches = {}
    for feature in catalog.features.values():
        off = {path: other for path, value in feature.enable.items() for other in _others(catalog, path, value)[:1]}
        if feature.status == "ready" and off:
            found[feature.name] = (feature, off)
    return found


def _others(catalog: Catalog, path: str, value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    section, _, key = path.partition(".")
    known = catalog.sections[section].keys[key]
    return [choice for choice in known.choices if choice != value and choice not in known.planned]


def _field(kind: str, modifiers: str) -> str:
    """Write a field; what a type cannot be, such as a unique list, is left out."""
    parts = [part for part in modifiers.split(", ") if part]
    refused = {"unique"} if kind in NO_UNIQUE else set()
    refused |= {"indexed"} if kind in NO_KEY else set()
    return ", ".join([TYPES[kind], *(part for part in parts if part not in refused)])


def members(catalog: Catalog) -> list[Member]:
    """Give the matrix; the same every time."""
    off = switches(catalog)
    on_or_off: list[list[object]] = [[True, False] for _ in off]
    rows = [list(row) for row in AllPairs([*on_or_off, ["auto", "job"], [*ENTITIES, None]])]
    fields = [list(row) for row in AllPairs([list(TYPES), list(MODIFIERS), list(NAMES)])]
    with_entities = [index for index, row in enumerate(rows) if row[-1]]
    shares = {index: fields[share :: len(with_entities)] for share, index in enumerate(with_entities)}
    return [_member(index, row, catalog, off, shares.get(index, [])) for index, row in enumerate(rows)]


def random_members(catalog: Catalog, count: int) -> list[Member]:
    """Give services with any subset of the features, and some fields; the same every time."""
    dice = random.Random(9)  # noqa: S311  the same subsets every time
    off = switches(catalog)
    found = []
    for index in range(count):
        row = [*(dice.choice([True, False]) for _ in off), dice.choice(["auto", "job"]), dice.choice(ENTITIES)]
        fields = [
            [dice.choice([*TYPES]), dice.choice(MODIFIERS), dice.choice(NAMES)] for _ in range(dice.randint(1, 8))
        ]
        found.append(_member(index, row, catalog, off, fields))
    return found


def _member(index: int, row: list[object], catalog: Catalog, off: Switches, fields: list[list[str]]) -> Member:
    on = {name for name, active in zip(off, row, strict=False) if active}
    on = _agreeing(on, catalog, with_excluding=index % 2 == 0)
    while missing := {need for name in on for need in off[name][0].needs if need in off} - on:
        on |= missing
    name = f"pair-{index:03}"
    lines = _sections(name, on, catalog, off, migrations=str(row[-2]))
    if on & BROKERS:
        kind = list(OTHERS)[index // 2 % len(OTHERS)] if "mongodb" not in on else "subscription"
        lines.append(OTHERS[kind].format(name=name))
    if index % 3 == 0:
        lines += _calls(index // 3)
    if fields:
        lines += ["[models]", "owner:", '  label: "string(60), unique"', f"{row[-1]}:"]
        for number, (kind, modifiers, field_name) in enumerate(fields):
            lines.append(f'  {field_name}{number}: "{_field(kind, modifiers)}"')
        lines += ["tag:", f'  {NAMES[index % len(NAMES)]}: "{_field(list(TYPES)[index % len(TYPES)], "")}"']
    return Member(name, "\n".join(lines) + "\n")


def _calls(index: int) -> list[str]:
    """Write what is called of another service: now this, now that, with a breaker and a bulkhead or without."""
    operations = [OPERATIONS[(index + more) % len(OPERATIONS)] for more in range(1 + index % len(OPERATIONS))]
    kinds = list(TYPES)
    fields = [f'  {NAMES[0]}{number}: "{TYPES[kinds[(index + number) % len(kinds)]]}"' for number in range(4)]
    on = ("true", "false")
    return [
        "[service_patterns]",
        f"circuit_breaker: {on[index % 2]}",
        f"bulkhead: {on[index // 2 % 2]}",
        "[calls]",
        f"shop_service: {{part: {json.dumps(operations)}}}",
        "[shop_service.models]",
        *("owner:", '  label: "string(60), unique"', "part:", *fields),
    ]


def _agreeing(on: set[str], catalog: Catalog, *, with_excluding: bool) -> set[str]:
    """Leave out what cannot be on together: what a feature excludes, with all that needs it, or the feature itself."""
    for name in sorted(on):
        excluded = set(catalog.features[name].excludes)
        clashing = {other for other in on if excluded & _needs(catalog, other)}
        if name in on and clashing:
            on = on - clashing if with_excluding else on - {name}
    return on


def _needs(catalog: Catalog, name: str) -> set[str]:
    return {name}.union(*(_needs(catalog, need) for need in catalog.features[name].needs))


def _sections(name: str, on: set[str], catalog: Catalog, off: Switches, migrations: str) -> list[str]:
    sections: dict[str, dict[str, object]] = {"service_template": {"name": name}}
    for feature_name, (feature, values) in sorted(
        off.items(), key=lambda each: each[0] in on
    ):  # what is on has its say
        for path, value in (feature.enable if feature_name in on else values).items():
            section, _, key = path.partition(".")
            if feature_name in on or catalog.sections[section].keys[key].default != value:
                sections.setdefault(section, {})[key] = value
    lines = ["[service_databases]", f"{name.replace('-', '_')}:", f'  migrations: "{migrations}"']
    for section, values in sections.items():
        lines += [f"[{section}]", *(f"{key}: {_written(value)}" for key, value in values.items())]
    return lines


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"'

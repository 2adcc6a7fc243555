"""Random specs over the real schema: every type of field, every modifier, every key, and names with other meanings."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from scaffold.catalog import Catalog
from scaffold.catalog.model import Key
from scaffold.spec import check
from scaffold.spec.field_types import FLAGS, MAX_NAME, TYPES
from scaffold.spec.fields import SETTINGS
from scaffold.tusk import parse

NAME = "random-service"
DATABASES = ("sqlite", "postgresql", "mongodb")
BROKERS = ("none", "redis", "kafka")
NEIGHBOURS = ("shop-service", "bank", "random-service-2", "s")
USUAL = ("amount", "kind", "label", "started", "n", "a_rather_long_name_for_it", "x" * 24)
TEXTS = ("A party 🎉", 'say "hi" \\ it\'s', "two words", "# no comment", "<b> & {{ x }}", "é\u2028", "100 %")
VALUES: dict[str, Sequence[str]] = {
    "string": ("abc", "''", "it's", "x" * 30),
    "text": ("abc", "a longer text, with a comma"),
    "int": ("0", "-1", "7", "2147483647", "-2147483648", "007"),
    "bigint": ("0", "3000000000", "-9223372036854775808", "9223372036854774784"),
    "float": ("0", "-1.5", "1e30", "0.1"),
    "decimal": ("0", "1.5", "-0.01", "99"),
    "bool": ("true", "false"),
    "date": ("today", "2000-01-01", "2026-02-28", "9999-12-31"),
    "timestamp": ("now", "2026-01-01T00:00:00Z", "2000-02-29T12:00:00.5+02:00"),
    "uuid": ("random", "123e4567-e89b-42d3-a456-426614174000"),
    "email": ("a@example.com",),
    "url": ("https://example.com/a?b=c",),
    "json": ("3", "1.5", "{'a': 1}", "[]", "true", "null", "{}"),
    "list": ("[]",),
}
LIMITS = {"string": ("0", "1", "5", "30"), "text": ("0", "3", "200"), "list": ("0", "1", "4")}
"""What `min` and `max` of a length may be; those of other types are values."""


class Sampler(NamedTuple):
    """Makes specs, of which `check` takes all that it leaves in."""

    catalog: Catalog
    names: Sequence[str]
    """Words to call entities and fields."""

    def spec(self, seed: int) -> str:
        """Make the spec of a seed; what is refused is left out, one part after the other."""
        dice = random.Random(seed)  # noqa: S311  the same spec for the same seed
        database, broker = dice.choice(DATABASES), dice.choice(BROKERS)
        taken = {"service_template": [f'database: "{database}"', f'message_queue: "{broker}"']}
        for section, line in self._settings(dice):
            self._take(taken, section, line)
        entities: list[str] = []
        for _ in range(dice.randint(1, 4)):
            entity = self._name(dice)
            for field in range(dice.randint(1, 9)):
                kind = self._field(dice, [*entities, entity])
                head = [] if field and entity in entities else [f"{entity}:"]
                lines = [*head, f"  {self._name(dice)}: {_quoted(kind)}"]
                if self._take(taken, "models", "\n".join(lines)) and entity not in entities:
                    entities.append(entity)
        if broker != "none":
            self._take_messages(taken, dice, entities)
        return _text(taken)

    def _take_messages(self, taken: dict[str, list[str]], dice: random.Random, entities: Sequence[str]) -> None:
        """Add what a service tells others, what it hears of them, and what it does with them."""
        for _ in range(dice.randint(0, 2)):
            self._take(taken, "publishes", f"{self._name(dice)}:\n{self._message(dice, entities, 2)}")
        for _ in range(dice.randint(0, 2)):
            event = f"  {self._name(dice)}:\n{self._message(dice, (), 4)}"
            self._take(taken, "subscribes", f"{self._name(dice)}:\n{event}")
        for _ in range(dice.randint(0, 2)):
            data = f"  data:\n{self._message(dice, (), 4)}\n" if dice.random() < 0.7 else ""
            own = dice.randrange(3)
            steps = "\n".join(self._step(dice, own=number == own) for number in range(dice.randint(own + 1, 4)))
            self._take(taken, "sagas", f"{self._name(dice)}:\n{data}  steps:\n{steps}")

    def _message(self, dice: random.Random, entities: Sequence[str], indent: int) -> str:
        """Write some fields of a message; it may refer to entities, and has no limits."""
        kinds = [kind for kind in TYPES if entities or kind != "ref"]
        lines = []
        for name in {self._name(dice) for _ in range(dice.randint(1, 5))}:
            kind = dice.choice(kinds)
            text = f"ref({dice.choice(entities)})" if kind == "ref" else _kind(dice, kind)
            lines.append(f"{' ' * indent}{name}: {_quoted(text + dice.choice(('', ', optional')))}")
        return "\n".join(sorted(lines))

    def _step(self, dice: random.Random, *, own: bool) -> str:
        service = NAME if own else dice.choice(NEIGHBOURS)
        timeout = dice.choice(("", ", timeout: 5s"))
        return f'    {self._name(dice)}: {{service: "{service}", compensation: "{self._name(dice)}"{timeout}}}'

    def _take(self, taken: dict[str, list[str]], section: str, line: str) -> bool:
        trial = {**taken, section: [*taken.get(section, []), line]}
        fine = not check(parse(_text(trial)), self.catalog, name=NAME).has_errors
        if fine:
            taken[section] = trial[section]
        return fine

    def _name(self, dice: random.Random) -> str:
        return dice.choice(self.names)[:MAX_NAME].strip("_") if dice.random() < 0.7 else dice.choice(USUAL)

    def _settings(self, dice: random.Random) -> Iterator[tuple[str, str]]:
        """Give some keys of the sections that are ready, with values of their types."""
        for section in self.catalog.sections.values():
            for key in section.keys.values() if section.status == "ready" else ():
                value = _value(key, dice) if key.status == "ready" and dice.random() < 0.1 else None
                if value is not None:
                    yield section.name, f"{key.name}: {value}"

    def _field(self, dice: random.Random, entities: Sequence[str]) -> str:
        kind = dice.choice(TYPES)
        parts = [f"ref({dice.choice(entities)})" if kind == "ref" else _kind(dice, kind)]
        parts += [flag for flag in FLAGS if dice.random() < 0.25]
        for word in SETTINGS:
            if dice.random() < 0.25 and (values := _candidates(kind, word)):
                parts.append(f"{word}={dice.choice(values)}")
        if {"default=now", "default=today"} & {*parts}:  # no limit fits it for ever
            parts = [part for part in parts if not part.startswith(("min=", "max="))]
        return ", ".join(parts)


def _kind(dice: random.Random, kind: str) -> str:
    return f"list({_type(dice)})" if kind == "list" else _type(dice, kind)


def _type(dice: random.Random, kind: str | None = None) -> str:
    kind = kind or dice.choice([each for each in TYPES if each not in {"ref", "list", "json"}])
    arguments: dict[str, Callable[[], str]] = {
        "string": lambda: f"string({dice.choice((1, 5, 40, 255, 640, 10_000))})",
        "decimal": lambda: f"decimal({dice.choice(('1, 0', '3, 3', '10, 2', '38, 10'))})",
        "enum": lambda: f"enum({', '.join(dice.sample(('mro', 'name', 'value', 'none', 'a', 'select'), 3))})",
    }
    return arguments.get(kind, lambda: kind)()


def _candidates(kind: str, word: str) -> Sequence[str]:
    return VALUES.get(kind, ("mro", "a")) if word == "default" else LIMITS.get(kind, VALUES.get(kind, ()))


def _value(key: Key, dice: random.Random) -> str | None:
    values: dict[str, Sequence[str]] = {
        "bool": ("true", "false"),
        "choice": [_quoted(each) for each in key.choices if each not in key.planned],
        "string": [_quoted(text) for text in (*TEXTS, "2024.1", "a_b")],
        "int": ("1", "2", "10"),
        "port": ("1", "8080"),
        "duration": ('"250ms"', '"5s"', '"1m"'),
        "path": ('"/probe"', '"/a/b"'),
    }
    return dice.choice(values[key.type]) if values.get(key.type) else None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(sections: dict[str, list[str]]) -> str:
    return "\n".join(line for name, lines in sections.items() for line in (f"[{name}]", *lines)) + "\n"

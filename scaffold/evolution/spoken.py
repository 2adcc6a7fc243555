"""Whether the words that were given name anything."""

from collections.abc import Iterator, Mapping, Sequence

from scaffold.evolution.errors import Question
from scaffold.evolution.model import Data, Words
from scaffold.spec.model import Entity
from scaffold.tusk import did_you_mean


def faults(before: Data, after: Data, words: Words) -> Iterator[Question]:
    """Give every rename and drop that cannot be."""
    yield from _renames(before.entities, after.entities, words)
    yield from _drops(before, words)


def _renames(before: Sequence[Entity], after: Sequence[Entity], words: Words) -> Iterator[Question]:
    old, new = _paths(before), _paths(after)
    targets = [target for _, target in words.renames]
    freed = {source for source, _ in words.renames if "." in source}
    for source, target in words.renames:
        word = f"--rename {source}={target}"
        whole, place = (path.rpartition(".")[0] for path in (source, target))
        now = _now(whole, dict(words.renames))
        if source.count(".") != target.count("."):
            yield Question(source, f"{word}: an entity cannot become a field, nor a field an entity", ())
        elif source not in old:
            yield Question(source, f"{word}: there was no {source}", _near(source, old))
        elif target not in new:
            yield Question(source, f"{word}: there is no {target} in the spec", _near(target, new))
        elif source in new and now == whole and not (source in freed and source in targets):
            yield Question(source, f"{word}: {source} is still in the spec", ())
        elif target in old and target not in freed:
            yield Question(
                source, f"{word}: there was a {target} before; take two steps, with an update after each", ()
            )
        elif targets.count(target) > 1:
            yield Question(source, f"{word}: two become {target}", ())
        elif place != now:
            missing = (f"--rename {whole}={place}",) if whole not in new and place not in old else ()
            message = f"{word}: a {'value' if '.' in whole else 'field'} stays in its place, which is {now}"
            yield Question(source, message, missing)


def _now(path: str, renames: Mapping[str, str]) -> str:
    """Return what a path is called, the renames of what it is part of included."""
    if path in renames:
        return renames[path]
    whole, _, name = path.rpartition(".")
    return f"{_now(whole, renames)}.{name}" if whole else path


def _drops(before: Data, words: Words) -> Iterator[Question]:
    old = _paths(before.entities) | dict.fromkeys(name for name, _ in before.stored)
    renamed = dict(words.renames)
    for path in words.drops:
        if path not in old:
            former = next((each for each in old if _now(each, renamed) == path), None)
            meant = (
                (f"did you mean --drop {former}? what is renamed is called by its old name",)
                if former
                else _near(path, old)
            )
            yield Question(path, f"--drop {path}: there was no {path}", meant)


def _near(path: str, known: Mapping[str, object]) -> tuple[str, ...]:
    hint = did_you_mean(path, known)
    return (hint,) if hint else ()


def _paths(entities: Sequence[Entity]) -> dict[str, None]:
    found: dict[str, None] = {}
    for entity in entities:
        found[entity.name] = None
        for field in entity.fields:
            found[f"{entity.name}.{field.name}"] = None
            found |= {f"{entity.name}.{field.name}.{value}": None for value in field.values}
    return found

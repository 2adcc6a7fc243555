"""Following the hints of an update, one by one, always ends, and loses nothing where that can be."""

import os
import random
from collections.abc import Callable, Sequence

import pytest

from scaffold.evolution import Question, WordNeededError, Words, first_revision, next_revision
from scaffold.spec import Entity
from tests.evolution import inventing
from tests.evolution.lives import spec_of, words

SEEDS = range(40 * int(os.environ.get("SCAFFOLD_FUZZ", "1")))
MOST_STEPS = 200
Choose = Callable[[Question], str]


def first(question: Question) -> str:
    """What stands first is the best that is known."""
    return question.options[0]


def follow(before: Sequence[Entity], after: Sequence[Entity], choose: Choose, said: Words | None = None) -> Words:
    """Give one word after the other, each as a hint has it, until nothing is open."""
    given = said or Words()
    for _ in range(MOST_STEPS):
        try:
            next_revision([first_revision(before)], after, given)
        except WordNeededError as error:
            given = _with(given, choose(error.questions[0]))
            for question in error.questions:
                assert not question.message.startswith("--"), f"refused: {question.message}; said {given}"
        else:
            return given
    raise AssertionError(given)


def _with(said: Words, option: str) -> Words:
    name, _, text = option.replace('"', "").partition(" ")
    more = words(**{name.removeprefix("--"): [text]})
    return Words(said.renames + more.renames, said.drops + more.drops, said.fills + more.fills)


def test_a_reference_follows_its_entity_in_one_that_has_another_name_too() -> None:
    before = spec_of({"category": {"name": "string"}, "product": {"name": "string", "category": "ref(category)"}})
    after = spec_of({"group": {"name": "string"}, "article": {"name": "string", "group": "ref(group)"}})
    said = words(rename=["product=article", "category=group"])
    with pytest.raises(WordNeededError) as error:
        next_revision([first_revision(before.entities)], after.entities, said)
    (question,) = error.value.questions
    assert question.options == ("--rename product.category=article.group", "--drop product.category")
    for given in (said, words(), words(rename=["product=article"])):
        found = follow(before.entities, after.entities, first, given)
        assert "product.category=article.group" in ["=".join(pair) for pair in found.renames]
        assert found.drops == ()


def test_a_reference_waits_for_its_entity() -> None:
    """Under the same name, too: what `--drop` threw away would have been kept."""
    before = spec_of({"category": {"name": "string"}, "product": {"of": "ref(category)"}})
    after = spec_of({"group": {"name": "string"}, "product": {"of": "ref(group)"}})
    with pytest.raises(WordNeededError) as error:
        next_revision([first_revision(before.entities)], after.entities)
    assert [each.path for each in error.value.questions] == ["category"]
    assert follow(before.entities, after.entities, first).drops == ()


def test_a_value_is_offered_under_the_new_names() -> None:
    before = spec_of({"item": {"b": "enum(on, gone)"}})
    for models, said in [
        ({"item": {"c": "enum(on, archived)"}}, words(rename=["item.b=item.c"])),
        ({"note": {"b": "enum(on, archived)"}}, words(rename=["item=note"])),
        ({"note": {"c": "enum(on, archived)"}}, words(rename=["item=note", "item.b=note.c"])),
    ]:
        after = spec_of(models)
        (entity,) = after.entities
        found = follow(before.entities, after.entities, first, said)
        assert found.renames[-1] == ("item.b.gone", f"{entity.name}.{entity.fields[0].name}.archived")
        assert found.drops == ()


def test_a_choice_leaves_the_others_a_way() -> None:
    """`text` has room for both, but then nothing has room for the number."""
    before = spec_of({"item": {"text": "string(9)", "number": "int"}})
    after = spec_of({"item": {"one": "string(20)", "two": "decimal(12, 2)", "three": "string(9)"}})
    assert follow(before.entities, after.entities, first).drops == ()
    before = spec_of({"item": {"one": "int", "two": "bigint"}})
    after = spec_of({"item": {"first": "bigint", "then": "int"}})
    assert follow(before.entities, after.entities, first).renames == (
        ("item.one", "item.then"),
        ("item.two", "item.first"),
    )


def test_entities_of_one_shape_are_told_apart_by_what_refers_to_them() -> None:
    shape = {"name": "string"}
    before = spec_of({"x": shape, "y": shape, "uses_x": {"of": "ref(x)"}, "uses_y": {"of": "ref(y)"}})
    after = spec_of({"p": shape, "q": shape, "uses_x": {"of": "ref(q)"}, "uses_y": {"of": "ref(p)"}})
    found = follow(before.entities, after.entities, first)
    assert found == words(rename=["x=q", "y=p"])


def test_a_word_before_its_entity_was_named_says_which_word_is_missing() -> None:
    before = spec_of({"product": {"category": "string"}})
    after = spec_of({"article": {"group": "string"}})
    said = words(rename=["product.category=article.group"])
    with pytest.raises(WordNeededError) as error:
        next_revision([first_revision(before.entities)], after.entities, said)
    (question,) = error.value.questions
    assert question.options == ("--rename product=article",)
    assert follow(before.entities, after.entities, first, _with(said, question.options[0])).drops == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_can_be_kept_is_kept(seed: int) -> None:
    """Whichever of the right words were given before."""
    chance = random.Random(seed)  # noqa: S311  to be the same each time
    before = inventing.models(chance, chance.randint(1, 5))
    after, renames = inventing.kept(chance, before)
    given = words(rename=_some(chance, renames))
    old, new = spec_of(before).entities, spec_of(after).entities
    assert follow(old, new, first, words(rename=renames)) == words(rename=renames)
    found = follow(old, new, first, given)
    assert found.drops == (), (given, before, after)


def _some(chance: random.Random, renames: Sequence[str]) -> list[str]:
    """Choose some, none of a part without that of the whole."""
    sources = {each.partition("=")[0] for each in renames}
    chosen = {source for source in sorted(sources) if chance.random() < 0.4}
    needed = {each: {part for part in _wholes(each) if part in sources} for each in chosen}
    return [each for each in renames if (source := each.partition("=")[0]) in chosen and needed[source] <= chosen]


def _wholes(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


@pytest.mark.parametrize("seed", SEEDS)
def test_following_any_hint_ends(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  to be the same each time
    before = inventing.models(chance, chance.randint(2, 6))
    old, new = spec_of(before).entities, spec_of(inventing.changed(chance, before)).entities
    follow(old, new, lambda question: chance.choice([each for each in question.options if each.startswith("--")]))

"""English plurals and the forms of a name: good enough for names of tables, classes and paths."""

import re

_IRREGULAR = {
    "child": "children",
    "datum": "data",
    "foot": "feet",
    "goose": "geese",
    "index": "indexes",
    "knife": "knives",
    "leaf": "leaves",
    "life": "lives",
    "man": "men",
    "mouse": "mice",
    "person": "people",
    "shelf": "shelves",
    "tooth": "teeth",
    "wife": "wives",
    "wolf": "wolves",
    "woman": "women",
}
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}
_UNCHANGED = {"aircraft", "equipment", "fish", "information", "news", "series", "sheep", "software", "species", "staff"}
_O_TO_OES = {"echo", "hero", "potato", "tomato", "veto"}


def plural(name: str) -> str:
    """Give the plural of a `snake_case` noun; only its last word changes."""
    before, underscore, word = name.rpartition("_")
    return f"{before}{underscore}{_plural(word)}"


def singular(name: str) -> str:
    """Give the singular of a `snake_case` noun; a singular stays as it is."""
    before, underscore, word = name.rpartition("_")
    return f"{before}{underscore}{_singular(word)}"


def class_name(name: str) -> str:
    """Give `UserRole` for `user_role`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def title(name: str) -> str:
    """Give `User role` for `user_role`."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def _plural(word: str) -> str:
    if word in _UNCHANGED:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    if re.search(r"[^aeiou]is$", word):
        return f"{word[:-2]}es"
    if re.search(r"(s|x|z|ch|sh)$", word) or word in _O_TO_OES:
        return f"{word}es"
    return f"{word}s"


def _singular(word: str) -> str:
    if word in _UNCHANGED:
        return word
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word.endswith("ies") and len(word) > len("ties"):
        return f"{word[:-3]}y"
    if re.search(r"(ss|x|z|ch|sh|[^aeo]us)es$", word) or (word.endswith("es") and word[:-2] in _O_TO_OES):
        return word[:-2]
    if re.search(r"[^su]s$", word) and not word.endswith("is"):
        return word[:-1]
    return word

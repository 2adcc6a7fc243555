"""Random specs and values. Each spelled value comes with what it must read back as."""

import json
import string
from dataclasses import dataclass

from hypothesis import strategies as st

from scaffold.tusk import Plain

KEYS = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=8)
NAMES = st.from_regex(r"[a-z_][a-z0-9_-]{0,8}", fullmatch=True)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\u2066\u202a"), max_size=12
)
PLAIN: st.SearchStrategy[Plain] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["@env('X')", "{{hole}}", "${name}", "a\\b", '"', "'''", "5s", "# no", "{{{", "$${{"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


@dataclass(frozen=True)
class Spelled:
    """A value as written, and what it is."""

    text: str
    value: Plain


def _double(text: str) -> Spelled:
    return Spelled(json.dumps(text, ensure_ascii=False), text)


_SAFE = TEXTS.filter(lambda text: "{" not in text and "@" not in text)
_LEAVES = st.one_of(
    _SAFE.map(_double),
    _SAFE.filter(lambda text: "'" not in text).map(lambda text: Spelled(f"'{text}'", text)),
    st.integers().map(lambda number: Spelled(str(number), number)),
    st.integers(min_value=1000).map(lambda number: Spelled(f"{number:_}", number)),
    st.integers(min_value=0).map(lambda number: Spelled(f"0x{number:X}", number)),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: Spelled(repr(number), number)),
    st.sampled_from(
        [
            Spelled("true", True),  # noqa: FBT003 - data
            Spelled("false", False),  # noqa: FBT003
            Spelled("null", None),
            Spelled("8000-9000", range(8000, 9001)),
            Spelled("100ms", "100ms"),
            Spelled("@env('A', 1)", '@env("A", 1)'),
            Spelled("\"@env.secure('B')\"", '@env.secure("B")'),
            Spelled('"""\ntwo\nlines"""', "two\nlines"),
        ]
    ),
)


def _bracketed(inner: st.SearchStrategy[Spelled]) -> st.SearchStrategy[Spelled]:
    lists = st.lists(inner, max_size=4).map(
        lambda items: Spelled(f"[{', '.join(item.text for item in items)}]", [item.value for item in items])
    )
    spread = st.lists(inner, max_size=4).map(
        lambda items: Spelled(
            "[ # items\n" + "".join(f"      {item.text},\n" for item in items) + "  ]", [item.value for item in items]
        )
    )
    maps = st.dictionaries(KEYS, inner, max_size=4).map(
        lambda items: Spelled(
            "{" + ", ".join(f"{key} = {item.text}" for key, item in items.items()) + "}",
            {key: item.value for key, item in items.items()},
        )
    )
    in_lines = st.tuples(
        st.dictionaries(KEYS, inner, max_size=4), st.sampled_from(["", ",", " # note", ", // note", ""])
    ).map(
        lambda drawn: Spelled(
            "{\n" + "".join(f"      {key}: {item.text}{drawn[1]}\n" for key, item in drawn[0].items()) + "  }",
            {key: item.value for key, item in drawn[0].items()},
        )
    )
    return lists | spread | maps | in_lines


VALUES = st.recursive(_LEAVES, _bracketed, max_leaves=5)
_MARKS = st.sampled_from([": ", " = ", ":  ", "="])
_TAILS = st.sampled_from(["", " # note", "  // note", ";", " ; # note", "   "])


@dataclass(frozen=True)
class Spec:
    """A well-formed text and its value."""

    text: str
    value: dict[str, Plain]


@st.composite
def _body(draw: st.DrawFn, indent: str, depth: int) -> tuple[list[str], dict[str, Plain]]:
    lines: list[str] = []
    value: dict[str, Plain] = {}
    for key in draw(st.lists(KEYS, min_size=1, max_size=4, unique=True)):
        lines += draw(st.sampled_from([[], [], [""], [f"{indent}# note"], ["   "], ["/* a", "b */"]]))
        kind = draw(st.sampled_from(["value", "value", "block", "braces", "angle", "list", "null"]))
        if kind == "value" or depth > 3:
            spelled = draw(VALUES)
            lines.append(f"{indent}{key}{draw(_MARKS)}{spelled.text}{draw(_TAILS)}")
            value[key] = spelled.value
        elif kind == "null":
            lines.append(f"{indent}{key}:{draw(st.sampled_from(['', ' # note', '  ']))}")
            value[key] = None
        elif kind == "list":
            inner = indent + draw(st.sampled_from(["", "  "]))
            items, values = draw(_items(inner, depth + 1))
            lines += [f"{indent}{key}:", *items]
            value[key] = values
        else:
            inner_lines, inner_value = draw(_body(indent + draw(st.sampled_from([" ", "  ", "    "])), depth + 1))
            opening, closing = {"block": (":", []), "braces": (" {", [indent + "}"]), "angle": (" >", [indent + "<"])}[
                kind
            ]
            lines += [f"{indent}{key}{opening}", *inner_lines, *closing]
            value[key] = inner_value
    return lines, value


@st.composite
def _items(draw: st.DrawFn, indent: str, depth: int) -> tuple[list[str], list[Plain]]:
    lines: list[str] = []
    values: list[Plain] = []
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()) or depth > 3:
            spelled = draw(_LEAVES)
            lines.append(f"{indent}- {spelled.text}{draw(_TAILS)}")
            values.append(spelled.value)
        else:
            inner, value = draw(_body(indent + "  ", depth + 1))
            if inner[0].startswith(f"{indent}  ") and inner[0].strip()[:1] not in {"", "#"}:
                lines += [f"{indent}- {inner[0][len(indent) + 2 :]}", *inner[1:]]
            else:
                lines += [f"{indent}-", *inner]
            values.append(value)
    return lines, values


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """Draw a spec with sections, nested blocks, comments, either line end, perhaps a byte order mark."""
    lines: list[str] = []
    value: dict[str, Plain] = {}
    if draw(st.booleans()):
        inner_lines, inner_value = draw(_body("", 0))
        lines += inner_lines
        value |= inner_value
    for name in draw(st.lists(NAMES.filter(lambda name: name not in value), max_size=3, unique=True)):
        inner_lines, inner_value = draw(_body(draw(st.sampled_from(["", "  "])), 0))
        lines += [f"[{name}]{draw(st.sampled_from(['', ' # note', '  ']))}", *inner_lines]
        value[name] = inner_value
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return Spec(draw(st.sampled_from(["", "\ufeff"])) + text, value)

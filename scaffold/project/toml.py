"""TOML as the lock is written: the same text for the same data, and a line for each thing that changes.

tomlkit would take a second for the lines of 1,500 files.
"""

import json
from collections.abc import Mapping, Sequence

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def key(name: str) -> str:
    """Return a key, quoted where it has to be."""
    return name if name and _BARE.issuperset(name) else text(name)


def text(value: str) -> str:
    """Return a basic string; JSON's escapes are TOML's, but for DEL. Raises ValueError for what is no Unicode text."""
    value.encode()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def inline(value: object) -> str:
    """Return a value in one line; raises ValueError for what TOML cannot hold."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return text(value)
        case int() | float():
            return repr(value)
        case Mapping():
            pairs = ", ".join(f"{key(name)} = {inline(each)}" for name, each in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case Sequence():
            return f"[{', '.join(map(inline, value))}]"
    message = f"TOML cannot hold {value!r}"
    raise ValueError(message)


def table(header: str, data: Mapping[str, object]) -> str:
    """Return an element of an array of tables: its plain keys first, then the tables in it, each entry in a line."""
    lines = [f"[[{header}]]"]
    nested: list[str] = []
    for name, value in data.items():
        if isinstance(value, Mapping) and value:
            nested += ["", f"[{header}.{key(name)}]"]
            nested += [f"{key(each)} = {inline(inner)}" for each, inner in value.items()]
        elif isinstance(value, Sequence) and value and all(isinstance(each, Mapping) for each in value):
            for each in value:
                nested += ["", table(f"{header}.{key(name)}", each).rstrip("\n")]
        else:
            lines.append(f"{key(name)} = {inline(value)}")
    return "\n".join([*lines, *nested]) + "\n"

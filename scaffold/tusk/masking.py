"""Keeps secrets out of what is shown."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from scaffold.tusk.nodes import Float, Integer, List, Map, Node, Operator, Raw, Section, String

MASK = "***"

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET_WORDS = frozenset({"apikey", "credential", "credentials", "dsn", "key", "keys", "pass", "passphrase", "passwd"})
_SECRET_WORDS |= {"password", "passwords", "private", "pwd", "salt", "secret", "secrets", "token", "tokens"}
_ASSIGNMENT = re.compile(r"""(?<![\w.-])(?P<key>[\w.-]++)(?P<lead>["']?(?:[ \t]*+[:={>][ \t]*+|[ \t]++))(?=[^ \t])""")
_SHOWN = re.compile(
    r"""(?P<q>["']?)@[\w.]+\([ \t]*(?:'\w*'|"\w*"|\\"\w*\\")?[ \t]*\)(?P=q)
      | (?P<d>["']?)(?:true|false|null|[0-9.]+(?:ms|[smhdw]))(?P=d)(?=[\s,;}]|\Z)
      | ["']?\{\{\s*\w+\s*\}\}["']?""",
    re.VERBOSE,
)
_QUOTED = re.compile(r""""(?>(?:[^"\\]|\\.)*)"(?=[ \t]*[,}])|'[^']*+'(?=[ \t]*[,}])""")
_SECOND_ARGUMENT = re.compile(r"""(@[\w.]*secure\([^,()]*+,)[^)]*+""")
_USER_INFO = re.compile(r"(://[^/\s:@]*+:)[^@\s/]++(?=@)")


@lru_cache(4096)
def looks_secret(key: str) -> bool:
    """Tell whether a key's name says that its value is a secret: `jwt_secret`, `apiKey`, `DB_PASSWORD`."""
    return any(word.lower() in _SECRET_WORDS for word in _WORDS.findall(key))


def mask_line(line: str) -> str:
    """Mask what looks secret in one line of a document; references such as `@env("X")` stay readable."""
    line = _USER_INFO.sub(rf"\1{MASK}", _SECOND_ARGUMENT.sub(rf"\1 {MASK}", line))
    pieces = []
    done = 0
    brace = line.find("{")
    for match in _ASSIGNMENT.finditer(line):
        if match.start() < done or not looks_secret(match["key"]):
            continue
        shown = _SHOWN.match(line, match.end())
        if shown is None:
            # Only in `{password: "x", user: "y"}` is it certain where the secret ends.
            value = _QUOTED.match(line, match.end()) if 0 <= brace < match.start() else None
            pieces += [line[done : match.end()], MASK]
            done = value.end() if value else len(line)
    return "".join([*pieces, line[done:]])


def secret_spans(sections: Iterable[Section], variables: Map) -> Iterator[tuple[int, int]]:
    """Yield the spans of values that belong to keys which look secret, and of calls that hold a secret."""
    yield from _spans(variables, secret=False)
    for section in sections:
        yield from _spans(section.node, secret=any(map(looks_secret, section.path)))


def _spans(node: Node, *, secret: bool) -> Iterator[tuple[int, int]]:
    if isinstance(node, Map):
        for entry in [*node.entries.values(), *node.repeats]:
            yield from _spans(entry.node, secret=secret or looks_secret(entry.key))
    elif isinstance(node, List):
        for item in node.items:
            yield from _spans(item, secret=secret)
    elif _is_secret(node, secret=secret):
        yield node.start, node.end


def _is_secret(node: Node, *, secret: bool) -> bool:
    match node:
        case Operator():
            return len(node.arguments) > 1 and (secret or "secure" in node.name)
        case String():
            return secret and node.duration is None
        case Integer() | Float() | Raw():
            return secret
    return False

"""`@env("NAME")`, `@env.secure("NAME")` and `@file.secure("path")`: values that the service reads where it runs."""

import re
from functools import partial

from scaffold.spec import codes
from scaffold.spec.model import Reference
from scaffold.spec.subject import Invalid, Subject, cut
from scaffold.tusk import Operator, did_you_mean

OPERATORS = ("env", "env.secure", "file.secure")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WRITTEN = re.compile(r"@(?P<name>[a-z.]+)\(\"(?P<argument>[^\"]*)\"\)")
_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/@\s:]*:[^/@\s]+@", re.IGNORECASE)
_MAX_ARGUMENTS = 2


def written(text: str) -> Operator | None:
    """Read an operator as manifests write one in a default: `@env("NAME")`."""
    match = _WRITTEN.fullmatch(text)
    return Operator(0, len(text), match["name"], (match["argument"],)) if match else None


def holds_password(text: str) -> bool:
    """Say whether a text is a URL with a password in it."""
    return _PASSWORD.match(text) is not None


def reference(subject: Subject, node: Operator) -> Reference | Invalid:
    """Check an operator that is given for a key."""
    if node.name not in OPERATORS:
        return subject.error(codes.UNKNOWN_OPERATOR, f"there is no operator @{node.name}", partial(_known, node.name))
    refusal = _refusal(subject, node.name)
    if refusal:
        return subject.error(codes.BAD_REFERENCE, refusal)
    argument = node.arguments[0] if node.arguments else None
    if not isinstance(argument, str) or not argument:
        hint = f'write @{node.name}("NAME")'
        return subject.error(codes.BAD_REFERENCE, f"@{node.name} needs a name in quotes", hint)
    if node.name != "file.secure" and not _VARIABLE.fullmatch(argument):
        return subject.error(codes.BAD_REFERENCE, f"{cut(argument)} cannot name an environment variable")
    return _with_default(subject, node, argument)


def _known(name: str) -> str:
    return did_you_mean(name, OPERATORS) or f"known: {', '.join('@' + known for known in OPERATORS)}"


def _with_default(subject: Subject, node: Operator, argument: str) -> Reference | Invalid:
    if len(node.arguments) > _MAX_ARGUMENTS:
        return subject.error(codes.BAD_REFERENCE, f"@{node.name} takes a name and one default")
    secret = node.name != "env" or subject.key.type == "secret"
    default = node.arguments[1] if len(node.arguments) == _MAX_ARGUMENTS else None
    if default is not None and not isinstance(default, str | int | float | bool):
        message = f"the default of @{node.name} must be text, a number, true or false"
        return subject.error(codes.BAD_REFERENCE, message)
    if default is not None and (secret or (isinstance(default, str) and holds_password(default))):
        return subject.error(codes.SECRET, "a secret must not stand in the spec", "leave the default out")
    return Reference("file" if node.name == "file.secure" else "env", argument, default, secret)


def _refusal(subject: Subject, operator: str) -> str | None:
    key = subject.key
    if "secret" in {key.type, key.reference}:
        return None
    if "env" not in {key.type, key.reference}:
        return f"must stand in the spec itself; @{operator} is read only where the service runs"
    return f"takes an environment variable (@env), not @{operator}" if operator == "file.secure" else None

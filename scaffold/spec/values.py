"""One given scalar to the typed value of its key."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from scaffold.catalog.model import Key, KeyType
from scaffold.catalog.patterns import has_form
from scaffold.spec import codes, scalars
from scaffold.spec.model import Duration
from scaffold.spec.references import holds_password
from scaffold.spec.subject import INVALID, Invalid, Subject, cut, shown
from scaffold.tusk import Boolean, Float, Integer, String, did_you_mean

MAX_PORT = 65535
MAX_SECONDS = 100 * 365 * 86_400.0


def _text(subject: Subject, wanted: str) -> str | Invalid:
    if isinstance(subject.node, String):
        return subject.node.value
    hint = "put it in quotes" if isinstance(subject.node, Integer | Float) else None
    return subject.wrong_type(wanted, hint)


def _any(subject: Subject) -> object:
    if isinstance(subject.node, String):
        return _string(subject)
    if isinstance(subject.node, Integer | Float | Boolean):
        return subject.node.value
    return subject.wrong_type("text, a number, true or false")


def _string(subject: Subject) -> object:
    text = _text(subject, "text")
    if isinstance(text, Invalid):
        return text
    text = _meant(subject, text)
    if holds_password(text):
        hint = "put it into the environment and write @env"
        return subject.error(codes.SECRET, "a password must not stand in the spec", hint)
    return _formed(subject, text)


def _path(subject: Subject) -> object:
    text = _text(subject, "a path")
    if isinstance(text, Invalid):
        return text
    fault = scalars.path_fault(text)
    return subject.error(codes.WRONG_FORM, f"the path {fault}") if fault else _formed(subject, text)


def _formed(subject: Subject, text: str) -> object:
    if has_form(subject.key, text):
        return text
    repaired = ("/" + text.lstrip("/"), text.strip("/"), text.lower(), text.lower().replace("-", "_"))
    better = next((other for other in repaired if has_form(subject.key, other)), None)
    hint = f"{cut(better)} would do" if better else _form_words(subject.key)
    return subject.error(codes.WRONG_FORM, f"{cut(text)} does not have the form that is needed", hint or None)


def _form_words(key: Key) -> str:
    """Describe a key; its default shows the form."""
    words = " ".join(key.doc.split())
    return f"{words} Its default is {key.default}." if isinstance(key.default, str) else words


def _meant(subject: Subject, word: str) -> str:
    meaning = subject.key.aliases.get(word)
    if meaning is None:
        return word
    message = f"{subject.name}: {word} is read as {meaning}"
    subject.report.note(codes.OTHER_WORD, subject.given.at_value, message)
    return meaning


def _choice(subject: Subject) -> object:
    choices = subject.key.choices
    listed = ", ".join(choices)
    text = _text(subject, f"one of: {listed}")
    if isinstance(text, Invalid):
        return text
    word = _meant(subject, text)
    if word in choices:
        return word
    hint = partial(did_you_mean, word, [*choices, *subject.key.aliases])
    return subject.error(codes.NOT_A_CHOICE, f"{cut(word)} is not a choice; choose one of: {listed}", hint)


def _bool(subject: Subject) -> object:
    if isinstance(subject.node, Boolean):
        return _possible(subject, value=subject.node.value)
    words = {"true": "true", "enabled": "true", "false": "false", "disabled": "false"}
    word = words.get(subject.node.value.lower()) if isinstance(subject.node, String) else None
    return subject.wrong_type("true or false", f"write {word}, without quotes" if word else None)


def _possible(subject: Subject, *, value: bool) -> bool | Invalid:
    key = subject.key
    if key.always is None or value == key.default:
        return value
    own = shown(key.default)
    why = " ".join(key.always.split())
    return subject.error(codes.NOT_A_CHOICE, f"is always {own}: {why}", f"write {own}, or leave it out")


def _int(subject: Subject) -> object:
    if not isinstance(subject.node, Integer):
        return subject.wrong_type("a whole number", _unquote(subject))
    return _in_range(subject, subject.node.value)


def _float(subject: Subject) -> object:
    if not isinstance(subject.node, Integer | Float):
        return subject.wrong_type("a number", _unquote(subject))
    return _in_range(subject, float(subject.node.value))


def _port(subject: Subject) -> object:
    if not isinstance(subject.node, Integer):
        return subject.wrong_type("a port number", _unquote(subject))
    port = subject.node.value
    if 1 <= port <= MAX_PORT:
        return port
    return subject.error(codes.NOT_A_PORT, f"{port} is not a port; ports go from 1 to {MAX_PORT}")


def _unquote(subject: Subject) -> str | None:
    quoted = isinstance(subject.node, String) and re.fullmatch(r"-?[\d.]+", subject.node.value)
    return "remove the quotes" if quoted else None


def _in_range(subject: Subject, number: float, unit: str = "") -> float | Invalid:
    low, high = subject.key.minimum, subject.key.maximum
    if low is not None and number < low:
        return subject.error(codes.OUT_OF_RANGE, f"must be at least {low:g}{unit}")
    if high is not None and number > high:
        return subject.error(codes.OUT_OF_RANGE, f"must be at most {high:g}{unit}")
    return number


def _duration(subject: Subject) -> object:
    value = _measure(subject, scalars.duration, "a length of time such as 5s, 100ms or 24h")
    if not isinstance(value, Duration):
        return value
    if value.seconds > MAX_SECONDS:
        return subject.error(codes.OUT_OF_RANGE, "must be at most a hundred years")
    return INVALID if isinstance(_in_range(subject, value.seconds, " s"), Invalid) else value


def _rate(subject: Subject) -> object:
    return _measure(subject, scalars.rate, "a rate such as 1000_req_per_min")


def _size(subject: Subject) -> object:
    return _measure(subject, scalars.size, "a size such as 512MB or 2GiB")


def _measure(subject: Subject, read: Callable[[str], object], wanted: str) -> object:
    if not isinstance(subject.node, String):
        return subject.wrong_type(wanted, "add the unit" if isinstance(subject.node, Integer | Float) else None)
    value = read(subject.node.value)
    if value is None:
        return subject.error(codes.WRONG_TYPE, f"{cut(subject.node.value)} is not {wanted}")
    return value


def _url(subject: Subject) -> object:
    text = _string(subject)
    if isinstance(text, str) and not scalars.is_url(text):
        return subject.error(codes.WRONG_FORM, f"{cut(text)} is not a URL such as https://example.org/path")
    return text


def _env(subject: Subject) -> object:
    hint = 'write @env("NAME"), and set NAME where the service runs'
    return subject.wrong_type("an environment variable", hint)


def _secret(subject: Subject) -> object:
    hint = 'write @env.secure("NAME") or @file.secure("path")'
    return subject.error(codes.SECRET, "a secret must not stand in the spec", hint)


SCALARS: Final[Mapping[KeyType, Callable[[Subject], object]]] = {
    "any": _any,
    "string": _string,
    "int": _int,
    "float": _float,
    "bool": _bool,
    "duration": _duration,
    "rate": _rate,
    "size": _size,
    "port": _port,
    "url": _url,
    "path": _path,
    "choice": _choice,
    "env": _env,
    "secret": _secret,
}
"""How each scalar type is read; each gives the typed value, or `INVALID` after it reported the error."""

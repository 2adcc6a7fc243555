"""A file's form: what a formatter decides, and a merge must not take for an edit."""

from collections.abc import Callable
from typing import NamedTuple

from scaffold.merge.text import plain


class Form(NamedTuple):
    """How the team formats its files.

    `write` returns a content in that form, or None where no formatter is known for the path or the content has no
    form. `own` tells whether the project's settings of the formatter are not those that the templates wrote.
    """

    write: Callable[[str, bytes], bytes | None]
    own: Callable[[], bool]


AS_WRITTEN = Form(lambda _path, _content: None, lambda: False)
"""No formatter is known."""


class Formed(NamedTuple):
    """The templates' two versions of a file, in the team's form."""

    base: bytes
    new: bytes


def in_your_form(form: Form, path: str, base: bytes, new: bytes) -> Formed | None:
    """Return both versions as the team would have formatted them; None where that is how they stand."""
    last = form.write(path, base)
    if last is None or last == base:
        return None
    now = form.write(path, new)
    return None if now is None else Formed(last, now)


def differs_in_form_only(form: Form, path: str, one: bytes, two: bytes) -> bool:
    """Whether two contents are the same once the team's formatter has written both."""
    first, second = form.write(path, plain(one)), form.write(path, plain(two))
    return first is not None and first == second


def formatted_like(form: Form, path: str, yours: bytes, merged: bytes) -> bytes:
    """Return a merged content in the team's form if the user's was, else as it is."""
    if form.write(path, yours) != yours:
        return merged
    return form.write(path, merged) or merged


def in_own_form(form: Form, path: str, content: bytes) -> bytes:
    """Return what the templates write as the team formats it, if it formats otherwise than they do."""
    return (form.write(path, content) or content) if form.own() else content

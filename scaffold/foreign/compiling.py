"""Strings that a library renders for each file, compiled once: nearly all parts of paths are the same few."""

from collections.abc import MutableMapping
from typing import Any

import jinja2


def compile_once(environment: jinja2.Environment) -> None:
    """Let `from_string` of an environment give the same template for the same text again.

    Extensions are told of each text as before (copier's own one resets its state then), but parse it only once, so
    that this is not for environments with extensions of unknown behaviour.
    """
    compile_string = environment.from_string
    known: dict[str, jinja2.Template] = {}

    def from_string(
        source: Any,  # noqa: ANN401  as in Jinja
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  as in Jinja
        template_class: type[jinja2.Template] | None = None,
    ) -> jinja2.Template:
        if not isinstance(source, str) or globals is not None or template_class is not None:
            return compile_string(source, globals, template_class)
        if source in known:
            environment.preprocess(source)
        else:
            known[source] = compile_string(source)
        return known[source]

    environment.from_string = from_string  # type: ignore[method-assign]

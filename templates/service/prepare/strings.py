"""Text as a string literal."""

import json


def quoted(text: str) -> str:
    """Return a string literal: in double quotes, unless single ones need fewer escapes."""
    body = repr(text)[1:-1].replace("\\'", "'")
    if text.count('"') > text.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'


def quoted_for_toml(text: str) -> str:
    """Return a basic string of TOML: as in JSON, but that it has no halves of surrogate pairs, and no bare DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

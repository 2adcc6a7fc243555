"""Text as a string literal."""


def quoted(text: str) -> str:
    """Return a string literal: in double quotes, unless single ones need fewer escapes."""
    body = repr(text)[1:-1].replace("\\'", "'")
    if text.count('"') > text.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'

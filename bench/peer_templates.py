"""A tree of files as a template of copier or cookiecutter: names become variables."""

from collections.abc import Iterator, Mapping
from pathlib import Path


def write_template(source: Path, target: Path, names: Mapping[str, str], suffix: str) -> None:
    """Write each file of a tree as a template, with `suffix` after its name; `names` maps texts to variables.

    A file that is no text is copied.
    """
    for path in sorted(source.rglob("*")):
        if path.is_file():
            written = target / _with_variables(str(path.relative_to(source)), names)
            written.parent.mkdir(parents=True, exist_ok=True)
            content = path.read_bytes()
            if b"\0" in content:
                written.write_bytes(content)
            else:
                written.with_name(written.name + suffix).write_text(_as_template(content.decode(), names))


def _as_template(text: str, names: Mapping[str, str]) -> str:
    """Quote the template signs that the text has itself, and put variables for names."""
    return _with_variables("".join(_quoted(text)), names)


def _with_variables(text: str, names: Mapping[str, str]) -> str:
    for name, variable in names.items():
        text = text.replace(name, f"{{{{ {variable} }}}}")
    return text


def _quoted(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        pair = text[position : position + 2]
        if pair in ("{{", "{%", "{#"):
            yield "{{ '" + pair + "' }}"
            position += 2
        else:
            yield text[position]
            position += 1

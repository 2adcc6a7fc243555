"""A small pack of the usual shape: entities, revisions of their data, a feature with a switch; in two releases."""

from collections.abc import Mapping
from pathlib import Path

from tests.update.workshop import write_pack

MAIN = """\
import os
{% for entity in entities %}
from {{ service.package }}.models.{{ entity.name }} import {{ entity.class_name }}
{% endfor %}

NAME = "{{ service.name }}"
PORT = {{ spec.service_config.port }}


def start() -> None:
    print(NAME, PORT)


{{ slot("functions") }}
def stop() -> None:
    print("bye")
"""
MODEL = """\
class {{ entity.class_name }}:
    table = "{{ entity.plural }}"
{% for field in entity.fields %}
    {{ field.name }} = "{{ field.type }}"
{% endfor %}

    def show(self) -> str:
        return self.table
"""
REVISION = """\
# {{ revision.summaries | join("; ") }}
revision = "{{ revision.id }}"
parents = {{ revision.parents | list }}
"""
EXTRA = """\
name = "extra"
title = "Extra"
doc = "More of it."
when = "extra.on"
needs = ["service"]
enable = { "extra.on" = true }

[sections.extra]
doc = "More of it."
[sections.extra.keys.on]
type = "bool"
default = false
doc = "Whether there is more."
[sections.extra.keys.size]
type = "int"
default = 1
doc = "How much more."
"""
PACKAGE = "service/files/src/{{ service.package }}"
VERSIONS = "service/files/migrations/versions"
FILES: Mapping[str, str] = {
    "service/files/README.md.jinja": "# {{ service.title }}\n\nHow to run it.\n\nHow to test it.\n\nWhom to ask.\n",
    "service/files/check.sh": "#!/bin/sh\nexit 0\n",
    f"{PACKAGE}/__init__.py": "",
    f"{PACKAGE}/main.py.jinja": MAIN,
    f"{PACKAGE}/models/{{{{ entity.name }}}}.py.jinja": MODEL,
    f"{VERSIONS}/{{{{ revision.id }}}}_{{{{ revision.slug }}}}.py.jinja": REVISION,
    "service/files/schema.json.jinja": '{"entities": [{{ entities | map(attribute="name") | join(",") }}]}\n',
    "features/extra/feature.toml": EXTRA,
    "features/extra/files/extra.ini.jinja": "[extra]\nsize = {{ spec.extra.size }}\ncolour = red\n",
    "features/extra/slots/functions.jinja": "def extra() -> None:\n    print(NAME)\n\n\n",
}
OWNERSHIP = '\n[ownership]\n"migrations/versions/**" = "seeded"\n"schema.json" = "derived"\n'


def first(root: Path) -> Path:
    """Write the first release."""
    return _write(root, {})


def second(root: Path) -> Path:
    """Write the next release, in which the entry point prints more and the readme has a new end."""
    return _write(
        root,
        {
            "service/files/README.md.jinja": FILES["service/files/README.md.jinja"].replace("Whom", "Where"),
            f"{PACKAGE}/main.py.jinja": MAIN.replace('print("bye")', 'print("goodbye")'),
        },
    )


def _write(root: Path, changed: Mapping[str, str]) -> Path:
    return write_pack(root, {}, OWNERSHIP, {**FILES, **changed})

"""Small templates in the formats of copier, cookiecutter and scaffold, as `{path: text}`: a first and a second version.

The second version changes lines beside those that a team would edit, adds a question, renames one file, adds one and
removes one.
"""

from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, str | bytes | Path | None]
"""By path; None removes a file of the version before. A path is the target of a link."""

PICTURE = bytes(range(256))

COPIER_V1: Files = {
    "copier.yml": """\
_subdirectory: template
_skip_if_exists:
  - notes.md
project_name:
  type: str
  help: What is it called?
license:
  type: str
  choices: [MIT, Apache-2.0]
  default: MIT
replicas:
  type: int
  default: 2
  validator: "{% if replicas < 1 %}at least one{% endif %}"
api_token:
  type: str
  secret: true
  default: none
""",
    "template/{{ _copier_conf.answers_file }}.jinja": (
        "# Written by copier; do not edit.\n{{ _copier_answers|to_nice_yaml -}}\n"
    ),
    "template/README.md.jinja": (
        "# {{ project_name }}\n\nLicence: {{ license }}\n\n## Install\n\npip install .\n\n## Use\n\nRun it.\n"
    ),
    "template/{{ project_name|lower }}/main.py.jinja": (
        '"""{{ project_name }}."""\n\nREPLICAS = {{ replicas }}\n\n\ndef main() -> None:\n    print("hello")\n'
    ),
    "template/{{ project_name|lower }}/old.py": "VALUE = 1\nOTHER = 2\nTHIRD = 3\n",
    "template/legacy.cfg": "[legacy]\non = true\n",
    "template/notes.md.jinja": "Notes of {{ project_name }}.\n",
    "template/logo.bin": PICTURE,
    "template/run.sh": "#!/bin/sh\nexec python -m app\n",
    "template/{% if license == 'MIT' %}LICENSE{% endif %}": "MIT License\n",
}

COPIER_V2: Files = {
    "copier.yml": str(COPIER_V1["copier.yml"]) + "port:\n  type: int\n  default: 8000\n",
    "template/README.md.jinja": (
        "# {{ project_name }}\n\nLicence: {{ license }}\n\n## Install\n\npip install .\n\n## Use\n\n"
        "Run it on port {{ port }}.\n"
    ),
    "template/{{ project_name|lower }}/old.py": None,
    "template/{{ project_name|lower }}/values.py": "VALUE = 1\nOTHER = 2\nTHIRD = 3\n",
    "template/legacy.cfg": None,
    "template/notes.md.jinja": "Notes of {{ project_name }}, second version.\n",
    "template/ci.yml.jinja": "port: {{ port }}\n",
}

COOKIECUTTER_V1: Files = {
    "cookiecutter.json": """\
{
  "project_name": "My App",
  "slug": "{{ cookiecutter.project_name|lower|replace(' ', '_') }}",
  "database": ["sqlite", "postgresql"],
  "docker": true,
  "extras": {"lint": "ruff"},
  "_copy_without_render": ["*.html"],
  "__hidden": "{{ cookiecutter.slug }}!"
}
""",
    "{{ cookiecutter.slug }}/README.md": (
        "# {{ cookiecutter.project_name }}\n\nOn {{ cookiecutter.database }}.\n\n## Install\n\npip install .\n\n"
        "## Use\n\nRun it.\n"
    ),
    "{{ cookiecutter.slug }}/{{ cookiecutter.slug }}/main.py": (
        'NAME = "{{ cookiecutter.__hidden }}"\nLINT = "{{ cookiecutter.extras.lint }}"\n'
    ),
    "{{ cookiecutter.slug }}/{{ cookiecutter.slug }}/old.py": "VALUE = 1\nOTHER = 2\nTHIRD = 3\n",
    "{{ cookiecutter.slug }}/page.html": "<p>{{ not.rendered }}</p>\n",
    "{{ cookiecutter.slug }}/logo.bin": PICTURE,
    "{{ cookiecutter.slug }}/run.sh": "#!/bin/sh\nexec python -m app\n",
    "{{ cookiecutter.slug }}/legacy.cfg": "[legacy]\non = true\n",
}

COOKIECUTTER_V2: Files = {
    "cookiecutter.json": str(COOKIECUTTER_V1["cookiecutter.json"]).replace(
        '"docker": true', '"docker": true,\n  "port": "8000"'
    ),
    "{{ cookiecutter.slug }}/README.md": (
        "# {{ cookiecutter.project_name }}\n\nOn {{ cookiecutter.database }}.\n\n## Install\n\npip install .\n\n"
        "## Use\n\nRun it on port {{ cookiecutter.port }}.\n"
    ),
    "{{ cookiecutter.slug }}/{{ cookiecutter.slug }}/old.py": None,
    "{{ cookiecutter.slug }}/{{ cookiecutter.slug }}/values.py": "VALUE = 1\nOTHER = 2\nTHIRD = 3\n",
    "{{ cookiecutter.slug }}/legacy.cfg": None,
    "{{ cookiecutter.slug }}/ci.yml": "port: {{ cookiecutter.port }}\n",
}

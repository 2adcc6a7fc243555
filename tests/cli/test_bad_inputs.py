"""Bad inputs: each has its exact message, no traceback, and leaves everything as it was."""

# ruff: noqa: E501, S108  messages are kept whole

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.project.trees import contents

Table = dict[str, tuple[Mapping[str, str | bytes], list[str], str]]
"""What stands on disk ("/" ends a folder, "->" begins a link's target), the command line, and the message."""

OK = '[service_template]\nname: "user-service"\n'
NEW = ["new", "user-service", "--spec", "s.tusk"]

# Names that a service cannot have.
NAMES: Table = {
    "a Python keyword": (
        {},
        ["new", "class"],
        """
error: a service cannot be called 'class': class is a word of the Python language
  hint: class-service would do
""",
    ),
    "a standard library name": (
        {},
        ["new", "json"],
        """
error: a service cannot be called 'json': json is a module of Python's standard library, which it would hide
  hint: json-service would do
""",
    ),
    "a name with capitals": (
        {},
        ["new", "UserService"],
        """
error: a service cannot be called 'UserService': container image names have no capital letters
  hint: user-service would do
""",
    ),
    "a name with an underscore": (
        {},
        ["new", "user_service"],
        """
error: a service cannot be called 'user_service': a host name cannot hold an underscore
  hint: user-service would do
""",
    ),
    "a name that is not ASCII": (
        {},
        ["new", "üser"],
        """
error: a service cannot be called 'üser': only the letters a to z, digits and hyphens are allowed
  hint: ser would do
""",
    ),
    "a name that begins with a digit": (
        {},
        ["new", "2fast"],
        """
error: a service cannot be called '2fast': a Python package cannot begin with a digit
""",
    ),
    "a name with a path": (
        {},
        ["new", "../evil"],
        """
error: a service cannot be called '../evil': it holds a path; give the folder with --output
  hint: evil would do
""",
    ),
    "an absolute path as a name": (
        {},
        ["new", "/tmp/x"],
        """
error: a service cannot be called '/tmp/x': it holds a path; give the folder with --output
  hint: tmp-x would do
""",
    ),
    "a name that is too long": (
        {},
        ["new", "a" * 51],
        """
error: a service cannot be called 'a51': it has 51 characters; image names and DNS labels leave room for 50
""",
    ),
    "an empty name": (
        {},
        ["new", ""],
        """
error: a service cannot be called '': it is empty
""",
    ),
    "a name with a space": (
        {},
        ["new", "user service"],
        """
error: a service cannot be called 'user service': it must be words of letters and digits with single hyphens between them
  hint: user-service would do
""",
    ),
    "a name that the service uses itself": (
        {},
        ["new", "fastapi"],
        """
error: a service cannot be called 'fastapi': fastapi is a package that the service itself uses
  hint: fastapi-service would do
""",
    ),
    "a name that is a folder": (
        {},
        ["new", "tests"],
        """
error: a service cannot be called 'tests': tests is a folder of the project itself
  hint: tests-service would do
""",
    ),
    "a name with two hyphens": (
        {},
        ["new", "a--b"],
        """
error: a service cannot be called 'a--b': it must be words of letters and digits with single hyphens between them
  hint: a-b would do
""",
    ),
}

# Wrong usage.
USAGE: Table = {
    "no name": (
        {},
        ["new", "--no-input"],
        """
Error: Invalid value for NAME: it is missing; give the service's name, such as user-service
""",
    ),
    "an empty file to restore": (
        {},
        ["restore", ""],
        """
Error: Invalid value for 'PATH...': an empty path names nothing; . is this folder
""",
    ),
    "an empty folder to write to": (
        {},
        ["new", "a", "--output", ""],
        """
Error: Invalid value for '--output' / '-o': an empty path names nothing; . is this folder
""",
    ),
    "bytes that are no text": (
        {},
        ["update", "--fill", "user.name=\udcff"],
        """
Error: Invalid value for --fill: '\\udcff' is not text in UTF-8
""",
    ),
    "an unknown option": (
        {},
        ["new", "a", "--colour"],
        """
Error: No such option: --colour
""",
    ),
    "an unknown command": (
        {},
        ["nwe", "a"],
        """
Error: No such command 'nwe'. Did you mean 'new'?
""",
    ),
    "an assignment without a value": (
        {},
        ["new", "a", "--set", "service_config.port"],
        """
Error: Invalid value for --set: 'service_config.port' is not of the form section.key=value, such as service_config.port=8081
""",
    ),
    "an assignment without a section": (
        {},
        ["new", "a", "--set", "port=1"],
        """
Error: Invalid value for --set: 'port=1' is not of the form section.key=value, such as service_config.port=8081
""",
    ),
    "a key with two values": (
        {},
        ["new", "a", "--set", "service_config.port=1", "--set", " service_config.port=2"],
        """
Error: Invalid value for --set: service_config.port is given twice, with different values
""",
    ),
    "two names": (
        {},
        ["new", "a", "b"],
        """
Error: Got unexpected extra argument(s) (b)
""",
    ),
    "no file to check": (
        {},
        ["check"],
        """
Error: Missing argument 'FILE'.
""",
    ),
}

# What `--set` and `--with` cannot mean.
ASSIGNMENTS: Table = {
    "an unknown section in --set": (
        {},
        ["new", "a", "--set", "servce_config.port=1"],
        """
--set servce_config.port:1:7: error[S001]: there is no section [servce_config]
  1 | port: 1
    |       ^
  hint: did you mean "service_config"?
""",
    ),
    "an unknown key in --set": (
        {},
        ["new", "a", "--set", "service_config.prt=1"],
        """
--set service_config.prt:1:6: error[S002]: service_config has no key prt
  1 | prt: 1
    |      ^
  hint: did you mean "port"?
""",
    ),
    "a wrong type in --set": (
        {},
        ["new", "a", "--set", "service_config.port=many"],
        """
--set service_config.port:1:7: error[S003]: service_config.port: must be a port number, not text
  1 | port: many
    |       ^^^^
""",
    ),
    "a port out of range in --set": (
        {},
        ["new", "a", "--set", "service_config.port=70000"],
        """
--set service_config.port:1:7: error[S007]: service_config.port: 70000 is not a port; ports go from 1 to 65535
  1 | port: 70000
    |       ^^^^^
""",
    ),
    "a secret in --set": (
        {},
        ["new", "a", "--set", "security_config.jwt_secret=hunter2"],
        """
--set security_config.jwt_secret:1:13: error[S010]: security_config.jwt_secret: a secret must not stand in the spec
  1 | jwt_secret: ***
    |             ^^^
  hint: write @env.secure("NAME") or @file.secure("path")
""",
    ),
    "a feature that --set keeps off": (
        {},
        ["new", "a", "--with", "postgresql", "--set", "service_template.database=sqlite"],
        """
--set service_template.database:1:11: error[S022]: --with postgresql turns PostgreSQL on, but --set service_template.database keeps it off
  1 | database: sqlite
    |           ^^^^^^
  hint: leave one of them out
""",
    ),
    "an unknown feature": (
        {},
        ["new", "a", "--with", "postgre"],
        """
--with postgre:1:1: error[S019]: there is no feature postgre
  hint: did you mean "postgresql"?
""",
    ),
}

# Specs with errors.
SPECS: Table = {
    "a spec that does not exist": (
        {},
        NEW,
        """
s.tusk:1:1: error[T003]: cannot read this file: No such file or directory
""",
    ),
    "a spec that is a folder": (
        {"s.tusk/x": ""},
        NEW,
        """
s.tusk:1:1: error[T003]: cannot read this file: Is a directory
""",
    ),
    "a spec that is not UTF-8": (
        {"s.tusk": b'[service_template]\nname: "\xff"\n'},
        NEW,
        """
s.tusk:2:8: error[T001]: not UTF-8: byte 0xFF at offset 26
  2 | name: "�"
    |        ^
  hint: save it as UTF-8
""",
    ),
    "a spec in UTF-16": (
        {"s.tusk": OK.encode("utf-16")},
        NEW,
        """
s.tusk:1:1: error[T001]: not UTF-8: byte 0xFF at offset 0
  1 | ��[�s�e�r�v�i�c�e�_�t�e�m�p�l�a�t�e�]�
    | ^
  hint: this is UTF-16; save it as UTF-8
""",
    ),
    "a guide without blocks": (
        {"s.md": "# nothing\n"},
        ["new", "a", "--spec", "s.md"],
        """
s.md:1:1: error[T080]: no code block of this guide starts with a [section]
  1 | # nothing
    | ^
  hint: a spec stands in fenced code blocks
""",
    ),
    "a spec with a tab": (
        {"s.tusk": OK + '[models]\nuser:\n\tname: "string"\n'},
        NEW,
        """
s.tusk:5:1: error[T013]: a tab in indentation
  5 |  name: "string"
    | ^
  hint: indent with blanks, two for each level
""",
    ),
    "a key twice": (
        {"s.tusk": OK + 'version: "1.0.0"\nversion: "2.0.0"\n'},
        NEW,
        """
s.tusk:4:1: error[T030]: "version" stands twice with different values, first at s.tusk:3:1
  4 | version: "2.0.0"
    | ^^^^^^^
  see also s.tusk:3:1
  3 | version: "1.0.0"
    | ^^^^^^^
  hint: keep one of the two
""",
    ),
    "an unknown section": (
        {"s.tusk": OK + "[service_confg]\nport: 1\n"},
        NEW,
        """
s.tusk:3:1: error[S001]: there is no section [service_confg]
  3 | [service_confg]
    | ^^^^^^^^^^^^^^^
  hint: did you mean "service_config"?
""",
    ),
    "an unknown key": (
        {"s.tusk": OK + "[service_config]\nprot: 1\n"},
        NEW,
        """
s.tusk:4:1: error[S002]: service_config has no key prot
  4 | prot: 1
    | ^^^^
  hint: did you mean "port"?
""",
    ),
    "an unknown choice": (
        {"s.tusk": OK + 'database: "oracle"\n'},
        NEW,
        """
s.tusk:3:11: error[S004]: service_template.database: 'oracle' is not a choice; choose one of: sqlite, postgresql, mongodb
  3 | database: "oracle"
    |           ^^^^^^^^
""",
    ),
    "an unclosed text": (
        {"s.tusk": OK + 'version: "1.0\n'},
        NEW,
        """
s.tusk:3:10: error[T020]: this string is not closed on its line
  3 | version: "1.0
    |          ^
  hint: close it with "; a text of several lines stands in \"""
""",
    ),
    "a secret in the spec": (
        {"s.tusk": OK + '[security_config]\njwt_secret: "hunter2hunter2"\n'},
        NEW,
        """
s.tusk:4:13: error[S010]: security_config.jwt_secret: a secret must not stand in the spec
  4 | jwt_secret: ***
    |             ^^^
  hint: write @env.secure("NAME") or @file.secure("path")
""",
    ),
    "an unknown field type": (
        {"s.tusk": OK + '[models]\nuser:\n  age: "number"\n'},
        NEW,
        """
s.tusk:5:9: error[S052]: user.age: there is no field type 'number'; the types are: string, text, int, bigint, float, decimal, bool, date, timestamp, uuid, email, url, json, enum, ref, list
  5 |   age: "number"
    |         ^^^^^^
  hint: write int, float, or decimal(p, s) for an exact number
""",
    ),
    "a unique field with few values": (
        {"s.tusk": OK + '[models]\nshelf:\n  place: "int, min=1, max=9, unique"\n'},
        NEW,
        """
s.tusk:5:30: error[S056]: shelf.place: a unique int from 1 to 9 allows 9 rows only
  5 |   place: "int, min=1, max=9, unique"
    |                              ^^^^^^
  hint: leave unique out, or leave room for 100 rows: widen its limits
""",
    ),
    "a health path where an entity is": (
        {"s.tusk": OK + '[health_checks]\nendpoint: "/users"\n[models]\nuser:\n  name: "string(9)"\n'},
        NEW,
        """
s.tusk:4:11: error[S061]: health_checks.endpoint: /users belongs to the entity user
  4 | endpoint: "/users"
    |           ^^^^^^^^
  see also s.tusk:6:1
  6 | user:
    | ^^^^
  hint: give one of them another path
""",
    ),
    "two health paths that are one": (
        {"s.tusk": OK + '[health_checks]\nliveness: "/ready"\n'},
        NEW,
        """
s.tusk:4:11: error[S061]: health_checks.liveness and health_checks.readiness are both /ready
  4 | liveness: "/ready"
    |           ^^^^^^^^
  hint: give one of them another path
""",
    ),
    "a reference to no entity": (
        {"s.tusk": OK + '[models]\nuser:\n  team: "ref(teem)"\nteam:\n  name: "string(9)"\n'},
        NEW,
        """
s.tusk:5:14: error[S059]: user.team: there is no entity teem
  5 |   team: "ref(teem)"
    |              ^^^^
  hint: did you mean "team"?
""",
    ),
    "arithmetic": (
        {"s.tusk": OK + "[service_config]\nport: 8000 + 1\n"},
        NEW,
        """
s.tusk:4:7: error[T060]: arithmetic is not part of a spec
  4 | port: 8000 + 1
    |       ^^^^^^^^
  hint: put it in quotes if it is a text; a spec holds values and computes nothing
""",
    ),
    "an include above": (
        {"s.tusk": '@include "../other.tusk"\n' + OK},
        NEW,
        """
s.tusk:1:1: error[T071]: an included file must lie below the spec's own folder
  1 | @include "../other.tusk"
    | ^^^^^^^^^^^^^^^^^^^^^^^^
  hint: links that lead out are not followed either
""",
    ),
    "an include of itself": (
        {"s.tusk": '@include "s.tusk"\n' + OK},
        NEW,
        """
s.tusk:1:1: error[T072]: these files include each other: s.tusk -> s.tusk
  1 | @include "s.tusk"
    | ^^^^^^^^^^^^^^^^^
""",
    ),
    "an include that is missing": (
        {"s.tusk": '@include "no.tusk"\n' + OK},
        NEW,
        """
s.tusk:1:1: error[T070]: the included file cannot be used: cannot read this file: No such file or directory
  1 | @include "no.tusk"
    | ^^^^^^^^^^^^^^^^^^
""",
    ),
    "an undefined variable": (
        {"s.tusk": OK + "[service_config]\nport: $prot\n"},
        NEW,
        """
s.tusk:4:7: error[S003]: service_config.port: must be a port number, not text
  4 | port: $prot
    |       ^^^^^
s.tusk:4:7: error[T040]: this variable is not defined above
  4 | port: $prot
    |       ^^^^^
  hint: define it above with `$name: value`; in single quotes a `$` stands for itself
""",
    ),
    "an unknown operator": (
        {"s.tusk": OK + '[service_config]\nport: @envy("X")\n'},
        NEW,
        """
s.tusk:4:7: error[S009]: service_config.port: there is no operator @envy
  4 | port: @envy("X")
    |       ^^^^^^^^^^
  hint: did you mean "env"?
""",
    ),
    "a bad version": (
        {"s.tusk": OK + 'version: "one"\n'},
        NEW,
        """
s.tusk:3:10: error[S006]: service_template.version: 'one' does not have the form that is needed
  3 | version: "one"
    |          ^^^^^
  hint: The service's own version, such as `1.2.0`, `2026.1` or `2.0.0rc1` (PEP 440), for its package and its API schema. Its default is 0.1.0.
""",
    ),
    "a folder for migrations that is no module": (
        {"s.tusk": OK + '[migration_config]\nmigration_dir: "class"\n'},
        NEW,
        """
s.tusk:4:16: error[S006]: migration_config.migration_dir: 'class' does not have the form that is needed
  4 | migration_dir: "class"
    |                ^^^^^^^
  hint: The name of the migrations' folder, inside the package, so that what is installed can migrate: small letters, digits and _, but no word of the Python language and no module that the package has. Its default is migrations.
""",
    ),
    "a plural that the service cannot have": (
        {"s.tusk": OK + '[model_plurals]\nuser: "docs"\n'},
        NEW,
        """
s.tusk:4:7: error[S057]: the plural of user cannot be docs: the service or its database keeps that name for itself
  4 | user: "docs"
    |       ^^^^^^
  hint: set another in [model_plurals]
""",
    ),
    "a bad duration": (
        {"s.tusk": OK + '[health_config]\ntimeout: "soon"\n'},
        NEW,
        """
s.tusk:4:10: error[S003]: health_config.timeout: 'soon' is not a length of time such as 5s, 100ms or 24h
  4 | timeout: "soon"
    |          ^^^^^^
""",
    ),
    "several errors": (
        {"s.tusk": OK + 'database: "oracle"\nversion: 1\n[service_config]\nport: 0\n'},
        NEW,
        """
s.tusk:3:11: error[S004]: service_template.database: 'oracle' is not a choice; choose one of: sqlite, postgresql, mongodb
  3 | database: "oracle"
    |           ^^^^^^^^
s.tusk:4:10: error[S003]: service_template.version: must be text, not a whole number
  4 | version: 1
    |          ^
  hint: put it in quotes
s.tusk:6:7: error[S007]: service_config.port: 0 is not a port; ports go from 1 to 65535
  6 | port: 0
    |       ^
""",
    ),
    "a field twice": (
        {"s.tusk": OK + '[models]\nuser:\n  a: "int"\n  a: "text"\n'},
        NEW,
        """
s.tusk:6:3: error[T030]: "a" stands twice with different values, first at s.tusk:5:3
  6 |   a: "text"
    |   ^
  see also s.tusk:5:3
  5 |   a: "int"
    |   ^
  hint: keep one of the two
""",
    ),
    "a spec that is too large": (
        {"s.tusk": "#" * (10 * 1024 * 1024 + 1)},
        NEW,
        """
s.tusk:1:1: error[T002]: more than 10 MB
""",
    ),
    "an include that is the project's file": (
        {"s.tusk": '@include "README.md"\n' + OK, "README.md": "```\n[service_config]\nport: 1\n```\n"},
        NEW,
        """
error: README.md: is a file that the project has already
  hint: give the included file another name
""",
    ),
}

# Places where a project cannot be written.
FOLDERS: Table = {
    "a folder that is not empty": (
        {"a/x.py": ""},
        ["new", "a"],
        """
error: a: is not empty: it holds x.py
  hint: choose another name, or another folder with --output; only .git, a README and a licence may stand there
""",
    ),
    "a file in the way": (
        {"a": ""},
        ["new", "a"],
        """
error: a: is a file
  hint: choose another name, or another folder with --output
""",
    ),
    "a link in the way": (
        {"real/": "", "a": "->real"},
        ["new", "a"],
        """
error: a: is a link
  hint: name the folder itself; scaffold does not write through links
""",
    ),
    "a file as the output folder": (
        {"f": ""},
        ["new", "a", "--output", "f"],
        """
error: f/a: cannot write: a part of the path is a file, not a folder
  hint: choose another folder with --output
""",
    ),
    "a readme in another case": (
        {"a/readme.md": ""},
        ["new", "a"],
        """
error: a: holds readme.md, which only differs in case from the project's README.md
  hint: rename readme.md to README.md; then it is kept as it is
""",
    ),
    "dry run into a folder that is not empty": (
        {"a/x.py": ""},
        ["new", "a", "--dry-run"],
        """
error: a: is not empty: it holds x.py
  hint: choose another name, or another folder with --output; only .git, a README and a licence may stand there
""",
    ),
}

# Other commands.
OTHERS: Table = {
    "check of a missing file": (
        {},
        ["check", "no.tusk"],
        """
no.tusk:1:1: error[T003]: cannot read this file: No such file or directory
""",
    ),
    "format of a missing file": (
        {},
        ["fmt", "no.tusk"],
        """
no.tusk:1:1: error[T003]: cannot read this file: No such file or directory
""",
    ),
    "format of a broken file": (
        {"s.tusk": "[a\n"},
        ["fmt", "s.tusk"],
        """
s.tusk:1:1: error[T011]: malformed section header
  1 | [a
    | ^^
  hint: a `]` is missing
""",
    ),
    "explain of nothing": (
        {},
        ["explain", "nothing"],
        """
error: the spec has no section 'nothing'
  hint: scaffold schema shows all that it has
""",
    ),
    "explain of a file outside a project": (
        {"x/y.py": ""},
        ["explain", "x/y.py"],
        """
error: x/y.py: there is no service.tusk beside it or above it
  hint: run this inside a project
""",
    ),
    "explain of a file that was not generated": (
        {"service.tusk": OK, "x.py": ""},
        ["explain", "x.py"],
        """
error: x.py is neither a file that scaffold made nor a section of the spec
""",
    ),
    "explain in a project with a broken spec": (
        {"service.tusk": OK + "database: 1\n", "x.py": ""},
        ["explain", "x.py"],
        """
service.tusk:3:11: error[S003]: service_template.database: must be one of: sqlite, postgresql, mongodb, not a whole number
  3 | database: 1
    |           ^
  hint: put it in quotes
""",
    ),
}


def put(folder: Path, entries: Mapping[str, str | bytes]) -> None:
    for path, content in entries.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("/"):
            target.mkdir()
        elif isinstance(content, str) and content.startswith("->"):
            target.symlink_to(content.removeprefix("->"))
        else:
            target.write_bytes(content.encode() if isinstance(content, str) else content)


EXPLAINED = [case for case, (_, arguments, _) in OTHERS.items() if arguments[0] == "explain"]
CASES = NAMES | ASSIGNMENTS | SPECS | FOLDERS | OTHERS


def test_there_are_enough() -> None:
    assert len(CASES) + len(USAGE) >= 40


@pytest.mark.parametrize("case", CASES)
def test_an_error_is_said_in_words_and_nothing_is_left(scaffold: Run, work: Path, case: str) -> None:
    entries, arguments, message = CASES[case]
    put(work, entries)
    before = contents(work.parent)
    result = scaffold(*arguments)
    said = result.err.replace("a" * 51, "a51").removesuffix("nothing was written\n")
    assert said == message.removeprefix("\n")
    assert result.code == 1
    assert contents(work.parent) == before


@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage_ends_with_2(scaffold: Run, work: Path, case: str) -> None:
    _, arguments, message = USAGE[case]
    result = scaffold(*arguments)
    assert result.err.endswith(message)
    assert result.err.startswith("Usage: scaffold ")
    assert (result.code, result.out) == (2, "")
    assert contents(work) == {}


@pytest.mark.parametrize("case", [*NAMES, *ASSIGNMENTS, *SPECS, *FOLDERS, *EXPLAINED])
def test_the_same_as_data(scaffold: Run, work: Path, case: str) -> None:
    entries, arguments, message = CASES[case]
    put(work, entries)
    result = scaffold(*arguments, "--json")
    assert (result.code, result.err) == (1, "")
    data = json.loads(result.out)
    errors = [found for found in data["diagnostics"] if found["severity"] == "error"]
    assert not data["ok"]
    assert errors
    assert all(found["message"].replace("a" * 51, "a51") in message for found in errors)

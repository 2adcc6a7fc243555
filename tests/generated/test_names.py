"""Entities may be called like common things, though libraries and the service have classes for those too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from scaffold.spec import words
from scaffold.spec.taken import taken_names
from templates.service.prepare.kinds import LIBRARY_CLASSES
from tests.generated.services import generate, lint, run_in

NOUNS = [
    word
    for line in """
    column config connection container date double email error event field file filter group header image item job
    json list listing message migration model object opening order page patch path problem query record request
    resource response result role router schema session setting statement status table text timestamp token type
    url user
    """.splitlines()
    for word in line.split()
]

FIELDS = (
    ("text, optional", "decimal(12, 2), min=0, indexed"),
    ("int, min=0", "timestamp, indexed, default=now"),
    ("enum(small, large), indexed", "url, optional"),
    ("uuid, unique", "float, min=0"),
    ("date, indexed", "list(string(20)), max=3"),
    ("json", "email, unique"),
)
"""Types whose classes stand beside those of the entities; each entity has some of them."""

WORDS = re.compile("[a-z0-9]{2,}(_[a-z0-9]+)*")
"""What an entity may sensibly be called: neither a constant, nor a variable of a type."""

TESTS = (
    "tests/unit",
    "tests/integration/test_migrations.py",
    *(
        f"tests/integration/test_resources.py::test_{name}"
        for name in ("create_answers_with_the_resource", "patch_changes_what_it_names")
    ),
)
"""Those that meet every entity, once in each layer."""

SERVICE_TESTS = "tests/unit/test_*_service.py"
"""Each entity has one."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A service with an entity for each noun, where each refers to the one before."""
    lines = ["[service_template]", 'database: "postgresql"', "[models]"]
    for number, noun in enumerate(NOUNS):
        first, second = FIELDS[number % len(FIELDS)]
        lines += [f"{noun}:", '  name: "string(40), min=2, unique"', f'  first: "{first}"', f'  second: "{second}"']
        lines += [f'  before: "ref({NOUNS[number - 1]}), optional"'] if number else []
    return _generate("noun-service", lines, tmp_path)


def test_a_service_of_common_nouns_is_clean_and_passes_its_tests(project: Path, mypy_cache: Path) -> None:
    lint(project, mypy_cache)
    run_in(project, "pytest", "-q", "-x", *TESTS)


def test_fields_are_called_what_methods_have_of_their_own(tmp_path: Path) -> None:
    fields = [f'  {name}: "string(40)"' for name in ("cls", "items", "keys", "self", "values")]
    lines = ["[service_testing]", "contract_tests: true", "[models]", "thing:", *fields]
    project = _generate("field-service", lines, tmp_path)
    run_in(project, "pytest", "-q", "-x", "tests/contract", "tests/integration/test_kept_answers.py")


def test_what_stands_beside_the_classes_of_entities_is_no_name_for_one(tmp_path: Path) -> None:
    fields = ["bigint, min=0", "bool", *(text for pair in FIELDS for text in pair)]
    lines = ["[models]", "thing:", *(f'  field{number}: "{text}"' for number, text in enumerate(fields))]
    project = _generate("thing-service", lines, tmp_path)
    entities = {path.stem.removeprefix("test_").removesuffix("_service") for path in project.glob(SERVICE_TESTS)}
    assert entities
    taken = taken_names(load_catalog())
    found = {
        word: path.relative_to(project).as_posix()
        for path in project.rglob("*.py")
        for word in _words_beside(path, {words.class_name(entity) for entity in entities})
        if word not in taken
    }
    assert sorted(found.items()) == []


def _generate(name: str, lines: list[str], folder: Path) -> Path:
    spec = folder / "spec.tusk"
    spec.write_text("\n".join(lines) + "\n")
    return generate(name, spec, folder)


def _words_beside(path: Path, classes: set[str]) -> Iterator[str]:
    """Give what entities would be called whose classes would clash with other names of a module with such classes."""
    bound = set(_bound(ast.parse(path.read_text())))
    if not bound & classes:
        return
    own = re.compile(rf"({'|'.join(classes)})(Create|Id|Patch|Query|Repository|Service|ServiceDep|[A-Z]\w+)?")
    stands_alone = path.parent.name in {"handlers", "models"}
    for name in bound:
        word = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        aliased = stands_alone and name in LIBRARY_CLASSES
        if WORDS.fullmatch(word) and not own.fullmatch(name) and not aliased and words.class_name(word) == name:
            yield word


def _bound(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        match node:
            case ast.ImportFrom() | ast.Import():
                yield from (alias.asname or alias.name for alias in node.names)
            case ast.ClassDef():
                yield node.name
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield name

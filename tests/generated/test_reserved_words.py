"""What the manifests keep from fields is what pydantic and the databases would refuse, and no list that grows old."""

import json
import subprocess
from pathlib import Path

import pytest

from scaffold.catalog import Catalog, load_catalog
from scaffold.spec.entity_names import better_name, field_name_fault, name_fault
from scaffold.spec.taken import taken
from templates.service.prepare.words import RESERVED
from tests.generated.name_pool import SYSTEM_COLUMNS, name_pool
from tests.generated.services import ENVIRONMENT

ATTRIBUTES = """
import json
from pydantic import BaseModel
print(json.dumps([name for name in {*dir(BaseModel), *dir(type(BaseModel))} if not name.startswith("_")]))
"""
TRY = Path(__file__).with_name("refused_words.py")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def words_refused(*arguments: str) -> set[str]:
    """Try every word that SQL knows as a column's name."""
    words = json.dumps(sorted(RESERVED | SYSTEM_COLUMNS))
    command = [str(ENVIRONMENT / "python"), str(TRY), *arguments]
    done = subprocess.run(command, input=words, capture_output=True, text=True, check=True)
    found: set[str] = set(json.loads(done.stdout))
    return found


def kept_by(catalog: Catalog, feature: str) -> set[str]:
    """Give the words that a feature keeps from fields."""
    return {name for names in catalog.features[feature].reserved_fields.values() for name in names}


def test_no_field_hides_an_attribute_of_the_models(catalog: Catalog) -> None:
    done = subprocess.run([ENVIRONMENT / "python", "-c", ATTRIBUTES], capture_output=True, text=True, check=True)
    kept = taken(catalog, ["service"]).fields
    assert [name for name in json.loads(done.stdout) if not field_name_fault(name, kept)] == []


def test_words_that_sqlite_refuses(catalog: Catalog) -> None:
    assert words_refused() == kept_by(catalog, "sqlite")


def test_whatever_is_refused_has_a_better_name(catalog: Catalog) -> None:
    kept = taken(catalog, catalog.features)
    for name in name_pool(catalog):
        if len(name) > len("a_name_of_some_thirty_letters_"):
            continue
        if field_name_fault(name, kept.fields):
            assert better_name(name, "value", lambda better: field_name_fault(better, kept.fields)), name
        if name_fault(name, kept.names):
            assert better_name(name, "record", lambda better: name_fault(better, kept.names)), name

"""The words that PostgreSQL keeps from columns are those that the manifest keeps from fields."""

import pytest

from scaffold.catalog import load_catalog
from tests.generated.test_reserved_words import kept_by, words_refused

pytestmark = pytest.mark.components

SINCE_16 = {"system_user"}
"""Words that older servers let pass."""


def test_words_that_postgresql_refuses(database: str) -> None:
    assert words_refused(database) | SINCE_16 == kept_by(load_catalog(), "postgresql") | SINCE_16

"""Cursors made by hand to cost much."""

from base64 import urlsafe_b64encode

import pytest

from minimal_service.models.errors import InvalidCursorError
from minimal_service.repositories import cursor


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InvalidCursorError):
        cursor.decode(urlsafe_b64encode(b"[" * 100_000).decode(), "field", str)

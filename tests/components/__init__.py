"""A generated service with the real components around it."""

import pytest

pytest.register_assert_rewrite("tests.components.kinds")

"""The generated services run in their own environment."""

from tests.generated.conftest import environment

__all__ = ["environment"]

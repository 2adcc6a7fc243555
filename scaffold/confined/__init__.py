"""Work in a process of its own: it ends with this one, and code of strangers has limits in it."""

from scaffold.confined.limits import HINT, LimitError, Limits
from scaffold.confined.starting import Done, run

__all__ = ["HINT", "Done", "LimitError", "Limits", "run"]

"""How a description of data changes: `next_revision(history, entities, words)`."""

from scaffold.evolution.errors import DamagedError, Question, WordNeededError
from scaffold.evolution.model import Revision, Words

__all__ = ["DamagedError", "Question", "Revision", "WordNeededError", "Words"]

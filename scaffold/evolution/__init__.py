"""How a description of data changes: `next_revision(history, entities, words)`."""

from scaffold.evolution.changes import Change, EntityChange, FieldChange, difference, needs_fill, pairs
from scaffold.evolution.errors import DamagedError, Question, WordNeededError
from scaffold.evolution.history import Step, check_branches, first_revision, last_step, next_revision, steps
from scaffold.evolution.limits import fills_rows, limit_texts, new_limits, unchecked_texts
from scaffold.evolution.model import Data, Revision, Stored, Words
from scaffold.evolution.stored import StoredChange

__all__ = [
    "Change",
    "DamagedError",
    "Data",
    "EntityChange",
    "FieldChange",
    "Question",
    "Revision",
    "Step",
    "Stored",
    "StoredChange",
    "WordNeededError",
    "Words",
    "check_branches",
    "difference",
    "fills_rows",
    "first_revision",
    "last_step",
    "limit_texts",
    "needs_fill",
    "new_limits",
    "next_revision",
    "pairs",
    "steps",
    "unchecked_texts",
]

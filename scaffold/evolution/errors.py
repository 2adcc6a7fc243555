"""What can be wrong with a history, and what a change needs a person's word for."""

from typing import NamedTuple

from scaffold.errors import ScaffoldError


class DamagedError(ScaffoldError, ValueError):
    """A history is not as it was written; the text says where and what, and `hint` what to do, where that is known."""


class ContradictionError(DamagedError):
    """Two branches changed the same thing, so that their revisions cannot both run."""

    hint = (
        "go back to before the merge; on one of the branches, whose migrations no shared database has run, take its "
        "update back, with git revert or git reset; merge, set in the spec what should hold, and run: scaffold update"
    )


class Question(NamedTuple):
    """One point of a change that nobody but a person can decide.

    `path` is the entity or the field, `message` says what is unclear or would be lost, and `options` are the words
    that answer it, as the command line takes them.
    """

    path: str
    message: str
    options: tuple[str, ...]


class WordNeededError(ScaffoldError):
    """A change needs words of the user; `questions` are all of them at once."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__("; ".join(question.message for question in questions))
        self.questions = questions

    def to_text(self) -> str:
        """Return each question with its answers, a line each."""
        return "\n".join(_asked(question) for question in self.questions)

    def to_json(self) -> list[dict[str, object]]:
        """Return each question with its answers."""
        return [
            {"severity": "error", "path": each.path, "message": each.message, "options": list(each.options)}
            for each in self.questions
        ]


def _asked(question: Question) -> str:
    options = "".join(f"\n  {option}" for option in question.options)
    return f"error: {question.message}" + (f"; say which:{options}" if len(question.options) > 1 else options)

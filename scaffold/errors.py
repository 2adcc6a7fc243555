"""What goes wrong as it may: the one class of every failure that a person is told of in words."""


class ScaffoldError(Exception):
    """Something that cannot be, or not like this: what is wrong, and what to do.

    Any other exception that leaves scaffold is a fault of its own.
    """

    hint: str | None = None

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if hint is not None:
            self.hint = hint

    def __str__(self) -> str:
        return self.message + (f"\n  hint: {self.hint}" if self.hint else "")

    def to_text(self) -> str:
        """Return it in words for a terminal: each finding at the start of a line, what belongs to it indented."""
        return f"error: {self}"

    def to_json(self) -> list[dict[str, object]]:
        """Return its findings as data for JSON; each has at least `severity` and `message`."""
        return [{"severity": "error", "message": self.message, "hint": self.hint}]

"""What keeps a project from being brought up to date."""


class UpdateError(Exception):
    """A project cannot be brought up to date, or not like this: what is wrong, and what to do. Nothing was changed."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message + (f"\n  hint: {self.hint}" if self.hint else "")

    def to_json(self) -> dict[str, object]:
        """Return the parts for `--json`."""
        return {"severity": "error", "message": self.message, "hint": self.hint}

"""What rendering can refuse."""


class RenderError(Exception):
    """A template, a `prepare.py` or a rendered path is wrong: which feature, which template, which line, and why."""

    def __init__(self, message: str, *, feature: str, template: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.feature = feature
        self.template = template
        self.line = line

    def __str__(self) -> str:
        place = f"feature '{self.feature}'"
        if self.template is not None:
            place += f", {self.template}"
        if self.line is not None:
            place += f", line {self.line}"
        return f"{place}: {self.message}"

    def to_json(self) -> dict[str, object]:
        """Return the parts for `--json`."""
        return {
            "feature": self.feature,
            "template": self.template,
            "line": self.line,
            "severity": "error",
            "message": self.message,
        }

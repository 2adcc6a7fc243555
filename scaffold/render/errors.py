"""What rendering can refuse."""

from scaffold.errors import ScaffoldError


class RenderError(ScaffoldError):
    """A template, a `prepare.py` or a rendered path is wrong: which feature, which template, which line, and why."""

    def __init__(
        self,
        message: str,
        *,
        feature: str,
        template: str | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.feature = feature
        self.template = template
        self.line = line

    def __str__(self) -> str:
        place = f"feature '{self.feature}'"
        if self.template is not None:
            place += f", {self.template}"
        if self.line is not None:
            place += f", line {self.line}"
        return f"{place}: {super().__str__()}"

    def to_json(self) -> list[dict[str, object]]:
        """Return its parts, with the place."""
        place = {"feature": self.feature, "template": self.template, "line": self.line}
        return [{**place, **finding} for finding in super().to_json()]

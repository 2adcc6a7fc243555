"""What a pack of templates can be refused for."""


class PackError(Exception):
    """A pack cannot be found, read or rendered: what is wrong, and what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message + (f"\n  hint: {self.hint}" if self.hint else "")

    def to_json(self) -> dict[str, object]:
        """Return the parts for `--json`."""
        return {"severity": "error", "message": self.message, "hint": self.hint}


class UntrustedError(PackError):
    """A pack wants to run programs of its own, and nobody said that it may; `wants` names each."""

    def __init__(self, name: str, wants: tuple[str, ...], *, again: bool = False) -> None:
        listed = "".join(f"\n  {want}" for want in wants)
        hint = "read it; if you trust who wrote it, say --trust"
        if again:
            hint = "the project was made with --trust; say it again if you trust this version too"
        super().__init__(f"the pack {name} would run code of its own:{listed}", hint)
        self.wants = wants

    def to_json(self) -> dict[str, object]:
        """Return the parts for `--json`."""
        return {**super().to_json(), "wants": list(self.wants)}

"""What a pack of templates can be refused for."""

from scaffold.errors import ScaffoldError


class PackError(ScaffoldError):
    """A pack cannot be found, read or rendered: what is wrong, and what to do."""


class UntrustedError(PackError):
    """A pack wants to run programs of its own, and nobody said that it may; `wants` names each."""

    def __init__(self, name: str, wants: tuple[str, ...], *, again: bool = False) -> None:
        listed = "".join(f"\n  {want}" for want in wants)
        hint = "read it; if you trust who wrote it, say --trust"
        if again:
            hint = "the project was made with --trust; say it again if you trust this version too"
        super().__init__(f"the pack {name} would run code of its own:{listed}", hint)
        self.wants = wants

    def to_json(self) -> list[dict[str, object]]:
        """Return its parts, with what the pack wants to run."""
        return [{**finding, "wants": list(self.wants)} for finding in super().to_json()]

"""How much a process may take that runs what nobody trusts."""

from typing import Literal, NamedTuple

Resource = Literal["memory", "time", "output"]
PATIENCE = 5
"""By the clock, a process has that many times its limit of processor time: it may have to wait for others."""


class Limits(NamedTuple):
    """The bytes of memory, the seconds of processor time and the bytes of output that a process may take."""

    memory: int
    seconds: int
    output: int

    def words(self, resource: Resource) -> str:
        """Say how much there is of one of them."""
        return {
            "memory": f"{self.memory >> 20} MB of memory",
            "time": f"{self.seconds} s of processor time",
            "output": f"{self.output >> 20} MB of files",
        }[resource]


UNTRUSTED = Limits(memory=1 << 30, seconds=60, output=100 << 20)
"""For a pack without `--trust`; many times what templates need."""


class LimitError(Exception):
    """A process took more than it may; `where` is what it was about, as it last said."""

    def __init__(self, resource: Resource, limits: Limits, where: str | None = None) -> None:
        super().__init__(f"more than {limits.words(resource)}")
        self.resource = resource
        self.limits = limits
        self.where = where

    @property
    def message(self) -> str:
        """What was too much, for a sentence that begins with who took it."""
        return f"takes more than {self.limits.words(self.resource)}, the limit for templates that are not trusted"


HINT = "it may be a loop without an end; if you trust who wrote it, say --trust: then there is no limit"
"""What to do about a LimitError."""

"""Optimistic locking, and requests that must not be carried out twice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExpectedVersion:
    """The versions of a resource that a command was written for; None stands for any."""

    versions: frozenset[int] | None

    def allows(self, version: int) -> bool:
        """Whether the command may change a resource of this version."""
        return self.versions is None or version in self.versions


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """Names one attempt of a client to make something."""

    scope: str
    """Digest of the caller, the method, the path and the client's key."""
    digest: str
    """Digest of what the client asked for."""

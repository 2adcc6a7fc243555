"""Who, of all replicas, does what only one may do at a time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds it, and a count that rises while the holder is alive."""

    owner: str
    beat: int

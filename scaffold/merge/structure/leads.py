"""The lines between two parts of a file: to which of them comments belong."""

from collections.abc import Sequence

__all__ = ["divide_lead", "split_lead"]


def split_lead(lead: str) -> tuple[str, str]:
    """Return the blank lines that a text starts with, and the rest."""
    lines = [line + "\n" for line in lead.split("\n")[:-1]]
    count = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    return "".join(lines[:count]), "".join(lines[count:])


def divide_lead(lead: Sequence[str], indent: int | None = None) -> int:
    """Return how many of the lines between two siblings belong to the first.

    Comments that are indented deeper than the siblings do, and comments right below it with a blank line after them.
    """
    count = 0
    for number, line in enumerate(lead):
        if indent is not None and line.strip() and len(line) - len(line.lstrip()) > indent:
            count = number + 1
    if count == 0:
        blank = next((number for number, line in enumerate(lead) if not line.strip()), 0)
        count = blank if any(line.strip() for line in lead[:blank]) else 0
    return count

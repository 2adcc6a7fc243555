"""Versions that compare."""

import re

_RELEASE = re.compile(r"\d+(\.\d+)*")


def release_number(version: str) -> tuple[int, ...]:
    """Return a version's numbers; what follows them (`rc1`, `.dev0`) and zeros at the end do not count."""
    match = _RELEASE.match(version)
    numbers = [int(part) for part in match.group().split(".")] if match else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)

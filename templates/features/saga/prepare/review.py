"""What a change of the spec means for sagas that have begun."""

import re
from collections.abc import Iterator, Mapping

_DEFINITION = re.compile(r"src/[^/]+/services/([^/]+)_saga\.py")
_STEP = re.compile(r'Step\(\s*"([^"]+)",\s*"([^"]+)"')

Steps = list[tuple[str, str]]


def review(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, bool], ...]:
    """Compare the files of two versions; give sagas whose steps differ, which breaks those that have begun."""
    return tuple(_found(dict(_sagas(before)), dict(_sagas(after))))


def _sagas(files: Mapping[str, str]) -> Iterator[tuple[str, Steps]]:
    for path, text in sorted(files.items()):
        if found := _DEFINITION.fullmatch(path):
            yield found[1], _STEP.findall(text)


def _found(before: Mapping[str, Steps], after: Mapping[str, Steps]) -> Iterator[tuple[str, str, bool]]:
    for name, steps in before.items():
        if name not in after:
            yield name, "is gone, and those that have begun would get stuck: let them end first", True
        elif steps != after[name]:
            hint = f"add the new steps as another saga, such as {name}_2, and take {name} out when all have ended"
            yield name, f"has other steps, and those that have begun would get stuck: {hint}", True

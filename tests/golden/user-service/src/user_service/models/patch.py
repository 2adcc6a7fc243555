"""Partial changes."""

from typing import Any

from pydantic import BaseModel

from user_service.models.resource import Resource


def unset() -> Any:  # noqa: ANN401 - it stands for a value of any type
    """Make the value of a field that a patch leaves alone; nothing reads it."""
    return None


class MergePatch(BaseModel, extra="forbid", frozen=True):
    """A JSON merge patch (RFC 7396): fields that are absent stay, null clears."""


def changes_by(patch: MergePatch, resource: Resource) -> dict[str, object]:
    """Return the fields that the client sent, without those that are so already."""
    sent = {name: getattr(patch, name) for name in patch.model_fields_set}
    return {name: value for name, value in sent.items() if getattr(resource, name) != value}

"""Events as other services send them."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from full_service.models.messages import Envelope, Message

FILE = Path(__file__).parent / "samples" / "incoming.json"


@dataclass(frozen=True)
class Incoming:
    """An event of another service."""

    source: str
    type: str
    data: dict[str, Any]
    id: str = field(default_factory=lambda: str(uuid4()))

    def __str__(self) -> str:
        return f"{self.source} {self.type}"

    def message(self, body: bytes | None = None) -> Message:
        """Return what the broker carries."""
        subject, now = self.id, datetime.now(UTC)
        envelope = Envelope(self.id, self.source, self.type, now, subject, self.id)
        written = json.dumps(self.data).encode() if body is None else body
        return Message(subject, envelope.headers(), written)


def samples() -> list[Incoming]:
    """Return one event of each kind that the service reacts to."""
    return [Incoming(**each) for each in json.loads(FILE.read_text(encoding="utf-8"))]

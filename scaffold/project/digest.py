"""What tells one content from another, as the lock has it."""

from hashlib import sha256


def digest(content: bytes) -> str:
    """Return the SHA-256 (hex) of a file."""
    return sha256(content).hexdigest()

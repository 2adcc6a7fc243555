"""The trace that a request belongs to (W3C Trace Context)."""

import re
import secrets
from contextvars import ContextVar

SANE = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
UNSAMPLED = "00"

_trace: ContextVar[tuple[str, str] | None] = ContextVar("trace", default=None)


def begin(trace_parent: str) -> str:
    """Go on with the caller's trace, or begin one; return its id."""
    given = SANE.fullmatch(trace_parent)
    trace_id, flags = given.groups() if given else (secrets.token_hex(16), UNSAMPLED)
    _trace.set((trace_id, flags))
    return trace_id


def trace_parent() -> str | None:
    """Return the value of `traceparent` for a request that is sent now; None outside of a trace."""
    trace = _trace.get()
    if trace is None:
        return None
    trace_id, flags = trace
    return f"00-{trace_id}-{secrets.token_hex(8)}-{flags}"

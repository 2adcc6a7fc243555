"""The codes of the diagnostics of systems, and what each means. A code never changes its meaning."""

UNKNOWN_SERVICE = "W001"
NO_SECTION = "W002"
BAD_SERVICE_NAME = "W003"
NO_SERVICE = "W004"
INCLUDES = "W005"

"""The URL of a PostgreSQL server: what it may say, so that a mistake is named at the start."""

from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

CHOICES = {
    "channel_binding": ["disable", "prefer"],
    "gssencmode": ["disable", "prefer"],
    "sslmode": ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
    "sslnegotiation": ["postgres", "direct"],
    "target_session_attrs": [
        "any",
        "primary",
        "standby",
        "read-write",
        "read-only",
        "prefer-standby",
    ],
}
FILES = {"passfile", "sslcert", "sslcrl", "sslkey", "sslrootcert"}
TEXTS = {"application_name", "dbname", "host", "options", "password", "port", "sslpassword", "user"}

IGNORED = {"channel_binding", "gssencmode"}
"""What the driver does not do, and need not do with the values that are allowed."""

TRUSTED = Path("~/.postgresql/root.crt")
"""The certificates that the driver trusts where the URL names no file."""

NOT_VALID = (
    "is not a valid URL; in the user and the password, percent-encode what has a meaning in one"
)


def check_server_url(url: str) -> None:
    """Raise `ValueError` if the driver cannot do what a URL says.

    No value is repeated: a part of the password may be anywhere.
    """
    try:
        parts = urlsplit(url)
        for host in parts.netloc.rpartition("@")[2].split(","):
            _ = urlsplit(f"//{host}").port
        parameters = dict(_parameters(url))
    except ValueError:
        raise ValueError(NOT_VALID) from None
    if parts.fragment or "@" in parts.path + parts.query:
        raise ValueError(NOT_VALID)
    for name, value in parameters.items():
        if problem := _problem(name, value):
            raise ValueError(f"{name} {problem}")
    verifies = parameters.get("sslmode", "").startswith("verify-")
    if verifies and "sslrootcert" not in parameters and not TRUSTED.expanduser().exists():
        raise ValueError("sslmode needs the certificates to trust: sslrootcert=FILE")


def for_driver(url: str) -> tuple[str, float | None]:
    """Return a URL without what the driver does not read, and the seconds for a connection."""
    parameters = _parameters(url)
    read = [each for each in parameters if each[0] not in {*IGNORED, "connect_timeout"}]
    seconds = int(dict(parameters).get("connect_timeout", 0)) or None
    return "?".join(filter(None, [url.partition("?")[0], urlencode(read)])), seconds


def _parameters(url: str) -> list[tuple[str, str]]:
    query = url.partition("?")[2]
    return parse_qsl(query, keep_blank_values=True, strict_parsing=True) if query else []


def _problem(name: str, value: str) -> str | None:
    """Say what is wrong with a parameter."""
    choices = CHOICES.get(name)
    if choices is not None:
        return None if value in choices else f"must be one of {', '.join(choices)}"
    if name == "connect_timeout":
        return None if value.isdecimal() else "must be a number of seconds"
    if name in FILES:
        return None if Path(value).is_file() else "names no file that can be read"
    return None if name in TEXTS else "is a parameter that the driver does not know"

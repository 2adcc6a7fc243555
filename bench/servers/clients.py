"""Clients that behave badly. Each returns what became of it, in a word or two."""

import itertools
import socket
import time
from collections.abc import Callable, Iterable

PATIENCE = 45
"""Seconds after which a client that is not cut off gives up."""

HEAD = b"POST /users HTTP/1.1\r\nHost: service\r\nContent-Type: application/json\r\n"
ENOUGH = 100_000_000
"""Bytes after which what is sent without end counts as taken without end."""


def connect(port: int) -> socket.socket:
    """Open a connection that waits no longer than our patience."""
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def seconds_until_cut(connection: socket.socket, trickle: bytes = b"") -> str:
    """Wait until the server ends the connection; meanwhile send a byte of `trickle` a second."""
    started = time.monotonic()
    connection.settimeout(1)
    answer = b""
    pieces = iter([trickle[i : i + 1] for i in range(len(trickle))])
    while (waited := time.monotonic() - started) < PATIENCE:
        try:
            received = connection.recv(65536)
            answer += received
            if not received:
                return " ".join([f"{waited:.0f} s", *answer.decode().split()[1:2]])
        except TimeoutError:
            pass
        except OSError:
            return f"{waited:.0f} s"
        try:
            connection.sendall(next(pieces, b""))
        except OSError:
            return " ".join([f"{waited:.0f} s", *answer.decode().split()[1:2]])
    return "never"


def taken(connection: socket.socket, blocks: Iterable[bytes]) -> str:
    """Send until the server refuses, and tell how much it took."""
    sent = 0
    try:
        for block in blocks:
            connection.sendall(block)
            sent += len(block)
            if sent > ENOUGH:
                return "no limit"
    except OSError:
        pass
    return f"{sent / 1e6:.1f} MB"


def says_nothing(port: int) -> str:
    """Connect, and send nothing."""
    with connect(port) as connection:
        return seconds_until_cut(connection)


def half_a_head(port: int) -> str:
    """Send half of a request's head."""
    with connect(port) as connection:
        connection.sendall(HEAD)
        return seconds_until_cut(connection)


def slow_head(port: int) -> str:
    """Send a head a byte a second."""
    with connect(port) as connection:
        connection.sendall(HEAD)
        return seconds_until_cut(connection, b"X-Slow: " + b"a" * PATIENCE)


def half_a_body(port: int) -> str:
    """Promise a body and send half of it."""
    with connect(port) as connection:
        connection.sendall(HEAD + b'Content-Length: 100\r\n\r\n{"email":')
        return seconds_until_cut(connection)


def slow_body(port: int) -> str:
    """Send a body a byte a second."""
    with connect(port) as connection:
        connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")
        return seconds_until_cut(connection, b" " * 100)


def body_nobody_wants(port: int) -> str:
    """Promise a body to a path that is answered without it, and send a byte a second of it."""
    with connect(port) as connection:
        connection.sendall(b"GET /live HTTP/1.1\r\nHost: service\r\nContent-Length: 100\r\n\r\n")
        return seconds_until_cut(connection, b" " * 100)


def endless_lines(port: int) -> str:
    """Send header lines without end."""
    with connect(port) as connection:
        connection.sendall(HEAD)
        return taken(connection, itertools.repeat(b"X-Line: 12345678901234567890\r\n" * 1000))


def endless_line(port: int) -> str:
    """Send one header line without end."""
    with connect(port) as connection:
        connection.sendall(HEAD + b"X-Line: ")
        return taken(connection, itertools.repeat(b"a" * 30000))


def endless_trailers(port: int) -> str:
    """Send trailers without end after a body in chunks."""
    with connect(port) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n")
        return taken(connection, itertools.repeat(b"X-Line: 12345678901234567890\r\n" * 1000))


def half_closed(port: int) -> str:
    """Send a whole request and close the sending side."""
    with connect(port) as connection:
        body = b'{"email": "half%d@example.com", "full_name": "Ada"}' % time.monotonic_ns()
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while received := connection.recv(65536):
                answer += received
        except OSError:
            return "reset"
        return answer.split()[1].decode() if answer else "no answer"


def never_reads(port: int) -> str:
    """Ask for more than the buffers hold, and read nothing."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", port))
        connection.settimeout(1)
        started = time.monotonic()
        request = b"GET /openapi.json HTTP/1.1\r\nHost: service\r\n\r\n" * 20
        while (waited := time.monotonic() - started) < PATIENCE:
            try:
                connection.sendall(request)
            except TimeoutError:
                continue
            except OSError:
                return f"{waited:.0f} s"
        return "never"


CLIENTS: dict[str, Callable[[int], str]] = {
    "says nothing": says_nothing,
    "half a head": half_a_head,
    "a head, a byte a second": slow_head,
    "half a body": half_a_body,
    "a body, a byte a second": slow_body,
    "the same, to what reads none": body_nobody_wants,
    "header lines without end": endless_lines,
    "a header line without end": endless_line,
    "trailers without end": endless_trailers,
    "half-closed": half_closed,
    "reads no answer": never_reads,
}

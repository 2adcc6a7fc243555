"""Serve the demo's user-service and print requests to try; with `--check`, send them and end."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

START_SECONDS = 60
TEAM = {"name": "Compilers"}
USER = {"email": "grace@example.com", "full_name": "Grace Hopper"}


class DemoError(Exception):
    """The service did not do what the demo shows."""


def request(base: str, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any, Any]:
    """Send a request; return status, headers and the JSON body."""
    data = None if body is None else json.dumps(body).encode()
    kind = {"Content-Type": "application/json"} if data else {}
    message = Request(base + path, data, kind | headers, method=method)  # noqa: S310  a loopback address
    try:
        with urlopen(message, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.headers, json.loads(answer.read() or "null")
    except HTTPError as error:
        return error.code, error.headers, json.loads(error.read() or "null")


def wait_until_ready(base: str, process: "subprocess.Popen[bytes]") -> None:
    """Return when `/ready` says so."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise DemoError(f"the service ended with {process.returncode}")
        try:
            if request(base, "GET", "/ready")[0] == 200:
                return
        except (URLError, HTTPException, OSError):
            pass
        time.sleep(0.1)
    raise DemoError(f"{base}/ready did not answer 200 within {START_SECONDS} seconds")


def check(base: str) -> None:
    """Send the requests that `show` prints, and hold the answers against what they should be."""
    team = expect(base, 201, "POST", "/teams", TEAM)
    user = expect(base, 201, "POST", "/users", USER | {"team_id": team["id"]})
    path = f"/users/{user['id']}"
    expect(base, 409, "POST", "/users", USER)
    expect(base, 200, "GET", "/users?limit=10&sort=-created_at")
    _, headers, _ = request(base, "GET", path)
    changed = expect(base, 200, "PATCH", path, {"status": "active"}, **{"If-Match": headers["ETag"]})
    if changed["status"] != "active":
        raise DemoError(f"PATCH {path} did not change the status: {changed}")
    expect(base, 412, "DELETE", path, None, **{"If-Match": headers["ETag"]})
    expect(base, 200, "GET", "/health")


def expect(base: str, status: int, method: str, path: str, body: object = None, **headers: str) -> dict[str, Any]:
    """Send a request, print it with its answer, and return the body; raise DemoError for another status."""
    found, _, answer = request(base, method, path, body, **headers)
    print(f"{method:6} {path} -> {found}")
    if found != status:
        raise DemoError(f"{method} {path} answered {found} instead of {status}: {answer}")
    return dict(answer)


def show(base: str, project: Path) -> None:
    """Print what to try."""
    user = json.dumps(USER)
    print(f"""
user-service answers at {base}. Its code is in {project}. Try, in another terminal:

  curl {base}/ready
  curl -i {base}/users -H 'Content-Type: application/json' -d '{user}'
  curl '{base}/users?limit=10&sort=-created_at'
  curl -i {base}/users -H 'Content-Type: application/json' -d '{{"email": "nobody"}}'

The API's own page is {base}/docs. Stop with Ctrl-C.
""")


def main() -> int:
    """Run the demo; return its exit code."""
    parser = argparse.ArgumentParser(prog="script/demo", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="send the requests and end")
    options = parser.parse_args()
    port = os.environ.get("PORT", "8081")
    base = f"http://127.0.0.1:{port}"
    project = options.folder / "user-service"
    environment = os.environ | {"USER_SERVICE_HOST": "127.0.0.1", "USER_SERVICE_PORT": port}
    # The demo starts from an empty database each time.
    (options.folder / "run").mkdir(exist_ok=True)
    for left in (options.folder / "run").iterdir():
        left.unlink()
    process = subprocess.Popen(
        [(options.folder / "venv/bin/user-service").resolve()], cwd=options.folder / "run", env=environment
    )
    try:
        wait_until_ready(base, process)
        if options.check:
            check(base)
            print("The demo answers as it should.")
        else:
            show(base, project)
            process.wait()
    except KeyboardInterrupt:
        pass
    except DemoError as error:
        print(f"script/demo: {error}", file=sys.stderr)
        return 1
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())

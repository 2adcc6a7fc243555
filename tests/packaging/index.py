"""A package index of a test's own: a folder of wheels, served on loopback as the simple repository API (PEP 503)."""

import base64
import csv
import hashlib
import html
import io
import re
import threading
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import Distribution
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from packaging.utils import canonicalize_name, parse_wheel_filename

_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
# What an installer writes; it is not the wheel's.
_INSTALLERS = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}


class Index(NamedTuple):
    """A running index. Wheels that are put into `folder` later are served too."""

    folder: Path
    url: str
    """What `--index-url` takes."""
    fetched: list[str]
    """The names of the wheels that were downloaded, in order."""


@contextmanager
def serving(folder: Path) -> Iterator[Index]:
    """Serve the folder's wheels until the block ends."""
    fetched: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(*_answer(folder, self.path, fetched))

        def do_HEAD(self) -> None:
            self._answer(*_answer(folder, self.path, []))

        def _answer(self, kind: str, content: bytes | None) -> None:
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            if self.command == "GET":
                self._send(content or b"")

        def _send(self, content: bytes) -> None:
            try:
                self.wfile.write(content)
            except ConnectionError:  # uv stops reading a wheel once it has seen the metadata
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Index(folder, f"http://127.0.0.1:{server.server_port}/simple/", fetched)
        finally:
            server.shutdown()
            thread.join()


def _answer(folder: Path, path: str, fetched: list[str]) -> tuple[str, bytes | None]:
    match unquote(path).strip("/").split("/"):
        case ["simple"]:
            return _page(f"{name}/" for name in sorted({_project(wheel) for wheel in folder.glob("*.whl")}))
        case ["simple", name]:
            wheels = sorted(wheel for wheel in folder.glob("*.whl") if _project(wheel) == name)
            return _page(f"/wheels/{wheel.name}#sha256={sha256(wheel)}" for wheel in wheels)
        case ["wheels", name] if (folder / name).is_file():
            fetched.append(name)
            return "application/zip", (folder / name).read_bytes()
    return "text/plain", None


def _page(links: Iterable[str]) -> tuple[str, bytes | None]:
    anchors = [f'<a href="{html.escape(link)}">{html.escape(_label(link))}</a><br>' for link in links]
    if not anchors:
        return "text/plain", None
    return "text/html; charset=utf-8", "\n".join(["<!DOCTYPE html>", *anchors]).encode()


def _label(link: str) -> str:
    return link.partition("#")[0].strip("/").rpartition("/")[2]


def _project(wheel: Path) -> str:
    return parse_wheel_filename(wheel.name)[0]


def sha256(wheel: Path) -> str:
    """Return the digest that a lock's `--hash=sha256:` names."""
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def write_wheel(
    folder: Path, name: str, version: str, requires: Iterable[str] = (), files: Mapping[str, str] | None = None
) -> Path:
    """Write a pure wheel that needs `requires`; what is under the extras named in them is in the extras."""
    stem = f"{canonicalize_name(name).replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    needed = list(requires)
    extras = sorted({extra for line in needed for extra in _EXTRA.findall(line)})
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    metadata += [f"Provides-Extra: {extra}" for extra in extras]
    metadata += [f"Requires-Dist: {requirement}" for requirement in needed]
    contents = {
        **(files or {}),
        f"{info}/METADATA": "\n".join([*metadata, ""]),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    wheel = folder / f"{stem}-py3-none-any.whl"
    return write_zip(wheel, {path: text.encode() for path, text in contents.items()}, info)


def write_installed(folder: Path, distribution: Distribution) -> Path:
    """Write the wheel of a distribution that is installed here, so that an index can offer it without a network."""
    lines = (distribution.read_text("WHEEL") or "").splitlines()
    tags = [line.removeprefix("Tag: ").split("-") for line in lines if line.startswith("Tag: ")]
    tag = "-".join(".".join(dict.fromkeys(parts)) for parts in zip(*tags, strict=True))
    contents: dict[str, bytes] = {}
    info = ""
    for file in distribution.files or ():
        if file.parts[0] == "..":
            continue  # programs, which an installer makes from the entry points
        inside = file.parts[0].endswith(".dist-info")
        info = file.parts[0] if inside else info
        if (inside and file.name in _INSTALLERS) or file.suffix == ".pyc":
            continue
        contents[file.as_posix()] = Path(str(distribution.locate_file(file))).read_bytes()
    return write_zip(folder / f"{info.removesuffix('.dist-info')}-{tag}.whl", contents, info)


def write_zip(wheel: Path, contents: Mapping[str, bytes], info: str) -> Path:
    """Write a wheel of these contents; `info` is the folder of its metadata, for which RECORD is written."""
    record = io.StringIO()
    rows = ((path, f"sha256={_digest(content)}", len(content)) for path, content in contents.items())
    csv.writer(record, lineterminator="\n").writerows([*rows, (f"{info}/RECORD", "", "")])
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, content in contents.items():
            archive.writestr(zipfile.ZipInfo(path), content)  # without the time: the same wheel has the same digest
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD"), record.getvalue())
    return wheel


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()

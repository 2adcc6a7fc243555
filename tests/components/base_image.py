"""A local stand-in for the Python base image, for machines that reach no image registry.

A minimal system of this machine's own release, with a copy of this machine's Python where the real image has it.
"""

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pip

LEFT_OUT = ("test", "idlelib", "tkinter", "turtledemo", "ensurepip", "__pycache__", "site-packages", "dist-packages")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PIP = """#!/bin/sh
exec python3 -m pip "$@"
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python of this machine."""

    executable: Path
    prefix: Path
    version: str

    @property
    def library(self) -> Path:
        """Its standard library."""
        return self.prefix / "lib" / f"python{self.version}"


def interpreter(version: str) -> Interpreter:
    """The machine's Python of that version, such as `3.13`; where it has none, the one that runs the tests."""
    script = "import sys; print(sys.base_prefix, *sys.version_info[:2])"
    # pyenv's command on PATH refuses a version that is installed but not selected.
    installed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    for candidate in (f"python{version}", *map(str, installed), sys.executable):
        found = shutil.which(candidate)
        answer = subprocess.run([found or "false", "-c", script], check=False, capture_output=True, text=True)
        if answer.returncode == 0:
            prefix, major, minor = answer.stdout.split()
            name = f"python{major}.{minor}"
            return Interpreter(Path(prefix, "bin", name).resolve(), Path(prefix), f"{major}.{minor}")
    raise AssertionError("unreachable: the tests run on a Python")


def make_root(root: Path, python: Interpreter) -> None:
    """Fill `root` with a minimal system that has Python, pip and this machine's certificate authorities."""
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    _run("debootstrap", "--variant=minbase", release, str(root), _mirror(release))
    for cache in ("var/cache/apt/archives", "var/lib/apt/lists"):
        shutil.rmtree(root / cache)
    _copy_python(root, python)
    if CERTIFICATES.exists():
        (root / "etc/ssl/certs").mkdir(parents=True, exist_ok=True)
        shutil.copy(CERTIFICATES, root / CERTIFICATES.relative_to("/"))


def _mirror(release: str) -> str:
    """The address of the archive that this machine's apt uses."""
    targets = _run("apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages")
    for target in targets.splitlines():
        name, address = target.split()
        if name == release:
            return address
    raise RuntimeError(f"apt knows no archive of {release}: is apt-get update due?")


def _copy_python(root: Path, python: Interpreter) -> None:
    prefix = Path("usr") if python.prefix == Path("/usr") else Path("usr/local")
    binaries, library = root / prefix / "bin", root / prefix / "lib" / python.library.name
    ignored = shutil.ignore_patterns(*LEFT_OUT, "config-*", "*.a")
    shutil.copytree(python.library, library, symlinks=True, ignore=ignored)
    shutil.copy(python.executable, binaries / python.executable.name)
    for shared in _shared_libraries(python):
        target = root / (
            prefix / "lib" / shared.name if shared.is_relative_to(python.prefix) else shared.relative_to("/")
        )
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(shared, target)
    local = root / "usr/local/bin"
    for name in ("python", "python3"):
        link = local / name
        link.symlink_to(Path("/", prefix, "bin", python.executable.name))
    (local / "pip").write_text(PIP)
    (local / "pip").chmod(0o755)
    _run("chroot", str(root), "ldconfig")
    site = _run("chroot", str(root), "/usr/local/bin/python3", "-c", "import site; print(site.getsitepackages()[0])")
    shutil.copytree(
        Path(pip.__file__).parent, root / site.strip().lstrip("/") / "pip", ignore=shutil.ignore_patterns("__pycache__")
    )


def _shared_libraries(python: Interpreter) -> list[Path]:
    """What the interpreter and its extension modules link to, resolved by this machine's loader."""
    modules = [str(module) for module in (python.library / "lib-dynload").glob("*.so") if "tkinter" not in module.name]
    # ldd prints a line for each library: `name => /path (address)`.
    lines = _run("ldd", str(python.executable), *modules).splitlines()
    return sorted({Path(line.split()[2]) for line in lines if " => /" in line})


def _run(*command: str) -> str:
    environment = {**os.environ, "LC_ALL": "C"}
    result = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if result.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:2])} failed:\n{(result.stdout + result.stderr)[-3000:]}")
    return result.stdout

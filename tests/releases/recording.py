"""Recorded releases: what projects of a release refer to, and its templates, to make such projects from."""

import lzma
import sys
from pathlib import Path

from scaffold import __version__
from scaffold.catalog import builtin_root, load_catalog
from scaffold.catalog.releases import release_of, release_text
from scaffold.project import archive

FOLDER = Path(__file__).parent
EXAMPLES = FOLDER.parents[1] / "examples"
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]


def record(version: str, folder: Path = FOLDER, *, replace: bool = False) -> list[Path]:
    """Write the record of the templates as they stand; raises FileExistsError for a version that has one."""
    catalog = load_catalog()
    contents = {
        f"{version}.toml": release_text(release_of(catalog, version)).encode(),
        f"{version}.tar.xz": lzma.compress(archive.pack(_files()), check=lzma.CHECK_CRC32, filters=_FILTERS),
    }
    written = [folder / name for name in contents]
    for file in written:
        if file.exists() and not replace:
            raise FileExistsError(file)
    for file in written:
        file.write_bytes(contents[file.name])
    return written


def unpack(version: str, target: Path, folder: Path = FOLDER) -> Path:
    """Write the files of a recorded release into a folder; returns it. It has `templates/` and `examples/`."""
    for path, content in archive.unpack(lzma.decompress((folder / f"{version}.tar.xz").read_bytes())).items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return target


def versions(folder: Path = FOLDER) -> list[str]:
    """Return the recorded releases."""
    return sorted(file.name.removesuffix(".tar.xz") for file in folder.glob("*.tar.xz"))


def _files() -> dict[str, bytes]:
    places = {"templates": builtin_root(), "examples": EXAMPLES}
    return {
        f"{name}/{file.relative_to(root).as_posix()}": file.read_bytes()
        for name, root in places.items()
        for file in root.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def _main(arguments: list[str]) -> int:
    if arguments not in ([], ["--replace"]):
        sys.stderr.write("usage: script/record_release [--replace]\n")
        return 2
    try:
        for file in record(__version__, replace=bool(arguments)):
            sys.stdout.write(f"{file.relative_to(Path.cwd())}  {file.stat().st_size} bytes\n")
    except FileExistsError as error:
        sys.stderr.write(f"{error}: is recorded already; raise the version first (scaffold/__init__.py)\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))

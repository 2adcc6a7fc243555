"""What `scaffold new` shows: what it makes, and what to type next."""

import contextlib
import shlex
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from scaffold.cli.terminal import complain, count_words, has_colour, paint, paint_findings, say
from scaffold.project import Created
from scaffold.render import RenderedTree
from scaffold.spec import Spec
from scaffold.tusk import Diagnostic


def diagnostics(found: Sequence[Diagnostic]) -> None:
    """Print diagnostics on stderr: notes in a line each, as `scaffold check` shows them in full."""
    for diagnostic in found:
        text = diagnostic.to_text()
        complain(paint_findings(text.partition("\n")[0] if diagnostic.severity == "note" else text))


@contextlib.contextmanager
def busy(words: str, *, quiet: bool) -> Iterator[None]:
    """Say on a terminal that something is being done, until it is done."""
    show = has_colour(sys.stderr) and not quiet
    if show:
        sys.stderr.write(f"{words} ...")
        sys.stderr.flush()
    try:
        yield
    finally:
        if show:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def as_words(spec: Spec, tree: RenderedTree, target: Path, created: Created | None) -> None:
    """Print what was made, or with no `created` what would be."""
    diagnostics(spec.diagnostics)
    verb = "Made" if created else "Would make"
    files = count_words(len(tree.files) if created is None else created.files, "file")
    say(f"{verb} {paint(spec.name, 'path')}: {files} in {target}")
    say()
    for line in summary(tree, spec.package):
        say(f"  {line}")
    if created is None:
        say()
        say("Nothing was written (--dry-run).")
        return
    for note in created.notes:
        say()
        say(f"{paint('note:', 'note')} {note}")
    say()
    say("Next:")
    say()
    say(f"  cd {shlex.quote(str(target))}")
    for line in tree.next_steps.strip("\n").splitlines():
        say(f"  {line}")


def notes(found: Sequence[str]) -> None:
    """Print notes on stderr."""
    for note in found:
        complain(f"{paint('note:', 'note', sys.stderr)} {note}")


def summary(tree: RenderedTree, package: str) -> list[str]:
    """Return a line for each folder: the package by its layers, the rest by the top-level folders."""
    counts: Counter[str] = Counter()
    for path in tree.files:
        counts[_group(path, package)] += 1
    root = sorted(path for path in tree.files if "/" not in path)
    width = max(len(group) for group in counts)
    lines = [f"{group:<{width}}  {counts[group]:>3}" for group in sorted(counts) if group]
    if root:
        lines.append(f"{'(top)':<{width}}  {len(root):>3}  {_shortened(root)}")
    return lines


def _group(path: str, package: str) -> str:
    folders = path.split("/")[:-1]
    depth = folders.index(package) + 2 if package in folders else 1
    return "".join(f"{folder}/" for folder in folders[:depth])


def _shortened(names: Sequence[str], limit: int = 70) -> str:
    text = ", ".join(names)
    return text if len(text) <= limit else text[: text.rfind(",", 0, limit)] + ", ..."


def as_data(spec: Spec, tree: RenderedTree, target: Path, created: Created | None) -> dict[str, object]:
    """Return the same for `--json`."""
    return {
        "ok": True,
        "name": spec.name,
        "path": str(target.absolute()),
        "written": created is not None,
        "committed": created is not None and created.committed,
        "features": list(spec.features),
        "files": [
            {
                "path": file.path,
                "bytes": len(file.content),
                "mode": f"{file.mode:o}",
                "ownership": file.ownership,
                "feature": file.origin.feature,
            }
            for file in tree.files.values()
        ],
        "kept": list(created.kept) if created else [],
        "notes": list(created.notes) if created else [],
        "next": tree.next_steps.strip("\n").splitlines(),
        "diagnostics": [diagnostic.to_json() for diagnostic in spec.diagnostics],
    }

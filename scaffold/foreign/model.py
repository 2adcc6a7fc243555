"""What is known about a pack, and what rendering one gives."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from scaffold.foreign.protocol import Stage
from scaffold.project.model import Answer, PackKind, PackRecord
from scaffold.render.model import RenderedFile

SKIP = "_skip"
"""The answer that lists what updates leave alone: patterns of paths, as cruft has them."""

ANSWERS_FILE = "_answers_file"
"""The answer that says where copier keeps its record, where that is not in the file that the template names."""


class Pack(NamedTuple):
    """One version of a pack, found and on disk.

    `root` is a folder that holds exactly this version; it is not to be changed. `version` is the tag or what git says
    of the commit, such as `v1.2.0` or `v1.2.0-3-g1f2e3d4`; None for a folder without git. `notes` are for the user.
    """

    record: PackRecord
    name: str
    root: Path
    version: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> PackKind:
        """Whose format it has."""
        return self.record.kind


class RenderedPack(NamedTuple):
    """The files of a copier or cookiecutter template, in memory.

    `record` is what the lock keeps: it holds the commit, the digest, and every answer that is not secret. `folder` is
    what the template calls the project's folder, where it does. `notes` are for the user, and `due` are the template's
    programs that are to run yet, by their stage. `recorded` is what the project is to know of the files: without secret
    answers. `probe` are those in which secret answers have a part, with answers that nobody would give.
    `message` is what the template has to say when its files are written.
    """

    files: Mapping[str, RenderedFile]
    record: PackRecord
    version: str | None = None
    folder: str | None = None
    notes: tuple[str, ...] = ()
    due: Mapping[Stage, tuple[str, ...]] = MappingProxyType({})
    recorded: Mapping[str, RenderedFile] = MappingProxyType({})
    probe: Mapping[str, RenderedFile] = MappingProxyType({})
    message: str = ""

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answers to the template's questions, by the questions' names."""
        return self.record.answers

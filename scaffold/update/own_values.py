"""The project's values in lines that a template makes at random or from secret answers: both sides get them."""

from collections.abc import Mapping
from typing import NamedTuple

from scaffold.merge.identity import pair_new
from scaffold.merge.keeping import keep_values
from scaffold.merge.model import Base, Records
from scaffold.merge.text import dressed, is_binary, plain, read_text
from scaffold.project.digest import digest
from scaffold.project.model import Tree
from scaffold.render.model import RenderedFile


class Sides(NamedTuple):
    """What the templates wrote last, and what they write now."""

    base: Base
    new: Mapping[str, RenderedFile]


def with_own_values(sides: Sides, yours: Tree, own_lines: Mapping[str, frozenset[int]]) -> Sides:
    """Put the project's values of some lines, by their numbers in what was written last, into both sides.

    So a template's change beside such a line merges, and the project's line stays.
    """
    base, new = sides
    if not own_lines:
        return sides
    pairs = pair_new(base, new, Records())
    files, contents, rendered = dict(base.files), dict[str, bytes](), dict(new)
    for path, lines in own_lines.items():
        last = base.read(path)
        entry = yours.entry(base.files[path].at or path)
        if entry is None or entry.kind != "file" or is_binary(entry.content) or is_binary(last):
            continue
        mine = dressed(plain(entry.content), read_text(last))
        contents[path] = keep_values(mine, last, last, lines)
        files[path] = files[path]._replace(digest=digest(contents[path]))
        if path in pairs:
            now = rendered[pairs[path]]
            rendered[pairs[path]] = now._replace(content=keep_values(mine, last, now.content, lines))
    return Sides(Base(files, lambda path: contents[path] if path in contents else base.read(path)), rendered)

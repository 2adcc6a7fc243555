"""Random templates, and what people and releases do to them."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from scaffold.catalog.model import Ownership
from tests.merge.memory import Content, File, Link, as_file

FOLDERS = ["", "src/pkg/", "src/pkg/sub/", "docs/"]
NAMES = ["one.py", "two.toml", "three.txt", "four", "five.json"]
PATHS = [folder + name for folder in FOLDERS for name in NAMES]
NEW_PATHS = [
    f"{folder}{name}" for folder in ["", "src/pkg/", "src/new/", "more/"] for name in ["six.py", "One.py", "7"]
]

_OWNERSHIPS: list[Ownership] = ["merged", "merged", "merged", "seeded", "derived"]


@dataclass
class World:
    """Three trees, and from which path of the base each file of the user's comes."""

    base: dict[str, Content] = field(default_factory=dict)
    yours: dict[str, Content | Link] = field(default_factory=dict)
    new: dict[str, Content] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)


def _text(words: str, least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.builds(lambda word, number: f"{word}_{number} = {number}", st.sampled_from(words.split()),
                              st.integers(0, 9)), min_size=least, max_size=12)  # fmt: skip


@st.composite
def _base_file(draw: st.DrawFn) -> File:
    lines = draw(_text("base_a base_b base_c", draw(st.sampled_from([6, 3, 0]))))
    text = "".join(f"{line}\n" for line in lines)
    content = b"\0" + text.encode() if draw(st.integers(0, 9)) == 0 else text
    mode = draw(st.sampled_from([0o644, 0o644, 0o755]))
    ownership: Ownership = draw(st.sampled_from(_OWNERSHIPS))
    return File(content, mode, ownership=ownership)


@st.composite
def _edited(draw: st.DrawFn, file: File, words: str) -> File:
    """Return a file after a few edits of lines, or with other bytes if it is binary."""
    if isinstance(file.content, bytes):
        return file._replace(content=file.content + draw(st.sampled_from(words.split())).encode())
    lines = file.content.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(lines)))
        end = min(len(lines), start + draw(st.sampled_from([0, 1, 1, 3])))
        lines[start:end] = draw(_text(words, 1))[: draw(st.sampled_from([1, 2, 0]))]
    return file._replace(content="".join(f"{line}\n" for line in lines))


@st.composite
def _stored(draw: st.DrawFn, file: File) -> File:
    """Return a file as an editor or a checkout may have stored it."""
    if isinstance(file.content, bytes):
        return file
    content = file.content
    match draw(st.integers(0, 11)):
        case 0:
            content = content.replace("\n", "\r\n")
        case 1:
            content = "\ufeff" + content.replace("\n", "\r\n")
        case 2:
            content = content.replace("\n", "\r\n", 1)
        case 3:
            content = content.removesuffix("\n")
        case 4:
            return file._replace(mode=0o755)
        case 5:
            return file._replace(content=b"\0" + content.encode())
        case 6:
            return file._replace(content=content.encode("utf-16"))
    return file._replace(content=content)


def _moved_folder(path: str, old: str, new: str) -> str:
    return new + path.removeprefix(old) if path.startswith(old) else path


@st.composite
def _templates(draw: st.DrawFn, base: dict[str, Content]) -> dict[str, Content]:
    new: dict[str, Content] = {}
    moves_folder = draw(st.integers(0, 3)) == 0
    for path, content in base.items():
        file = as_file(content)._replace(template=path)
        target = _moved_folder(path, "src/pkg/", "src/new/") if moves_folder else path
        match draw(st.integers(0, 9)):
            case 0 | 6:
                continue
            case 1:
                free = [other for other in (*NEW_PATHS, *PATHS) if other not in new and other not in base]
                target = draw(st.sampled_from(free))
            case 2 | 3 | 4 | 5:
                file = draw(_edited(file, "theirs_a theirs_b both"))
        new.setdefault(target, file)
    for path in draw(st.lists(st.sampled_from(NEW_PATHS), max_size=2)):
        new.setdefault(path, draw(_edited(File(""), "theirs_a both")))
    return new


@st.composite
def _user(draw: st.DrawFn, world: World) -> None:
    moves_folder = draw(st.integers(0, 3)) == 0
    for path, content in world.base.items():
        file = as_file(content)
        target = _moved_folder(path, "src/pkg/", "lib/") if moves_folder else path
        match draw(st.integers(0, 11)):
            case 0:
                continue
            case 1:
                target = f"moved/{target}"
            case 2:
                world.yours[path] = Link("elsewhere")
                continue
            case 3:
                world.yours[f"{path}/own"] = "own = 1\n"
                continue
            case 4 | 5 | 6 | 7 | 8:
                file = draw(_edited(file, "mine_a mine_b both"))
        world.yours[target] = draw(_stored(file))
        world.origins[target] = path
    for path in draw(st.lists(st.sampled_from([*NEW_PATHS, "src/pkg/own.py", "SIX.py"]), max_size=3)):
        if path not in world.yours:
            world.yours[path] = draw(_edited(File("own_1 = 1\nown_2 = 2\n"), "own_a own_b both"))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw what the templates wrote, what the user made of it, and what the templates write now."""
    world = World()
    for path in draw(st.lists(st.sampled_from(PATHS), unique=True, min_size=1, max_size=7)):
        world.base[path] = draw(_base_file())
    world.new = draw(_templates(world.base))
    draw(_user(world))
    return world

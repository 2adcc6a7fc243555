"""Files of the user's own: they go along with a folder that the templates moved, and their imports follow."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from scaffold.merge.folders import moved_path
from scaffold.merge.model import Conflict, Item
from scaffold.merge.project import Project
from scaffold.merge.routes import Move
from scaffold.project.model import Entry, NewFile


def own_moves(project: Project) -> dict[str, Move]:
    """Return the moves of files in folders that the templates moved, by where they stand."""
    folders = project.folders.new
    if not folders:
        return {}
    going = {path for path in project.yours.others if moved_path(path, folders) != path}
    return {path: Move(path, moved_path(path, folders)) for path, _ in _own_files(project, going)}


def carry_own(project: Project, moves: Mapping[str, Move], stuck: Mapping[Move, str], added: Collection[str]) -> None:
    """Write down what becomes of these files; those where the templates add one (`added`) are compared with it."""
    if not moves and not project.following.modules:
        return
    paths = project.yours.others if project.following.modules else moves
    for path, entry in _own_files(project, paths):
        if path not in added or path in moves:
            move = moves.get(path)
            _carry(project, path, entry, move, stuck.get(move) if move else None)


def _own_files(project: Project, paths: Iterable[str]) -> Iterator[tuple[str, Entry]]:
    tracked = set(project.places.at.values())
    for path in sorted(paths):
        entry = project.yours.entry(path)
        if path not in tracked and entry is not None and project.yours.is_file(path):
            yield path, entry


def _carry(project: Project, path: str, entry: Entry, move: Move | None, obstacle: str | None) -> None:
    target = move.target if move and not obstacle else path
    file = NewFile(project.following.follow(path, entry.content), entry.mode)
    project.draft.put(target, file, path)
    project.draft.note(project.following.notes(target, file.content, b""))
    followed = file.content != entry.content
    if move and obstacle:
        reason = f"the templates moved its folder, so that it belongs at {move.target}, but {obstacle}"
        project.draft.ask(Conflict(path, "blocked", reason, yours=NewFile(entry.content, entry.mode)))
    elif target != path:
        reason = "your own file; the templates moved its folder" + ("; its imports follow" if followed else "")
        project.draft.say(Item("moved", target, reason, path))
    elif followed:
        project.draft.say(Item("updated", path, "your own file; its imports follow the package's new name"))

"""What an update has to do, case by case: plain data, so that any way of updating can be held to it.

Each scenario says what the templates wrote (`base`), what stands in the project (`yours`), what the templates write now
(`new`), and then everything that an update gives: the lines of the plan, the conflicts, and every file afterwards.
"""

from collections.abc import Mapping
from typing import NamedTuple

from scaffold.merge import Labels, Records
from scaffold.project.model import LINK
from tests.merge.memory import Content, File, Files, Link, Standing

LABELS = Labels(new="template 2")

ItemRow = tuple[str, str] | tuple[str, str, str]
"""Kind and path; where it moved, the source too."""

ConflictRow = tuple[str, str] | tuple[str, str, tuple[tuple[int, int], ...]]
"""Path and kind; with markers, the first and the last line of each."""


class Scenario(NamedTuple):
    """A case and its one right outcome. `moved` is what the lock knows of the user's moves."""

    name: str
    base: Files
    yours: Standing
    new: Files
    files: Standing
    items: tuple[ItemRow, ...] = ()
    conflicts: tuple[ConflictRow, ...] = ()
    records: Records = Records()
    moved: Mapping[str, str] = {}
    notes: tuple[tuple[str, int], ...] = ()


def text(*lines: str) -> str:
    """Return lines as a text."""
    return "".join(f"{line}\n" for line in lines)


def conflict(yours: tuple[str, ...], base: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines of a conflict."""
    return ("<<<<<<< yours", *yours, "||||||| last generated", *base, "=======", *new, ">>>>>>> template 2")


A = text(*"abcdefgh")
MINE = A.replace("b\n", "b, mine\n")
THEIRS = A.replace("g\n", "g, theirs\n")
BOTH = MINE.replace("g\n", "g, theirs\n")
CLASH = A.replace("b\n", "b, theirs\n")
CLASHED = text("a", *conflict(("b, mine",), ("b",), ("b, theirs",)), *"cdefgh")
OTHER = text("quite", "another", "text", "that", "has", "nothing", "in", "common")
LONG = text(*(f"line {number}" for number in range(20)))
PNG, PNG_MINE, PNG_THEIRS = b"\x89PNG\0one", b"\x89PNG\0mine", b"\x89PNG\0theirs"


def moved(content: Content, template: str) -> File:
    """Return a file with the template of another path."""
    file = content if isinstance(content, File) else File(content)
    return file._replace(template=template)


def link(target: str) -> File:
    """Return a link that the templates write."""
    return File(target, LINK)


PLAIN = (
    Scenario("nothing happened", {"f": A}, {"f": A}, {"f": A}, {"f": A}),
    Scenario("only the templates changed", {"f": A}, {"f": A}, {"f": THEIRS}, {"f": THEIRS}, (("updated", "f"),)),
    Scenario("only you changed", {"f": A}, {"f": MINE}, {"f": A}, {"f": MINE}, (("kept", "f"),)),
    Scenario("both changed, apart", {"f": A}, {"f": MINE}, {"f": THEIRS}, {"f": BOTH}, (("merged", "f"),)),
    Scenario("both made the same change", {"f": A}, {"f": MINE}, {"f": MINE}, {"f": MINE}, (("kept", "f"),)),
    Scenario(
        "both changed the same line",
        {"f": A},
        {"f": MINE},
        {"f": CLASH},
        {"f": CLASHED},
        (("conflict", "f"),),
        (("f", "lines", ((2, 8),)),),
    ),
    Scenario(
        "both changed lines beside each other",
        {"f": A},
        {"f": MINE},
        {"f": A.replace("c\n", "c, theirs\n")},
        {"f": text("a", *conflict(("b, mine", "c"), ("b", "c"), ("b", "c, theirs")), *"defgh")},
        (("conflict", "f"),),
        (("f", "lines", ((2, 11),)),),
    ),
    Scenario(
        "both inserted at the same place, the same beginning",
        {"f": A},
        {"f": A.replace("d\n", "d\nsame\nmine\n")},
        {"f": A.replace("d\n", "d\nsame\ntheirs\n")},
        {"f": text(*"abcd", "same", *conflict(("mine",), (), ("theirs",)), *"efgh")},
        (("conflict", "f"),),
        (("f", "lines", ((6, 11),)),),
    ),
    Scenario(
        "two conflicts and a clean change in one file",
        {"f": LONG},
        {"f": LONG.replace("line 2\n", "mine 2\n").replace("line 10\n", "mine 10\n").replace("line 19\n", "mine 19\n")},
        {"f": LONG.replace("line 2\n", "theirs 2\n").replace("line 15\n", "theirs 15\n").replace("line 19\n", "")},
        {
            "f": text("line 0", "line 1", *conflict(("mine 2",), ("line 2",), ("theirs 2",)))
            + text(*(f"line {number}" for number in range(3, 10)), "mine 10")
            + text(*(f"line {number}" for number in range(11, 15)), "theirs 15", "line 16", "line 17", "line 18")
            + text(*conflict(("mine 19",), ("line 19",), ()))
        },
        (("conflict", "f"),),
        (("f", "lines", ((3, 9), (26, 31))),),
    ),
    Scenario(
        "no line feed at the end of yours",
        {"f": A},
        {"f": A[:-1]},
        {"f": "new\n" + A},
        {"f": "new\n" + A[:-1]},
        (("merged", "f"),),
    ),
    Scenario(
        "a checkout with CR LF, updated",
        {"f": A},
        {"f": A.replace("\n", "\r\n")},
        {"f": THEIRS},
        {"f": THEIRS.replace("\n", "\r\n")},
        (("updated", "f"),),
    ),
    Scenario(
        "a checkout with CR LF and a BOM, merged",
        {"f": A},
        {"f": "\ufeff" + MINE.replace("\n", "\r\n")},
        {"f": THEIRS},
        {"f": "\ufeff" + BOTH.replace("\n", "\r\n")},
        (("merged", "f"),),
    ),
    Scenario(
        "one line of yours ends otherwise",
        {"f": A},
        {"f": A.replace("b\n", "b\r\n")},
        {"f": THEIRS},
        {"f": THEIRS.replace("b\n", "b\r\n")},
        (("merged", "f"),),
    ),
    Scenario(
        "the templates change to CR LF",
        {"f": A},
        {"f": MINE},
        {"f": A.replace("\n", "\r\n")},
        {"f": MINE.replace("\n", "\r\n")},
        (("merged", "f"),),
    ),
    Scenario(
        "no UTF-8",
        {"f": A},
        {"f": A.encode().replace(b"b\n", b"\xff\xfe\n")},
        {"f": THEIRS},
        {"f": THEIRS.encode().replace(b"b\n", b"\xff\xfe\n")},
        (("merged", "f"),),
    ),
    Scenario(
        "lines that look like markers",
        {"f": "<<<<<<< yours\n" + A + "=======\n"},
        {"f": "<<<<<<< yours\n" + MINE + "=======\n"},
        {"f": "<<<<<<< yours\n" + CLASH + "=======\n"},
        {
            "f": text("<<<<<<< yours", "a", "<<<<<<<< yours", "b, mine", "|||||||| last generated", "b")
            + text("========", "b, theirs", ">>>>>>>> template 2", *"cdefgh", "=======")
        },
        (("conflict", "f"),),
        (("f", "lines", ((3, 9),)),),
    ),
)

KINDS = (
    Scenario(
        "a binary, changed by the templates",
        {"logo.png": PNG},
        {"logo.png": PNG},
        {"logo.png": PNG_THEIRS},
        {"logo.png": PNG_THEIRS},
        (("updated", "logo.png"),),
    ),
    Scenario(
        "a binary, changed by both",
        {"logo.png": PNG},
        {"logo.png": PNG_MINE},
        {"logo.png": PNG_THEIRS},
        {"logo.png": PNG_MINE},
        (("conflict", "logo.png"),),
        (("logo.png", "binary"),),
    ),
    Scenario(
        "a text that becomes binary",
        {"f": A},
        {"f": MINE},
        {"f": PNG},
        {"f": MINE},
        (("conflict", "f"),),
        (("f", "binary"),),
    ),
    Scenario(
        "you made it executable, the templates changed it",
        {"run": A},
        {"run": File(A, 0o755)},
        {"run": THEIRS},
        {"run": File(THEIRS, 0o755)},
        (("merged", "run"),),
    ),
    Scenario(
        "the templates made it executable, you changed it",
        {"run": A},
        {"run": MINE},
        {"run": File(A, 0o755)},
        {"run": File(MINE, 0o755)},
        (("merged", "run"),),
    ),
    Scenario(
        "you replaced a file by a link",
        {"f": A, "g": A},
        {"f": Link("elsewhere"), "g": Link("elsewhere")},
        {"f": THEIRS, "g": A},
        {"f": Link("elsewhere"), "g": Link("elsewhere")},
        (("conflict", "f"),),
        (("f", "blocked"),),
    ),
    Scenario(
        "you replaced a file by a folder",
        {"f": A},
        {"f/mine": OTHER},
        {"f": THEIRS},
        {"f/mine": OTHER},
        (("conflict", "f"),),
        (("f", "blocked"),),
    ),
    Scenario(
        "you replaced a folder by a link that points out of the project",
        {"d/f": A},
        {"d": Link("../outside")},
        {"d/f": THEIRS, "d/g": OTHER},
        {"d": Link("../outside")},
        (("conflict", "d/f"), ("conflict", "d/g")),
        (("d/f", "blocked"), ("d/g", "blocked")),
    ),
    Scenario(
        "the templates turn a file into a folder",
        {"conf": A},
        {"conf": A},
        {"conf/f": OTHER},
        {"conf/f": OTHER},
        (("deleted", "conf"), ("added", "conf/f")),
    ),
    Scenario(
        "the templates turn a file that you changed into a folder",
        {"conf": A},
        {"conf": MINE},
        {"conf/f": OTHER},
        {"conf": MINE},
        (("conflict", "conf"), ("conflict", "conf/f")),
        (("conf", "deleted"), ("conf/f", "blocked")),
    ),
)

ADDED = (
    Scenario("a new file", {}, {}, {"f": A}, {"f": A}, (("added", "f"),)),
    Scenario("both added, the same", {}, {"f": A}, {"f": A}, {"f": A}, (("kept", "f"),)),
    Scenario(
        "both added, different",
        {},
        {"f": MINE},
        {"f": CLASH},
        {"f": text("a", *conflict(("b, mine",), (), ("b, theirs",)), *"cdefgh")},
        (("conflict", "f"),),
        (("f", "added", ((2, 7),)),),
    ),
    Scenario(
        "both added a binary",
        {},
        {"f": PNG_MINE},
        {"f": PNG_THEIRS},
        {"f": PNG_MINE},
        (("conflict", "f"),),
        (("f", "added"),),
    ),
    Scenario(
        "both added, and it is written once only",
        {},
        {"f": MINE},
        {"f": File(CLASH, ownership="seeded")},
        {"f": MINE},
        (("kept", "f"),),
    ),
    Scenario(
        "a new file that differs from yours only in case",
        {},
        {"README.md": OTHER},
        {"readme.md": A},
        {"README.md": OTHER},
        (("conflict", "readme.md"),),
        (("readme.md", "blocked"),),
    ),
    Scenario(
        "a new file where you have a folder",
        {},
        {"f/mine": OTHER},
        {"f": A},
        {"f/mine": OTHER},
        (("conflict", "f"),),
        (("f", "blocked"),),
    ),
)

DELETED = (
    Scenario("the templates deleted it", {"f": A}, {"f": A}, {}, {}, (("deleted", "f"),)),
    Scenario(
        "the templates deleted what you changed",
        {"f": A},
        {"f": MINE},
        {},
        {"f": MINE},
        (("conflict", "f"),),
        (("f", "deleted"),),
    ),
    Scenario("you deleted it", {"f": A}, {}, {"f": A}, {}),
    Scenario("you deleted what the templates changed", {"f": A}, {}, {"f": THEIRS}, {}, (("kept", "f"),)),
    Scenario("both deleted it", {"f": A}, {}, {}, {}),
    Scenario(
        "you deleted it and have a new file of your own",
        {"f": A},
        {"mine": OTHER},
        {"f": THEIRS},
        {"mine": OTHER},
        (("kept", "f"),),
    ),
)

OWNED = (
    Scenario(
        "written once: never touched again",
        {"f": File(A, ownership="seeded"), "g": File(A, ownership="seeded")},
        {"f": MINE, "g": A},
        {"f": File(CLASH, ownership="seeded"), "g": File(CLASH, ownership="seeded")},
        {"f": MINE, "g": A},
        (("kept", "f"),),
    ),
    Scenario(
        "written once: gone from the templates",
        {"f": File(A, ownership="seeded")},
        {"f": A},
        {},
        {"f": A},
        (("kept", "f"),),
    ),
    Scenario(
        "written once: moves with its template",
        {"a/f": File(A, ownership="seeded")},
        {"a/f": MINE},
        {"b/f": File(CLASH, template="a/f", ownership="seeded")},
        {"b/f": MINE},
        (("moved", "b/f", "a/f"),),
    ),
    Scenario(
        "generated only: replaced",
        {"f": File(A, ownership="derived")},
        {"f": A},
        {"f": File(OTHER, ownership="derived")},
        {"f": OTHER},
        (("updated", "f"),),
    ),
    Scenario(
        "generated only: edited by hand",
        {"f": File(A, ownership="derived"), "g": File(A, ownership="derived")},
        {"f": MINE, "g": MINE},
        {"f": File(THEIRS, ownership="derived"), "g": File(A, ownership="derived")},
        {"f": MINE, "g": MINE},
        (("conflict", "f"), ("kept", "g")),
        (("f", "derived"),),
    ),
    Scenario(
        "generated only: the same on both sides",
        {"f": File(A, ownership="derived")},
        {"f": OTHER},
        {"f": File(OTHER, ownership="derived")},
        {"f": OTHER},
        (("kept", "f"),),
    ),
)

MOVED = (
    Scenario(
        "you moved it, the templates changed it",
        {"f": A},
        {"mine/f": A},
        {"f": THEIRS},
        {"mine/f": THEIRS},
        (("updated", "mine/f"),),
    ),
    Scenario(
        "you moved and changed it, the templates changed it",
        {"f": A},
        {"mine/g": MINE},
        {"f": THEIRS},
        {"mine/g": BOTH},
        (("merged", "mine/g"),),
    ),
    Scenario(
        "you moved it long ago",
        {"f": A},
        {"mine/g": OTHER},
        {"f": THEIRS},
        {
            "mine/g": text(*conflict(tuple(OTHER.split("\n")[:-1]), tuple("abcdefgh"), tuple(THEIRS.split("\n")[:-1]))),
        },
        (("conflict", "mine/g"),),
        (("mine/g", "lines", ((1, 28),)),),
        moved={"f": "mine/g"},
    ),
    Scenario(
        "you moved what the templates deleted",
        {"f": A},
        {"mine/f": A},
        {},
        {},
        (("deleted", "mine/f"),),
    ),
    Scenario(
        "the templates moved it, you changed it",
        {"f": A},
        {"f": MINE},
        {"sub/g": moved(THEIRS, "f")},
        {"sub/g": BOTH},
        (("moved", "sub/g", "f"),),
    ),
    Scenario(
        "the templates moved it by a record, you changed it",
        {"f": moved(A, "old.jinja")},
        {"f": MINE},
        {"g": moved(OTHER + THEIRS, "new.jinja")},
        {"g": OTHER + BOTH},
        (("moved", "g", "f"),),
        records=Records(templates={("service", "old.jinja"): ("service", "new.jinja")}),
    ),
    Scenario(
        "the templates moved it without a record",
        {"f": A},
        {"f": MINE},
        {"g": THEIRS},
        {"g": BOTH},
        (("moved", "g", "f"),),
    ),
    Scenario(
        "both moved it, to the same place",
        {"f": A},
        {"g": MINE},
        {"g": moved(THEIRS, "f")},
        {"g": BOTH},
        (("merged", "g"),),
    ),
    Scenario(
        "both moved it, to different places",
        {"f": A},
        {"mine": MINE},
        {"theirs": moved(THEIRS, "f")},
        {"mine": BOTH},
        (("conflict", "mine"),),
        (("mine", "moved"),),
    ),
    Scenario(
        "the templates moved it to where you have a file",
        {"f": A},
        {"f": MINE, "g": OTHER},
        {"g": moved(THEIRS, "f")},
        {"f": BOTH, "g": OTHER},
        (("conflict", "f"),),
        (("f", "blocked"),),
    ),
    Scenario(
        "the templates swapped two files",
        {"f": A, "g": OTHER},
        {"f": MINE, "g": OTHER},
        {"g": moved(A, "f"), "f": moved(OTHER, "g")},
        {"g": MINE, "f": OTHER},
        (("moved", "f", "g"), ("moved", "g", "f")),
    ),
    Scenario(
        "the templates changed only the case of a name",
        {"Readme.md": A},
        {"Readme.md": MINE},
        {"README.md": moved(A, "Readme.md")},
        {"README.md": MINE},
        (("moved", "README.md", "Readme.md"),),
    ),
    Scenario(
        "you moved a folder, the templates added a file to it",
        {"a/one": A, "a/two": OTHER, "a/__init__.py": ""},
        {"b/one": MINE, "b/two": OTHER, "b/__init__.py": ""},
        {"a/one": THEIRS, "a/two": OTHER, "a/__init__.py": "", "a/three": LONG},
        {"b/one": BOTH, "b/two": OTHER, "b/__init__.py": "", "b/three": LONG},
        (("kept", "b/__init__.py"), ("merged", "b/one"), ("added", "b/three"), ("kept", "b/two")),
    ),
    Scenario(
        "the templates moved a folder in which you have files",
        {"src/a/one": A, "src/a/sub/two": OTHER},
        {"src/a/one": MINE, "src/a/sub/two": OTHER, "src/a/sub/own": LONG, "src/own": LONG},
        {"src/b/one": moved(A, "src/a/one"), "src/b/sub/two": moved(OTHER, "src/a/sub/two")},
        {"src/b/one": MINE, "src/b/sub/two": OTHER, "src/b/sub/own": LONG, "src/own": LONG},
        (
            ("moved", "src/b/one", "src/a/one"),
            ("moved", "src/b/sub/own", "src/a/sub/own"),
            ("moved", "src/b/sub/two", "src/a/sub/two"),
        ),
    ),
    Scenario(
        "the templates moved a folder in which you renamed a file",
        {"a/one": A, "a/two": OTHER},
        {"a/uno": MINE, "a/two": OTHER},
        {"b/one": moved(THEIRS, "a/one"), "b/two": moved(OTHER, "a/two")},
        {"b/uno": BOTH, "b/two": OTHER},
        (("moved", "b/two", "a/two"), ("moved", "b/uno", "a/uno")),
    ),
    Scenario(
        "the templates moved a folder, and no longer have two files of it that stay",
        {"a/one": A, "a/edited": A, "a/seed": File(A, ownership="seeded"), "a/gone": A},
        {"a/one": A, "a/edited": MINE, "a/seed": A, "a/gone": A},
        {"b/one": moved(A, "a/one")},
        {"b/one": A, "b/edited": MINE, "b/seed": A},
        (
            ("deleted", "a/gone"),
            ("conflict", "b/edited", "a/edited"),
            ("moved", "b/one", "a/one"),
            ("moved", "b/seed", "a/seed"),
        ),
        (("b/edited", "deleted"),),
    ),
    Scenario(
        "the templates moved a folder, where you have a file of that name already",
        {"a/one": A, "a/two": OTHER},
        {"a/one": A, "a/two": OTHER, "a/own": LONG, "b/own": MINE},
        {"b/one": moved(A, "a/one"), "b/two": moved(OTHER, "a/two")},
        {"b/one": A, "b/two": OTHER, "a/own": LONG, "b/own": MINE},
        (("conflict", "a/own"), ("moved", "b/one", "a/one"), ("moved", "b/two", "a/two")),
        (("a/own", "blocked"),),
    ),
    Scenario(
        "both moved the same folder",
        {"a/one": A, "a/two": OTHER},
        {"mine/one": A, "mine/two": OTHER},
        {"theirs/one": moved(A, "a/one"), "theirs/two": moved(OTHER, "a/two"), "theirs/three": LONG},
        {"mine/one": A, "mine/two": OTHER, "mine/three": LONG},
        (("conflict", "mine/one"), ("added", "mine/three"), ("conflict", "mine/two")),
        (("mine/one", "moved"), ("mine/two", "moved")),
    ),
    Scenario(
        "an entity was renamed",
        {"handlers/user.py": moved(File(A, entity="user"), "handlers/{{ entity }}.py")},
        {"handlers/user.py": MINE},
        {"handlers/account.py": moved(File(THEIRS, entity="account"), "handlers/{{ entity }}.py")},
        {"handlers/account.py": BOTH},
        (("moved", "handlers/account.py", "handlers/user.py"),),
        records=Records(entities={"user": "account"}),
    ),
    Scenario(
        "an entity was removed and another added",
        {"user.py": moved(File(A, entity="user"), "e.py")},
        {"user.py": MINE},
        {"team.py": moved(File(A, entity="team"), "e.py")},
        {"user.py": MINE, "team.py": A},
        (("added", "team.py"), ("conflict", "user.py")),
        (("user.py", "deleted"),),
    ),
)

_MAIN = text("import os", "from user_service.config import Settings", "", "settings = Settings()")
_RENAMED_MAIN = _MAIN.replace("user_service", "accounts")
_OWN = text("import user_service.config", "", "# user_service", "print(user_service.config.Settings())")

PACKAGES = (
    Scenario(
        "the package was renamed, with files of the user's own",
        {"src/user_service/main.py": moved(_MAIN, "main.py"), "pyproject.toml": 'packages = ["user_service"]\n'},
        {
            "src/user_service/main.py": _MAIN + text("", "from user_service.mine import own", "own()"),
            "src/user_service/mine.py": _OWN,
            "pyproject.toml": 'packages = ["user_service"]\n',
            "run.sh": "uvicorn user_service.main:app\n",
            "script.py": 'from user_service import main\n\nprint("user_service.main:app")\n',
        },
        {"src/accounts/main.py": moved(_RENAMED_MAIN, "main.py"), "pyproject.toml": 'packages = ["accounts"]\n'},
        {
            "src/accounts/main.py": _RENAMED_MAIN + text("", "from accounts.mine import own", "own()"),
            "src/accounts/mine.py": text(
                "import accounts.config", "", "# user_service", "print(accounts.config.Settings())"
            ),
            "pyproject.toml": 'packages = ["accounts"]\n',
            "run.sh": "uvicorn user_service.main:app\n",
            "script.py": 'from accounts import main\n\nprint("user_service.main:app")\n',
        },
        (
            ("updated", "pyproject.toml"),
            ("updated", "script.py"),
            ("moved", "src/accounts/main.py", "src/user_service/main.py"),
            ("moved", "src/accounts/mine.py", "src/user_service/mine.py"),
        ),
        records=Records(modules={"user_service": "accounts"}),
        notes=(("run.sh", 1), ("script.py", 3), ("src/accounts/mine.py", 3)),
    ),
)

_ROUTES = text("from app.handlers import user", "from app.config import x", "", "routes = [user.router]")

MODULES = (
    Scenario(
        "you moved a package, and the templates add a module to it and import it",
        {
            "src/app/main.py": _ROUTES,
            "src/app/quiet.py": text("import app.handlers.user"),
            "src/app/handlers/__init__.py": "",
            "src/app/handlers/user.py": LONG,
        },
        {
            "src/app/main.py": _ROUTES.replace("handlers", "api") + "mine = 1\n",
            "src/app/quiet.py": text("import app.handlers.user"),
            "src/app/api/__init__.py": "",
            "src/app/api/user.py": LONG,
        },
        {
            "src/app/main.py": _ROUTES.replace("import user", "import order, user").replace("[", "[order.router, "),
            "src/app/quiet.py": text("import app.handlers.user", "", "quiet = app.handlers.user"),
            "src/app/handlers/__init__.py": "",
            "src/app/handlers/user.py": LONG,
            "src/app/handlers/order.py": text("from app.handlers.user import base"),
        },
        {
            "src/app/main.py": text(
                *("from app.api import order, user", "from app.config import x", ""),
                *("routes = [order.router, user.router]", "mine = 1"),
            ),
            "src/app/quiet.py": text("import app.api.user", "", "quiet = app.api.user"),
            "src/app/api/__init__.py": "",
            "src/app/api/user.py": LONG,
            "src/app/api/order.py": text("from app.api.user import base"),
        },
        (
            ("kept", "src/app/api/__init__.py"),
            ("added", "src/app/api/order.py"),
            ("kept", "src/app/api/user.py"),
            ("merged", "src/app/main.py"),
            ("updated", "src/app/quiet.py"),
        ),
    ),
)

_DEPS = text("[project]", "dependencies = [", '    "fastapi",', '    "sqlalchemy",', "]")

STRUCTURE = (
    Scenario(
        "a dependency on both sides",
        {"pyproject.toml": _DEPS},
        {"pyproject.toml": _DEPS.replace('y",\n', 'y",\n    "mine",\n')},
        {"pyproject.toml": _DEPS.replace('y",\n', 'y",\n    "theirs",\n')},
        {"pyproject.toml": _DEPS.replace('y",\n', 'y",\n    "mine",\n    "theirs",\n')},
        (("merged", "pyproject.toml"),),
    ),
    Scenario(
        "the same value of a key changed on both sides",
        {"pyproject.toml": text("[a]", "b = 1")},
        {"pyproject.toml": text("[a]", "b = 2")},
        {"pyproject.toml": text("[a]", "b = 3")},
        {"pyproject.toml": text("[a]", *conflict(("b = 2",), ("b = 1",), ("b = 3",)))},
        (("conflict", "pyproject.toml"),),
        (("pyproject.toml", "lines", ((2, 8),)),),
    ),
    Scenario(
        "an import on both sides, in a checkout with CR LF",
        {"a.py": text("import os", "", "print(os)")},
        {"a.py": text("import json", "import os", "", "print(os, json)").replace("\n", "\r\n")},
        {"a.py": text("import ast", "import os", "", "print(os)", "print(ast)")},
        {
            "a.py": text("import ast", "import json", "import os", "", "print(os, json)", "print(ast)").replace(
                "\n", "\r\n"
            )
        },
        (("merged", "a.py"),),
    ),
)

_F, _G = text("def f():", "    return 1"), text("def g():", "    return 2")

GATE = (
    Scenario(
        "lines that merge to no valid TOML",
        {"f.toml": text("a = 1", "b = 2", "c = 3", "d = 4")},
        {"f.toml": text("new = 0", "a = 1", "b = 2", "c = 3", "d = 4")},
        {"f.toml": text("a = 1", "b = 2", "c = 3", "d = 4", "new = 9")},
        {
            "f.toml": text(
                *conflict(
                    ("new = 0", "a = 1", "b = 2", "c = 3", "d = 4"),
                    ("a = 1", "b = 2", "c = 3", "d = 4"),
                    ("a = 1", "b = 2", "c = 3", "d = 4", "new = 9"),
                )
            )
        },
        (("conflict", "f.toml"),),
        (("f.toml", "invalid", ((1, 18),)),),
    ),
    Scenario(
        "lines that merge to a function defined twice",
        {"f.py": "import os\n\n\n" + _F + "\n\nX = 1\nY = 2\n"},
        {"f.py": "import os\n\n\n" + _G + "\n\n" + _F + "\n\nX = 1\nY = 2\n"},
        {"f.py": "import os\n\n\n" + _F + "\n\nX = 1\nY = 2\n\n\n" + _G},
        {
            "f.py": "import os\n\n\n"
            + text(
                *conflict(
                    tuple((_G + "\n\n" + _F + "\n\nX = 1\nY = 2\n").split("\n")[:-1]),
                    tuple((_F + "\n\nX = 1\nY = 2\n").split("\n")[:-1]),
                    tuple((_F + "\n\nX = 1\nY = 2\n\n\n" + _G).split("\n")[:-1]),
                )
            )
        },
        (("conflict", "f.py"),),
        (("f.py", "invalid", ((4, 33),)),),
    ),
    Scenario(
        "a side that is invalid itself is no measure",
        {"f.json": text("{", '"a": 1,', '"b": 2', "}", "")},
        {"f.json": text("{{{", '"a": 1,', '"b": 2', "}", "")},
        {"f.json": text("{", '"a": 1,', '"b": 2', "}", "", "")},
        {"f.json": text("{{{", '"a": 1,', '"b": 2', "}", "", "")},
        (("merged", "f.json"),),
    ),
)

SCENARIOS = (*PLAIN, *KINDS, *ADDED, *DELETED, *OWNED, *MOVED, *PACKAGES, *MODULES, *STRUCTURE, *GATE)

_UP = "../AGENTS.md"
_OTHER = "../GUIDE.md"

LINKS = (
    Scenario("a link stays", {"d/l": link(_UP)}, {"d/l": Link(_UP)}, {"d/l": link(_UP)}, {"d/l": Link(_UP)}),
    Scenario("a new link", {}, {}, {"d/l": link(_UP)}, {"d/l": Link(_UP)}, (("added", "d/l"),)),
    Scenario(
        "a new link to a Python file, in a project whose package moved",
        {"src/a/x.py": moved("x = 1\n", "x")},
        {"src/a/x.py": "x = 1\n"},
        {"src/b/x.py": moved("x = 1\n", "x"), "l.py": link("src/b/x.py")},
        {"src/b/x.py": "x = 1\n", "l.py": Link("src/b/x.py")},
        (("added", "l.py"), ("moved", "src/b/x.py", "src/a/x.py")),
        records=Records(modules={"a": "b"}),
    ),
    Scenario("both added the same link", {}, {"l": Link("a")}, {"l": link("a")}, {"l": Link("a")}, (("kept", "l"),)),
    Scenario(
        "both added a link, to different files",
        {},
        {"l": Link("a")},
        {"l": link("b")},
        {"l": Link("a")},
        (("conflict", "l"),),
        (("l", "added"),),
    ),
    Scenario(
        "you added a file where the templates add a link",
        {},
        {"l": "a"},
        {"l": link("a")},
        {"l": "a"},
        (("conflict", "l"),),
        (("l", "added"),),
    ),
    Scenario(
        "you added a link where the templates add a file",
        {},
        {"l": Link("a")},
        {"l": A},
        {"l": Link("a")},
        (("conflict", "l"),),
        (("l", "blocked"),),
    ),
    Scenario(
        "the templates changed a link",
        {"d/l": link(_UP)},
        {"d/l": Link(_UP)},
        {"d/l": link(_OTHER)},
        {"d/l": Link(_OTHER)},
        (("updated", "d/l"),),
    ),
    Scenario(
        "you changed a link",
        {"d/l": link(_UP)},
        {"d/l": Link(_OTHER)},
        {"d/l": link(_UP)},
        {"d/l": Link(_OTHER)},
        (("kept", "d/l"),),
    ),
    Scenario(
        "both changed a link, alike",
        {"d/l": link(_UP)},
        {"d/l": Link(_OTHER)},
        {"d/l": link(_OTHER)},
        {"d/l": Link(_OTHER)},
        (("kept", "d/l"),),
    ),
    Scenario(
        "both changed a link",
        {"d/l": link(_UP)},
        {"d/l": Link("../MINE.md")},
        {"d/l": link(_OTHER)},
        {"d/l": Link("../MINE.md")},
        (("conflict", "d/l"),),
        (("d/l", "binary"),),
    ),
    Scenario("the templates deleted a link", {"l": link("a")}, {"l": Link("a")}, {}, {}, (("deleted", "l"),)),
    Scenario(
        "the templates deleted a link that you changed",
        {"l": link("a")},
        {"l": Link("b")},
        {},
        {"l": Link("b")},
        (("conflict", "l"),),
        (("l", "deleted"),),
    ),
    Scenario(
        "you deleted a link",
        {"l": link("a")},
        {},
        {"l": link("b")},
        {},
        (("kept", "l"),),
    ),
    Scenario(
        "a deleted link is not found in a file that says the same",
        {"l.md": link("AGENTS.md")},
        {"m.md": "AGENTS.md"},
        {"l.md": link("AGENTS.md")},
        {"m.md": "AGENTS.md"},
    ),
    Scenario("you replaced a link by a file", {"l": link("a")}, {"l": "a"}, {"l": link("a")}, {"l": "a"}),
    Scenario(
        "you replaced a link by a file, the templates changed it",
        {"l": link("a")},
        {"l": A},
        {"l": link("b")},
        {"l": A},
        (("conflict", "l"),),
        (("l", "blocked"),),
    ),
    Scenario(
        "you replaced a link by a folder, the templates changed it",
        {"l": link("a")},
        {"l/f": A},
        {"l": link("b")},
        {"l/f": A},
        (("conflict", "l"),),
        (("l", "blocked"),),
    ),
    Scenario("a link becomes a file", {"l": link("a")}, {"l": Link("a")}, {"l": A}, {"l": A}, (("updated", "l"),)),
    Scenario("a file becomes a link", {"l": A}, {"l": A}, {"l": link("a")}, {"l": Link("a")}, (("updated", "l"),)),
    Scenario(
        "a link that you changed becomes a file",
        {"l": link("a")},
        {"l": Link("b")},
        {"l": A},
        {"l": Link("b")},
        (("conflict", "l"),),
        (("l", "binary"),),
    ),
    Scenario(
        "a file that you changed becomes a link",
        {"l": A},
        {"l": MINE},
        {"l": link("a")},
        {"l": MINE},
        (("conflict", "l"),),
        (("l", "binary"),),
    ),
    Scenario(
        "a link becomes a folder",
        {"l": link("a")},
        {"l": Link("a")},
        {"l/f": A},
        {"l/f": A},
        (("deleted", "l"), ("added", "l/f")),
    ),
    Scenario(
        "the templates moved a folder in which you changed a link",
        {"d/f": moved(A, "f"), "d/l": moved(link(_UP), "l"), "d/k": moved(link("f"), "k")},
        {"d/f": A, "d/l": Link(_OTHER), "d/k": Link("f")},
        {"e/f": moved(A, "f"), "e/l": moved(link(_UP), "l"), "e/k": moved(link("l"), "k")},
        {"e/f": A, "e/l": Link(_OTHER), "e/k": Link("l")},
        (("moved", "e/f", "d/f"), ("moved", "e/k", "d/k"), ("moved", "e/l", "d/l")),
    ),
    Scenario(
        "a changed link is only generated",
        {"l": link("a")._replace(ownership="derived")},
        {"l": Link("b")},
        {"l": link("c")._replace(ownership="derived")},
        {"l": Link("b")},
        (("conflict", "l"),),
        (("l", "derived"),),
    ),
    Scenario(
        "a link that is written once",
        {"l": link("a")._replace(ownership="seeded")},
        {"l": Link("a")},
        {"l": link("b")._replace(ownership="seeded")},
        {"l": Link("a")},
    ),
)
"""Only templates of copier write links."""

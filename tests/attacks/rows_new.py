"""What a stranger leaves where a project is to be made, or taken over from another tool."""

from tests.attacks.given import Given, file, folder, link, pipe
from tests.attacks.table import Attack, harmless, refused

STAGE = "../empty/.scaffold-unfinished-00000000"
NEW = "new thing-service --output ../empty --no-git"
HERE = "new thing-service --output .. --no-git"
LATER = 4_000_000_000
"""Seconds since 1970 that are still to come."""

CRUFT, ANSWERS = "../empty/.cruft.json", "../empty/.copier-answers.yml"


def stage(journal: str, place: str = "../thing-service/.scaffold-unfinished-00000000") -> Given:
    """A folder as a killed run leaves it in the target, with a journal that is dated in the future."""
    return file(f"{place}/tree/x", "x") & file(f"{place}/journal", journal, when=LATER) & file(f"{place}/../README.md")


ROWS = (
    Attack(
        "a journal of a new project moves a sibling", stage('["../outside"]'), HERE, refused("was not written by you")
    ),
    Attack("a journal of a new project moves a file", stage('["README.md"]'), HERE, refused("was not written by you")),
    Attack(
        "a journal of a new project is nested deeply", stage("[" * 100_000), HERE, refused("was not written by you")
    ),
    Attack(
        "a journal of a new project is a pipe",
        stage("") & pipe("../thing-service/.scaffold-unfinished-00000000/journal"),
        HERE,
        refused("scaffold keeps something of its own"),
    ),
    Attack("an unfinished project is a link", link(STAGE, "{outside}"), NEW, harmless()),
    Attack(
        "the tree of an unfinished project is a link",
        folder(STAGE) & link(f"{STAGE}/tree", "{outside}"),
        NEW,
        harmless(),
    ),
    Attack("the target is a link", link("../empty/thing-service", "{outside}"), NEW, refused("is a link")),
    Attack("cruft's record is a pipe", pipe(CRUFT), "adopt", refused(), where="{empty}"),
    Attack("cruft's record leads to a device", link(CRUFT, "/dev/zero"), "adopt", refused(), where="{empty}"),
    Attack(
        "cruft's record is nested deeply",
        file(CRUFT, "[" * 100_000),
        "adopt",
        refused("in each other"),
        where="{empty}",
    ),
    Attack("cruft's record is no text", file(CRUFT, b"\xff"), "adopt", refused("not UTF-8"), where="{empty}"),
    Attack("copier's answers are a pipe", pipe(ANSWERS), "adopt", refused(), where="{empty}"),
    Attack(
        "copier's answers are nested deeply",
        file(ANSWERS, "[" * 9_000),
        "adopt",
        refused("in each other"),
        where="{empty}",
    ),
    Attack(
        "copier's answers name an object of Python",
        file(ANSWERS, '_src_path: !!python/object/apply:os.system ["{evil}"]\n'),
        "adopt",
        refused(),
        where="{empty}",
    ),
    Attack(
        "cruft's record names a program as its template",
        file(CRUFT, '{"template": "ext::{evil}", "commit": "1", "context": {"cookiecutter": {}}}'),
        "adopt",
        refused(),
        where="{empty}",
    ),
    Attack(
        "settings beside cruft's record are a pipe",
        pipe("../empty/pyproject.toml")
        & file(CRUFT, '{"template": "x", "commit": "1", "context": {"cookiecutter": {}}}'),
        "adopt",
        refused(),
        where="{empty}",
    ),
)

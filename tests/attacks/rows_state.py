"""What a stranger commits in the place of the project's state."""

from tests.attacks.given import file, link, replaced
from tests.attacks.table import Attack, harmless, refused

LOOKING = "status; diff; update --check; update --dry-run"

ROWS = (
    Attack(
        "stage is a link, and a file is explained",
        link(".scaffold/stage", "{outside}"),
        "explain README.md",
        harmless(),
    ),
    Attack(
        "the spec includes a file outside",
        file("service.tusk", '@include("{outside}/secret")\n'),
        "status; update --check",
        refused(),
    ),
    Attack(
        "a template's file is a link to one outside", link("README.md", "{outside}/secret"), LOOKING, harmless(0, 3, 4)
    ),
    Attack(
        "a newer scaffold wrote the lock",
        replaced(".scaffold/lock.toml", "format = 1", "format = 2"),
        LOOKING,
        refused("was written by scaffold"),
    ),
)

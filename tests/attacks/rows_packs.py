"""What a stranger writes into a pack of scaffold's own format, which nobody trusts."""

from collections.abc import Mapping

from tests.attacks.given import Given, pack
from tests.attacks.rows_templates import ENDLESS, GREEDY, HUGE
from tests.attacks.table import Attack, Expected, harmless, refused

MANIFEST = 'name = "style"\ntitle = "House style"\ndoc = "What a stranger adds."\nneeds = ["service"]\n'
NEW = "new thing-service --pack {packs}/p --no-git"


def house(files: Mapping[str, str], manifest: str = "") -> Given:
    """A pack of one feature, which is on."""
    return pack(
        {"features/style/feature.toml": MANIFEST + manifest} | {f"features/style/{p}": t for p, t in files.items()}
    )


def row(what: str, given: Given, expected: Expected, typed: str = NEW) -> Attack:
    return Attack(what, given, typed, expected, where="{empty}")


STATE = ".scaffold/journal.json", ".Scaffold/stage/new/0", "a/.scaffold/x", ".scaffold./x", ".scaffold /x", "scaffo~1/x"

ROWS = (
    row("a pack does what it may", house({"files/STYLE.md.jinja": "{{ service.name }}\n"}), harmless()),
    *(row(f"a pack writes {path}", house({f"files/{path}": "{}"}), refused()) for path in STATE),
    *(
        row(f"a pack makes the name {path}", house({f"files/{{{{ '{path}' }}}}": "x"}), refused())
        for path in (".git", ".GIT", ".scaffold", "..", "\\x2fetc", "..\\x2f..\\x2fx")
    ),
    row("a pack writes through a part of a name", house({"files/{{ '.' }}git/{{ 'hooks' }}/x": "x"}), refused("git")),
    row(
        "a pack's template has no end",
        house({"files/a.txt.jinja": ENDLESS}),
        refused("feature 'style', files/a.txt.jinja", "takes more than 2 s of processor time", "--trust"),
    ),
    row(
        "a pack's name has no end",
        house({"files/{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}a": "x"}),
        refused("feature 'style'", "takes more than 2 s", "--trust"),
    ),
    row(
        "a pack's slot has no end",
        house({"files/a.txt.jinja": "{{ slot('b') }}", "slots/b.jinja": ENDLESS}),
        refused("feature 'style'", "takes more than 2 s", "--trust"),
    ),
    row(
        "a pack's setting has no end",
        house(
            {},
            f'[[settings]]\nname = "x"\nannotation = "str"\nenv = "X"\ndoc = "One."\ndefault = \'{ENDLESS}\'\n',
        ),
        refused("feature 'style'", "takes more than 2 s", "--trust"),
    ),
    row(
        "a file laid over a feature has no end",
        pack({"service/files/a.txt.jinja": ENDLESS}),
        refused("feature 'service', files/a.txt.jinja", "takes more than 2 s"),
    ),
    row(
        "a pack's template takes all memory",
        house({"files/a.txt.jinja": GREEDY}),
        refused("feature 'style', files/a.txt.jinja", "takes more than 512 MB of memory", "--trust"),
    ),
    row(
        "a pack's template writes without end",
        house({"files/a.txt.jinja": HUGE}),
        refused("feature 'style', files/a.txt.jinja", "takes more than 2 MB of files", "--trust"),
    ),
    row(
        "a pack's glob has no end",
        house({f"files/{'a/' * 60}b": "x"}, f'[ownership]\n"{"**/a/" * 40}c" = "seeded"\n'),
        refused("feature 'style'", "takes more than 2 s"),
    ),
    row(
        "a pack's template prints the secrets of Python",
        house({"files/a.jinja": "{{ ''.__class__.__mro__ }}"}),
        refused("unsafe"),
    ),
    row(
        "a pack's template is nested without end",
        house({"files/a.jinja": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"}),
        refused("RecursionError"),
    ),
    row(
        "a pack's template includes a file outside",
        house({"files/a.jinja": "{% include 'style/../../../../outside/secret' %}"}),
        refused("no template"),
    ),
    row("a pack has Python", house({"prepare.py": "open('{ran}', 'w')"}), refused("would run code of its own")),
)

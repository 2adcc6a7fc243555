"""What a stranger writes into a pack of scaffold's own format, which nobody trusts."""

from collections.abc import Mapping

from tests.attacks.given import Given, appended, pack, pack_link, pack_pipe
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


def formed(pattern: str) -> str:
    """A key of the spec whose values have a form."""
    key = f"{{type = 'string', doc = 'One.', default = 'b', pattern = '{pattern}'}}"
    return f"[sections.style]\ndoc = 'Style.'\nkeys.x = {key}\n"


PATTERN = {"files/STYLE.md.jinja": "{{ spec.style.x }}\n"}
STATE = ".scaffold/journal.json", ".Scaffold/stage/new/0", "a/.scaffold/x", ".scaffold./x", ".scaffold /x", "scaffo~1/x"

LOCKED = '\n[[packs]]\nkind = "scaffold"\nsource = "{packs}/p"\ndigest = ""\ntrusted = true\n'
LOOKING = "status; explain README.md"

ROWS = (
    Attack(
        "the lock names a pack without an end, as if it were trusted",
        house({"files/a.txt.jinja": ENDLESS}) & appended(".scaffold/lock.toml", LOCKED),
        LOOKING,
        refused("feature 'style', files/a.txt.jinja", "takes more than 2 s"),
    ),
    Attack(
        "the lock names a pack with Python, as if it were trusted",
        house({"prepare.py": "open('{ran}', 'w')"}) & appended(".scaffold/lock.toml", LOCKED),
        "status; update --check; update",
        Expected((0, 1, 4)),
    ),
    Attack(
        "the lock names a template with filters",
        pack({"copier.yml": "name: x\n", "a.txt.jinja": "{{ ['{outside}/*']|map('fileglob')|list }}"})
        & appended(".scaffold/lock.toml", LOCKED.replace('"scaffold"', '"copier"')),
        "status; update --check; update",
        Expected((0, 1, 4)),
    ),
    Attack(
        "an answer in the lock is deep",
        appended(".scaffold/lock.toml", f"{LOCKED}answers.x = '{'[' * 10_000}'\n"),
        "status; diff; update --check",
        refused("lock.toml"),
    ),
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
    row(
        "a manifest is deep in lists",
        house({}, f"[sections.style]\ndoc = 'Style.'\nkeys.x.default = {'[' * 10_000}{']' * 10_000}\n"),
        refused("style/feature.toml", "stand in each other"),
    ),
    row(
        "a manifest is deep in tables",
        house({}, f"[sections.style.keys.x.default{'.a' * 10_000}]\ny = 1\n"),
        refused("style/feature.toml", "stand in each other"),
    ),
    row("a manifest has no end", house({}, "# a line of nothing at all\n" * 1_200_000), refused("larger than 256 KB")),
    row(
        "a manifest has faults without end",
        house({}, "\n".join(f"x{number} = 1" for number in range(20_000))),
        refused("faults"),
    ),
    row("a condition has no end", house({}, f"when = '{'not ' * 50_000}true'\n"), refused("`when`", "at most 1000")),
    row("a condition is deep", house({}, f"when = '{'(' * 400}true{')' * 400}'\n"), refused("`when`")),
    row(
        "a pattern takes for ever to say no",
        house(PATTERN, formed("(a+)+b")),
        refused("does not have the form"),
        f"{NEW} --set style.x={'a' * 60}",
    ),
    row(
        "a pattern that only Python's engine knows",
        house({}, formed(r"(a)\1")),
        refused("pattern", "not trusted", "backreferences"),
    ),
    row(
        "a table of versions is deep", house({}) & pack({"tested.toml": f"x = {'[' * 10_000}"}), refused("tested.toml")
    ),
    row(
        "a lock has no end",
        house({}) & pack({"tested.toml": "", "requirements.lock": "x==1\n" * 1_000_000}),
        refused("larger than 4096 KB"),
    ),
    row(
        "a starting spec has no end",
        house({}) & pack({"starter.tusk": "# x\n" * 1_000_000}),
        refused("larger than 256 KB"),
    ),
    *(
        row(
            f"a pipe for {path}",
            house({"files/a": "x"}) & pack_pipe(path),
            refused("the pack p has a pipe or a device in it"),
        )
        for path in ("features/style/files/pipe", "features/style/files/pipe.jinja", "tested.toml", "starter.tusk")
    ),
    *(
        row(
            f"a link for {path}",
            house({"files/a": "x"}) & pack_link(path, target),
            refused("a link that leads out of it"),
        )
        for path, target in (
            ("features/style/files/zero", "/dev/zero"),
            ("features/style/files/a.jinja", "{outside}/secret"),
            ("features/style/slots", "{outside}"),
            ("service", "{outside}"),
            ("tested.toml", "/dev/zero"),
        )
    ),
    row("a link in a circle", house({"files/a": "x"}) & pack_link("features/style/files/b", "b"), refused("link")),
    row("a pack is deep", house({f"files/{'d/' * 150}a": "x"}), refused("100 folders in each other")),
    row(
        "a pack has features without end",
        pack({f"features/f{number}/feature.toml": "" for number in range(301)}),
        refused("more than 300 features"),
    ),
    row("a pack has Python", house({"prepare.py": "open('{ran}', 'w')"}), refused("would run code of its own")),
)

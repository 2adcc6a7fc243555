"""What a stranger writes into a template of copier or cookiecutter, which nobody trusts."""

from tests.attacks.given import Given, beside, beside_pipe, pack, pack_link, pack_pipe
from tests.attacks.table import Attack, Expected, harmless, refused

NEW = "new thing --pack {packs}/p --no-input"
COPIER = "name: thing\n"
TOP = "{{ cookiecutter.name }}"


def copier(text: str, settings: str = COPIER) -> Given:
    """A copier template of one file."""
    return pack({"copier.yml": settings, "a.txt.jinja": text})


def cookiecutter(text: str, name: str = "a.txt", **answers: str) -> Given:
    """A cookiecutter template of one file, with answers as defaults."""
    variables = "".join(f', "{key}": "{value}"' for key, value in answers.items())
    return pack({"cookiecutter.json": f'{{"name": "thing"{variables}}}', f"{TOP}/{name}": text})


def links(target: str, name: str) -> Given:
    """A copier template with a link that stays one."""
    settings = f"_preserve_symlinks: true\n_subdirectory: template\n{COPIER}"
    return pack({"copier.yml": settings, "template/a/x": ""}) & pack_link(f"template/{name}", target)


def row(what: str, given: Given, expected: Expected, typed: str = NEW) -> Attack:
    return Attack(what, given, typed, expected, where="{empty}")


ENDLESS = "".join(f"{{% for {name} in range(99999) %}}" for name in "abc") + "{% endfor %}" * 3
HUGE = "{% for a in range(9000) %}{{ 'x' * 1000 }}{% endfor %}"
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
GREEDY = "{{ 'x' * 9000000000 }}"

ROWS = (
    *(
        row(f"copier's filter {name}", copier(f"{{{{ '{value}'|{name} }}}}"), refused(f"it uses the filter {name}"))
        for name, value in {
            "fileglob": "{outside}/*",
            "expandvars": "$HOME",
            "expanduser": "~",
            "realpath": "{outside}",
            "relpath": "{outside}",
        }.items()
    ),
    row(
        "a filter by map",
        copier("{{ ['{outside}/*']|map('fileglob')|list }}"),
        refused("it uses the filter fileglob", "--trust"),
    ),
    row(
        "a filter in a question's default",
        copier("{{ home }}", "home:\n  type: str\n  default: \"{{ '~'|expanduser }}\"\n"),
        refused("it uses the filter expanduser"),
    ),
    row(
        "a filter in a file's name",
        pack({"copier.yml": COPIER, "{{ '$HOME'|expandvars|hash }}": ""}),
        refused("it uses the filter expandvars"),
    ),
    row("copier's settings include a file", copier("a", "!include {outside}/secret\n"), refused()),
    row(
        "copier reads data outside",
        copier("{{ _external_data.x }}", "_external_data:\n  x: {outside}/secret\n"),
        refused(),
    ),
    row("copier takes files outside", copier("a", "_subdirectory: ../../outside\n"), refused()),
    row("a template includes a file outside", copier("{% include '../../outside/secret' %}"), refused()),
    row(
        "copier's paths open files", copier("{{ (_copier_conf.src_path / '{outside}/secret').read_text() }}"), refused()
    ),
    row(
        "a file's name is taken by chance, and one leads outside",
        cookiecutter("a", "{{ [cookiecutter.a, cookiecutter.b]|random }}", a="b.txt", b="{outside}/secret"),
        Expected((0, 1)),
        " && ".join(f"new thing{number} --pack {{packs}}/p --no-input" for number in range(3)),
    ),
    row("a file's name leads outside", cookiecutter("a", "{{ cookiecutter.a }}", a="{outside}/x"), refused("outside")),
    row("a file's name leads up", cookiecutter("a", "{{ cookiecutter.a }}", a="../../outside/x"), refused("outside")),
    row(
        "a folder's name leads outside",
        cookiecutter("a", "{{ cookiecutter.a }}/x", a="{outside}/deep"),
        refused("outside the project"),
    ),
    row(
        "the project's name leads up",
        pack({"cookiecutter.json": '{"name": "../../../outside"}', f"{TOP}/x": "a"}),
        refused("outside the project"),
    ),
    row(
        "a name is rendered a second time",
        pack(
            {
                "cookiecutter.json": '{"name": "{{ \'{{ cookiecutter.a }}\' }}", "a": "../../outside"}',
                f"{TOP}/b/x": "a",
            }
        ),
        refused("outside the project"),
    ),
    row(
        "what is copied only lands outside",
        pack(
            {
                "cookiecutter.json": '{"name": "thing", "a": "{outside}/deep", "_copy_without_render": ["*x*"]}',
                f"{TOP}/{{{{ cookiecutter.a }}}}/x": "a",
            }
        ),
        refused("outside the project"),
    ),
    row(
        "a cookiecutter loop without an end",
        cookiecutter(ENDLESS),
        refused("the pack p takes more than 2 s", "--trust"),
    ),
    row("a copier loop without an end", copier(ENDLESS), refused("the pack p takes more than 2 s", "at a.txt.jinja")),
    row("a loop in an answer", cookiecutter("a", a=ENDLESS), refused("the pack p takes more than 2 s", "--trust")),
    row("a pattern that takes for ever", copier("{{ ('a' * 99)|regex_search('(a+)+b') }}"), refused("more than 2 s")),
    row("a template takes all memory", copier(GREEDY), refused("the pack p takes more than 512 MB of memory")),
    row("a cookiecutter takes all memory", cookiecutter(GREEDY), refused("more than 512 MB of memory", "a.txt")),
    row("a template writes without end", cookiecutter(HUGE), refused("the pack p takes more than 2 MB of files")),
    row(
        "a name makes files without end",
        pack(
            {"copier.yml": COPIER, "{% yield x from range(9000) %}{{ x }}{% endyield %}.txt.jinja": "{{ 'x' * 9999 }}"}
        ),
        refused("the pack p takes more than 2 MB of files"),
    ),
    row("a template is nested without end", copier("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"), refused()),
    row("a template prints the secrets of Python", cookiecutter("{{ ''.__class__.__mro__ }}"), refused("unsafe")),
    row("copier's settings are deep", copier("a", f"x: {'[' * 10_000}{']' * 10_000}\n"), refused()),
    row("copier's settings name themselves for ever", copier("{{ i }}", LAUGHS), refused("the pack p takes more than")),
    row(
        "cookiecutter's settings are deep",
        pack({"cookiecutter.json": f'{{"name": "x", "y": {"[" * 10_000}{"]" * 10_000}}}', f"{TOP}/a": "a"}),
        refused("nested without an end"),
    ),
    row("copier's settings are a pipe", pack({"a": "x"}) & pack_pipe("copier.yml"), refused()),
    row("a template is a pipe", copier("a") & pack_pipe("b.txt"), refused("a pipe or a device in it: b.txt")),
    row("a template is endless", copier("a") & pack_link("b.txt", "/dev/zero"), refused("leads out of it: b.txt")),
    *(
        row(f"copier's link leads to {target}", links(target, name), refused(*says))
        for target, name, says in (
            ("../copier.yml", "up", ("up is a link to '../copier.yml'", "leads out of the project")),
            ("{{ '{outside}' }}", "up.jinja", ("up is a link to '/", "is absolute")),
            ("{{ '..' }}/x", "up.jinja", ("up is a link to '../x'", "leads out of the project")),
            ("a/../../copier.yml", "up", ("leads out of the project",)),
            (".git/hooks", "up", ("belongs to git",)),
            (".scaffold/lock.toml", "up", ("belongs to scaffold",)),
        )
    ),
    row(
        "copier's link leads out only now and then",
        links("{{ ['a', '{outside}']|random }}", "up.jinja"),
        Expected((0, 1)),
        " && ".join(f"new thing{number} --pack {{packs}}/p --no-input" for number in range(3)),
    ),
    row(
        "copier writes through its own link",
        links("a", "b") & pack({"template/{{ name[:0] }}b/f": "x"}),
        refused(),
    ),
    *(
        Attack(f"{path} is {what}", given, "adopt", refused(*says), where="{empty}")
        for path in (".cruft.json", ".copier-answers.yml")
        for what, given, says in (
            ("a pipe", beside_pipe(path), ()),
            ("deep", beside(path, f'{{"x": {"[" * 10_000}{"]" * 10_000}}}'), (path, "in each other")),
            ("without end", beside(path, f'{{"x": "{"y" * 2_000_000}"}}'), (path, "larger than 1024 KB")),
        )
    ),
    Attack(
        "an answer names itself for ever",
        beside(".copier-answers.yml", f"_src_path: {{packs}}/p\n{LAUGHS}"),
        "adopt",
        refused("more than 10,000 values"),
        where="{empty}",
    ),
    Attack(
        "what is skipped has no end",
        cookiecutter("a", "a/" * 60 + "a.txt")
        & beside(
            ".cruft.json",
            '{"template": "{packs}/p", "commit": "x", "context": {"cookiecutter": {}}, "skip": ["'
            + "**/a/" * 40
            + 'c"]}',
        ),
        "adopt --ref HEAD; adopt",
        Expected((0, 1)),
        where="{empty}",
    ),
    row("a file's name renders to nothing", cookiecutter("a", "{{ '' }}"), harmless()),
)

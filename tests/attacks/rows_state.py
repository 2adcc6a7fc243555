"""What a stranger commits, or puts into an archive, in the place of the project's state."""

from tests.attacks.given import file, folder, journal, link, pipe, replaced, tracked
from tests.attacks.table import Attack, harmless, refused

LOOKING = "status; diff; update --check; add extra --dry-run"
WRITING = "update; repair; restore README.md; update --undo; update --continue"
ALL = f"{LOOKING}; {WRITING}"
READING = f"{LOOKING}; update; restore README.md"
"""The commands that need the lock; `repair` brings one back."""

EVIL = "#!/bin/sh\n{evil}\n"
HOOK = ".git/hooks/post-checkout"
STRANGE = "was not written by you on this machine"
IN_GIT = "is in git, though only scaffold itself writes there"
NO_FILE = "where scaffold keeps something of its own"
LOCK, JOURNAL, UNDO = ".scaffold/lock.toml", ".scaffold/journal.json", ".scaffold/undo/journal.json"
STAGE, PENDING, BASELINE = ".scaffold/stage", ".scaffold/pending.toml", ".scaffold/baseline.tar.xz"
OUTSIDE = "../outside/secret"

A_CONFLICT = 'scaffold = "0.1"\n[[conflicts]]\npath = "%s"\nkind = "deleted"\nreason = "x"\ntheirs = "%s"\n'

DONE = (0, 3, 4)
"""A command that does its work has one of these exit codes."""

ROWS = (
    # links in the place of folders of the state
    Attack("stage is a link", link(STAGE, "{outside}"), ALL, harmless(*DONE, 1)),
    Attack("stage is a link to a folder of the project", link(STAGE, "../src"), ALL, harmless(*DONE, 1)),
    Attack("undo is a link", link(".scaffold/undo", "{outside}"), ALL, harmless(*DONE, 1)),
    Attack("undone is a link", link(".scaffold/undone", "{outside}"), ALL, harmless(*DONE, 1)),
    Attack("theirs is a link", link(".scaffold/theirs", "{outside}"), ALL, harmless(*DONE, 1)),
    Attack(
        "theirs is a link while conflicts are left",
        link(".scaffold/theirs", "{outside}") & file(PENDING, 'scaffold = "0.1"\n'),
        "update --continue; update --undo; status; repair",
        harmless(*DONE, 1),
    ),
    Attack("the folder of the state is a link", link(".scaffold", "{outside}"), ALL, refused()),
    Attack("the lock is a link", link(LOCK, "{outside}/secret"), READING, refused()),
    Attack("the baseline is a link", link(BASELINE, "{outside}/secret"), "status; update", refused(NO_FILE)),
    Attack("the journal is a link", link(JOURNAL, "{outside}/secret"), ALL, refused(NO_FILE)),
    Attack(
        "the note of who is at work is a link", link(".scaffold/update.lock", "{outside}/secret"), WRITING, refused()
    ),
    Attack("the note of who is at work is a pipe", pipe(".scaffold/update.lock"), WRITING, refused()),
    Attack(
        "entries for git's index are a link", link(".scaffold/index.conflicts", "{outside}/secret"), WRITING, refused()
    ),
    # journals
    Attack("a journal that places a hook", journal(put={HOOK: EVIL}), ALL, refused(JOURNAL, STRANGE)),
    Attack(
        "a journal that goes back and places a hook", journal(put={HOOK: EVIL}, command="undo"), ALL, refused(STRANGE)
    ),
    Attack("a journal that writes outside", journal(put={"../outside/new": EVIL}), ALL, refused(STRANGE)),
    Attack("a journal that takes from outside", journal(take={OUTSIDE: f"{STAGE}/old/0"}), ALL, refused(STRANGE)),
    Attack("a journal that takes by a whole path", journal(take={"{outside}/secret": "x"}), ALL, refused(STRANGE)),
    Attack("a journal that takes the spec", journal(take={"service.tusk": f"{STAGE}/old/0"}), ALL, refused(STRANGE)),
    Attack("a journal that makes folders outside", journal(make=("../outside/made",)), ALL, refused(STRANGE)),
    Attack("a journal that drops folders outside", journal(drop=("../empty",)), ALL, refused(STRANGE)),
    Attack(
        "a journal through a link",
        link("src/out", "{outside}") & journal(put={"src/out/new": "x"}),
        ALL,
        refused(STRANGE),
    ),
    Attack(
        "a journal with a seal that was made up",
        file(
            JOURNAL,
            f'sealed by scaffold: {"0" * 64}\n{{"format":2,"command":"undo","take":[],"drop":[],"make":[],"put":[]}}',
        ),
        ALL,
        refused(STRANGE),
    ),
    Attack("an empty journal", file(JOURNAL), ALL, refused(STRANGE)),
    Attack("a journal nested deeply", file(JOURNAL, "[" * 100_000), ALL, refused(STRANGE)),
    Attack("a journal that git tracks", journal(put={HOOK: EVIL}) & tracked(JOURNAL), ALL, refused(JOURNAL, IN_GIT)),
    Attack(
        "a stage that git tracks",
        file(f"{STAGE}/new/0", EVIL) & tracked(STAGE),
        ALL,
        refused(IN_GIT, "git rm -r --cached .scaffold/stage"),
    ),
    Attack(
        "a way back that places a hook", journal(put={HOOK: EVIL}, at=UNDO), "update --undo", refused(UNDO, STRANGE)
    ),
    Attack("a way back that writes outside", journal(take={OUTSIDE: "x"}, at=UNDO), "update --undo", refused(STRANGE)),
    Attack(
        "a way back that git tracks",
        journal(put={HOOK: EVIL}, at=UNDO) & tracked(UNDO),
        "update --undo",
        refused(IN_GIT),
    ),
    Attack("a way back is a pipe", pipe(UNDO), "update --undo", refused(NO_FILE)),
    Attack(
        "entries for git's index that scaffold did not write",
        file(".scaffold/index.conflicts", f"100755 {'1' * 40} 0\tREADME.md\0"),
        WRITING,
        refused("index.conflicts", STRANGE),
    ),
    Attack(
        "entries for git's index on the way back",
        file(".scaffold/index.before", f"0 {'0' * 40}\tREADME.md\0"),
        WRITING,
        refused("index.before", STRANGE),
    ),
    # conflicts that nobody had
    Attack(
        "a conflict outside",
        file(PENDING, A_CONFLICT % (OUTSIDE, OUTSIDE)),
        "status; update --continue",
        refused(PENDING),
    ),
    Attack(
        "a conflict in git's folder", file(PENDING, A_CONFLICT % (HOOK, "x")), "status; update --continue", refused()
    ),
    Attack("conflicts that git tracks", file(PENDING, 'scaffold = "1"\n') & tracked(PENDING), ALL, refused(IN_GIT)),
    Attack("conflicts are a pipe", pipe(PENDING), "status; update; update --continue", refused(NO_FILE)),
    Attack("conflicts nested deeply", file(PENDING, "a = " + "[" * 10_000), "status; update", refused("is damaged")),
    # locks
    Attack("the lock is a pipe", pipe(LOCK), READING, refused()),
    Attack("the lock leads to a device", link(LOCK, "/dev/zero"), READING, refused()),
    Attack("the lock is a folder", folder(LOCK), LOOKING, refused(NO_FILE)),
    Attack("the lock is nested deeply", file(LOCK, "a = " + "[" * 10_000), LOOKING, refused("nested too deeply")),
    Attack("the lock has long keys", file(LOCK, ".".join("a" * 20_000) + " = 1\n"), LOOKING, refused("is damaged")),
    Attack("the lock is no text", file(LOCK, b"\xff\xfe\0"), LOOKING, refused("not UTF-8")),
    Attack(
        "the lock names a file outside",
        replaced(LOCK, '"README.md" =', f'"{OUTSIDE}" ='),
        READING,
        refused("no path inside"),
    ),
    Attack(
        "the lock names a file by its whole path",
        replaced(LOCK, '"README.md" =', '"{outside}/secret" ='),
        LOOKING,
        refused("no path inside"),
    ),
    Attack("the lock names a hook", replaced(LOCK, '"README.md" =', f'"{HOOK}" ='), LOOKING, refused("belongs to git")),
    Attack(
        "the lock says that a file was moved outside",
        replaced(LOCK, '"README.md" = {', f'"README.md" = {{ at = "{OUTSIDE}",'),
        READING,
        refused("no path inside"),
    ),
    Attack(
        "a newer scaffold wrote the lock",
        replaced(LOCK, "format = 1", "format = 2"),
        LOOKING,
        refused("was written by scaffold"),
    ),
    Attack(
        "a lock that is none is taken from a commit",
        link(LOCK, "{outside}/secret"),
        "repair && status",
        harmless(4),
    ),
    # baselines
    Attack("the baseline is a pipe", pipe(BASELINE), "status; update", refused(NO_FILE)),
    Attack("the baseline leads to a device", link(BASELINE, "/dev/zero"), "status; update", refused(NO_FILE)),
    Attack("the baseline is no archive", file(BASELINE, b"\0" * 9999), "status; update", refused("is damaged")),
    # the project's own files
    Attack("stage is a link, and a file is explained", link(STAGE, "{outside}"), "explain README.md", harmless()),
    Attack(
        "the spec includes a file outside", file("service.tusk", '@include("{outside}/secret")\n'), "status", refused()
    ),
    Attack(
        "the spec is a link to a file outside", link("service.tusk", "{outside}/secret"), "status; update", refused()
    ),
    Attack("the spec is a pipe", pipe("service.tusk"), "status; update; check service.tusk", refused()),
    Attack(
        "the spec leads to a device", link("service.tusk", "/dev/zero"), "status; update; check service.tusk", refused()
    ),
    Attack(
        "a template's file is a link to one outside", link("README.md", "{outside}/secret"), ALL, harmless(*DONE, 1)
    ),
    Attack("a template's file is a pipe", pipe("README.md"), "status; diff; update --check", harmless(*DONE, 1)),
    Attack("a template's folder is a link outside", link("src", "{outside}"), ALL, harmless(*DONE, 1)),
    Attack(
        "the formatter's settings are a pipe",
        pipe(".ruff.toml") & replaced("src/thing_service/main.py", 'print("bye")', 'print( "farewell" )'),
        "status; update --allow-dirty",
        harmless(*DONE, 1),
    ),
    Attack(
        "the formatter's settings lead to a pipe",
        file(".ruff.toml", 'extend = "pipe.toml"\n')
        & pipe("pipe.toml")
        & replaced("src/thing_service/main.py", 'print("bye")', 'print( "farewell" )'),
        "update --check",
        harmless(*DONE, 1),
    ),
    Attack(
        "the project's settings are a pipe",
        pipe("pyproject.toml") & replaced("src/thing_service/main.py", 'print("bye")', 'print( "farewell" )'),
        "status; update --allow-dirty",
        harmless(*DONE, 1),
    ),
    Attack(
        "the formatter's settings have no end",
        file(".ruff.toml", 'extend = "/dev/zero"\n')
        & replaced("src/thing_service/main.py", 'print("bye")', 'print( "farewell" )'),
        "update --check",
        harmless(*DONE, 1),
    ),
    Attack(
        "black's settings are no settings",
        file("pyproject.toml", '[tool.black]\nline-length = "88\\u0000"\n')
        & replaced("src/thing_service/main.py", 'print("bye")', 'print( "farewell" )'),
        "update --check",
        harmless(*DONE),
    ),
    Attack("the file of a device", link("README.md", "/dev/zero"), ALL, harmless(*DONE, 1)),
)

"""What a stranger puts into an archive with its `.git`: programs that git is told to run."""

from tests.attacks.given import attributes, conflict, file, git_config, git_config_text, touched
from tests.attacks.table import Attack, harmless, refused

ALL = "status; diff; update; repair"
EVIL = "#!/bin/sh\n{evil}\n"
BRANCH = "update --branch next"
DONE = (0, 3, 4, 1)
"""A command does its work, or refuses for what it finds in the project; no program runs in either case."""

FILTERED = attributes("* filter=strange\n") & touched("README.md", "service.tusk")
HOOKS = file(".hooks/reference-transaction", EVIL, 0o755) & file(".hooks/post-index-change", EVIL, 0o755)
WHO_FILTERS = ".git/config names"

ROWS = (
    Attack("a monitor of files", git_config(core__fsmonitor="{evil}"), f"{ALL}; {BRANCH}", harmless(*DONE)),
    Attack("hooks in a folder", HOOKS & git_config(core__hooksPath=".hooks"), f"{ALL}; {BRANCH}", harmless(*DONE)),
    Attack("a filter that cleans", FILTERED & git_config(filter__strange__clean="{evil}"), ALL, harmless(*DONE)),
    Attack(
        "a filter that must clean",
        FILTERED & git_config(filter__strange__clean="{evil}", filter__strange__required="true"),
        ALL,
        harmless(*DONE),
    ),
    Attack(
        "a filter that stays at work", FILTERED & git_config(filter__strange__process="{evil}"), ALL, harmless(*DONE)
    ),
    Attack("a filter that smudges", FILTERED & git_config(filter__strange__smudge="{evil}"), ALL, harmless(*DONE)),
    Attack(
        "a filter and a branch",
        FILTERED & git_config(filter__strange__clean="{evil}"),
        BRANCH,
        refused(WHO_FILTERS),
    ),
    Attack(
        "a filter and a conflict that is settled",
        attributes("* filter=strange\n") & conflict() & git_config(filter__strange__clean="{evil}"),
        "update --continue",
        refused(WHO_FILTERS),
    ),
    Attack(
        "a filter with a strange name",
        attributes("* filter=a=b\n") & touched("README.md") & git_config_text('[filter "a=b"]\n\tclean = {evil}\n'),
        "update; update --allow-dirty",
        harmless(*DONE),
    ),
    Attack(
        "a filter in a file that git's settings include",
        FILTERED & file(".more", '[filter "strange"]\n\tclean = {evil}\n') & git_config(include__path="../.more"),
        ALL,
        harmless(*DONE),
    ),
    Attack("a tool that shows differences", git_config(diff__external="{evil}"), ALL, harmless(*DONE)),
    Attack(
        "a tool that makes text of files",
        attributes("* diff=strange\n") & touched("README.md") & git_config(diff__strange__textconv="{evil}"),
        ALL,
        harmless(*DONE),
    ),
    Attack(
        "a program that signs",
        git_config(gpg__program="{evil}", commit__gpgSign="true", log__showSignature="true"),
        f"{ALL}; {BRANCH}",
        harmless(*DONE),
    ),
    Attack(
        "a program that shows pages", git_config(core__pager="{evil}", pager__status="{evil}"), ALL, harmless(*DONE)
    ),
    Attack("another name for a command", git_config(alias__status="!{evil}", alias__x="!{evil}"), ALL, harmless(*DONE)),
    Attack(
        "objects that are to be fetched",
        git_config_text(
            "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n"
            '[protocol "ext"]\n\tallow = always\n'
            '[remote "origin"]\n\tpromisor = true\n\turl = ext::{evil}\n\tuploadpack = {evil}\n'
        )
        & file(".git/refs/heads/main", f"{'1' * 40}\n"),
        f"{ALL}; {BRANCH}",
        harmless(*DONE),
    ),
    Attack(
        "a way to the network", git_config(core__sshCommand="{evil}", core__gitProxy="{evil}"), ALL, harmless(*DONE)
    ),
    Attack("another work tree", git_config(core__worktree="{outside}"), ALL, harmless(*DONE)),
    Attack(
        "an editor", git_config(core__editor="{evil}", sequence__editor="{evil}"), f"{ALL}; {BRANCH}", harmless(*DONE)
    ),
)

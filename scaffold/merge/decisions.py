"""What is done with a file: a table over who owns it and what each side did to it."""

from typing import Literal, NamedTuple

from scaffold.catalog.model import Ownership

YourState = Literal["unchanged", "changed", "deleted", "replaced", "absent", "same", "different", "blocked"]
"""What the user did to a file of the templates (`replaced`: by a folder or a link), or what stands where a file of
theirs is new (`same`: that very content; `blocked`: something that is no file, or below a path that is no folder)."""

NewState = Literal["unchanged", "changed", "deleted", "added"]

Action = Literal[
    "nothing",
    "keep",  # yours stays
    "update",  # the templates' version comes
    "merge",
    "delete",
    "stay_deleted",
    "release",  # yours stays, and is the user's alone from now on
    "add",
    "take_over",  # it is there already
    "keep_own",  # a file that is written once; the user has one
    "conflict_deleted",
    "conflict_derived",
    "conflict_blocked",
    "conflict_added",
    "conflict_private",  # git ignores it: yours stays, the templates' version is beside it
    "not_here",  # git has never had it, so that a clone has none
]


class Situation(NamedTuple):
    """A file's owner, and what each side did."""

    ownership: Ownership
    yours: YourState
    new: NewState


def decide(situation: Situation, *, private: bool = False, never: bool = False) -> Action:
    """Return what to do.

    A `private` file is one that git ignores, which could not bring back what it held; one that git has `never` had may
    be missing without being deleted.
    """
    action = TABLE[situation]
    if never and action == "stay_deleted":
        return "not_here"
    if not private:
        return action
    if situation.new == "deleted":
        return "nothing" if situation.yours in {"deleted", "replaced"} else "release"
    return _PRIVATE.get(action, action)


_PRIVATE: dict[Action, Action] = {
    "update": "conflict_private",
    "merge": "conflict_private",
    "conflict_derived": "conflict_private",
    "conflict_added": "conflict_private",
    "stay_deleted": "not_here",
}


_TRACKED: dict[Ownership, dict[YourState, tuple[Action, Action, Action]]] = {
    #                the templates' version is unchanged, changed, deleted
    "merged": {
        "unchanged": ("nothing", "update", "delete"),
        "changed": ("keep", "merge", "conflict_deleted"),
        "deleted": ("nothing", "stay_deleted", "nothing"),
        "replaced": ("nothing", "conflict_blocked", "nothing"),
    },
    "seeded": {
        "unchanged": ("nothing", "nothing", "release"),
        "changed": ("keep", "keep", "release"),
        "deleted": ("nothing", "nothing", "nothing"),
        "replaced": ("nothing", "nothing", "nothing"),
    },
    "derived": {
        "unchanged": ("nothing", "update", "delete"),
        "changed": ("keep", "conflict_derived", "conflict_derived"),
        "deleted": ("nothing", "stay_deleted", "nothing"),
        "replaced": ("nothing", "conflict_blocked", "nothing"),
    },
}

_ADDED: dict[Ownership, dict[YourState, Action]] = {
    "merged": {"absent": "add", "same": "take_over", "different": "conflict_added", "blocked": "conflict_blocked"},
    "seeded": {"absent": "add", "same": "take_over", "different": "keep_own", "blocked": "conflict_blocked"},
    "derived": {"absent": "add", "same": "take_over", "different": "conflict_added", "blocked": "conflict_blocked"},
}

_SIDES: tuple[NewState, ...] = ("unchanged", "changed", "deleted")

TABLE: dict[Situation, Action] = {
    Situation(ownership, yours, new): action
    for ownership, rows in _TRACKED.items()
    for yours, actions in rows.items()
    for new, action in zip(_SIDES, actions, strict=True)
} | {
    Situation(ownership, yours, "added"): action for ownership, rows in _ADDED.items() for yours, action in rows.items()
}

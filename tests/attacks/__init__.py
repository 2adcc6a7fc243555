"""A table of attacks: what a stranger gives, what a person types, and what is to be seen.

`table.py` has the frame, `given.py` the pieces that rows are made of, and each `rows_*.py` a tuple `ROWS`; every module
of that name is found by itself. A new attack is a row:

    Attack("stage is a link", link(".scaffold/stage", "{outside}"), "status; diff", harmless(4)),

Given: what changes the ground, one piece or several joined by `&`. Typed: commands, each of them on a ground of its own
when they are parted by `;`, and one after the other on the same when they are parted by `&&`; {project}, {outside},
{packs} and {empty} are folders of the ground. Expected: `harmless(*codes)`, or `refused("words of the message")`.

Whatever is expected, every row also asserts that nothing outside of the project was changed or shown, that no program
of the stranger's ran, that nothing hangs, that nothing is called a fault of scaffold, and that a command which only
looks changed nothing at all.
"""

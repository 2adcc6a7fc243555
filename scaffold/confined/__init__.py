"""Work in a process of its own: it ends with this one, and code of strangers has limits in it.

`starting.run` is for the process that orders the work, `telling` for the one that does it. They are imported by name:
most commands start no process.
"""

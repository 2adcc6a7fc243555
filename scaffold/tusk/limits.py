"""How much a document may hold. Each limit is reported as an error, never met as a crash."""

MAX_BYTES = 10 * 1024 * 1024
"""Bytes in one file."""

MAX_DEPTH = 100
"""Maps and lists inside each other, the section's own name included."""

MAX_EXPANSION = 10 * 1024 * 1024
"""Characters and values that variables and template holes may add to a document in all."""

MAX_DIGITS = 4000
"""Digits of one number; Python refuses to read numbers not much longer."""

MAX_INCLUDES = 100
"""Files that one document may include."""

MAX_REPORTED = 100
"""Errors, and as many warnings and notes, that are shown; a last one says how many more there are."""

MAX_INCLUDE_DEPTH = 20
"""Files that include each other in a chain."""

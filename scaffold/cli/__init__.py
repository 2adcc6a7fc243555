"""The command line: one module per command, each imported when its command runs."""

from scaffold.cli.running import main

__all__ = ["main"]

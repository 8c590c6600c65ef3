"""The command line: what is typed, and what each command does."""

from api.cli.main import main

__all__ = ["main"]

"""What a task and those it starts have asked of the database."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class Spent:
    """How many statements were sent, and how long they took together, in seconds."""

    statements: int = 0
    seconds: float = 0.0


SPENT: Final[ContextVar[Spent | None]] = ContextVar("spent", default=None)
"""Set by whoever wants to know."""

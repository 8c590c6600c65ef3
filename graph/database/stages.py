"""What a long start is doing, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

TELL: Final[ContextVar[Callable[[str], None] | None]] = ContextVar("tell", default=None)
"""Set by whoever wants to know."""


def tell(stage: str) -> None:
    """A stage begins; told once, and only where it takes seconds."""
    if (listener := TELL.get()) is not None:
        listener(stage)

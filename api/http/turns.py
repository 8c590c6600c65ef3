"""A token's requests take turns, so that one token leaves room for the others."""

from __future__ import annotations

import asyncio
from typing import Final
from weakref import WeakValueDictionary

AT_ONCE: Final = 16
"""How many requests of a token run at once, unless another number is set."""


class Turns:
    """For each token, as many requests as may run at once; the others wait in their order."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        # Kept by those who run or wait.
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def of(self, token: str | None) -> asyncio.Semaphore:
        """What a request of this token is run inside of; all without a token share theirs."""
        key = token or ""
        found = self._turns.get(key)
        if found is None:
            found = self._turns[key] = asyncio.Semaphore(self._at_once)
        return found

"""Where rules are computed: small ones in place, large ones beside the event loop.

A rule that took the loop for long would keep everybody waiting, `/healthz` included. There is one
thread for all of them, so that large ones take turns.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final, TypeVar

T = TypeVar("T")

SMALL: Final = 2_000
"""Rows of a graph that are divided in some five milliseconds."""
PATH: Final = 60
"""How many rows looking for one path is like."""


async def computed(work: Callable[[], T], rows: int, paths: int = 0) -> T:
    """What `work` returns, which looks at as many rows and for as many paths."""
    if rows + PATH * paths <= SMALL:
        return work()
    return await asyncio.get_running_loop().run_in_executor(_pool(), work)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="rules")

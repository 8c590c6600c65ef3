"""Keeping long rules off the event loop. Imports nothing of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

QUICK: Final = 2_000
"""A rule over at most so many nodes is done before it would be noticed."""


async def computed(size: int, rule: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a pure rule over `size` nodes gives; in a thread when that takes long, so that the
    event loop takes turns with it."""
    if size <= QUICK:
        return rule(*args, **kwargs)
    return await asyncio.to_thread(rule, *args, **kwargs)

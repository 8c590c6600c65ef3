"""Paths and their order: largest share first, found without listing them all.

The number of paths through a goal graph can explode (six levels of fifteen goals hold ten million),
so the search is best first with exact bounds: what it opens grows with the paths that are asked
for, never with those that there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import count, pairwise
from math import inf, prod
from operator import itemgetter
from typing import Any, Literal, NamedTuple, TypeVar

Effect = Literal["RAISES", "LOWERS"]

MOST_PATHS = 100
"""How many paths are ever listed for one question."""

SAME = 1.0 - 1e-12
"""Shares whose ratio is at least this are equal to twelve digits, and ordered by ids instead."""


class Step(NamedTuple):
    """One node of a path, with the share (0 to 1) and effect of the link that led to it.

    The first step has share 1 and no effect, and so has the hop between an objective and its own
    key result; only supports and drives have an effect.
    """

    id: str
    share: float
    effect: Effect | None


class Path(NamedTuple):
    """A path from a goal outwards. `share` is the product of its steps' shares; `effect` is that of
    its supports and drives together, None where it has none."""

    share: float
    effect: Effect | None
    steps: list[Step]


State = TypeVar("State")
Row = TypeVar("Row", bound=tuple[Any, ...])

Hop = tuple[tuple[Step, ...], State | None, float]
"""Steps to append, the state they lead to (None: the path ends with them), and the largest share
that the rest of a path from that state can have (1 at an end)."""


def largest_paths(
    start: str, state: State, hops: Callable[[State], Iterable[Hop[State]]], first: int
) -> list[Path]:
    """The `first` largest paths from `start` (at most `MOST_PATHS`), largest share first; those
    equal to twelve digits by the ids of their steps.

    `hops` gives the continuations of a state and leaves out those that lead nowhere. Its bounds
    are exact: every state that is opened lies on a path that large.
    """
    wanted = min(first, MOST_PATHS)
    found: list[Path] = []
    serial = count()
    waiting: list[tuple[float, int, Any]] = []
    # Among equal shares the smallest ids go first. Rounding tells equal shares apart by their last
    # digits, so all that is open and equal to the largest is one tier, ordered by ids alone.
    tier: list[Any] = [((start,), True, next(serial), 1.0, (Step(start, 1.0, None),), state)]
    floor = inf
    while len(found) < wanted and (tier or waiting):
        if not tier:
            floor = -waiting[0][0] * SAME
            while waiting and -waiting[0][0] >= floor:
                heappush(tier, heappop(waiting)[2])
        ids, goes_on, _, share, steps, here = heappop(tier)
        if not goes_on:
            found.append(_path(steps))
            continue
        for more, there, bound in hops(here):
            reached = share * prod(step.share for step in more)
            number = next(serial)
            entry = (
                (*ids, *(step.id for step in more)),
                there is not None,
                number,
                reached,
                steps + more,
                there,
            )
            if reached * bound >= floor:
                heappush(tier, entry)
            else:
                heappush(waiting, (-reached * bound, number, entry))
    return found


def by_share(rows: list[Row]) -> list[Row]:
    """`rows`, whose first two items are an id and a share, sorted in place: largest share first,
    those equal to twelve digits by id."""
    rows.sort(key=itemgetter(1), reverse=True)
    shares = [row[1] for row in rows]
    done = 0
    for start, (share, following) in enumerate(pairwise(shares)):
        if following >= share * SAME and start >= done:
            done = start + 2
            while done < len(shares) and shares[done] >= share * SAME:
                done += 1
            rows[start:done] = sorted(rows[start:done], key=itemgetter(0))
    return rows


def _path(steps: tuple[Step, ...]) -> Path:
    effects = [step.effect for step in steps if step.effect is not None]
    effect: Effect | None = None
    if effects:
        effect = "LOWERS" if effects.count("LOWERS") % 2 else "RAISES"
    return Path(prod(step.share for step in steps), effect, list(steps))

"""What a plan said would happen to a KPI, from a moment to another.

A support predicts that the KPI changes by its expected delta, in the KPI's unit and signed, as the
progress of what supports goes from 0 to 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import fsum
from typing import NamedTuple


class Held(NamedTuple):
    """A state of a support from revision `since` until before `until`: its expected delta, whether
    what supports takes part, and the progress of that (None: nothing to measure)."""

    since: int
    until: int
    expected_delta: float | None
    live: bool
    progress: float | None


class Predicted(NamedTuple):
    """What a support predicts: progress before and after, from 0 to 1, and the change in the KPI's
    unit, None without an expected delta."""

    support: str
    before: float
    after: float
    expected: float | None


def predicted(support: str, states: Sequence[Held], before: int, after: int) -> Predicted | None:
    """What a support predicts from one revision to a later one; None when it holds at neither end.
    `states` are in order. One that is absent at an end has the progress it began or ended with, and
    null progress is 0. The expected delta is that of the later end, or the last that it had."""
    live = [state for state in states if state.live and state.since <= after]
    first, last = _at(live, before), _at(live, after)
    if first is None and last is None:
        return None
    if first is None:
        first = next(state for state in live if state.since > before)
    if last is None:
        last = live[-1]
    p_before, p_after = first.progress or 0.0, last.progress or 0.0
    delta = last.expected_delta
    expected = None if delta is None else delta * (p_after - p_before) + 0.0
    return Predicted(support, p_before, p_after, expected)


def _at(states: Sequence[Held], revision: int) -> Held | None:
    position = bisect_right(states, revision, key=lambda state: state.since)
    if position and states[position - 1].until > revision:
        return states[position - 1]
    return None


def total_expected(rows: Iterable[Predicted]) -> float | None:
    """What all supports predict together; None when none predicts anything."""
    told = [row.expected for row in rows if row.expected is not None]
    return fsum(told) + 0.0 if told else None

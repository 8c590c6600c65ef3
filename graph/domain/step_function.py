"""A value that changes with time and nothing else, said once and for all.

Between two writes, health and status depend on the moment they are asked at and on nothing else: a
goal falls behind its pace, a report or a value grows old.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class StepFunction(Generic[V]):
    """`values[0]` until `since_ms[0]`, from then on `values[1]`, and so on.

    `values` has one more item than `since_ms`, which ascends strictly; neighbours differ.
    """

    values: tuple[V, ...]
    since_ms: tuple[int, ...] = ()

    def at(self, ms: int) -> V:
        """The value at that moment."""
        return self.values[bisect_right(self.since_ms, ms)]

    def until(self, ms: int, last: V) -> StepFunction[V]:
        """The same before that moment, and `last` from then on."""
        kept = bisect_right(self.since_ms, ms - 1)
        changes = zip(self.since_ms[:kept], self.values[1 : kept + 1], strict=True)
        return steps_of(self.values[0], [*changes, (ms, last)])


def steps_of(first: V, changes: Iterable[tuple[int, V]]) -> StepFunction[V]:
    """Steps from changes in ascending order; of several at one moment the last holds."""
    values: list[V] = [first]
    since: list[int] = []
    for ms, value in changes:
        if since and since[-1] == ms:
            since.pop()
            values.pop()
        if value != values[-1]:
            since.append(ms)
            values.append(value)
    return StepFunction(tuple(values), tuple(since))

"""A series of a KPI's own periods, as a forecast takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Unavailable = Literal["TOO_FEW_VALUES", "TOO_MANY_GAPS", "TOO_OLD", "CONSTANT"]

LONGEST: Final = 260
FEWEST: Final = 8
OLDEST: Final = 3


@dataclass(frozen=True, slots=True)
class Series:
    """The values from the first measured period to the last measured one, oldest first.

    `bridged` has no gaps: they are filled along straight lines, for fitting only. `measured` says
    which periods have a value. `behind` is how many finished periods came after the last value.
    """

    bridged: Sequence[float]
    measured: Sequence[bool]
    behind: int

    def __len__(self) -> int:
        return len(self.bridged)


def series_of(values: Sequence[float | None]) -> Series | Unavailable:
    """The series of the finished periods, one item each, oldest first, None where nothing was
    measured; or why there is no forecast of it. At most the last 260 periods count."""
    kept = list(values[-LONGEST:])
    behind = 0
    while kept and kept[-1] is None:
        kept.pop()
        behind += 1
    start = next((i for i, value in enumerate(kept) if value is not None), len(kept))
    kept = kept[start:]
    known = [value for value in kept if value is not None]
    if len(known) < FEWEST:
        return "TOO_FEW_VALUES"
    if 2 * len(known) < len(kept):
        return "TOO_MANY_GAPS"
    if behind > OLDEST:
        return "TOO_OLD"
    if all(value == known[0] for value in known):
        return "CONSTANT"
    return Series(_bridged(kept), [value is not None for value in kept], behind)


def _bridged(values: Sequence[float | None]) -> list[float]:
    """The values with their gaps filled along straight lines; both ends have values."""
    bridged: list[float] = []
    before = 0
    for i, value in enumerate(values):
        if value is None:
            continue
        if bridged:
            first = bridged[-1]
            step = i - before
            bridged += [first + (value - first) * j / step for j in range(1, step)]
        bridged.append(value)
        before = i
    return bridged

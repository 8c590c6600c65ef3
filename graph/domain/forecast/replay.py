"""A candidate tried on what is known: its errors from every origin, and how wide that makes it.

Errors are forecast − actual, unclipped, in the KPI's own unit. Origins are t₀ … n − 1; all steps up
to the horizon whose period was measured count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum, sqrt
from typing import Final

from graph.domain.forecast.methods import Forecaster

_SHORT: Final = 4


@dataclass(frozen=True, slots=True)
class Replay:
    """The errors of one candidate: `errors[t − t₀][k − 1]`, None where nothing was measured."""

    first: int
    errors: Sequence[Sequence[float | None]]
    by_step: list[list[float]] = field(init=False)

    def __post_init__(self) -> None:
        steps = max(map(len, self.errors))
        by_step: list[list[float]] = [[] for _ in range(steps)]
        for row in self.errors:
            for k, error in enumerate(row):
                if error is not None:
                    by_step[k].append(error)
        object.__setattr__(self, "by_step", by_step)

    @property
    def all(self) -> list[float]:
        """Every error there is."""
        return [error for errors in self.by_step for error in errors]

    @property
    def mean_absolute(self) -> float:
        """The mean size of an error, all origins and steps alike."""
        errors = self.all
        return fsum(map(abs, errors)) / len(errors)

    @property
    def bias(self) -> float:
        """The mean error: above 0 where forecasts are too high."""
        errors = self.all
        return fsum(errors) / len(errors)

    def widths(self, steps: int) -> list[float]:
        """The standard error of each step from the first: RMS of the replay, which a random walk's
        √k stands in for where few origins reach, never less than the step before. All of them
        are widened by √(1 + 4/origins), since replay errors of short series are too small."""
        wider = sqrt(1 + _SHORT / len(self.errors))
        first = _rms(self.by_step[0])
        found = [first]
        for k in range(2, steps + 1):
            errors = self.by_step[k - 1] if k <= len(self.by_step) else []
            walk = _SHORT / (len(errors) / k + _SHORT)
            own = _rms(errors) if errors else 0.0
            found.append(max(found[-1], (1 - walk) * own + walk * first * sqrt(k)))
        return [wider * width for width in found[:steps]]

    def summed_width(self, skipped: int, steps: int) -> float | None:
        """The RMS of the errors of `steps` steps summed, after the first `skipped`; None where
        fewer than two origins have them all."""
        sums: list[float] = []
        for row in self.errors:
            part = row[skipped : skipped + steps]
            known = [error for error in part if error is not None]
            if len(known) == steps:
                sums.append(fsum(known))
        return _rms(sums) if len(sums) >= 2 else None


def replay(
    forecast: Forecaster, y: Sequence[float], measured: Sequence[bool], first: int, horizon: int
) -> Replay:
    """The errors of a candidate from every origin from `first` on. Raises OverflowError where its
    forecasts leave the range of numbers."""
    n = len(y)
    return Replay(
        first,
        [
            [
                forecast(t, k) - y[t + k - 1] if measured[t + k - 1] else None
                for k in range(1, min(horizon, n - t) + 1)
            ]
            for t in range(first, n)
        ],
    )


def _rms(errors: Sequence[float]) -> float:
    return sqrt(fsum(error * error for error in errors) / len(errors))

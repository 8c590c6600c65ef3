"""How a cycle went: scores by band and ambition, and whether KPIs did as predicted. Pure.

It says what happened, not why. Thresholds are compared to 12 significant digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Final, Literal, NamedTuple, get_args

from graph.domain.significant import reaches

Ambition = Literal["COMMITTED", "ASPIRATIONAL"]
Band = Literal["LOW", "MIDDLE", "HIGH"]
Verdict = Literal["AS_PREDICTED", "MORE", "LESS", "OPPOSITE", "UNKNOWN"]

AMBITIONS: Final[tuple[Ambition, ...]] = get_args(Ambition)
BANDS: Final[tuple[Band, ...]] = get_args(Band)

_MIDDLE_FROM: Final = 0.4
_HIGH_FROM: Final = 0.7
_WHOLE: Final = 1 - 1e-12
_ENOUGH: Final = 5
_SANDBAGGED_ABOVE: Final = 0.85
_NOTHING: Final = 1e-12


class Closing(NamedTuple):
    """A live goal of a cycle, as far as its retrospective goes. `score` is 0 to 1, as judged at its
    close, or `progress` with which it closed."""

    ambition: Ambition
    closed: bool
    score: float | None
    progress: float | None

    @property
    def value(self) -> float | None:
        """How well it went: its score, or of a closed goal its progress; None for neither."""
        if self.score is not None:
            return self.score
        return self.progress if self.closed else None


class BandRow(NamedTuple):
    """How many goals of an ambition a band has, and how many of them met what was meant."""

    band: Band
    ambition: Ambition
    number: int
    meets: int


def band_of(value: float) -> Band:
    """LOW below 0.4, MIDDLE below 0.7, else HIGH."""
    if reaches(value, _HIGH_FROM):
        return "HIGH"
    return "MIDDLE" if reaches(value, _MIDDLE_FROM) else "LOW"


def meets(ambition: Ambition, value: float) -> bool:
    """Whether a goal did what was meant: all of it where it was committed to, else 0.7."""
    return value >= _WHOLE if ambition == "COMMITTED" else reaches(value, _HIGH_FROM)


def bands(goals: Iterable[Closing]) -> list[BandRow]:
    """Every band and ambition with its goals, of those that have a value."""
    counts = {(band, ambition): [0, 0] for band in BANDS for ambition in AMBITIONS}
    for goal in goals:
        if (value := goal.value) is not None:
            row = counts[band_of(value), goal.ambition]
            row[0] += 1
            row[1] += meets(goal.ambition, value)
    return [BandRow(*key, *count) for key, count in counts.items()]


def mean_of(goals: Iterable[Closing]) -> float | None:
    """The mean of their values; None without any."""
    values = [goal.value for goal in goals if goal.value is not None]
    return fsum(values) / len(values) if values else None


def is_sandbagging(goals: Sequence[Closing]) -> bool | None:
    """Whether aspirational goals went so well, above 0.85 on average, that they cannot have aimed
    high; None for fewer than five."""
    aspiring = [goal for goal in goals if goal.ambition == "ASPIRATIONAL"]
    if sum(goal.value is not None for goal in aspiring) < _ENOUGH:
        return None
    mean = mean_of(aspiring)
    return mean is not None and not reaches(_SANDBAGGED_ABOVE, mean)


def verdict_on(observed: float | None, expected: float | None) -> Verdict:
    """What a KPI did, against what its supports predicted, both in its unit."""
    if observed is None or expected is None or abs(expected) < _NOTHING:
        return "UNKNOWN"
    ratio = observed / expected
    if ratio < 0:
        return "OPPOSITE"
    if not reaches(ratio, 0.5):
        return "LESS"
    return "AS_PREDICTED" if reaches(1.5, ratio) else "MORE"

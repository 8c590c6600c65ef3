"""A key result's metric: which are good, and how far a current value is."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from sys import float_info
from typing import Final, Literal

from graph.domain.errors import InvalidInput
from graph.domain.significant import reaches

MetricGoal = Literal["INCREASE", "DECREASE", "AT_LEAST", "AT_MOST", "BETWEEN", "DONE"]
MetricField = Literal["start", "target", "lower", "upper"]

NEEDED: Final[dict[MetricGoal, tuple[MetricField, ...]]] = {
    "INCREASE": ("start", "target"),
    "DECREASE": ("start", "target"),
    "AT_LEAST": ("target",),
    "AT_MOST": ("target",),
    "BETWEEN": ("lower", "upper"),
    "DONE": (),
}
"""The numbers each goal needs; others may be given, are kept and have no effect."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What a key result measures itself by, in the unit of its measure."""

    goal: MetricGoal
    start: float | None = None
    target: float | None = None
    lower: float | None = None
    upper: float | None = None


def metric_mistakes(metric: Metric) -> list[tuple[MetricField, str]]:
    """What is wrong with a metric: (the field that is, a sentence). Empty for a good one."""
    mistakes: list[tuple[MetricField, str]] = []
    for field in ("start", "target", "lower", "upper"):
        number: float | None = getattr(metric, field)
        if number is None:
            if field in NEEDED[metric.goal]:
                article = "an" if field == "upper" else "a"
                mistakes.append((field, f"{metric.goal} needs {article} {field}."))
        elif not isfinite(number):
            mistakes.append((field, f"{field} has to be a finite number."))
    if mistakes:
        return mistakes
    start, target, lower, upper = metric.start, metric.target, metric.lower, metric.upper
    if metric.goal == "INCREASE" and start is not None and target is not None and start >= target:
        mistakes.append(
            ("start", f"INCREASE needs a start below its target, not {start:g} to {target:g}.")
        )
    if metric.goal == "DECREASE" and start is not None and target is not None and start <= target:
        mistakes.append(
            ("start", f"DECREASE needs a start above its target, not {start:g} to {target:g}.")
        )
    if metric.goal == "BETWEEN" and lower is not None and upper is not None and lower >= upper:
        mistakes.append(
            ("lower", f"BETWEEN needs a lower below its upper, not {lower:g} to {upper:g}.")
        )
    return mistakes


def check_metric(metric: Metric) -> None:
    """Raises InvalidInput for the first thing that is wrong; its path is the metric's field."""
    for field, message in metric_mistakes(metric):
        raise InvalidInput(message, path=[field])


def raw_progress(metric: Metric, current: float | None) -> float:
    """How far `current` has come, 0 at the start and 1 at the target, and beyond both.

    0 without a current value; finite (at most the largest double) and never −0. The metric is a
    good one (`check_metric`). Its bounds are met to 12 significant digits.
    """
    if current is None:
        return 0.0
    goal = metric.goal
    if goal in ("INCREASE", "DECREASE"):
        return _travelled(_known(metric.start), _known(metric.target), current)
    if goal == "AT_LEAST":
        reached = reaches(current, _known(metric.target))
    elif goal == "AT_MOST":
        reached = reaches(_known(metric.target), current)
    elif goal == "BETWEEN":
        reached = reaches(current, _known(metric.lower)) and reaches(_known(metric.upper), current)
    else:
        reached = reaches(current, 1.0)
    return 1.0 if reached else 0.0


def clamped(raw: float) -> float:
    """A key result's `progress`: its rawProgress, held between 0 and 1."""
    return min(max(raw, 0.0), 1.0) + 0.0


def _known(number: float | None) -> float:
    if number is None:
        raise InvalidInput("The metric lacks a number that its goal needs.", path=["metric"])
    return number


def _travelled(start: float, target: float, current: float) -> float:
    way, whole = current - start, target - start
    if not (isfinite(way) and isfinite(whole)):
        # Halving is exact for numbers this large, and differences of halves do not overflow.
        way, whole = current / 2 - start / 2, target / 2 - start / 2
    raw = way / whole
    if not isfinite(raw):
        raw = float_info.max if (way > 0) == (whole > 0) else -float_info.max
    # Adding a positive zero turns −0 into 0 and leaves all else as it is.
    return raw + 0.0

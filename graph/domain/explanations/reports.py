"""How much of a key result's change its check-ins made, and how much its metric."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from graph.domain.metrics import Metric, clamped, raw_progress


class Report(NamedTuple):
    """The value that was current from a revision on, and the check-in that it is of; both None
    while there is none."""

    since: int
    check_in: str | None
    value: float | None


def check_in_parts(
    reports: Sequence[Report], was: Metric | None, now: Metric | None, difference: float
) -> tuple[list[tuple[str, float]], float]:
    """How the difference of a key result's progress divides: by check-in, and what is left for the
    change of its metric from `was` to `now`.

    The Shapley value of two players, value and metric: a step from one value to the next counts as
    the mean of what it does under either metric. `reports` are what was current from before to
    after. A step is told by the check-in that is current after it, else by the one that ceased.
    """
    if was is None or now is None:
        return [], difference
    metrics = (was, now) if now != was else (was,)
    told = []
    for former, report in pairwise(reports):
        steps = [
            _progress(metric, report.value) - _progress(metric, former.value) for metric in metrics
        ]
        step = fsum(steps) / len(steps)
        check_in = report.check_in or former.check_in
        if step and check_in is not None:
            told.append((check_in, step))
    if now == was:
        return told, 0.0
    return told, difference - fsum(step for _, step in told)


def _progress(metric: Metric, value: float | None) -> float:
    return clamped(raw_progress(metric, value))

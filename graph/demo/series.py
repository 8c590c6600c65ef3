"""Series of numbers that look measured.

What looks like chance is a digest of the series' name and the place in it: the same on every
machine and for every version of Python.
"""

from __future__ import annotations

from hashlib import blake2b
from math import pi, pow, sin

from graph.demo.rows import KeyResult, Kpi, Measure, Metric, Trend

_REPORT_NOISE = 0.06  # of the way from the first value to the last


def chance(key: str, at: int) -> float:
    """A number from −1 to 1 that depends on nothing but its arguments."""
    digest = blake2b(f"{key}:{at}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**47 - 1


def travelled(trend: Trend, part: float) -> float:
    """How much of the way is done when `part` (0 to 1) of the time is over; 0 at 0 and 1 at 1."""
    if trend == "EARLY":
        return 1 - pow(1 - part, 2.2)
    if trend == "LATE":
        return pow(part, 2.2)
    if trend == "DIP":
        return part - 0.45 * sin(pi * part) ** 2
    if trend == "PLATEAU":
        return min(1.0, part / 0.5)
    if trend == "SLIDE":
        return 1.35 * part / 0.6 if part < 0.6 else 1.35 - 0.35 * (part - 0.6) / 0.4
    return part


def reports(result: KeyResult, now: float, n: int) -> list[float]:
    """What was reported on a key result, n times, the last of them `now`."""
    metric, measure = result.metric, result.measure
    if metric.goal == "DONE":
        # It was not done until two reports ago.
        return [now if at >= n - 2 else 0 for at in range(n)]
    start = metric.start if metric.start is not None else result.first
    start = now if start is None else start
    way = now - start
    in_steps = result.trend == "STEPS"
    noise = 0.0 if in_steps else _REPORT_NOISE * abs(way)
    values = [
        start + way * travelled(result.trend, (at + 1) / n) + noise * chance(result.id, at)
        for at in range(n - 1)
    ]
    if in_steps and measure.precision == 0:
        step = _round_step(way)
        values = [start + round((value - start) / step) * step for value in values]
    elif measure.kind == "COUNT" and way > 0 and result.trend in ("RAMP", "EARLY", "LATE"):
        # What was counted once stays counted.
        values = sorted(min(value, now) for value in values)
    return [*(_sensible(value, measure) for value in values), now]


def measured(kpi: Kpi, before: float, now: float, n: int) -> list[float]:
    """What was measured of a KPI, n times (at least twice), from `before` to `now`."""
    values = [
        before
        + (now - before) * travelled(kpi.trend, at / (n - 1))
        + kpi.noise * chance(kpi.id, at)
        for at in range(n - 1)
    ]
    return [*(_sensible(value, kpi.measure) for value in values), now]


def raw_progress(metric: Metric, value: float) -> float:
    """How far a value is from the metric's start to its target; 0 or 1 where there is no way."""
    if metric.start is not None and metric.target is not None:
        return (value - metric.start) / (metric.target - metric.start)
    if metric.goal == "AT_LEAST" and metric.target is not None:
        return float(value >= metric.target)
    if metric.goal == "AT_MOST" and metric.target is not None:
        return float(value <= metric.target)
    if metric.lower is not None and metric.upper is not None:
        return float(metric.lower <= value <= metric.upper)
    return float(value >= 1)


def progress(metric: Metric, value: float) -> float:
    return min(1.0, max(0.0, raw_progress(metric, value)))


def _round_step(way: float) -> int:
    """1, or the power of ten that goes ten to a hundred times into the way."""
    return int(10.0 ** max(0, len(str(round(abs(way)))) - 2))


def _sensible(value: float, measure: Measure) -> float:
    value = max(0.0, value)
    if measure.kind == "PERCENT":
        value = min(100.0, value)
    return round(value, measure.precision)

"""The forecast's rule, slowly: every origin refits from the start, nothing is shared.

Written from the rule in words, apart from `graph.domain.forecast`: values as one list with None for
gaps, one function a candidate that is given the history before its origin and how far to look.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product
from statistics import NormalDist
from typing import Any

SEASONS = {"HOURLY": 24, "DAILY": 7, "WEEKLY": 52, "MONTHLY": 12, "QUARTERLY": 4, "ANNUAL": 1}
HORIZONS = {"HOURLY": 24, "DAILY": 14, "WEEKLY": 13, "MONTHLY": 12, "QUARTERLY": 4, "ANNUAL": 3}
ORDER = ["NAIVE", "SMOOTHED", "DRIFT", "THETA", "DAMPED"]
ORDER += ["SEASONAL_NAIVE", "SEASONAL_THETA", "SEASONAL_DAMPED"]

Values = Sequence[float]
Known = Sequence[bool]


def forecast(
    values: Sequence[float | None], frequency: str, *, steps: int, level: float, logarithms: bool
) -> dict[str, Any] | str:
    """Method, whether logarithmic, points as (value, lower, upper), and the replay's figures."""
    kept = list(values)[-260:]
    while kept and kept[0] is None:
        kept = kept[1:]
    behind = 0
    while kept and kept[-1] is None:
        kept, behind = kept[:-1], behind + 1
    there = [value is not None for value in kept]
    known = [value for value in kept if value is not None]
    if len(known) < 8:
        return "TOO_FEW_VALUES"
    if len(known) < len(kept) / 2:
        return "TOO_MANY_GAPS"
    if behind > 3:
        return "TOO_OLD"
    if len(set(known)) == 1:
        return "CONSTANT"
    y = [value if value is not None else _between(kept, i) for i, value in enumerate(kept)]
    n, m = len(y), SEASONS[frequency]
    season = m if _returns(y, m) else None
    start = max(n // 2, 2 * m) if season else n // 2
    horizon = HORIZONS[frequency]
    scored = []
    for name, logs in product(ORDER, [False, True]):
        if name.startswith("SEASONAL") and season is None:
            continue
        if logs and not (logarithms and min(known) > 0):
            continue
        z = [math.log(value) for value in y] if logs else y
        back: Callable[[float], float] = math.exp if logs else lambda value: value
        ahead = _candidate(name, z, there, start, season)
        try:
            errors = {
                (t, k): back(ahead(t, k, start)) - y[t + k - 1]
                for t in range(start, n)
                for k in range(1, horizon + 1)
                if t + k - 1 < n and there[t + k - 1]
            }
            points = [back(ahead(n, k, n)) for k in range(1, behind + 61)]
        except OverflowError:
            continue
        mean = sum(abs(error) for error in errors.values()) / len(errors)
        scored.append((mean, name, logs, errors, points))
    best = min(each[0] for each in scored)
    top = max(abs(value) for value in y)
    mean, name, logs, errors, points = next(
        each for each in scored if each[0] <= 1.02 * best + 1e-9 * top
    )
    naive = scored[0][0]
    widths = _widths(errors, n - start, max(behind + steps, horizon))
    width = NormalDist().inv_cdf((1 + level) / 2)
    return {
        "method": name,
        "logarithmic": logs,
        "points": [
            (points[k], points[k] - width * widths[k], points[k] + width * widths[k])
            for k in range(behind, behind + steps)
        ],
        "origins": n - start,
        "horizon": min(horizon, n - start),
        "mae": mean,
        "relative": 1.0 if naive == 0 else mean / naive,
        "coverage": sum(abs(e) <= width * widths[k - 1] for (_, k), e in errors.items())
        / len(errors),
        "bias": sum(errors.values()) / len(errors),
        "errors": scored,
    }


def _between(values: Sequence[float | None], i: int) -> float:
    a = max(j for j in range(i) if values[j] is not None)
    b = min(j for j in range(i, len(values)) if values[j] is not None)
    low, high = values[a], values[b]
    assert low is not None
    assert high is not None
    return low + (high - low) * (i - a) / (b - a)


def _line(y: Values) -> tuple[float, float]:
    n = len(y)
    if n == 1:
        return 0.0, y[0]
    xs = range(n)
    mx, my = sum(xs) / n, math.fsum(y) / n
    slope = math.fsum((x - mx) * (v - my) for x, v in zip(xs, y, strict=True)) / math.fsum(
        (x - mx) ** 2 for x in xs
    )
    return slope, my - slope * mx


def _returns(y: Values, m: int) -> bool:
    n = len(y)
    if m == 1 or n < 2 * m + 1:
        return False
    slope, level = _line(y)
    rest = [v - level - slope * x for x, v in enumerate(y)]
    squares = math.fsum(r * r for r in rest)
    if squares <= 1e-18 * math.fsum(v * v for v in y):
        return False
    return math.fsum(rest[i] * rest[i - m] for i in range(m, n)) / squares > 1.645 / math.sqrt(n)


def _indices(y: Values, m: int) -> list[float]:
    weights = [1.0] * m if m % 2 else [0.5] + [1.0] * (m - 1) + [0.5]
    half = len(weights) // 2
    places: list[list[float]] = [[] for _ in range(m)]
    for i in range(half, len(y) - half):
        window = y[i - half : i + half + 1]
        average = math.fsum(w * v for w, v in zip(weights, window, strict=True)) / m
        places[i % m].append(y[i] - average)
    raw = [math.fsum(place) / len(place) for place in places]
    return [value - math.fsum(raw) / m for value in raw]


def _candidate(
    name: str, y: Values, there: Known, start: int, season: int | None
) -> Callable[[int, int, int], float]:
    """From origin, step, and how many values the season's indices may know."""

    def ahead(t: int, k: int, knows: int) -> float:
        if not name.startswith("SEASONAL_") or season is None:
            return _plain(name, y[:t], k, _fit(name, y, there, start))
        if name == "SEASONAL_NAIVE":
            i = t + k - 1
            while i >= t:
                i -= season
            return y[i]
        before = _indices(y[:start], season)
        fitted = [v - before[i % season] for i, v in enumerate(y)]
        bare = name.removeprefix("SEASONAL_")
        chosen = _fit(bare, fitted, there, start)
        seasons = _indices(y[:knows], season)
        rest = [v - seasons[i % season] for i, v in enumerate(y[:t])]
        return _plain(bare, rest, k, chosen) + seasons[(t + k - 1) % season]

    return ahead


def _fit(name: str, y: Values, there: Known, start: int) -> Any:
    if name in ("SMOOTHED", "THETA"):
        choices: list[Any] = [i / 10 for i in range(11)]
        rule = "SMOOTHED"
    elif name == "DAMPED":
        choices = [(a, b) for a in (0.1, 0.3, 0.5, 0.7, 0.9) for b in (0.1, 0.3, 0.5)]
        rule = "DAMPED"
    else:
        return None
    # A trend needs two values; the error before them is the same for all.
    begin = 2 if rule == "DAMPED" else 1
    squares = [
        math.fsum(
            (y[i] - _plain(rule, y[:i], 1, choice)) ** 2 for i in range(begin, start) if there[i]
        )
        for choice in choices
    ]
    limit = min(squares) + 1e-12 * math.fsum(v * v for v in y[:start])
    return next(c for c, s in zip(choices, squares, strict=True) if s <= limit)


def _plain(name: str, y: Values, k: int, fit: Any) -> float:
    t = len(y)
    match name:
        case "NAIVE":
            return y[-1]
        case "DRIFT":
            return y[-1] + k * (y[-1] - y[0]) / (t - 1)
        case "SMOOTHED":
            return _level(y, fit)
        case "THETA":
            lag = t if fit == 0 else (1 - (1 - fit) ** t) / fit
            return _level(y, fit) + _line(y)[0] / 2 * (k - 1 + lag)
    alpha, beta = fit
    level = y[0]
    trend = y[1] - y[0]
    for value in y[1:]:
        onward = level + 0.9 * trend
        new = alpha * value + (1 - alpha) * onward
        trend = beta * (new - level) + (1 - beta) * 0.9 * trend
        level = new
    return level + trend * sum(0.9**j for j in range(1, k + 1))


def _level(y: Values, alpha: float) -> float:
    level = y[0]
    for value in y[1:]:
        level = alpha * value + (1 - alpha) * level
    return level


def _widths(errors: dict[tuple[int, int], float], origins: int, steps: int) -> list[float]:
    def rms(k: int) -> tuple[float, int]:
        found = [error for (_, step), error in errors.items() if step == k]
        return (math.sqrt(math.fsum(e * e for e in found) / len(found)) if found else 0, len(found))

    first, _ = rms(1)
    widths = [first]
    for k in range(2, steps + 1):
        own, count = rms(k)
        w = 1.0 if count == 0 else 4 / (count / k + 4)
        widths.append(max(widths[-1], (1 - w) * own + w * first * math.sqrt(k)))
    return [width * math.sqrt(1 + 4 / origins) for width in widths]

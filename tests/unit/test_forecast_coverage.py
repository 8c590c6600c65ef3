"""How often what came lay inside a forecast's intervals: series of six kinds, made by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import exp, pi, sin
from random import Random

from graph.domain.forecast.forecast import Forecast, forecast_of

LEVEL = 0.8
LAST = 12
LENGTHS = {"under 16": (10, 12, 14), "under 60": (30, 40, 55), "60 and more": (60, 75, 90)}
SEEDS = range(6)


def walk(random: Random) -> Callable[[int], float]:
    now = 100.0

    def step(_: int) -> float:
        nonlocal now
        now += random.gauss(0, 3)
        return now

    return step


def kinds(random: Random, length: int) -> Mapping[str, Callable[[int], float]]:
    """Series by their kind: from a place to the value there. To be asked place by place."""
    slope, noise = random.uniform(-1, 1), random.gauss
    return {
        "level": lambda i: 100 + noise(0, 5),
        "walk": walk(random),
        "line": lambda i: 100 + slope * i + noise(0, 4),
        "season": lambda i: 100 + 15 * sin(2 * pi * i / 12) + noise(0, 3),
        "growth": lambda i: 100 * exp(0.01 * i) * (1 + noise(0, 0.03)),
        "logistic": lambda i: 100 + 100 / (1 + exp((length / 2 - i) * 8 / length)) + noise(0, 3),
    }


def inside(seed: int) -> Iterator[tuple[str, int, bool]]:
    """How long the series was, how far ahead, and whether what came was inside."""
    random = Random(seed)
    for bucket, lengths in LENGTHS.items():
        length = lengths[-1] + LAST
        for value_at in kinds(random, length).values():
            values = [value_at(place) for place in range(length)]
            for known in lengths:
                found = forecast_of(
                    values[:known],
                    "MONTHLY",
                    periods=None,
                    level=LEVEL,
                    logarithms=True,
                    counts=False,
                )
                assert isinstance(found, Forecast)
                for step in (1, LAST):
                    point = found.points[step - 1]
                    came = values[known + step - 1]
                    yield bucket, step, point.lower <= came <= point.upper


def test_intervals_hold_what_they_promise() -> None:
    """Of a nominal 0.80: 0.75 to 0.90 over all, never much less for any length and step. Far ahead
    they are wide rather than narrow, since errors of a few origins say little of that."""
    every = [row for seed in SEEDS for row in inside(seed)]
    shares: dict[tuple[str, int], float] = {}
    for bucket in LENGTHS:
        for step in (1, LAST):
            held = [good for length, ahead, good in every if (length, ahead) == (bucket, step)]
            shares[bucket, step] = sum(held) / len(held)
    assert 0.75 <= sum(good for *_, good in every) / len(every) <= 0.90, shares
    assert min(shares.values()) >= 0.72, shares
    assert all(share <= 0.92 for (_, step), share in shares.items() if step == 1), shares

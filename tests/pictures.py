"""Random goals at one moment, and at two, for the rules that explain progress."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import cast

from graph.domain.explanations.contributions import (
    AlignmentState,
    Contributions,
    GoalState,
    KeyResultState,
)
from graph.domain.metrics import Metric
from graph.domain.progress import Lifecycle, ProgressMode
from tests.reference.explanations import Goal, Link, Picture, Result

_MODES = ["AUTO"] * 4 + ["KEY_RESULTS", "CONTRIBUTIONS", "COMBINED", "COMBINED", "MANUAL"]
_LIFECYCLES = ["ACTIVE"] * 8 + ["CLOSED", "DRAFT", "ARCHIVED"]


def picture(random: Random, goals: int = 8) -> Picture:
    """Several parents, two links between the same goals, clamps, modes, nulls, drafts and closed
    and archived goals; links lead from higher numbers to lower ones."""
    made = {}
    for n in range(goals):
        mode = random.choice(_MODES)
        lifecycle = random.choice(_LIFECYCLES) if n else random.choice(["ACTIVE"] * 9 + ["CLOSED"])
        made[f"obj_{n}"] = Goal(
            f"obj_{n}",
            lifecycle,
            mode,
            random.choice([None, _fraction(random)]) if mode == "MANUAL" else None,
            random.choice([None, _fraction(random)]) if lifecycle == "CLOSED" else None,
            tuple(_result(random, n, k) for k in range(random.choice([0, 1, 2, 2]))),
        )
    links = [
        Link(
            f"aln_{n}_{k}",
            f"obj_{n}",
            f"obj_{random.randrange(n)}",
            _weight(random),
            _often(random),
        )
        for n in range(1, goals)
        for k in range(random.choice([0, 1, 1, 2, 3]))
    ]
    return Picture(made, links)


def later(random: Random, before: Picture) -> Picture:
    """The same some changes on: values, metrics, weights, modes, links and lifecycles."""
    fresh = picture(random, len(before.goals))
    keep = random.random()

    def kept() -> bool:
        return random.random() < keep

    goals = {}
    for identifier, goal in before.goals.items():
        other = fresh.goals[identifier]
        results = {result.id: result for result in other.results}
        both = [results[r.id] if r.id in results and not kept() else r for r in goal.results]
        goals[identifier] = (
            Goal(identifier, goal.lifecycle, goal.mode, goal.manual, goal.closed, tuple(both))
            if kept()
            else other
        )
    links = [
        link if kept() else Link(link.id, link.source, link.target, _weight(random), _often(random))
        for link in before.links
        if random.random() < 0.9
    ]
    return Picture(goals, links)


def contributions(made: Picture) -> Contributions:
    """The same as the rules take it. A metric from 0 to 1, so that a value is its raw progress."""
    return Contributions(
        [
            GoalState(
                goal.id,
                cast("Lifecycle", goal.lifecycle),
                cast("ProgressMode", goal.mode),
                _float(goal.manual),
                _float(made.progress(goal.id)),
            )
            for goal in made.goals.values()
        ],
        [
            KeyResultState(
                result.id,
                goal.id,
                float(result.weight),
                result.archived,
                float(result.progress),
                float(result.raw),
                Metric("INCREASE", 0.0, 1.0),
                float(result.raw),
            )
            for goal in made.goals.values()
            for result in goal.results
        ],
        [
            AlignmentState(link.id, link.source, link.target, float(link.weight), link.counts)
            for link in made.links
        ],
    )


def _result(random: Random, n: int, k: int) -> Result:
    raw = random.choice([Fraction(0), _fraction(random), _fraction(random) * 3 - 1])
    return Result(f"kr_{n}_{k}", _weight(random), raw, random.random() < 0.1)


def _fraction(random: Random) -> Fraction:
    return Fraction(random.randint(0, 16), 16)


def _weight(random: Random) -> Fraction:
    return Fraction(random.choice([1, 1, 2, 3, random.randint(1, 1000)]), 4)


def _often(random: Random) -> bool:
    return random.random() < 0.85


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)

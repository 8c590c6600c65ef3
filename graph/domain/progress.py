"""An objective's progress and health from its inputs, one at a time or all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite
from typing import Literal

from graph.domain.errors import InvalidInput
from graph.domain.health import CONSTANT, NO_DATA, CycleSpan, HealthSteps, pace, worst
from graph.domain.order import after_all

ProgressMode = Literal["AUTO", "KEY_RESULTS", "CONTRIBUTIONS", "COMBINED", "MANUAL"]
Lifecycle = Literal["DRAFT", "ACTIVE", "CLOSED", "ARCHIVED"]

# Sums of at most this many weights stay finite when each is at most 1.
_LARGEST = 1e300


@dataclass(frozen=True, slots=True)
class Part:
    """One input of an objective: a key result, or an objective aligned to it, with its weight."""

    weight: float
    progress: float
    health: HealthSteps


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an objective has come to: progress from 0 to 1, null without inputs, and health."""

    progress: float | None
    health: HealthSteps


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective, as far as its own outcome needs it.

    `live` is whether it is ACTIVE or CLOSED; `key_results` are those not archived. `frozen` is
    what a CLOSED objective closed with. One that is CLOSED without it is closed here: its outcome
    is computed once more, and its health is then that of the moment `closed_ms`, for good.
    """

    mode: ProgressMode
    live: bool
    key_results: Sequence[Part] = ()
    manual: float | None = None
    cycle: CycleSpan | None = None
    closed_ms: int | None = None
    frozen: Outcome | None = None


# Source objective, target objective, weight: an alignment with `counts`, to the target or to one of
# its key results alike.
Contribution = tuple[str, str, float]


def is_live(lifecycle: Lifecycle) -> bool:
    """Whether an objective counts: in its target's progress, and its contributors in its own."""
    return lifecycle in ("ACTIVE", "CLOSED")


def weighted_mean(inputs: Iterable[tuple[float, float]]) -> float | None:
    """Σ w·p / Σ w over (weight, progress); null without inputs. Sums are exact before the one
    rounding, so that the order of the inputs does not matter."""
    pairs = list(inputs)
    if not pairs:
        return None
    heaviest = max(weight for weight, _ in pairs)
    if heaviest > _LARGEST:
        # Only ratios matter, and this keeps the sums finite.
        pairs = [(weight / heaviest, progress) for weight, progress in pairs]
    total = fsum(weight for weight, _ in pairs)
    return fsum(weight * progress for weight, progress in pairs) / total + 0.0


def inputs_of(
    mode: ProgressMode, key_results: Sequence[Part], contributions: Sequence[Part]
) -> Sequence[Part]:
    """What counts in an objective of that mode. `key_results` are those not archived,
    `contributions` the live ones with `counts` whose progress is not null."""
    if mode == "AUTO":
        return key_results or contributions
    if mode == "KEY_RESULTS":
        return key_results
    if mode == "CONTRIBUTIONS":
        return contributions
    if mode == "COMBINED":
        return (*key_results, *contributions)
    return ()


def check_manual_progress(mode: ProgressMode, manual: float | None) -> None:
    """Raises InvalidInput for a manual progress that is set in another mode or is out of range."""
    if manual is None:
        return
    if mode != "MANUAL":
        raise InvalidInput(
            f"manualProgress is for progressMode MANUAL; this one is {mode}.",
            path=["manualProgress"],
        )
    if not (isfinite(manual) and 0 <= manual <= 1):
        raise InvalidInput("manualProgress goes from 0 to 1.", path=["manualProgress"])


def outcome_of(goal: Goal, contributions: Sequence[Part]) -> Outcome:
    """An objective's outcome from what it is given: live contributions with `counts`."""
    if goal.frozen is not None:
        return goal.frozen
    if goal.mode == "MANUAL":
        progress = None if goal.manual is None else goal.manual + 0.0
        health = NO_DATA if progress is None else pace(progress, goal.cycle)
    else:
        inputs = inputs_of(goal.mode, goal.key_results, contributions if goal.live else ())
        progress = weighted_mean((part.weight, part.progress) for part in inputs)
        health = worst([part.health for part in inputs])
    if goal.closed_ms is not None:
        health = CONSTANT[health.at(goal.closed_ms)]
    return Outcome(progress, health)


def roll_up(goals: Mapping[str, Goal], contributions: Iterable[Contribution]) -> dict[str, Outcome]:
    """The outcome of every objective, contributors first; linear in goals, links and steps.

    A contribution counts when both its ends are live and its source's progress is not null.
    Both ends have to be in `goals`. Raises InvalidInput when the contributions go in a circle.
    """
    targets: dict[str, list[tuple[str, float]]] = {}
    for source, target, weight in contributions:
        targets.setdefault(source, []).append((target, weight))
    order = after_all(goals, targets)
    if len(order) < len(goals):
        raise InvalidInput("Alignments go in a circle.", path=["alignsTo"])
    received: dict[str, list[Part]] = {}
    outcomes: dict[str, Outcome] = {}
    for source in order:
        goal = goals[source]
        outcome = outcomes[source] = outcome_of(goal, received.pop(source, ()))
        if goal.live and outcome.progress is not None:
            for target, weight in targets.get(source, ()):
                part = Part(weight, outcome.progress, outcome.health)
                received.setdefault(target, []).append(part)
    return outcomes

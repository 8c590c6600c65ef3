"""Whether a part of the plan pushes a KPI the way it should go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from graph.domain.paths import SAME
from graph.domain.significant import reaches


def helps(
    direction: str,
    latest: float | None,
    bounds: Sequence[float | None] | None,
    share: float,
    net_share: float,
) -> bool | None:
    """Whether `net_share` pushes the value in the KPI's own direction: for BETWEEN back between
    its bounds. None for a net of 0, to twelve digits of the share that it is the net of, and
    for BETWEEN inside its bounds or without a value or bounds."""
    if abs(net_share) <= share * (1 - SAME):
        return None
    if direction == "INCREASE":
        return net_share > 0
    if direction == "DECREASE":
        return net_share < 0
    lower, upper = bounds or (None, None)
    if latest is None or lower is None or upper is None:
        return None
    if reaches(latest, lower) and reaches(upper, latest):
        return None
    return (net_share > 0) == (latest < lower)


def wanted_effect(direction: str, off: float | None = None) -> Literal["RAISES", "LOWERS"] | None:
    """What helps a KPI of a direction: for BETWEEN what brings it back from where it is `off` its
    bounds, below 0 for too low; None while nothing is said of that."""
    if direction == "INCREASE":
        return "RAISES"
    if direction == "DECREASE":
        return "LOWERS"
    if off is None:
        return None
    return "RAISES" if off < 0 else "LOWERS"

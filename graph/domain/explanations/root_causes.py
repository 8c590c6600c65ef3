"""The nearest drivers of a KPI that are off target too, in the direction that hurts it.

A walk from the KPI along DRIVES against the arrow, level by level. A driver is a cause when it is
WATCH or OFF_TARGET and its deviation, turned by the effects on the way, is the KPI's own; the walk
does not go below it by that way. Any other driver is walked through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Literal, NamedTuple

from graph.domain.paths import SAME, Effect, Step

Sign = Literal[-1, 1]

BEHIND = frozenset({"WATCH", "OFF_TARGET"})
"""The statuses of a KPI that has a cause, or is one."""


class Driver(NamedTuple):
    """A link into a KPI: the KPI that drives it, its weight over the weights of all that supports
    or drives the driven one, and whether a rise lowers that."""

    kpi: str
    share: float
    lowers: bool


class Cause(NamedTuple):
    """A driver that explains how a KPI stands. `share` is how much of the plan for the KPI goes by
    it, over all ways of the matching sign; `steps` lead from it to the KPI on the nearest way, of
    several such the largest; `depth` is the number of links on it."""

    kpi: str
    depth: int
    share: float
    steps: list[Step]


class _Way(NamedTuple):
    """What reached a KPI with one sign at one depth: the shares of all ways, and the largest way's
    share and steps."""

    terms: list[float]
    largest: float
    steps: tuple[Step, ...]


def deviation(
    direction: str, latest: float, value: float | None, lower: float | None, upper: float | None
) -> Sign | None:
    """Which way a KPI's latest value is off: -1 short of an INCREASE target or under `lower`, 1
    above a DECREASE target or over `upper`; None when it is not off."""
    if direction == "BETWEEN":
        if lower is not None and latest < lower:
            return -1
        return 1 if upper is not None and latest > upper else None
    if value is None:
        return None
    if direction == "INCREASE":
        return -1 if latest < value else None
    return 1 if latest > value else None


def root_causes(
    kpi: str,
    deviations: Mapping[str, Sign],
    drivers: Mapping[str, Sequence[Driver]],
    max_depth: int,
) -> list[Cause]:
    """The causes of how `kpi` stands: by depth, then share, largest first, then id. Empty when it
    is not in `deviations`, which holds the KPIs that are WATCH or OFF_TARGET. Archived drivers are
    not among `drivers`, though their weight is in the pools."""
    own = deviations.get(kpi)
    if own is None:
        return []
    level: dict[tuple[str, int], _Way] = {(kpi, 1): _Way([1.0], 1.0, (Step(kpi, 1.0, None),))}
    found: dict[str, Cause] = {}
    terms: dict[str, list[float]] = {}
    for depth in range(1, max_depth + 1):
        level = _following(level, drivers)
        for (driver, sign), way in list(level.items()):
            if deviations.get(driver, 0) * sign != own:
                continue
            del level[driver, sign]
            terms.setdefault(driver, []).extend(way.terms)
            if driver not in found:
                found[driver] = Cause(driver, depth, 0.0, list(way.steps))
        if not level:
            break
    causes = [row._replace(share=min(1.0, fsum(terms[row.kpi]))) for row in found.values()]
    return sorted(causes, key=lambda row: (row.depth, -row.share, row.kpi))


def _following(
    level: Mapping[tuple[str, int], _Way], drivers: Mapping[str, Sequence[Driver]]
) -> dict[tuple[str, int], _Way]:
    """What drives the KPIs of a level, one link further."""
    following: dict[tuple[str, int], _Way] = {}
    for (driven, sign), way in level.items():
        whole = fsum(way.terms)
        for link in drivers.get(driven, ()):
            effect: Effect = "LOWERS" if link.lowers else "RAISES"
            first, *rest = way.steps
            # What led to the driven KPI is told at its own step.
            steps = (Step(link.kpi, 1.0, None), Step(first.id, link.share, effect), *rest)
            key = (link.kpi, -sign if link.lowers else sign)
            share = way.largest * link.share
            known = following.get(key)
            if known is None:
                following[key] = _Way([whole * link.share], share, steps)
                continue
            known.terms.append(whole * link.share)
            if _before(share, steps, known):
                following[key] = _Way(known.terms, share, steps)
    return following


def _before(share: float, steps: tuple[Step, ...], known: _Way) -> bool:
    """Whether a way comes before the known one: larger, or equal to twelve digits and first by
    ids."""
    if min(share, known.largest) >= max(share, known.largest) * SAME:
        return [step.id for step in steps] < [step.id for step in known.steps]
    return share > known.largest

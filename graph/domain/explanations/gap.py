"""How the distance of a KPI from its target divides over the plan, by the shares of its movers."""

from __future__ import annotations

from collections.abc import Container
from math import fsum
from typing import NamedTuple

from graph.domain.paths import by_share
from graph.domain.shares import Movers


class GapPart(NamedTuple):
    """What of the gap rests on an objective: `size` = gap x its own share, in the KPI's unit."""

    objective: str
    own_share: float
    size: float
    share: float
    net_share: float


class Gap(NamedTuple):
    """The sizes of the parts, `unowned` and `hidden` sum to `size` (to 1e-9 of it). `parts` are
    those of the objectives that may be shown, largest first, those equal to twelve digits by id."""

    size: float
    parts: list[GapPart]
    unowned: float
    hidden: float


def divided_gap(size: float, movers: Movers, hidden: Container[str]) -> Gap:
    """`size` divided as the plan for the KPI is; objectives in `hidden` are summed."""
    shown = [
        GapPart(row.objective, row.own_share, size * row.own_share, row.share, row.net_share)
        for row in movers.rows
        if row.objective not in hidden
    ]
    rest = fsum(row.own_share for row in movers.rows if row.objective in hidden)
    return Gap(size, by_share(shown), size * movers.unowned_share, size * rest)

"""How KPIs stand against their targets: what the gap and the root causes of one are asked of."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from graph.domain.explanations.root_causes import Sign, deviation
from graph.domain.kpis import Judging, KpiDirection, Target, shortfall
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field

_UNJUDGED = frozenset({"NO_DATA", "NO_TARGET"})


def standing_facts(c: Compiler, kpi: str) -> str:
    """What a `Standing` is made of, for a KPI in the variable `kpi`."""
    status = c.types["Kpi"].fields["status"].compile(c, Scope(kpi), Field("status", "status", 0))
    text = (
        "_k.id, _k.archived, _k.direction, "
        "head(COLLECT { MATCH (_k)-[:LATEST_VALUE]->(_v:KpiValue) RETURN _v.value }), "
        "head(COLLECT { MATCH (_k)-[:STANDING_TARGET]->(_t:KpiTarget) "
        "RETURN [_t.value, _t.lower, _t.upper] })"
    )
    # What it was before it went stale; states that are older than the steps have none.
    before = c.render("_k.statuses[-2]", Scope(""), k=kpi)
    return f"[{c.render(text, Scope(''), k=kpi)}, {status.expression}, {before}]"


class Standing(NamedTuple):
    """A KPI's latest value, standing target (value, lower, upper) and status, with the one that it
    had before it went stale, if it has."""

    kpi: str
    archived: bool
    direction: KpiDirection
    latest: float | None
    target: tuple[float | None, float | None, float | None] | None
    status: str
    fresh: str | None

    @property
    def size(self) -> float | None:
        """How far it is short of its target or out of its bounds, in its unit, 0 or more; None
        where no target judges a value, as one of a longer time does no sum or running total."""
        status = self.fresh if self.status == "STALE" else self.status
        if self.latest is None or self.target is None or status in _UNJUDGED:
            return None
        # Only the numbers matter, not the days that the target is for.
        target = Target(date.min, date.max, *self.target)
        short, _ = shortfall(Judging(self.direction), self.latest, target)
        return max(0.0, float(short)) + 0.0

    @property
    def deviation(self) -> Sign | None:
        """Which way it is off, while it is WATCH or OFF_TARGET."""
        if self.latest is None or self.target is None:
            return None
        return deviation(self.direction, self.latest, *self.target)

    def bounds(self) -> tuple[float | None, float | None] | None:
        """The target's bounds."""
        return None if self.target is None else self.target[1:]


def standing(row: Any) -> Standing:
    """From what `standing_facts` brought."""
    kpi, archived, direction, latest, target, status, fresh = row
    bounds = None if target is None else (target[0], target[1], target[2])
    return Standing(kpi, archived, direction, latest, bounds, status, fresh)

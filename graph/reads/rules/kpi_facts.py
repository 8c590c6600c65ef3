"""Whether a net share pushes a KPI the way it should go."""

from __future__ import annotations

from typing import NamedTuple

from graph.domain.paths import SAME

FACTS = (
    "[_k.id, _k.direction, "
    "head(COLLECT { MATCH (_k)-[:LATEST_VALUE]->(_v:KpiValue) RETURN _v.value }), "
    "head(COLLECT { MATCH (_k)-[:STANDING_TARGET]->(_t:KpiTarget) RETURN [_t.lower, _t.upper] })]"
)
"""What `KpiFacts` is made of, for a KPI in the variable `_k`."""


class KpiFacts(NamedTuple):
    """A KPI's direction, latest value, and the bounds of its standing target, if it has any."""

    direction: str
    latest: float | None
    bounds: tuple[float | None, float | None] | None

    def helps(self, share: float, net_share: float) -> bool | None:
        """Whether `net_share` pushes the value in the KPI's own direction: for BETWEEN back between
        its bounds. None for a net of 0, to twelve digits of the share that it is the net of, and
        for BETWEEN inside its bounds or without a value or bounds."""
        if abs(net_share) <= share * (1 - SAME):
            return None
        if self.direction == "INCREASE":
            return net_share > 0
        if self.direction == "DECREASE":
            return net_share < 0
        lower, upper = self.bounds or (None, None)
        if self.latest is None or lower is None or upper is None or lower <= self.latest <= upper:
            return None
        return (net_share > 0) == (self.latest < lower)

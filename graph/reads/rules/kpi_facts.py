"""Whether a net share pushes a KPI the way it should go."""

from __future__ import annotations

from typing import NamedTuple

from graph.domain.helping import helps

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
        """See `graph.domain.helping.helps`."""
        return helps(self.direction, self.latest, self.bounds, share, net_share)

"""What of a goal goes on in another cycle. Pure rules; imports graph.domain.significant.

A key result goes on from where it stands: what is still to do is what its new distance is of.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from graph.domain.significant import reaches

Stored = Mapping[str, Any]
"""The properties of a key result."""

MOST_GOALS: Final = 500
"""How many goals one rollover copies at most."""

_ASCENDING: Final = "INCREASE"
_DISTANCES: Final = (_ASCENDING, "DECREASE")


def goes_on(result: Stored, *, modified: bool) -> bool:
    """Whether a key result that is not archived is copied: while it is not reached, or, of a goal
    that is to be modified, in any case, as long as something of its way is left."""
    if not modified and (result.get("progress") or 0.0) >= 1:
        return False
    return _measures_change(result) or not _is_there(result)


def new_start(result: Stored) -> float | None:
    """Where a copy starts: where the key result stands, if it has a way to go, or as it did."""
    start: float | None = result.get("metricStart")
    if result["metricGoal"] not in _DISTANCES or _measures_change(result):
        return start
    current: float | None = result.get("current")
    return start if current is None else current


def new_delta(expected: float | None, result: Stored, start: float | None) -> float | None:
    """The predicted change of a KPI by a copy that starts there: in proportion to what is left of
    the way to the target; the same where there is no way, or no finite number."""
    before, target = result.get("metricStart"), result.get("metricTarget")
    if expected is None or result["metricGoal"] not in _DISTANCES:
        return expected
    if start is None or before is None or target is None:
        return expected
    delta = expected * ((target - start) / (target - before))
    return delta if math.isfinite(delta) else expected


def _is_there(result: Stored) -> bool:
    """Whether the value is at or beyond the target of a way."""
    current, target = result.get("current"), result.get("metricTarget")
    if result["metricGoal"] not in _DISTANCES or current is None or target is None:
        return False
    if result["metricGoal"] == _ASCENDING:
        return reaches(current, target)
    return reaches(target, current)


def _measures_change(result: Stored) -> bool:
    """Whether its values are changes since a baseline: in another cycle, since another."""
    return bool(result.get("measuredAs", "VALUE") != "VALUE")

"""Fields that follow from others by a rule: nobody sets them. Imports nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_OUTCOME: Final = ("progress", "healths", "healthSince")
_REPORTED: Final = ("current", "lastCheckInAt", "lastStatus", "confidence")

FOLLOWING: Final[Mapping[str, frozenset[str]]] = {
    "Cycle": frozenset(("startsMs", "endsMs")),
    "Objective": frozenset((*_OUTCOME, "level", "readers")),
    "KeyResult": frozenset((*_OUTCOME, *_REPORTED, "rawProgress", "checkInDueOn")),
    "Kpi": frozenset(("status", "statuses", "statusSince", "valueDueOn", "latest", "target")),
}
"""The stored properties (and the relationships that the record of changes has a name for) of each
kind of node that are derived anew whenever what they follow from changes."""

"""Fields that follow from others by a rule: nobody sets them. The model says which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.model.properties import following
from graph.model.registry import ENTITIES

FOLLOWING: Final[Mapping[str, frozenset[str]]] = {
    kind: following(ENTITIES[kind]) for kind in ("Cycle", "Objective", "KeyResult", "Kpi")
}
"""The stored properties (and the relationships that the record of changes has a name for) of each
kind of node that are derived anew whenever what they follow from changes."""

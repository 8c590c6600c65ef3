"""Which changes alter what influence and lineage follow from, and who sees which goal of it.

Check-ins, values, titles and the like do not, so what was computed from the plan outlives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

PLANNED: Final[Mapping[str, frozenset[str]]] = {
    "Objective": frozenset({"lifecycle", "level", "visibility", "readers", "ownerId"}),
    "KeyResult": frozenset({"weight", "archived", "objectiveId"}),
    "Kpi": frozenset({"archived", "direction"}),
    "Alignment": frozenset({"weight", "keyResultId", "from", "to"}),
    "Support": frozenset({"weight", "effect", "from", "to"}),
    "Drive": frozenset({"weight", "effect", "from", "to"}),
}
"""By type: the stored properties, and the ends of links, that the plan follows from."""


def changes_plan(node_type: str, changed: Iterable[str], *, comes_or_goes: bool) -> bool:
    """Whether a change of an entity of this type, in these properties, alters the plan."""
    planned = PLANNED.get(node_type)
    return planned is not None and (comes_or_goes or not planned.isdisjoint(changed))

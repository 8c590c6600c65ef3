"""The answers about influence: movers of a KPI, and KPIs that an objective moves."""

from __future__ import annotations

from typing import Literal, NamedTuple

MoverEffect = Literal["RAISES", "LOWERS", "MIXED"]
Relation = Literal["DIRECT", "ALIGNED", "DRIVER"]


class Mover(NamedTuple):
    """An objective that moves a KPI. `share`, from 0 to 1, is all that reaches it; `own_share` the
    part that stays with it; `net_share`, from -1 to 1, what reaches it with signs.

    `effect` is MIXED when paths of both signs reach it. `relation` is that of the closest path:
    DIRECT when it or its own key result supports this KPI, ALIGNED when alignments alone lead to
    one that does, else DRIVER.
    """

    objective: str
    share: float
    own_share: float
    net_share: float
    effect: MoverEffect
    relation: Relation


class Movers(NamedTuple):
    """All movers of one KPI, largest share first, those equal to twelve digits by id. The sum of
    their `own_share` and of `unowned_share` is 1 (to 1e-9)."""

    rows: list[Mover]
    unowned_share: float


class Moved(NamedTuple):
    """A KPI that an objective moves; the other fields are those of `Mover`."""

    kpi: str
    share: float
    own_share: float
    net_share: float
    effect: MoverEffect
    relation: Relation


# What reached a node, as bits beside the numbers, so that a share too small for a double counts
# too: paths of either sign, and paths through no other KPI.
RAISES, LOWERS, NEAR = 1, 2, 4
TURNED = (0, 2, 1, 3, 4, 6, 5, 7)
"""The bits when what goes on has its sign turned."""

_SIGNS = RAISES | LOWERS
_EFFECTS: tuple[MoverEffect, ...] = ("RAISES", "RAISES", "LOWERS", "MIXED")


Row = tuple[str, float, float, float, MoverEffect, Relation]
"""The fields of a `Mover` or a `Moved`."""


def summary(
    node: str, raised: float, lowered: float, own: float, bits: int, *, direct: bool
) -> Row:
    """The fields of the answer about `node`. Rounding does not take a share above 1."""
    share = raised + lowered
    net = raised - lowered
    if share > 1.0:
        share = 1.0
        net = max(-1.0, min(1.0, net))
        own = min(1.0, own)
    relation: Relation = "DIRECT" if direct else "ALIGNED" if bits & NEAR else "DRIVER"
    return node, share, own, net, _EFFECTS[bits & _SIGNS], relation

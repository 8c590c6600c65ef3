"""In which order movers are listed: by share, or by what their objectives have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from graph.domain.health import WORST_FIRST
from graph.domain.influence import Mover
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.selection import Field
from graph.reads.rules.facets import Facets
from graph.reads.rules.listing import Order

BY_SHARE = Order("movers", lambda mover: (mover.share, mover[0]), falling=True)
# Progress counts from 1, so that what has none is beyond it and comes last either way; keys that
# are compared to twelve digits are not negative.
_NONE_RISING, _NONE_FALLING = 3.0, 0.0


class Ranked(NamedTuple):
    """A mover with what it is ordered by."""

    key: float
    mover: Mover


class MoverOrder:
    """The order that one selected `movers` field asks for. `grouping` is what has to be known of
    each objective for it, if anything."""

    def __init__(self, c: Compiler, selected: Field) -> None:
        given = c.argument(selected).get("orderBy")
        self._by = "SHARE" if given is None else str(given.member("field").value.value)
        self._falling = given is None or given.member("direction").value.value == "DESC"
        self.grouping = None if self._by == "SHARE" else self._by
        self.ranks = self._by != "SHARE" or not self._falling
        self.listed = BY_SHARE
        if self.ranks:
            name = f"movers.{self._by}{'-' if self._falling else '+'}"
            self.listed = Order(
                name, lambda row: (row.key, row.mover.objective), falling=self._falling
            )

    def rows(
        self, movers: Sequence[Mover], known: Facets | None, position: int
    ) -> Sequence[Mover | Ranked]:
        """The movers, which come by share, in this order; of equal ones by id. `position` is where
        `known` has the key of each."""
        if not self.ranks:
            return movers
        ranked = [Ranked(self._key(mover, known, position), mover) for mover in movers]
        sign = -1 if self._falling else 1
        return sorted(ranked, key=lambda row: (sign * row.key, row.mover.objective))

    def _key(self, mover: Mover, known: Facets | None, position: int) -> float:
        if self.grouping is None:
            return mover.share
        assert known is not None
        [value] = known[mover.objective][3][position]
        if self.grouping == "HEALTH":
            return WORST_FIRST.index(value)
        if value is None:
            return _NONE_FALLING if self._falling else _NONE_RISING
        return 1 + float(value)


def mover_of(row: Mover | Ranked) -> Mover:
    """The mover of a row."""
    return row.mover if isinstance(row, Ranked) else row

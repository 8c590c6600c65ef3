"""A difference between two times, as the viewer is told it, and a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.reads.changes.comparing import TYPES
from graph.reads.compile.selection import Cursor

ORDER: Final = "diff"
NAMED: Final = {
    "OBJECTIVE": "Objective",
    "KEY_RESULT": "KeyResult",
    "ALIGNMENT": "Alignment",
    "SUPPORT": "Support",
    "DRIVE": "Drive",
}
"""The types, by what the contract calls them."""

CALLED: Final = {name: value for value, name in NAMED.items()}


class Difference(NamedTuple):
    """A difference as the viewer is told it; without `known`, nothing of how it was before."""

    type: str
    node: str
    kind: str
    known: bool
    progress: tuple[float | None, float | None]

    @property
    def place(self) -> tuple[int, str]:
        """Where it is in the list."""
        return TYPES.index(self.type), self.node


@dataclass(slots=True)
class Page:
    """A page of differences between two revisions, with the moments that were asked about."""

    items: Sequence[Difference]
    since: int
    until: int
    moments: tuple[str, str]


def cursor(item: Difference) -> str:
    """Its place, as clients see it."""
    return Cursor(ORDER, *item.place).encode()

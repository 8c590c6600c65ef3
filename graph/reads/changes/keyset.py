"""Which part of the record of changes one page is, as plain data.

The record is read in its order, a bounded number of rows at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from graph.domain.errors import InvalidInput
from graph.reads.changes.change_scan import Item, Scanned, told
from graph.reads.compile.connection_parts import page_info_of
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Cursor, Field

LAST: Final = 2**53 - 1
"""A sequence number, or a revision, that nothing is behind."""


class Place(NamedTuple):
    """A place in the record: behind the row of that sequence number in that revision."""

    revision: int
    sequence: int = LAST

    def cursor(self, order: str) -> str:
        """What clients see of it, in a list of that name."""
        return Cursor(order, self.revision, str(self.sequence)).encode()

    @classmethod
    def of(cls, cursor: Cursor, order: str) -> Place:
        """Raises InvalidInput for a cursor of another list."""
        revision, sequence = cursor.key, cursor.id
        if (
            cursor.order != order
            or type(revision) is not int
            or not 0 <= revision <= LAST
            or not (sequence.isascii() and sequence.isdigit() and int(sequence) <= LAST)
        ):
            raise InvalidInput("`after` is a cursor of another list.", path=["after"])
        return cls(revision, int(sequence))


@dataclass(frozen=True, slots=True)
class Window:
    """One page: its items, whether more may follow, and where it ends. For the feed, `up_to` is the
    revision up to which nothing is left."""

    order: str
    items: tuple[Item, ...]
    more: bool
    end: Place
    up_to: int = 0

    def page_info(self, selected: Field, given: Mapping[str, Any]) -> dict[str, Any]:
        """A PageInfo. The end is there even when nothing else is: all that was looked at may be
        hidden."""
        first = [Place(*one.place) for one in self.items[:1]] or [self.end]
        ends = [one.cursor(self.order) for one in (*first, self.end)]
        return page_info_of(selected.only(), ends, given.get("after") is not None, self.more)


def most(given: Mapping[str, Any]) -> int:
    """How many rows are looked at, at most, for a page: most viewers see most of them."""
    return 4 * page_size(given.get("first")) + 40


def in_history(row: Scanned) -> Item | None:
    """The item of a node's own history that a row is, if it is one."""
    item = told(row)
    return None if item is None or item.kind == "GONE" else item


def _filled(
    rows: Sequence[Scanned], given: Mapping[str, Any], item_of: Callable[[Scanned], Item | None]
) -> tuple[list[Item], int]:
    """The page's items, and how many rows they are out of."""
    first = page_size(given.get("first"))
    looked_at = rows[: most(given)]
    items: list[Item] = []
    for index, row in enumerate(looked_at):
        item = item_of(row)
        if item is not None:
            if len(items) == first:
                return items, index
            items.append(item)
    return items, len(looked_at)


def history_window(
    order: str, rows: Sequence[Scanned], start: Place, given: Mapping[str, Any]
) -> Window:
    """A page of the history of one node; rows are in the order of the page."""
    items, end = _filled(rows, given, in_history)
    place = Place(*rows[end - 1][:2]) if end else start
    return Window(order, tuple(items), end < len(rows), place)


def feed_window(
    order: str,
    rows: Sequence[Scanned],
    start: Place,
    head: int,
    given: Mapping[str, Any],
    types: frozenset[str],
) -> Window:
    """A page of the feed that begins after `start`, out of what was scanned: `most` rows and one
    more. `head` is the organization's revision; `types` are those asked for.

    A page ends with a revision, unless it is all of one.
    """
    items, end = _filled(rows, given, lambda row: told(row) if row.type in types else None)
    if end == len(rows):
        reached = max(head, start.revision)
        return Window(order, tuple(items), False, Place(reached), reached)
    following = rows[end].revision
    begun = next(index for index, row in enumerate(rows) if row.revision == following)
    whole = Place(following - 1)
    if begun > 0:
        items = [one for one in items if one.revision < following]
    elif end > 0:
        whole = Place(*rows[end - 1][:2])
    elif start.revision == following:
        whole = start
    return Window(order, tuple(items), True, whole, following - 1)

"""What a write has asked for and has not written yet: rows of blocks.

Blocks are written in an order of their own, not in the one in which they were asked for; so what
would come to something else in that order is settled here.
"""

from __future__ import annotations

from typing import Any

from graph.writes.unit_of_work import statements
from graph.writes.unit_of_work.statements import LINKS, Block


class Pending:
    """Rows by block; the changes of one node or link are one row."""

    def __init__(self) -> None:
        self._rows: dict[Block, list[Any]] = {}
        self._begun: dict[Block, dict[tuple[str, str], list[str]]] = {}
        self._sets: dict[tuple[str, str], dict[str, Any]] = {}

    def add(self, block: Block, row: Any) -> None:
        """One row more."""
        self._rows.setdefault(block, []).append(row)

    def change(self, kind: str, identifier: str, changes: dict[str, Any]) -> None:
        """Other properties of a node or link."""
        row = self._sets.get((kind, identifier))
        if row is None:
            row = self._sets[kind, identifier] = {}
            block = (
                statements.on_links("relink", LINKS[kind])
                if kind in LINKS
                else statements.on_nodes("set", kind)
            )
            self.add(block, {"id": identifier, "set": row})
        row.update(changes)

    def relate(self, type_: str, start: str, end: str) -> None:
        """A relationship begins."""
        block = statements.between("relate", type_, start, end)
        self._begun.setdefault(block, {})[start, end] = [start, end]

    def unrelate(self, type_: str, start: str, end: str) -> None:
        """A relationship ends; one that has not been written yet was never there."""
        begun = self._begun.get(statements.between("relate", type_, start, end), {})
        if begun.pop((start, end), None) is None:
            self.add(statements.between("unrelate", type_, start, end), [start, end])

    def take(self) -> list[tuple[Block, list[Any]]]:
        """All rows, in the order in which blocks are written; nothing is pending then."""
        rows = self._rows | {block: list(begun.values()) for block, begun in self._begun.items()}
        self._rows, self._begun, self._sets = {}, {}, {}
        return [(block, rows[block]) for block in sorted(rows) if rows[block]]

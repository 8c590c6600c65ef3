"""Connections: keyset-paged lists, their counts and groups.

A list is a clause that finds `node` (and, along links, `link`), an order, and what it may be
filtered by. LIMIT stands before anything is collected. Counts and groups are subqueries of their
own, there only when selected.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.reads.compile.compiler import Compiled, Compiler, Scope, assemble
from graph.reads.compile.connection_layers import connection_in_layers
from graph.reads.compile.connection_parts import (
    PartOfPage,
    always,
    connection,
    edges_part,
    nodes_part,
    other_part,
    page_info_part,
)
from graph.reads.compile.keyset import Found, Row, rows
from graph.reads.compile.layers import LayerCompiler
from graph.reads.compile.listing import Listing
from graph.reads.compile.selection import Field


@dataclass(frozen=True, slots=True)
class Page(Listing):
    """A page of a list as a connection."""

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """The rows of the page, if any part needs them, then its counts and groups."""
        if isinstance(c, LayerCompiler):
            return connection_in_layers(self, c, scope, selected)
        found = self.find(c, scope, selected)
        window = self.window(c, selected)
        fields = selected.only()
        of_rows = [one for one in fields if one.name in ("nodes", "edges")]
        row = Row(len(of_rows), _has_cursors(selected))
        parts: list[Compiled] = []
        others: list[Compiled] = []
        builds: list[tuple[str, PartOfPage]] = []
        for one in fields:
            match one.name:
                case "nodes":
                    parts.append(self._node(c, found, one))
                    builds.append((one.key, nodes_part(row, len(parts) - 1, parts[-1].build)))
                case "edges":
                    edge = self._edge(c, found, one)
                    keys = [child.key for child in one.child("cursor")]
                    part = edges_part(row, len(parts), edge.build, keys, window.name)
                    parts.append(edge)
                    builds.append((one.key, part))
                case "pageInfo":
                    builds.append((one.key, page_info_part(one, window)))
                case "totalCount":
                    others.append(Compiled(f"COUNT {{ {self.counted(found)} }}"))
                    builds.append((one.key, other_part(len(others), None)))
                case "groups" if self.groups:
                    others.append(self.groups(c, found, one))
                    builds.append((one.key, other_part(len(others), others[-1].build)))
                case _:
                    builds.append((one.key, always(next(iter(selected.on)))))
        page = "[]"
        if of_rows or selected.child("pageInfo"):
            label = self.index_label(c, window)
            page = rows(c, found, window, row, [one.expression for one in parts], label)
        beside = ", ".join(one.expression for one in others)
        expression = f"[{page}, {beside}]" if beside else page
        return Compiled(expression, connection(builds, window, len(others)))

    def _node(self, c: Compiler, found: Found, selected: Field) -> Compiled:
        return c.row(
            self.source.type_name,
            Scope(found.variable, found.scope.node, found.scope.link, self.source.far),
            selected.only(),
        )

    def _edge(self, c: Compiler, found: Found, selected: Field) -> Compiled:
        parts: list[Compiled] = []
        inner = selected.only()
        for one in inner:
            if one.name == "node":
                parts.append(self._node(c, found, one))
            elif one.name in self.edge:
                parts.append(self.edge[one.name](c, found, one))
            elif one.name == "__typename":
                parts.append(Compiled(f"'{next(iter(selected.on))}'"))
            else:
                parts.append(Compiled("null"))
        return assemble([one.key for one in inner], parts)


def _has_cursors(selected: Field) -> bool:
    """Whether cursors are made of the rows of a connection."""
    return bool(selected.child("pageInfo")) or any(
        edge.child("cursor") for edge in selected.child("edges")
    )

"""Connections whose rows a rule computed: their page, and the page with its nodes projected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.domain.errors import InvalidInput
from graph.domain.ids import kind_of
from graph.domain.paths import SAME, Path
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.connection_parts import page_info_of
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Cursor, Field, Values
from graph.reads.rules.projection import Projection
from graph.reads.rules.shown_paths import Paths

PathsOf = Callable[[Any, int], Sequence[Path]]
Wanted = dict[int, dict[str, list[str]]]


@dataclass(slots=True)
class Window:
    """One page of rows; `paths` holds those of each selected `paths` field, by row."""

    rows: Sequence[Any]
    before: bool
    after: bool
    total: int
    paths: dict[int, list[Sequence[Path]]]


@dataclass(frozen=True, slots=True)
class Order:
    """A list's order: its name in cursors, a row's sort key and id, and whether keys fall."""

    name: str
    place: Callable[[Any], tuple[Any, str]]
    falling: bool

    def starts(self, rows: Sequence[Any], after: Cursor) -> int:
        """The index of the first row after a cursor, whose own row may have gone meanwhile."""
        if after.order != self.name or after.key is None or isinstance(after.key, str):
            raise InvalidInput("`after` is a cursor of another list.", path=["after"])
        for i, row in enumerate(rows):
            key, identity = self.place(row)
            if identity == after.id and _same(key, after.key):
                return i + 1
        for i, row in enumerate(rows):
            key, identity = self.place(row)
            if _same(key, after.key):
                beyond = identity > after.id
            else:
                beyond = key < after.key if self.falling else key > after.key
            if beyond:
                return i
        return len(rows)


def _same(key: float, other: float) -> bool:
    """Whether two sort keys are equal to twelve digits: a share's last digit is not for certain."""
    return min(key, other) >= max(key, other) * SAME


class Listing:
    """One selected connection over computed rows of nodes of one type, or of several.

    `node_of` is the id of a row's node, that of its place unless given.
    """

    def __init__(
        self,
        c: Compiler,
        projection: Projection,
        selected: Field,
        node_type: str | Sequence[str],
        order: Order,
        node_of: Callable[[Any], str] | None = None,
    ) -> None:
        self.selected = selected
        self._order = order
        self._types = [node_type] if isinstance(node_type, str) else node_type
        self._node_of = node_of or (lambda row: order.place(row)[1])
        edges = selected.child("edges")
        nodes = [*selected.child("nodes"), *(n for edge in edges for n in edge.child("node"))]
        several = len(self._types) > 1
        self._nodes = {
            id(one): projection.slot(self._types, one.on, abstract=several) for one in nodes
        }
        self._paths = {
            id(path): Paths(projection, path) for edge in edges for path in edge.child("paths")
        }

    def paths_asked(self, values: Values) -> int:
        """How many paths a page may have to look for."""
        if not self._paths:
            return 0
        size = page_size(values[self.selected.index].get("first"))
        return sum(
            size * page_size(values[shown.selected.index].get("first"))
            for shown in self._paths.values()
        )

    def window(self, rows: Sequence[Any], values: Values, paths_of: PathsOf | None) -> Window:
        """The page that `first` and `after` ask for; raises InvalidInput when they cannot be."""
        arguments = values[self.selected.index]
        size = page_size(arguments.get("first"))
        after = arguments.get("after")
        start = 0 if after is None else self._order.starts(rows, after)
        page = rows[start : start + size]
        paths: dict[int, list[Sequence[Path]]] = {}
        for key, shown in self._paths.items():
            assert paths_of is not None
            first = page_size(values[shown.selected.index].get("first"))
            paths[key] = [paths_of(row, first) for row in page]
        return Window(page, start > 0, start + size < len(rows), len(rows), paths)

    def wants(self, window: Window, into: Wanted) -> None:
        """Add what the page shows to what the projection is asked for."""
        ids = [self._node_of(row) for row in window.rows]
        for slot in self._nodes.values():
            wanted = into.setdefault(slot, {})
            for type_name in self._types:
                of_type = [i for i in ids if len(self._types) == 1 or kind_of(i) == type_name]
                wanted.setdefault(type_name, []).extend(of_type)
        for key, shown in self._paths.items():
            for paths in window.paths[key]:
                shown.wants(paths, into)

    def build(
        self,
        window: Window,
        found: Sequence[Mapping[str, Any]],
        facts: Callable[[Any], Mapping[str, Any]],
        more: Callable[[Field], Any] = lambda one: None,
        beside: Callable[[Field, Any], Any] | None = None,
    ) -> dict[str, Any]:
        """The connection in the selection's order. `facts` gives an edge's scalars by name, and
        `beside` its other fields; `more` the connection's own fields beyond those that every
        connection has."""
        built: dict[str, Any] = {}
        for one in self.selected.only():
            match one.name:
                case "nodes":
                    nodes = found[self._nodes[id(one)]]
                    built[one.key] = [nodes[self._node_of(row)] for row in window.rows]
                case "edges":
                    built[one.key] = [
                        self._edge(one, i, window, found, facts(row), beside)
                        for i, row in enumerate(window.rows)
                    ]
                case "pageInfo":
                    ends = [self._cursor(r) for r in (*window.rows[:1], *window.rows[-1:])]
                    built[one.key] = page_info_of(one.only(), ends, window.before, window.after)
                case "totalCount":
                    built[one.key] = window.total
                case "__typename":
                    built[one.key] = next(iter(self.selected.on))
                case _:
                    built[one.key] = more(one)
        return built

    def _cursor(self, row: Any) -> str:
        return Cursor(self._order.name, *self._order.place(row)).encode()

    def _edge(
        self,
        selected: Field,
        position: int,
        window: Window,
        found: Sequence[Mapping[str, Any]],
        facts: Mapping[str, Any],
        beside: Callable[[Field, Any], Any] | None,
    ) -> dict[str, Any]:
        row = window.rows[position]
        built: dict[str, Any] = {}
        for one in selected.only():
            match one.name:
                case "node":
                    built[one.key] = found[self._nodes[id(one)]][self._node_of(row)]
                case "cursor":
                    built[one.key] = self._cursor(row)
                case "paths":
                    shown = self._paths[id(one)]
                    built[one.key] = shown.build(window.paths[id(one)][position], found)
                case "__typename":
                    built[one.key] = next(iter(selected.on))
                case name if beside is None or name in facts:
                    built[one.key] = facts[name]
                case _:
                    built[one.key] = beside(one, row)
        return built

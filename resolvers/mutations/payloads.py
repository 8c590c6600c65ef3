"""Payloads: what a write came to, with the client's selection of every node in it.

A payload's entity, what changed and what its problems speak of are slots of one projection, so all
of them are read by one statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from graph.domain.impact import Impact
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.connection_parts import page_info_of
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Cursor, Field, Values, asked_by
from graph.reads.execution.run import Run
from graph.reads.rules.impact_shown import ImpactShown
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Projection
from graph.reads.table.types import PREFIXES, TYPES, type_of, types_of
from graph.writes.execution.execute import Result
from graph.writes.mutations.mutation import Entities
from resolvers.mutations.problems import Problems, ids_of, nodes_of

KINDS: Final = frozenset(PREFIXES.values()) & TYPES.keys()
_OWN: Final = ("revision", "problems", "changed", "results", "impact", "__typename")


def check_pages(values: Values) -> None:
    """Raises InvalidInput for page sizes that no list takes: before anything is written."""
    for index, arguments in enumerate(values):
        for name in ("first", "last"):
            with asked_by(index):
                page_size(arguments.get(name), name)


class Kinds(NamedTuple):
    """The types of the nodes that a payload shows: of what changed, of what problems speak of, and
    of what the operations of a batch were of."""

    changed: frozenset[str]
    troubled: frozenset[str]
    results: frozenset[str]

    @classmethod
    def of(cls, result: Result, selected: Field) -> Kinds:
        """Those of a result, as far as they are asked for."""
        asked = {one.name for one in selected.only()}
        return cls(
            kinds_of(result.changed if asked & {"changed", "impact"} else ()),
            kinds_of(ids_of(result.problems)),
            kinds_of(map(main, result.entities) if "results" in asked else ()),
        )


class Payload:
    """The projection of one selected payload, for nodes of certain types."""

    def __init__(
        self,
        c: Compiler,
        selected: Field,
        kinds: Kinds,
        *,
        refused: bool,
    ) -> None:
        self._selected = selected
        self._projection = Projection(c, f"{selected.name}.payload")
        self._slots: dict[int, int] = {}
        self._impacts: dict[int, ImpactShown] = {}
        self._seen: int | None = None
        changed, troubled, results = map(sorted, kinds)
        for one in selected.only():
            if one.name not in _OWN and not refused:
                for node in _entities(one):
                    self._slot(node, list(node.on), abstract=False)
            elif one.name == "changed" and not refused:
                for node in _shown_nodes(one):
                    self._slot(node, changed)
            elif one.name == "impact" and not refused:
                self._impacts[id(one)] = ImpactShown(self._projection, one)
            elif one.name == "results" and not refused:
                for node in one.child("node"):
                    self._slot(node, results)
            elif one.name == "problems" and refused:
                for node in nodes_of(one):
                    self._slot(node, troubled)
        self._seen = self._projection.slot(changed or troubled, {})
        self._projection.done()

    def _slot(self, one: Field, types: Sequence[str], *, abstract: bool = True) -> None:
        self._slots[id(one)] = self._projection.slot(types, one.on, abstract=abstract)

    async def build(self, run: Run, result: Result) -> dict[str, Any]:
        """The payload in the selection's order."""
        entities: Entities = result.entities[0] if result.entities else {}
        changed = await self._changed(run, result)
        impact = _seen_of(result.impact, changed)
        wanted: Wanted = {}
        for one in self._selected.only():
            if one.name not in _OWN and one.name in entities:
                for node in _entities(one):
                    self._want(node, _ids_in(entities[one.name], node.name), wanted)
            elif one.name == "changed":
                for node in _shown_nodes(one):
                    self._want(node, changed[: _first(run, one)], wanted)
            elif one.name == "impact" and impact is not None:
                self._impacts[id(one)].wants(run, impact, wanted)
            elif one.name == "results":
                for node in one.child("node"):
                    self._want(node, [main(each) for each in result.entities], wanted)
            elif one.name == "problems":
                for node in nodes_of(one):
                    self._want(node, ids_of(result.problems), wanted)
        if result.problems:
            self._add(self._seen, ids_of(result.problems), wanted)
        found = await self._projection.fill(run, wanted)
        problems = Problems(
            lambda one, identifier: self._found(one, identifier, found),
            () if self._seen is None else found[self._seen],
        )
        built: dict[str, Any] = {}
        for one in self._selected.only():
            match one.name:
                case "revision":
                    built[one.key] = result.revision
                case "problems":
                    built[one.key] = [problems.of(one, p) for p in result.problems]
                case "changed":
                    built[one.key] = self._connection(one, changed, _first(run, one), found)
                case "impact":
                    shown = self._impacts.get(id(one))
                    built[one.key] = shown and impact and shown.build(run, impact, found)
                case "results":
                    built[one.key] = [
                        self._result(one, call.mutation.name, main(each), found)
                        for call, each in zip(result.calls, result.entities, strict=True)
                    ]
                case "__typename":
                    built[one.key] = next(iter(self._selected.on))
                case _:
                    built[one.key] = self._entity(one, entities.get(one.name), found)
        return built

    def _entity(self, one: Field, shown: Any, found: Sequence[Any]) -> Any:
        """The node with an id, those with several, or objects of nodes."""
        if not _is_node(one):
            return [
                {
                    each.key: self._entity(each, row[each.name], found)
                    if each.on
                    else next(iter(one.on))
                    for each in one.only()
                }
                for row in shown or ()
            ]
        if isinstance(shown, str | None):
            return self._found(one, shown, found)
        return [self._found(one, each, found) for each in shown]

    async def _changed(self, run: Run, result: Result) -> list[str]:
        """The ids of what changed and the viewer may see, when these are asked for."""
        ids = [one for one in result.changed if type_of(one) in KINDS]
        asked = any(one.name in ("changed", "impact") for one in self._selected.only())
        if not ids or not asked or run.viewer.sees_all:
            return ids
        wanted: Wanted = {}
        self._add(self._seen, ids, wanted)
        assert self._seen is not None
        found = (await self._projection.fill(run, wanted))[self._seen]
        return [one for one in ids if one in found]

    def _want(self, one: Field, ids: Sequence[str], into: Wanted) -> None:
        self._add(self._slots.get(id(one)), ids, into)

    def _add(self, slot: int | None, ids: Sequence[str], into: Wanted) -> None:
        if slot is not None:
            for identifier in ids:
                for kind in types_of(identifier):
                    into.setdefault(slot, {}).setdefault(kind, []).append(identifier)

    def _found(self, one: Field, identifier: str | None, found: Sequence[Any]) -> Any:
        slot = self._slots.get(id(one))
        return None if slot is None or identifier is None else found[slot].get(identifier)

    def _connection(
        self, selected: Field, ids: Sequence[str], first: int, found: Sequence[Any]
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        page = ids[:first]
        for one in selected.only():
            match one.name:
                case "nodes":
                    built[one.key] = [self._found(one, each, found) for each in page]
                case "edges":
                    built[one.key] = [
                        self._edge(one, place, each, found) for place, each in enumerate(page)
                    ]
                case "pageInfo":
                    ends = [_cursor(place, ids[place]) for place in (0, len(page) - 1) if page]
                    built[one.key] = page_info_of(one.only(), ends, False, len(ids) > first)
                case "totalCount":
                    built[one.key] = len(ids)
                case _:
                    built[one.key] = next(iter(selected.on))
        return built

    def _edge(
        self, selected: Field, place: int, identifier: str, found: Sequence[Any]
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for one in selected.only():
            match one.name:
                case "node":
                    built[one.key] = self._found(one, identifier, found)
                case "cursor":
                    built[one.key] = _cursor(place, identifier)
                case _:
                    built[one.key] = next(iter(selected.on))
        return built

    def _result(
        self, selected: Field, operation: str, identifier: str, found: Sequence[Any]
    ) -> dict[str, Any]:
        values = {"operation": operation, "__typename": "BatchResult"}
        return {
            one.key: self._found(one, identifier, found) if one.name == "node" else values[one.name]
            for one in selected.only()
        }


def _seen_of(impact: Impact | None, seen: Collection[str]) -> Impact | None:
    """Without the goals that the viewer may not see; whose progress changes has changed."""
    if impact is None:
        return None
    some = frozenset(seen)
    return replace(impact, goals=[one for one in impact.goals if one.goal in some])


def kinds_of(ids: Iterable[str]) -> frozenset[str]:
    """The types of the nodes with these ids, of those that can be shown."""
    return frozenset(kind for one in ids for kind in types_of(one) if kind in TYPES)


def main(entities: Entities) -> str:
    """The id of what a mutation is of; of several, of the first."""
    shown: Any = next(iter(entities.values()))
    return _listed(shown)[0]


def _listed(identified: str | Sequence[str]) -> Sequence[str]:
    return [identified] if isinstance(identified, str) else identified


def _is_node(one: Field) -> bool:
    """Whether a field of a payload shows nodes, and not objects of nodes."""
    return one.on.keys() <= TYPES.keys()


def _entities(one: Field) -> list[Field]:
    """The fields that show nodes: one of a payload, or those of its objects."""
    return [one] if _is_node(one) else [each for each in one.only() if each.on]


def _ids_in(shown: Any, name: str) -> list[str]:
    """The ids that such a field shows."""
    rows = [shown] if isinstance(shown, str) else shown
    return [
        identifier
        for row in rows
        for identifier in ([row] if isinstance(row, str) else _listed(row[name]))
    ]


def _shown_nodes(changed: Field) -> Iterator[Field]:
    yield from changed.child("nodes")
    for edge in changed.child("edges"):
        yield from edge.child("node")


def _first(run: Run, changed: Field) -> int:
    return page_size(run.values[changed.index].get("first", 100))


def _cursor(place: int, identifier: str) -> str:
    return Cursor("changed", place, identifier).encode()

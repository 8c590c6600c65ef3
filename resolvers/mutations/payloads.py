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
        asked = {field.name for field in selected.only()}
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
        for field in selected.only():
            if field.name not in _OWN and not refused:
                for node in _entities(field):
                    self._slot(node, list(node.on), abstract=False)
            elif field.name == "changed" and not refused:
                for node in _shown_nodes(field):
                    self._slot(node, changed)
            elif field.name == "impact" and not refused:
                self._impacts[id(field)] = ImpactShown(self._projection, field)
            elif field.name == "results" and not refused:
                for node in field.child("node"):
                    self._slot(node, results)
            elif field.name == "problems" and refused:
                for node in nodes_of(field):
                    self._slot(node, troubled)
        self._seen = self._projection.slot(changed or troubled, {})
        self._projection.done()

    def _slot(self, field: Field, types: Sequence[str], *, abstract: bool = True) -> None:
        self._slots[id(field)] = self._projection.slot(types, field.on, abstract=abstract)

    async def build(self, run: Run, result: Result) -> dict[str, Any]:
        """The payload in the selection's order."""
        entities: Entities = result.entities[0] if result.entities else {}
        changed = await self._changed(run, result)
        impact = _seen_of(result.impact, changed)
        wanted: Wanted = {}
        for field in self._selected.only():
            if field.name not in _OWN and field.name in entities:
                for node in _entities(field):
                    self._want(node, _ids_in(entities[field.name], node.name), wanted)
            elif field.name == "changed":
                for node in _shown_nodes(field):
                    self._want(node, changed[: _first(run, field)], wanted)
            elif field.name == "impact" and impact is not None:
                self._impacts[id(field)].wants(run, impact, wanted)
            elif field.name == "results":
                for node in field.child("node"):
                    self._want(node, [main(shown) for shown in result.entities], wanted)
            elif field.name == "problems":
                for node in nodes_of(field):
                    self._want(node, ids_of(result.problems), wanted)
        if result.problems:
            self._add(self._seen, ids_of(result.problems), wanted)
        found = await self._projection.fill(run, wanted)
        problems = Problems(
            lambda field, identifier: self._found(field, identifier, found),
            () if self._seen is None else found[self._seen],
        )
        built: dict[str, Any] = {}
        for field in self._selected.only():
            match field.name:
                case "revision":
                    built[field.key] = result.revision
                case "problems":
                    built[field.key] = [problems.of(field, p) for p in result.problems]
                case "changed":
                    built[field.key] = self._connection(field, changed, _first(run, field), found)
                case "impact":
                    shown = self._impacts.get(id(field))
                    built[field.key] = shown and impact and shown.build(run, impact, found)
                case "results":
                    built[field.key] = [
                        self._result(field, call.mutation.name, main(shown), found)
                        for call, shown in zip(result.calls, result.entities, strict=True)
                    ]
                case "__typename":
                    built[field.key] = next(iter(self._selected.on))
                case _:
                    built[field.key] = self._entity(field, entities.get(field.name), found)
        return built

    def _entity(self, field: Field, shown: Any, found: Sequence[Any]) -> Any:
        """The node with an id, those with several, or objects of nodes."""
        if not _is_node(field):
            return [
                {
                    part.key: self._entity(part, row[part.name], found)
                    if part.on
                    else next(iter(field.on))
                    for part in field.only()
                }
                for row in shown or ()
            ]
        if isinstance(shown, str | None):
            return self._found(field, shown, found)
        return [self._found(field, identifier, found) for identifier in shown]

    async def _changed(self, run: Run, result: Result) -> list[str]:
        """The ids of what changed and the viewer may see, when these are asked for."""
        ids = [identifier for identifier in result.changed if type_of(identifier) in KINDS]
        asked = any(field.name in ("changed", "impact") for field in self._selected.only())
        if not ids or not asked or run.viewer.sees_all:
            return ids
        wanted: Wanted = {}
        self._add(self._seen, ids, wanted)
        assert self._seen is not None
        found = (await self._projection.fill(run, wanted))[self._seen]
        return [identifier for identifier in ids if identifier in found]

    def _want(self, field: Field, ids: Sequence[str], into: Wanted) -> None:
        self._add(self._slots.get(id(field)), ids, into)

    def _add(self, slot: int | None, ids: Sequence[str], into: Wanted) -> None:
        if slot is not None:
            for identifier in ids:
                for kind in types_of(identifier):
                    into.setdefault(slot, {}).setdefault(kind, []).append(identifier)

    def _found(self, field: Field, identifier: str | None, found: Sequence[Any]) -> Any:
        slot = self._slots.get(id(field))
        return None if slot is None or identifier is None else found[slot].get(identifier)

    def _connection(
        self, selected: Field, ids: Sequence[str], first: int, found: Sequence[Any]
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        page = ids[:first]
        for field in selected.only():
            match field.name:
                case "nodes":
                    built[field.key] = [
                        self._found(field, identifier, found) for identifier in page
                    ]
                case "edges":
                    built[field.key] = [
                        self._edge(field, place, identifier, found)
                        for place, identifier in enumerate(page)
                    ]
                case "pageInfo":
                    ends = [_cursor(place, ids[place]) for place in (0, len(page) - 1) if page]
                    built[field.key] = page_info_of(field.only(), ends, False, len(ids) > first)
                case "totalCount":
                    built[field.key] = len(ids)
                case _:
                    built[field.key] = next(iter(selected.on))
        return built

    def _edge(
        self, selected: Field, place: int, identifier: str, found: Sequence[Any]
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for field in selected.only():
            match field.name:
                case "node":
                    built[field.key] = self._found(field, identifier, found)
                case "cursor":
                    built[field.key] = _cursor(place, identifier)
                case _:
                    built[field.key] = next(iter(selected.on))
        return built

    def _result(
        self, selected: Field, operation: str, identifier: str, found: Sequence[Any]
    ) -> dict[str, Any]:
        values = {"operation": operation, "__typename": "BatchResult"}
        return {
            field.key: self._found(field, identifier, found)
            if field.name == "node"
            else values[field.name]
            for field in selected.only()
        }


def _seen_of(impact: Impact | None, seen: Collection[str]) -> Impact | None:
    """Without the goals that the viewer may not see; whose progress changes has changed."""
    if impact is None:
        return None
    ids = frozenset(seen)
    return replace(impact, goals=[moved for moved in impact.goals if moved.goal in ids])


def kinds_of(ids: Iterable[str]) -> frozenset[str]:
    """The types of the nodes with these ids, of those that can be shown."""
    return frozenset(kind for identifier in ids for kind in types_of(identifier) if kind in TYPES)


def main(entities: Entities) -> str:
    """The id of what a mutation is of; of several, of the first."""
    shown: Any = next(iter(entities.values()))
    return _listed(shown)[0]


def _listed(identified: str | Sequence[str]) -> Sequence[str]:
    return [identified] if isinstance(identified, str) else identified


def _is_node(field: Field) -> bool:
    """Whether a field of a payload shows nodes, and not objects of nodes."""
    return field.on.keys() <= TYPES.keys()


def _entities(field: Field) -> list[Field]:
    """The fields that show nodes: one of a payload, or those of its objects."""
    return [field] if _is_node(field) else [part for part in field.only() if part.on]


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

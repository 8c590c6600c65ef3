"""Finding nodes by id, with what is selected of them: one statement for everything a page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from graph.reads.compile.compiler import Compiler, Scope, returning
from graph.reads.compile.selection import Field
from graph.reads.compile.shipped import BuildShipped, shipped_row
from graph.reads.execution.run import Build, Plan, Run

MOST_NEAR = 100
"""Of how many goals everything that may be shown is brought along, rather than asked for later."""


class Slots(Protocol):
    """Places for nodes of some types, with what is selected of each."""

    def slot(
        self, types: Sequence[str], on: Mapping[str, list[Field]], *, abstract: bool = False
    ) -> int:
        """The number of one more place."""


def found_by_ids(
    c: Compiler, type_name: str, ids: str, fields: Sequence[Field], *, typed: bool
) -> tuple[str, Build]:
    """An expression that finds nodes of a type by a list of ids, as [id, row] of those that the
    viewer may see, and how a row is built."""
    stored = c.types[type_name]
    item, node = c.fresh("i"), c.fresh("n")
    row = c.row(type_name, Scope(node), fields, typed=typed)
    assert row.build is not None
    pattern = (
        f"MATCH ()-[{node}:{stored.label} {{org: $p.org, id: {item}}}]->()"
        if stored.link
        else f"MATCH ({node}:{stored.label} {{org: $p.org, id: {item}}})"
    )
    sifted = c.sift([item, node], c.visible(type_name, node))
    return (
        f"COLLECT {{ UNWIND {ids} AS {item} {pattern}{sifted} "
        f"{returning(f'{item}, {node}', f'[{item}, {row.expression}]')} }}",
        row.build,
    )


Expression = Callable[[Compiler, str], str]
"""From a compiler and the parameter of the ids that it is asked with, if any, to Cypher."""


class Expressions:
    """Several expressions as one statement or, in layers, as a statement each."""

    def __init__(self, c: Compiler, name: str) -> None:
        self._c = c
        self._name = name
        self._expressions: list[str] = []
        self._plans: list[tuple[Plan, str]] = []

    def add(self, expression: Expression, *, name: str = "", ids: str = "") -> int:
        """The position of one more. `ids` names the member of what is asked for that holds its ids:
        without any, it is an empty list. `name` is that of its own statement."""
        if self._c.layered:
            own = self._c.another()
            made = own.plan(name or self._name, "", expression(own, "$p.ids"))
            self._plans.append((made, ids))
            return len(self._plans) - 1
        self._expressions.append(expression(self._c, f"$p.{ids}"))
        return len(self._expressions) - 1

    def done(self) -> None:
        """Fix the statement, after the last expression."""
        if not self._c.layered:
            text = f"[{', '.join(self._expressions)}]"
            self._plans = [(self._c.plan(self._name, "", text), "")]

    async def fetch(self, run: Run, more: Mapping[str, Any]) -> list[Any]:
        """What each of them is, unbuilt."""
        if not self._c.layered:
            found: list[Any] = await run.fetch(self._plans[0][0], more)
            return found
        values: list[Any] = [[] for _ in self._plans]

        async def put(position: int, plan: Plan, ids: str) -> None:
            asked = {**more, "ids": more[ids]} if ids else more
            values[position] = await run.fetch(plan, asked)

        await run.together(
            put(position, plan, ids)
            for position, (plan, ids) in enumerate(self._plans)
            if not ids or more[ids]
        )
        return values

    def found_by_ids(self, type_name: str, ids: str, fields: Sequence[Field]) -> tuple[int, Build]:
        """The position of the nodes of a type, and how each is built."""
        builds: list[Build] = []

        def expression(c: Compiler, parameter: str) -> str:
            text, build = found_by_ids(c, type_name, parameter, fields, typed=True)
            builds.append(build)
            return text

        position = self.add(expression, name=f"{type_name}.byId", ids=ids)
        return position, builds[0]


class _Place(NamedTuple):
    """Where the nodes of one type are asked for: the parameter of their ids, how a row is built,
    and the statement, if each type has one of its own."""

    ids: str
    build: Build
    plan: Plan | None = None


class Projection:
    """Slots for nodes of some types; each is asked for its ids and answers them built, by id.

    What the viewer may not see, or is not there, is not among the answers.
    """

    def __init__(self, c: Compiler, name: str) -> None:
        self._c = c
        self._name = name
        self._slots: list[dict[str, _Place]] = []
        self._shipped: dict[tuple[int, str], BuildShipped] = {}
        self._expressions: list[str] = []
        self._plan: Plan | None = None

    def slot(
        self, types: Sequence[str], on: Mapping[str, list[Field]], *, abstract: bool = False
    ) -> int:
        """The number of one more place."""
        number = len(self._slots)
        places: dict[str, _Place] = {}
        for type_name in types:
            fields = on.get(type_name, [])
            if build_shipped := shipped_row(self._c, type_name, fields, typed=abstract):
                self._shipped[number, type_name] = build_shipped
            if self._c.layered:
                own = self._c.another()
                expression, build = found_by_ids(own, type_name, "$p.ids", fields, typed=abstract)
                plan = own.plan(f"{type_name}.byId", "", expression)
                places[type_name] = _Place("ids", build, plan)
                continue
            ids = f"s{number}{type_name}"
            expression, build = found_by_ids(
                self._c, type_name, f"$p.{ids}", fields, typed=abstract
            )
            self._expressions.append(expression)
            places[type_name] = _Place(ids, build)
        self._slots.append(places)
        return number

    def done(self) -> Projection:
        """Fix the statement, after the last slot."""
        if not self._c.layered:
            self._plan = self._c.plan(self._name, "", "[" + ", ".join(self._expressions) + "]")
        return self

    async def fill(
        self, run: Run, wanted: Mapping[int, Mapping[str, Iterable[str]]]
    ) -> list[dict[str, Any]]:
        """For each slot, what was found by id. `wanted`: slot → type → ids."""
        ids = [
            [list(dict.fromkeys(wanted.get(number, {}).get(type_name, ()))) for type_name in slot]
            for number, slot in enumerate(self._slots)
        ]
        filled: list[dict[str, Any]] = [{} for _ in self._slots]
        if not any(some for slot in ids for some in slot):
            return filled
        await self._fetch(run, ids, filled)
        for (number, type_name), build in self._shipped.items():
            for identifier in wanted.get(number, {}).get(type_name, ()):
                if (row := build(identifier, run)) is not None:
                    filled[number].setdefault(identifier, row)
        return filled

    async def _fetch(
        self, run: Run, ids: list[list[list[str]]], filled: list[dict[str, Any]]
    ) -> None:
        places = [
            (found, place, some)
            for found, slot, listed in zip(filled, self._slots, ids, strict=True)
            for place, some in zip(slot.values(), listed, strict=True)
        ]
        if self._plan is not None:
            raw = await run.fetch(self._plan, {place.ids: some for _, place, some in places})
            for (found, place, _), rows in zip(places, raw, strict=True):
                _fill(found, rows, place.build, run)
        else:
            await run.together(_filled(run, *one) for one in places if one[2])


async def _filled(run: Run, found: dict[str, Any], place: _Place, ids: list[str]) -> None:
    assert place.plan is not None
    _fill(found, await run.fetch(place.plan, {place.ids: ids}), place.build, run)


def _fill(found: dict[str, Any], rows: Iterable[Any], build: Build, run: Run) -> None:
    for identity, row in rows:
        if identity not in found:
            found[identity] = build(row, run)


class Near:
    """The slots of a projection, filled from nodes at hand.

    `goals` is a variable that holds objectives; of more than MOST_NEAR nothing is brought.
    `sources` says how each type's nodes are found from them, as {node}, with {goal} for a variable
    of its own; other types have none."""

    def __init__(self, c: Compiler, goals: str, sources: Mapping[str, str]) -> None:
        self._c = c
        self._goals = f"(CASE WHEN size({goals}) <= {MOST_NEAR} THEN {goals} ELSE [] END)"
        self._sources = sources
        self._slots: list[list[Build]] = []
        self._expressions: list[str] = []

    def slot(
        self, types: Sequence[str], on: Mapping[str, list[Field]], *, abstract: bool = False
    ) -> int:
        """A place for nodes of these types, with what is selected of each."""
        builds: list[Build] = []
        for type_name in types:
            if type_name not in self._sources:
                continue
            node = self._c.fresh("n")
            source = self._sources[type_name].format(
                goals=self._goals, goal=self._c.fresh("o"), node=node
            )
            row = self._c.row(type_name, Scope(node), on.get(type_name, []), typed=abstract)
            assert row.build is not None
            where = " AND ".join(self._c.guard([type_name], node, seen=False))
            self._expressions.append(
                f"COLLECT {{ {source} WITH {node} WHERE {where} "
                f"{returning(node, f'[{node}.id, {row.expression}]')} }}"
            )
            builds.append(row.build)
        self._slots.append(builds)
        return len(self._slots) - 1

    def expression(self) -> str:
        """Everything of all slots, after the last of them."""
        return "[" + ", ".join(self._expressions) + "]"

    def found(
        self, raw: Any, run: Run, wanted: Mapping[int, Mapping[str, Iterable[str]]]
    ) -> list[dict[str, Any]]:
        """For each slot, what was wanted of what was found, by id."""
        rows = iter(raw)
        filled: list[dict[str, Any]] = []
        for number, builds in enumerate(self._slots):
            ids = {one for some in wanted.get(number, {}).values() for one in some}
            filled.append(
                {one: build(row, run) for build in builds for one, row in next(rows) if one in ids}
            )
        return filled

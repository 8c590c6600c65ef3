"""Finding nodes by id, with what is selected of them: one statement for everything a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from graph.reads.compile.compiler import Compiler, Plan, Scope, returning
from graph.reads.compile.row_builders import Build
from graph.reads.compile.selection import Field

if TYPE_CHECKING:
    from graph.reads.execution.run import Run


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


class Projection:
    """Slots for nodes of some types; each is asked for its ids and answers them built, by id.

    What the viewer may not see, or is not there, is not among the answers.
    """

    def __init__(self, c: Compiler, name: str) -> None:
        self._c = c
        self._name = name
        self._slots: list[dict[str, tuple[str, Build]]] = []
        self._expressions: list[str] = []
        self._plan: Plan | None = None

    def slot(
        self, types: Sequence[str], on: Mapping[str, list[Field]], *, abstract: bool = False
    ) -> int:
        """A place for nodes of these types, with what is selected of each."""
        number = len(self._slots)
        builds: dict[str, tuple[str, Build]] = {}
        for type_name in types:
            ids = f"s{number}{type_name}"
            fields = on.get(type_name, [])
            expression, build = found_by_ids(
                self._c, type_name, f"$p.{ids}", fields, typed=abstract
            )
            self._expressions.append(expression)
            builds[type_name] = (ids, build)
        self._slots.append(builds)
        return number

    def done(self) -> Projection:
        """Fix the statement, after the last slot."""
        self._plan = self._c.plan(self._name, "", "[" + ", ".join(self._expressions) + "]")
        return self

    async def fill(
        self, run: Run, wanted: Mapping[int, Mapping[str, Iterable[str]]]
    ) -> list[dict[str, Any]]:
        """For each slot, what was found by id. `wanted`: slot → type → ids."""
        assert self._plan is not None
        more: dict[str, list[str]] = {}
        for number, slot in enumerate(self._slots):
            for type_name, (ids, _) in slot.items():
                more[ids] = list(dict.fromkeys(wanted.get(number, {}).get(type_name, ())))
        if not any(more.values()):
            return [{} for _ in self._slots]
        raw = iter(await run.fetch(self._plan, more))
        filled: list[dict[str, Any]] = [{} for _ in self._slots]
        for found, slot in zip(filled, self._slots, strict=True):
            for _, build in slot.values():
                for identity, row in next(raw):
                    if identity not in found:
                        found[identity] = build(row, run)
        return filled


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

"""`Objective.progressChange`: the goals below objectives at two moments, and what changed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from graph.domain.calendar import time_text
from graph.domain.explanations.progress_change import History, Part, Step
from graph.domain.ids import kind_of
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.connection_parts import page_info_of
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Cursor, Field
from graph.reads.execution.computing import computed
from graph.reads.rules.explanations.changes import ChangesBetween
from graph.reads.rules.explanations.contributions import Subgraph, SubgraphFetch, of_then
from graph.reads.rules.explanations.moments import (
    Between,
    CurrentValuesFetch,
    MomentsFetch,
)
from graph.reads.rules.explanations.shown_parts import Sight, divided, totals
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.listing import Order
from graph.reads.rules.projection import Projection
from graph.reads.temporal.moment import Moment

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

PARTS: Final = Order(
    "parts",
    lambda row: (abs(row.difference), f"{row.node} {row.kind} {row.of or ''}"),
    falling=True,
)
_NODES: Final = ("CheckIn", "KeyResult", "Alignment", "Objective")


@dataclass(slots=True)
class _Told:
    """What changed one objective: its progress at both ends, and the parts that may be shown."""

    before: float | None
    after: float | None
    parts: list[Part] = field(default_factory=list)
    hidden: float = 0.0
    page: Sequence[Part] = ()
    earlier: bool = False
    later: bool = False


class ProgressChangeRule:
    """One selected `progressChange` of objectives."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        self._moments = MomentsFetch(c, "change")
        self._subgraph = SubgraphFetch(c, "change", measured=True)
        self._values = CurrentValuesFetch(c, "change")
        shown = list(_parts_in(selected))
        nodes = [member for part in shown for member in part.child("node")]
        goals = [member for part in shown for member in part.child("of")]
        projection = Projection(c.another(), "change.page")
        self._nodes = {
            id(member): projection.slot(_NODES, member.on, abstract=True) for member in nodes
        }
        self._goals = {id(member): projection.slot(["Objective"], member.on) for member in goals}
        self._projection = projection.done()
        # A link that has ended is shown as it was when it counted.
        ended = Projection(of_then(c), "change.ended")
        self._ended_nodes = {
            id(member): ended.slot(["Alignment"], member.on, abstract=True) for member in nodes
        }
        self._ended = ended.done()
        self._changes = {
            id(member): ChangesBetween(c, "change.changes", member)
            for part in shown
            for member in part.child("changes")
        }

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """What changed each objective, by its id."""
        given = run.values[self._selected.index]
        between = await self._moments.between(run, given["from"], given.get("to"))
        states = await self._ends(run, ids, between)
        told = {goal: _told(states, goal, between) for goal in ids}
        changed = [goal for goal, row in told.items() if None not in (row.before, row.after)]
        roots = [Step(goal, between.begin_revision, between.end_revision) for goal in changed]
        history = await self._history(run, states, roots)
        # Moments may be those at which goals closed, before what was asked about.
        moments = [*states, between.end_revision]
        results = {key for state in states.values() for key in state.graph.key_results}
        values = await self._values.of(run, results, min(moments), max(moments))
        sight = Sight(states.values(), values)
        size = sum(state.graph.size for state in states.values())
        for root in roots:
            row = told[root.objective]
            work = partial(divided, history, root, values, sight)
            row.parts, row.hidden = await computed(work, size)
        first, after = page_size(given.get("first")), given.get("after")
        for row in told.values():
            start = 0 if after is None else PARTS.starts(row.parts, after)
            row.page = row.parts[start : start + first]
            row.earlier, row.later = start > 0, start + first < len(row.parts)
        page = [part for row in told.values() for part in row.page]
        found = await self._found(run, page, states)
        changes = {
            key: await shown.of(
                run,
                [part.node for part in page],
                between.begin_revision,
                between.end_revision,
            )
            for key, shown in self._changes.items()
        }
        return {goal: self._built(row, between, found, changes) for goal, row in told.items()}

    async def _ends(self, run: Run, ids: list[Any], between: Between) -> dict[int, Subgraph]:
        states: dict[int, Subgraph] = {}
        for revision in {between.begin_revision, between.end_revision}:
            states[revision] = Subgraph()
            # The present is cheaper to ask for, as long as nothing has come between.
            asked = between.asked and revision == between.end_revision and not run.settle
            if revision:
                await self._subgraph.load(run, states[revision], ids, None if asked else revision)
        return states

    async def _history(
        self, run: Run, states: dict[int, Subgraph], roots: Iterable[Step]
    ) -> History:
        """Everything that the pass from these roots needs; adds the moments at which goals closed
        to `states`."""
        closings: dict[tuple[str, int], int] = {}
        while True:
            graphs = {moment: state.graph for moment, state in states.items()}
            history = History(graphs, closings)
            wanted: set[tuple[str, int]] = set()
            inputs: dict[int, set[str]] = {}
            for root in roots:
                size = sum(graph.size for graph in graphs.values())
                missing = await computed(partial(history.missing, root), size)
                wanted |= missing.closings
                for moment, goals in missing.inputs.items():
                    inputs.setdefault(moment, set()).update(goals)
            if not wanted and not inputs:
                return history
            closings |= await self._subgraph.closings(run, wanted, states)
            for moment, goals in sorted(inputs.items()):
                state = states.setdefault(moment, Subgraph())
                await self._subgraph.load(run, state, goals, moment)

    async def _found(
        self, run: Run, page: Sequence[Part], states: Mapping[int, Subgraph]
    ) -> dict[int, dict[str, Any]]:
        """What is selected of the parts' nodes and goals, by the selected field and id."""
        wanted: dict[int, dict[str, list[str]]] = {}
        for slot in self._nodes.values():
            for part in page:
                kind = kind_of(part.node)
                assert kind is not None
                wanted.setdefault(slot, {}).setdefault(kind, []).append(part.node)
        for slot in self._goals.values():
            goals = [part.of for part in page if part.of is not None]
            wanted[slot] = {"Objective": goals}
        filled = await self._projection.fill(run, wanted)
        found = {key: dict(filled[slot]) for key, slot in (self._nodes | self._goals).items()}
        ended: dict[int, set[str]] = {}
        for key in self._nodes:
            for part in page:
                if part.node not in found[key]:
                    moment = max(at for at, state in states.items() if state.has(part.node))
                    ended.setdefault(moment, set()).add(part.node)
        for moment, links in sorted(ended.items()):
            slots = {slot: {"Alignment": sorted(links)} for slot in self._ended_nodes.values()}
            then = replace(run, past=Moment(moment, run.moment), pending=[], brought={})
            rows = await self._ended.fill(then, slots)
            await then.finish()
            for key, slot in self._ended_nodes.items():
                found[key] |= rows[slot]
        return found

    def _built(
        self, row: _Told, between: Between, found: Any, changes: Mapping[int, Any]
    ) -> dict[str, Any]:
        known = row.before is not None and row.after is not None
        values = {
            "from": time_text(between.begin),
            "to": time_text(between.end),
            "fromRevision": between.begin_revision,
            "toRevision": between.end_revision,
            "progressBefore": row.before,
            "progressAfter": row.after,
            "difference": (row.after or 0.0) - (row.before or 0.0) if known else None,
            "hiddenDifference": row.hidden,
            "__typename": "ProgressChange",
        }
        built: dict[str, Any] = {}
        for member in self._selected.only():
            match member.name:
                case "totals":
                    built[member.key] = totals(member, row.parts)
                case "parts":
                    built[member.key] = self._connection(member, row, found, changes)
                case name:
                    built[member.key] = values[name]
        return built

    def _connection(
        self, selected: Field, row: _Told, found: Any, changes: Mapping[int, Any]
    ) -> dict[str, Any]:
        def cursor(part: Part) -> str:
            return Cursor(PARTS.name, *PARTS.place(part)).encode()

        built: dict[str, Any] = {}
        for member in selected.only():
            match member.name:
                case "nodes":
                    built[member.key] = [
                        self._part(member, part, found, changes) for part in row.page
                    ]
                case "edges":
                    built[member.key] = [
                        {
                            inner.key: cursor(part)
                            if inner.name == "cursor"
                            else self._part(inner, part, found, changes)
                            if inner.name == "node"
                            else "ChangePartEdge"
                            for inner in member.only()
                        }
                        for part in row.page
                    ]
                case "pageInfo":
                    ends = [cursor(part) for part in (*row.page[:1], *row.page[-1:])]
                    built[member.key] = page_info_of(member.only(), ends, row.earlier, row.later)
                case "totalCount":
                    built[member.key] = len(row.parts)
                case _:
                    built[member.key] = "ChangePartConnection"
        return built

    def _part(
        self, selected: Field, part: Part, found: Any, changes: Mapping[int, Any]
    ) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for member in selected.only():
            match member.name:
                case "kind":
                    built[member.key] = part.kind
                case "difference":
                    built[member.key] = part.difference
                case "node":
                    built[member.key] = found[id(member)][part.node]
                case "of":
                    built[member.key] = None if part.of is None else found[id(member)].get(part.of)
                case "changes":
                    built[member.key] = changes[id(member)].get(part.node, [])
                case _:
                    built[member.key] = "ChangePart"
        return built


def _parts_in(selected: Field) -> Iterable[Field]:
    for parts in selected.child("parts"):
        yield from parts.child("nodes")
        for edges in parts.child("edges"):
            yield from edges.child("node")


def _told(states: Mapping[int, Subgraph], goal: str, between: Between) -> _Told:
    before = states[between.begin_revision].graph.goals.get(goal)
    after = states[between.end_revision].graph.goals.get(goal)
    return _Told(before and before.progress, after and after.progress)

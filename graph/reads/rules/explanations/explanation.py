"""`Objective.explanation`: the goals below, and what is shown of their inputs and leaves.

An explanation holds those of its inputs; they are about the same subgraph. Of a CLOSED objective
the inputs are those of the revision at which it closed, which is fetched as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import fsum
from typing import TYPE_CHECKING, Any, Final

from graph.domain.errors import LimitExceeded
from graph.domain.explanations.contributions import Input
from graph.domain.explanations.explanation import MESSAGES, Leaf, leaves, notes
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field
from graph.reads.execution.computing import computed
from graph.reads.rules.explanations.contributions import Subgraph, SubgraphFetch
from graph.reads.rules.explanations.explanation_place import NOW, Place, Told
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Projection

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOST_EXPLANATIONS: Final = 1_000
"""How many explanations one field may hold, those of inputs included: each may look at all that is
below."""

_CHECK_INS: Final = (
    "COLLECT { UNWIND $p.results AS _id MATCH (_k:KeyResult {org: $p.org, id: _id})"
    "-[:LAST_CHECK_IN]->(_c:CheckIn) RETURN [_k.id, _c.id] }"
)


class ExplanationRule:
    """One selected `explanation` of objectives."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._fetch = SubgraphFetch(c, "explanation")
        projection = Projection(c.another(), "explanation.page")
        self._place = Place(c, projection, selected)
        self._projection = projection.done()
        own = c.another()
        self._check_ins = own.plan("explanation.checkIns", "", own.render(_CHECK_INS, Scope("")))

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The explanation of each objective, by its id."""
        asked = Subgraph()
        await self._fetch.load(run, asked, ids)
        states = {NOW: asked}
        told = {goal: Told(self._place, goal, asked, NOW) for goal in ids}
        wanted: Wanted = {}
        level = list(told.values())
        reported: dict[int, set[str]] = {}
        explained = 0
        while level:
            explained += len(level)
            if explained > MOST_EXPLANATIONS:
                raise LimitExceeded(
                    f"That is to explain more than {MOST_EXPLANATIONS:,} objectives in each other; "
                    "ask for fewer inputs at once, or for fewer levels.",
                    limit="explanations",
                    maximum=MOST_EXPLANATIONS,
                )
            await self._close(run, level, states)
            following: list[Told] = []
            for member in level:
                fill = partial(_fill, member, run.values, wanted)
                await computed(fill, member.state.graph.size)
                for slot, results in member.check_ins_of().items():
                    reported.setdefault(slot, set()).update(results)
                following += member.below.values()
            level = following
        check_ins: dict[str, str] = {}
        if reported:
            results = sorted(set().union(*reported.values()))
            check_ins = dict(await run.fetch(self._check_ins, {"results": results}))
            for slot, shown in reported.items():
                ids = [check_ins[result] for result in sorted(shown) if result in check_ins]
                wanted[slot] = {"CheckIn": ids}
        found = await self._projection.fill(run, wanted)
        return {goal: _built(member, found, check_ins) for goal, member in told.items()}

    async def _close(self, run: Run, level: list[Told], states: dict[int, Subgraph]) -> None:
        """Fetch what CLOSED objectives of a level closed with, where that is shown."""
        closed = [
            member
            for member in level
            if member.place.looks_below and member.state.graph.goals[member.goal].frozen
        ]
        found = await self._fetch.closings(
            run, {(member.goal, member.moment) for member in closed}, states
        )
        wanted: dict[int, set[str]] = {}
        for member in closed:
            member.closed_at = found[member.goal, member.moment]
            state = states.setdefault(member.closed_at, Subgraph())
            if member.goal not in state.graph.opened:
                wanted.setdefault(member.closed_at, set()).add(member.goal)
        for revision, goals in sorted(wanted.items()):
            await self._fetch.load(run, states[revision], goals, revision)
        for member in closed:
            member.closed = states[member.closed_at]


def _fill(told: Told, values: Any, wanted: Wanted) -> None:
    """The pages of one explanation, with what the projection is asked for."""
    place, goal, inner = told.place, told.goal, told.inner
    for key, listing in place.inputs.items():
        rows = inner.graph.inputs(goal)
        shown = [row for row in rows if inner.seen[row.node]]
        told.sums[key] = _hidden(rows, inner, told.state, goal)
        told.inputs[key] = window = listing.window(shown, values, None)
        listing.wants(window, wanted)
        for edge in listing.selected.child("edges"):
            for member in edge.child("alignment"):
                links = wanted.setdefault(place.alignments[id(member)], {})
                links.setdefault("Alignment", []).extend(
                    row.link for row in window.rows if row.link is not None
                )
            for member in edge.child("explanation"):
                for row in window.rows:
                    if row.link is not None and row.excluded is None:
                        moment = told.moment if told.closed is None else told.closed_at
                        below = Told(place.below[id(member)], row.node, inner, moment)
                        told.below[id(member), row.key] = below
    for key, listing in place.leaves.items():
        found = leaves(told.state.graph, goal)
        told.sums[key] = _hidden(found, told.state, told.state, goal)
        seen = [row for row in found if told.state.seen[row.node]]
        told.leaves[key] = window = listing.window(seen, values, None)
        listing.wants(window, wanted)
        for edge in listing.selected.child("edges"):
            for member in edge.child("checkIn"):
                told.reported[id(member)] = [
                    row.node for row in window.rows if row.kind == "KEY_RESULT"
                ]


def _hidden(
    rows: Sequence[Input] | Sequence[Leaf], state: Subgraph, of: Subgraph, goal: str
) -> tuple[float, float]:
    """What of the shares and contributions is the part of goals that are out of sight; nothing of
    an objective without progress."""
    if of.graph.goals[goal].progress is None:
        return 0.0, 0.0
    hidden = [row for row in rows if not state.seen[row.node]]
    return fsum(row.share for row in hidden), fsum(row.contribution for row in hidden)


def _built(
    told: Told, found: Sequence[Mapping[str, Any]], check_ins: Mapping[str, str]
) -> dict[str, Any]:
    state = told.state.graph.goals[told.goal]
    built: dict[str, Any] = {}
    for member in told.place.selected.only():
        match member.name:
            case "progress":
                built[member.key] = state.progress
            case "mode":
                built[member.key] = state.mode
            case "notes":
                built[member.key] = _notes(member, told)
            case "inputs":
                listing = told.place.inputs[id(member)]
                built[member.key] = listing.build(
                    told.inputs[id(member)],
                    found,
                    _input_facts,
                    *_beside_inputs(member, told, found, check_ins),
                )
            case "leaves":
                listing = told.place.leaves[id(member)]
                built[member.key] = listing.build(
                    told.leaves[id(member)],
                    found,
                    _leaf_facts,
                    *_beside_leaves(member, told, found, check_ins),
                )
            case _:
                built[member.key] = "Explanation"
    return built


def _notes(selected: Field, told: Told) -> list[dict[str, Any]]:
    inner = told.inner
    shown = [row for row in inner.graph.inputs(told.goal) if inner.seen[row.node]]
    values = [
        {"code": code, "message": MESSAGES[code], "__typename": "ExplanationNote"}
        for code in notes(told.state.graph, told.goal, shown)
    ]
    return [{member.key: value[member.name] for member in selected.only()} for value in values]


_More = tuple[Callable[[Field], Any], Callable[[Field, Any], Any]]


def _beside_inputs(
    selected: Field,
    told: Told,
    found: Sequence[Mapping[str, Any]],
    check_ins: Mapping[str, str],
) -> _More:
    def more(member: Field) -> float:
        return told.sums[id(selected)][member.name == "hiddenContribution"]

    def beside(member: Field, row: Input) -> Any:
        if member.name == "alignment":
            return (
                None if row.link is None else found[told.place.alignments[id(member)]].get(row.link)
            )
        below = told.below.get((id(member), row.key))
        return None if below is None else _built(below, found, check_ins)

    return more, beside


def _beside_leaves(
    selected: Field,
    told: Told,
    found: Sequence[Mapping[str, Any]],
    check_ins: Mapping[str, str],
) -> _More:
    def more(member: Field) -> float:
        return told.sums[id(selected)][member.name == "hiddenContribution"]

    def beside(member: Field, row: Leaf) -> Any:
        check_in = check_ins.get(row.node)
        return None if check_in is None else found[told.place.check_ins[id(member)]].get(check_in)

    return more, beside


def _input_facts(row: Input) -> Mapping[str, Any]:
    return {
        "weight": row.weight,
        "share": row.share,
        "progress": row.progress,
        "contribution": row.contribution,
        "excluded": row.excluded,
    }


def _leaf_facts(row: Leaf) -> Mapping[str, Any]:
    return {
        "kind": row.kind,
        "share": row.share,
        "progress": row.progress,
        "rawProgress": row.raw,
        "clamped": row.clamped,
        "contribution": row.contribution,
    }

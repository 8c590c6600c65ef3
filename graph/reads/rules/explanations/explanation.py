"""`Objective.explanation`: the goals below, and what is shown of their inputs and leaves.

An explanation holds those of its inputs; they are about the same subgraph. Of a CLOSED objective
the inputs are those of the revision at which it closed, which is fetched as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING, Any, Final

from graph.domain.explanations.contributions import Input
from graph.domain.explanations.explanation import MESSAGES, Leaf, leaves, notes
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field
from graph.reads.rules.explanations.contributions import Subgraph, SubgraphFetch
from graph.reads.rules.explanations.offload import computed
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.listing import Listing, Order, Wanted, Window
from graph.reads.rules.projection import Projection

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

NOW = -1
"""The moment that is asked about, among revisions."""

INPUTS = Order("inputs", lambda row: (row.share, f"{row.node}/{row.link or ''}"), falling=True)
LEAVES = Order("leaves", lambda row: (row.contribution, row.node), falling=True)
_CHECK_INS: Final = (
    "COLLECT { UNWIND $p.results AS _id MATCH (_k:KeyResult {org: $p.org, id: _id})"
    "-[:LAST_CHECK_IN]->(_c:CheckIn) RETURN [_k.id, _c.id] }"
)
_GOAL_OR_RESULT = ("Objective", "KeyResult")


@dataclass(slots=True)
class _Told:
    """The explanation of one objective as it is selected in one place: pages of its inputs and
    leaves, and the explanations of the inputs shown."""

    place: _Place
    goal: str
    state: Subgraph
    """What was fetched of the moment at which it is explained."""
    moment: int
    closed: Subgraph | None = None
    """The same of the moment at which it closed, where that is another."""
    closed_at: int = NOW
    inputs: dict[int, Window] = field(default_factory=dict)
    leaves: dict[int, Window] = field(default_factory=dict)
    sums: dict[int, tuple[float, float]] = field(default_factory=dict)
    below: dict[tuple[int, str], _Told] = field(default_factory=dict)
    reported: dict[int, list[str]] = field(default_factory=dict)
    """The key results of which check-ins are shown, by the field that shows them."""

    def check_ins_of(self) -> dict[int, list[str]]:
        """The same by the slot of the check-ins."""
        return {self.place.check_ins[key]: results for key, results in self.reported.items()}

    @property
    def inner(self) -> Subgraph:
        """Where its inputs are."""
        return self.closed or self.state


class _Place:
    """One selected `explanation`, with those selected of its inputs."""

    def __init__(self, c: Compiler, projection: Projection, selected: Field) -> None:
        self.selected = selected
        self.inputs = {
            id(one): _listing(c, projection, one, INPUTS) for one in selected.child("inputs")
        }
        self.leaves = {
            id(one): _listing(c, projection, one, LEAVES) for one in selected.child("leaves")
        }
        self.alignments = {
            id(one): projection.slot(["Alignment"], one.on)
            for edge in _edges(selected, "inputs")
            for one in edge.child("alignment")
        }
        self.check_ins = {
            id(one): projection.slot(["CheckIn"], one.on)
            for edge in _edges(selected, "leaves")
            for one in edge.child("checkIn")
        }
        self.below = {
            id(one): _Place(c, projection, one)
            for edge in _edges(selected, "inputs")
            for one in edge.child("explanation")
        }

    @property
    def looks_below(self) -> bool:
        """Whether what is selected depends on the inputs."""
        return bool(self.inputs or self.selected.child("notes"))


class ExplanationRule:
    """One selected `explanation` of objectives."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._fetch = SubgraphFetch(c, "explanation")
        projection = Projection(c.another(), "explanation.page")
        self._place = _Place(c, projection, selected)
        self._projection = projection.done()
        own = c.another()
        self._check_ins = own.plan("explanation.checkIns", "", own.render(_CHECK_INS, Scope("")))

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The explanation of each objective, by its id."""
        asked = Subgraph()
        await self._fetch.load(run, asked, ids)
        states = {NOW: asked}
        told = {goal: _Told(self._place, goal, asked, NOW) for goal in ids}
        wanted: Wanted = {}
        level = list(told.values())
        reported: dict[int, set[str]] = {}
        while level:
            await self._close(run, level, states)
            following: list[_Told] = []
            for one in level:
                await computed(one.state.graph.size, _fill, one, run.values, wanted)
                for slot, results in one.check_ins_of().items():
                    reported.setdefault(slot, set()).update(results)
                following += one.below.values()
            level = following
        check_ins: dict[str, str] = {}
        if reported:
            results = sorted(set().union(*reported.values()))
            check_ins = dict(await run.fetch(self._check_ins, {"results": results}))
            for slot, shown in reported.items():
                ids = [check_ins[result] for result in sorted(shown) if result in check_ins]
                wanted[slot] = {"CheckIn": ids}
        found = await self._projection.fill(run, wanted)
        return {goal: _built(one, found, check_ins) for goal, one in told.items()}

    async def _close(self, run: Run, level: list[_Told], states: dict[int, Subgraph]) -> None:
        """Fetch what CLOSED objectives of a level closed with, where that is shown."""
        closed = [
            one for one in level if one.place.looks_below and one.state.graph.goals[one.goal].frozen
        ]
        found = await self._fetch.closings(run, {(one.goal, one.moment) for one in closed}, states)
        wanted: dict[int, set[str]] = {}
        for one in closed:
            one.closed_at = found[one.goal, one.moment]
            state = states.setdefault(one.closed_at, Subgraph())
            if one.goal not in state.graph.opened:
                wanted.setdefault(one.closed_at, set()).add(one.goal)
        for revision, goals in sorted(wanted.items()):
            await self._fetch.load(run, states[revision], goals, revision)
        for one in closed:
            one.closed = states[one.closed_at]


def _listing(c: Compiler, projection: Projection, selected: Field, order: Order) -> Listing:
    return Listing(c, projection, selected, _GOAL_OR_RESULT, order, lambda row: row.node)


def _edges(selected: Field, name: str) -> Iterator[Field]:
    for connection in selected.child(name):
        yield from connection.child("edges")


def _fill(told: _Told, values: Any, wanted: Wanted) -> None:
    """The pages of one explanation, with what the projection is asked for."""
    place, goal, inner = told.place, told.goal, told.inner
    for key, listing in place.inputs.items():
        rows = inner.graph.inputs(goal)
        shown = [row for row in rows if inner.seen[row.node]]
        told.sums[key] = _hidden(rows, inner, told.state, goal)
        told.inputs[key] = window = listing.window(shown, values, None)
        listing.wants(window, wanted)
        for edge in listing.selected.child("edges"):
            for one in edge.child("alignment"):
                links = wanted.setdefault(place.alignments[id(one)], {})
                links.setdefault("Alignment", []).extend(
                    row.link for row in window.rows if row.link is not None
                )
            for one in edge.child("explanation"):
                for row in window.rows:
                    if row.link is not None and row.excluded is None:
                        moment = told.moment if told.closed is None else told.closed_at
                        below = _Told(place.below[id(one)], row.node, inner, moment)
                        told.below[id(one), row.key] = below
    for key, listing in place.leaves.items():
        found = leaves(told.state.graph, goal)
        told.sums[key] = _hidden(found, told.state, told.state, goal)
        seen = [row for row in found if told.state.seen[row.node]]
        told.leaves[key] = window = listing.window(seen, values, None)
        listing.wants(window, wanted)
        for edge in listing.selected.child("edges"):
            for one in edge.child("checkIn"):
                told.reported[id(one)] = [
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
    told: _Told, found: Sequence[Mapping[str, Any]], check_ins: Mapping[str, str]
) -> dict[str, Any]:
    state = told.state.graph.goals[told.goal]
    built: dict[str, Any] = {}
    for one in told.place.selected.only():
        match one.name:
            case "progress":
                built[one.key] = state.progress
            case "mode":
                built[one.key] = state.mode
            case "notes":
                built[one.key] = _notes(one, told)
            case "inputs":
                listing = told.place.inputs[id(one)]
                built[one.key] = listing.build(
                    told.inputs[id(one)],
                    found,
                    _input_facts,
                    *_beside_inputs(one, told, found, check_ins),
                )
            case "leaves":
                listing = told.place.leaves[id(one)]
                built[one.key] = listing.build(
                    told.leaves[id(one)],
                    found,
                    _leaf_facts,
                    *_beside_leaves(one, told, found, check_ins),
                )
            case _:
                built[one.key] = "Explanation"
    return built


def _notes(selected: Field, told: _Told) -> list[dict[str, Any]]:
    inner = told.inner
    shown = [row for row in inner.graph.inputs(told.goal) if inner.seen[row.node]]
    values = [
        {"code": code, "message": MESSAGES[code], "__typename": "ExplanationNote"}
        for code in notes(told.state.graph, told.goal, shown)
    ]
    return [{one.key: value[one.name] for one in selected.only()} for value in values]


_More = tuple[Callable[[Field], Any], Callable[[Field, Any], Any]]


def _beside_inputs(
    selected: Field,
    told: _Told,
    found: Sequence[Mapping[str, Any]],
    check_ins: Mapping[str, str],
) -> _More:
    def more(one: Field) -> float:
        return told.sums[id(selected)][one.name == "hiddenContribution"]

    def beside(one: Field, row: Input) -> Any:
        if one.name == "alignment":
            return None if row.link is None else found[told.place.alignments[id(one)]].get(row.link)
        below = told.below.get((id(one), row.key))
        return None if below is None else _built(below, found, check_ins)

    return more, beside


def _beside_leaves(
    selected: Field,
    told: _Told,
    found: Sequence[Mapping[str, Any]],
    check_ins: Mapping[str, str],
) -> _More:
    def more(one: Field) -> float:
        return told.sums[id(selected)][one.name == "hiddenContribution"]

    def beside(one: Field, row: Leaf) -> Any:
        check_in = check_ins.get(row.node)
        return None if check_in is None else found[told.place.check_ins[id(one)]].get(check_in)

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

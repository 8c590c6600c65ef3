"""One retrospective: numbers of all goals, and rows of those that the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graph.domain.retrospective import bands, is_sandbagging, mean_of
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Field
from graph.reads.rules.computed import Computed
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.findings.connection import lint
from graph.reads.rules.findings.selecting import cycle_of, owner_of
from graph.reads.rules.listing import Wanted
from graph.reads.rules.organization_fetch import OrganizationFetch
from graph.reads.rules.organizations import asked
from graph.reads.rules.projection import Projection
from graph.reads.rules.retrospective.goals import CycleGoals, Goal, GoalsFetch
from graph.reads.rules.retrospective.kpis import RetrospectiveKpis
from graph.reads.rules.retrospective.notes import RetrospectiveNotes

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

_DECISIONS: Final = ("KEEP", "MODIFY", "ABANDON", None)
_TEXTS: Final = (
    "COLLECT { UNWIND $p.ids AS _id MATCH (_o:Objective {org: $p.org, id: _id}) "
    "RETURN [_o.id, _o.outcome, _o.closingNote] }"
)


class RetrospectiveRule:
    """One selected `retrospective`."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        self._goals = GoalsFetch(c)
        self._organization = OrganizationFetch(c) if selected.child("findings") else None
        own = c.another()
        self._texts = own.plan("retrospective.texts", "", own.render(_TEXTS, Scope("")))
        projection = Projection(c.another(), "retrospective.page")
        self._bands = {
            id(member): Computed(projection, member, {}) for member in selected.child("bands")
        }
        self._learnings = {
            id(member): Computed(projection, member, {"objective": ["Objective"]})
            for member in selected.child("learnings")
        }
        self._kpis = {
            id(member): RetrospectiveKpis(c, projection, member)
            for member in selected.child("kpis")
        }
        self._notes = {
            id(member): RetrospectiveNotes(c, projection, member)
            for member in selected.child("notes")
        }
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The retrospective of each cycle, by its id."""
        given = run.values[self._selected.index]
        wanted: Wanted = {}
        called = {}
        for cycle in await self._goals.of(run, given, ids):
            called[cycle.id] = {
                member.key: await self._called(run, member, cycle, wanted)
                for member in self._selected.only()
            }
        found = await self._projection.fill(run, wanted)
        return {identifier: self._built(row, found) for identifier, row in called.items()}

    async def _called(self, run: Run, member: Field, cycle: CycleGoals, wanted: Wanted) -> Any:
        """The value of a field, as far as it does not wait for the nodes that it shows."""
        closings = [goal.closing for goal in cycle.goals]
        match member.name:
            case "objectives":
                return len(closings)
            case "scored":
                return sum(closing.value is not None for closing in closings)
            case "meanScore":
                return mean_of(closings)
            case "bands":
                rows = [
                    {
                        "band": row.band,
                        "ambition": row.ambition,
                        "count": row.number,
                        "meets": row.meets,
                    }
                    for row in bands(closings)
                ]
                return self._bands[id(member)].called(run, rows)
            case "carriedOver":
                return sum(goal.carried for goal in cycle.goals)
            case "abandoned":
                return sum(goal.decision == "ABANDON" for goal in cycle.goals)
            case "sandbagging":
                return is_sandbagging(closings)
            case "kpis":
                return await self._kpis[id(member)].rows(run, cycle, wanted)
            case "learnings":
                learnings = self._learnings[id(member)]
                rows = learnings.called(run, await self._learned(run, member, cycle))
                learnings.wants(rows, wanted)
                return rows
            case "notes":
                return await self._notes[id(member)].page(run, cycle, wanted)
            case "findings":
                return await self._number_of_findings(run, cycle)
        return "Retrospective"

    async def _learned(self, run: Run, member: Field, cycle: CycleGoals) -> list[dict[str, Any]]:
        """The first of what goals were closed with, by decision."""
        first = page_size(run.values[member.index].get("first"))
        told = [goal for goal in cycle.goals if goal.seen and goal.closed and _taught(goal)]
        told.sort(key=lambda goal: (_DECISIONS.index(goal.decision), goal.sort_key, goal.id))
        told = told[:first]
        texts = await run.fetch(self._texts, {"ids": [goal.id for goal in told]}) if told else []
        said = {identifier: (outcome, note) for identifier, outcome, note in texts}
        return [
            {
                "objective": goal.id,
                "decision": goal.decision,
                "outcome": said[goal.id][0],
                "closingNote": said[goal.id][1],
                "score": goal.score,
            }
            for goal in told
        ]

    async def _number_of_findings(self, run: Run, cycle: CycleGoals) -> int:
        """How many findings that the viewer sees are about the cycle, or its goals."""
        assert self._organization is not None
        everything = await asked(self._organization, run)
        graph = everything.question.graph
        return sum(
            cycle_of(finding, graph) == cycle.id
            and (cycle.owners is None or owner_of(finding, graph) in cycle.owners)
            for finding in (await lint(everything)).all
        )

    def _built(self, row: dict[str, Any], found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        for member in self._selected.only():
            key, called = id(member), row[member.key]
            if key in self._kpis:
                self._kpis[key].fill(called, found)
            elif key in self._notes:
                row[member.key] = self._notes[key].built(called, found)
            elif key in self._learnings:
                row[member.key] = self._learnings[key].build(called, found)
        return row


def _taught(goal: Goal) -> bool:
    return goal.said or goal.decision is not None

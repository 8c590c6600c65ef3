"""What a retrospective is made of: the live goals of cycles, and who is asked about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.calendar import from_ms
from graph.domain.errors import LimitExceeded, NotFound
from graph.domain.retrospective import Ambition, Closing
from graph.reads.compile.compiler import Compiler, Scope

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOST_GOALS: Final = 20_000

# What has been put away since is no copy any more. Archived key results support nothing.
_GOALS: Final = (
    "COLLECT {{ UNWIND $p.ids AS _id MATCH (_c:Cycle {{org: $p.org, id: _id}}) "
    "RETURN [_id, _c.startsMs, _c.endsMs, COLLECT {{ "
    "MATCH (_c)<-[:IN_CYCLE]-({goal}:Objective) WHERE {goal}.lifecycle IN ['ACTIVE', 'CLOSED'] "
    "RETURN [{goal}.id, {goal}.ownerId, {goal}.lifecycle = 'CLOSED', {goal}.ambition, "
    "{goal}.score, {goal}.progress, {goal}.decision, "
    "{goal}.outcome IS NOT NULL OR {goal}.closingNote IS NOT NULL, {goal}.sortKey, {seen}, "
    "EXISTS {{ MATCH (_n:Objective) WHERE _n.org = $p.org "
    "AND _n.originId = coalesce({goal}.originId, {goal}.id) AND _n.lifecycle <> 'ARCHIVED' "
    "MATCH (_n)-[:IN_CYCLE]->(_d:Cycle) WHERE _d.startsOn > _c.startsOn }}] "
    "LIMIT {most} }}] }}"
)
_OWNERS: Final = (
    "head(COLLECT { MATCH (_t:Team {org: $p.org, id: $p.team}) "
    "RETURN COLLECT { MATCH (_t) (()<-[:PART_OF]-(:Team)){0,} (_b) "
    "MATCH (_b) (()<-[:MEMBER_OF]-(:Person)){0,1} (_w) RETURN DISTINCT _w.id } })"
)


class Goal(NamedTuple):
    """A live goal. `said`: its close left an outcome or a note; `carried`: it goes on in a later
    cycle."""

    id: str
    owner: str
    closed: bool
    ambition: Ambition
    score: float | None
    progress: float | None
    decision: str | None
    said: bool
    sort_key: str
    seen: bool
    carried: bool

    @property
    def closing(self) -> Closing:
        """What its retrospective goes by."""
        return Closing(self.ambition, self.closed, self.score, self.progress)


@dataclass(frozen=True, slots=True)
class CycleGoals:
    """A cycle that is looked back on: from `begin` to `end`, as far as that has come. `team` is
    the team that is asked about, with all who are `owners` there; None for everybody."""

    id: str
    begin: datetime
    end: datetime | None
    goals: Sequence[Goal]
    owners: Collection[str] | None


class GoalsFetch:
    """The statements that find the goals of cycles."""

    def __init__(self, c: Compiler) -> None:
        own = c.another()
        goal = own.fresh("o")
        seen = " AND ".join(own.visible("Objective", goal)) or "true"
        text = _GOALS.format(goal=goal, seen=f"coalesce({seen}, false)", most=MOST_GOALS + 1)
        self._goals = own.plan("retrospective.goals", "", text)
        own = c.another()
        self._owners = own.plan("retrospective.owners", "", own.render(_OWNERS, Scope("")))

    async def of(self, run: Run, given: Mapping[str, Any], ids: list[Any]) -> list[CycleGoals]:
        """The cycles with these ids. Raises NotFound for a team that is not there, LimitExceeded
        for more than MOST_GOALS goals."""
        owners: frozenset[str] | None = None
        team = given.get("team")
        if team is not None:
            found = await run.fetch(self._owners, {"team": team})
            if found is None:
                raise NotFound(f"There is no team {team}.", path=["team"])
            owners = frozenset(found)
        cycles = []
        for identifier, starts, ends, rows in await run.fetch(self._goals, {"ids": ids}):
            if len(rows) > MOST_GOALS:
                raise LimitExceeded(
                    f"The cycle has more than {MOST_GOALS:,} goals; ask about those within it."
                )
            goals = [
                goal for goal in map(Goal._make, rows) if owners is None or goal.owner in owners
            ]
            begin, over = from_ms(starts), from_ms(ends) - timedelta(milliseconds=1)
            cycles.append(
                CycleGoals(
                    identifier,
                    min(begin, run.moment),
                    over if over < run.moment else None,
                    goals,
                    owners,
                )
            )
        return cycles

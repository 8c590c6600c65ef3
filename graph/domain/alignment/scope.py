"""Whose goals and KPIs a report is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from graph.domain.organization_graph import Question
from graph.domain.organization_rows import Goal, Kpi

Row = TypeVar("Row", Goal, Kpi)


@dataclass(frozen=True)
class Scope:
    """A team with, if asked, all below it, and their people; without a team the organization.
    `cycle` narrows the goals to one cycle."""

    question: Question
    team: str | None = None
    sub_teams: bool = True
    cycle: str | None = None

    @cached_property
    def teams(self) -> set[str]:
        """The teams in it."""
        graph = self.question.graph
        if self.team is None:
            return set(graph.teams)
        return graph.below([self.team]) if self.sub_teams else {self.team}

    @cached_property
    def owners(self) -> set[str]:
        """The teams and their people."""
        people = self.question.graph.people_in
        return self.teams.union(*(people.get(team, ()) for team in self.teams))

    @property
    def holds_company(self) -> bool:
        """Whether it is the whole: the organization, or the company's own team."""
        teams = self.question.graph.teams
        return self.team is None or (self.team in teams and teams[self.team].kind == "COMPANY")

    @cached_property
    def goals(self) -> list[Goal]:
        """Its ACTIVE goals that the viewer may see."""
        graph, hidden = self.question.graph, self.question.hidden
        owned = graph.active.values() if self.team is None else self._owned(graph.active_of)
        return [
            goal
            for goal in owned
            if goal.id not in hidden and (self.cycle is None or goal.cycle == self.cycle)
        ]

    @cached_property
    def kpis(self) -> list[Kpi]:
        """Its KPIs that are not archived."""
        graph = self.question.graph
        return list(graph.kpis.values()) if self.team is None else self._owned(graph.kpis_of)

    def _owned(self, held: Mapping[str, Sequence[Row]]) -> list[Row]:
        return [row for owner in self.owners for row in held.get(owner, ())]

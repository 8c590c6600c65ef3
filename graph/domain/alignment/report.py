"""The alignment report: measures, score, and the same by team and by level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from graph.domain.alignment.links import Silo, cross_team_share, level_skips, silos
from graph.domain.alignment.measures import (
    Judged,
    Measured,
    MeasureKind,
    Score,
    measured,
    score,
)
from graph.domain.alignment.scope import Scope
from graph.domain.findings.goal_rules import level_skips as skips
from graph.domain.key_people import KeyPerson, key_people

LEVELS: Final = ("COMPANY", "TEAM", "PERSONAL")


class TeamAlignment(NamedTuple):
    """A team with all below it; shares are None of nothing."""

    team: str
    score: float | None
    aligned: float | None
    moves_a_kpi: float | None
    objectives: int


class LevelAlignment(NamedTuple):
    """The goals of one level."""

    level: str
    aligned: float | None
    moves_a_kpi: float | None
    objectives: int


@dataclass(frozen=True)
class Report:
    """The report of one scope; each part is computed when it is asked for."""

    scope: Scope
    judged: Judged
    weights: Mapping[MeasureKind, float]
    key_person_limit: float

    @cached_property
    def measures(self) -> list[Measured]:
        """In the order of the enum."""
        return measured(self.scope, self.judged, self.weights)

    @cached_property
    def score(self) -> Score:
        """The score of the measures."""
        return score(self.measures)

    def share(self, kind: MeasureKind) -> float | None:
        """The share of one measure."""
        return next(row.share for row in self.measures if row.kind == kind)

    @cached_property
    def by_team(self) -> list[TeamAlignment]:
        """The teams of the scope, each with all below it: lowest score first, those without one
        last, then by id."""
        rows = []
        for team in self.scope.teams:
            part = replace(self, scope=replace(self.scope, team=team, sub_teams=True))
            rows.append(
                TeamAlignment(
                    team,
                    part.score.value,
                    part.share("ALIGNED"),
                    part.share("MOVES_A_KPI"),
                    len(part.scope.goals),
                )
            )
        return sorted(rows, key=lambda row: (row.score is None, row.score or 0.0, row.team))

    @cached_property
    def by_level(self) -> list[LevelAlignment]:
        """All levels, from the company down."""
        rows = []
        for level in LEVELS:
            goals = [goal.id for goal in self.scope.goals if goal.level == level]
            aligned = None if level == "COMPANY" else _share(goals, self.judged.reaching)
            rows.append(
                LevelAlignment(level, aligned, _share(goals, self.judged.moving), len(goals))
            )
        return rows

    @cached_property
    def silos(self) -> list[Silo]:
        """See `links.silos`."""
        return silos(self.scope)

    @cached_property
    def cross_team_share(self) -> float | None:
        """See `links.cross_team_share`."""
        return cross_team_share(self.scope)

    @cached_property
    def level_skips(self) -> int:
        """How many PERSONAL goals of the scope are aligned straight to a COMPANY one that may be
        seen, with a team between."""
        question = self.scope.question
        pairs = (found.key_nodes for found in skips(question, 0.0))
        seen = (pair for pair in pairs if all(map(question.sees, pair)))
        return level_skips(seen, self.scope)

    @cached_property
    def key_people(self) -> list[KeyPerson]:
        """Key people of the scope and of its cycle's objectives."""
        scope, graph = self.scope, self.scope.question.graph
        return [
            row
            for row in key_people(scope.question, self.key_person_limit)
            if (scope.team is None or row.person in scope.owners)
            and (scope.cycle is None or graph.goals[row.objective].cycle == scope.cycle)
        ]


def _share(goals: list[str], met: set[str]) -> float | None:
    return sum(goal in met for goal in goals) / len(goals) if goals else None

"""The live graph of an organization: its rows, and what leads to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from copy import copy
from datetime import date, datetime
from functools import cached_property
from math import isfinite
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from graph.domain.calendar import day_of, to_ms
from graph.domain.organization_rows import (
    Alignment,
    Camps,
    Cycle,
    Drive,
    Goal,
    KeyResult,
    Kpi,
    Member,
    Support,
    Target,
    Team,
)
from graph.domain.plan import PlanGraph


class Sharing:
    """Keeps each value once: what a database brings has every id and state anew in each row, which
    takes three times the memory."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def rows(self, rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """The rows as tuples of shared values; lists in them become tuples."""
        known = self._known
        return [
            tuple(
                # True would be taken for 1, and numbers are seldom the same.
                value
                if value is None or value.__class__ in (bool, float, int)
                else known.setdefault(value, value)
                if value.__class__ is str
                else known.setdefault(tuple(value), tuple(value))
                for value in row
            )
            for row in rows
        ]


class OrganizationGraph:
    """What one fetch brought, each node and link once. Nothing in it changes.

    Links of which an end is not among the rows are loose, and passed over: alignments from or to
    goals that are not live, supports of archived KPIs.
    """

    def __init__(
        self,
        *,
        zone: ZoneInfo,
        fiscal_year_start_month: int,
        goals: Iterable[Sequence[Any]],
        key_results: Iterable[Sequence[Any]],
        kpis: Iterable[Sequence[Any]],
        targets: Iterable[Sequence[Any]],
        alignments: Iterable[Sequence[Any]],
        supports: Iterable[Sequence[Any]],
        drives: Iterable[Sequence[Any]],
        cycles: Iterable[Sequence[Any]],
        teams: Iterable[Sequence[Any]],
        members: Iterable[Sequence[Any]],
    ) -> None:
        self.zone = zone
        self.fiscal_year_start_month = fiscal_year_start_month
        self.goals: dict[str, Goal] = {row[0]: Goal._make(row) for row in goals}
        self.key_results: dict[str, KeyResult] = {
            row[0]: KeyResult._make(row) for row in key_results if row[1] in self.goals
        }
        self.kpis: dict[str, Kpi] = {row[0]: Kpi._make(row) for row in kpis}
        self.targets = [Target._make(row) for row in targets if row[0] in self.kpis]
        self.keep_links(map(Alignment._make, alignments), map(Support._make, supports))
        self.drives = [
            Drive._make(row) for row in drives if row[0] in self.kpis and row[1] in self.kpis
        ]
        self.cycles: dict[str, Cycle] = {row[0]: Cycle._make(row) for row in cycles}
        self.teams: dict[str, Team] = {row[0]: Team._make(row) for row in teams}
        self.members = [Member._make(row) for row in members]
        # Which goals push a KPI up and which down, of those that were asked about.
        self.camps: dict[str, Camps] = {}

    def keep_links(self, alignments: Iterable[Alignment], supports: Iterable[Support]) -> None:
        """Sets the links of goals, those that are loose apart."""
        self.alignments: list[Alignment] = []
        self.loose_alignments: list[Alignment] = []
        for row in alignments:
            held = row.source in self.goals and row.target in self.goals
            (self.alignments if held else self.loose_alignments).append(row)
        self.supports: list[Support] = []
        self.loose_supports: list[Support] = []
        for support in supports:
            held = support.kpi in self.kpis and (
                support.source in self.goals or support.source in self.key_results
            )
            (self.supports if held else self.loose_supports).append(support)

    @property
    def nodes(self) -> int:
        """How many goals, key results and KPIs it has."""
        return len(self.goals) + len(self.key_results) + len(self.kpis)

    @property
    def size(self) -> int:
        """How many nodes and links it has."""
        return self.nodes + len(self.alignments) + len(self.supports) + len(self.drives)

    @cached_property
    def active(self) -> dict[str, Goal]:
        """The goals that are ACTIVE."""
        return {key: goal for key, goal in self.goals.items() if goal.lifecycle == "ACTIVE"}

    @cached_property
    def active_of(self) -> Mapping[str, list[Goal]]:
        """The ACTIVE goals of each owner."""
        found: defaultdict[str, list[Goal]] = defaultdict(list)
        for goal in self.active.values():
            found[goal.owner].append(goal)
        return found

    @cached_property
    def kpis_of(self) -> Mapping[str, list[Kpi]]:
        """The KPIs of each owner."""
        found: defaultdict[str, list[Kpi]] = defaultdict(list)
        for kpi in self.kpis.values():
            found[kpi.owner].append(kpi)
        return found

    @cached_property
    def key_results_of(self) -> Mapping[str, list[KeyResult]]:
        """The key results of each goal."""
        found: defaultdict[str, list[KeyResult]] = defaultdict(list)
        for key_result in self.key_results.values():
            found[key_result.objective].append(key_result)
        return found

    @cached_property
    def into(self) -> Mapping[str, list[Alignment]]:
        """The alignments into each goal or its key results."""
        found: defaultdict[str, list[Alignment]] = defaultdict(list)
        for alignment in self.alignments:
            found[alignment.target].append(alignment)
        return found

    @cached_property
    def out_of(self) -> Mapping[str, list[Alignment]]:
        """The alignments of each goal."""
        found: defaultdict[str, list[Alignment]] = defaultdict(list)
        for alignment in self.alignments:
            found[alignment.source].append(alignment)
        return found

    @cached_property
    def active_alignments(self) -> list[Alignment]:
        """Those between two ACTIVE goals."""
        return [a for a in self.alignments if a.source in self.active and a.target in self.active]

    @cached_property
    def active_supports(self) -> list[Support]:
        """Those of ACTIVE goals and of their key results."""
        return [s for s in self.supports if self.goal_of(s.source) in self.active]

    @cached_property
    def plan(self) -> PlanGraph:
        """What takes part in influence."""
        return PlanGraph(
            [(k.id, k.objective, k.weight) for k in self.key_results.values()],
            [(a.source, a.target, a.key_result, a.weight) for a in self.active_alignments],
            [(s.source, s.kpi, s.weight, s.lowers) for s in self.active_supports],
            list(self.drives),
        )

    @cached_property
    def teams_of(self) -> Mapping[str, list[str]]:
        """The teams of each person, and of each team itself."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for person, team in self.members:
            if team in self.teams:
                found[person].append(team)
        for team in self.teams:
            found[team].append(team)
        for teams in found.values():
            teams.sort()
        return found

    @cached_property
    def people_in(self) -> Mapping[str, list[str]]:
        """The members of each team."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for person, team in self.members:
            found[team].append(person)
        return found

    @cached_property
    def sub_teams_of(self) -> Mapping[str, list[str]]:
        """The teams directly below each."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for team in self.teams.values():
            if team.parent is not None:
                found[team.parent].append(team.id)
        return found

    def as_live(self) -> OrganizationGraph:
        """The same with its CLOSED goals as ACTIVE ones: what was live counts alike."""
        live = copy(self)
        for name in ("active", "active_of", "active_alignments", "active_supports", "plan"):
            vars(live).pop(name, None)
        live.camps = {}
        live.goals = {key: goal._replace(lifecycle="ACTIVE") for key, goal in self.goals.items()}
        return live

    def below(self, teams: Iterable[str]) -> set[str]:
        """Teams with all that are below them."""
        found = {team for team in teams if team in self.teams}
        opened = list(found)
        for team in opened:
            for lower in self.sub_teams_of.get(team, ()):
                if lower not in found:
                    found.add(lower)
                    opened.append(lower)
        return found

    def goal_of(self, identifier: str) -> str:
        """The goal that a key result belongs to; a goal is its own."""
        key_result = self.key_results.get(identifier)
        return identifier if key_result is None else key_result.objective

    def owner_of(self, identifier: str) -> str | None:
        """Who owns a node: a key result without an owner of its own is its goal's."""
        if identifier in self.goals:
            return self.goals[identifier].owner
        if identifier in self.kpis:
            return self.kpis[identifier].owner
        key_result = self.key_results.get(identifier)
        if key_result is not None:
            return key_result.owner or self.goals[key_result.objective].owner
        return identifier

    def cycle_of(self, identifier: str) -> str | None:
        """The cycle of a goal or a key result."""
        goal = self.goals.get(self.goal_of(identifier))
        return None if goal is None else goal.cycle


class Question(NamedTuple):
    """An organization's graph as one viewer asks about it, at a moment.

    `hidden` holds the goals that the viewer may not see. Who sees everything has none.
    """

    graph: OrganizationGraph
    now: datetime
    hidden: Set[str] = frozenset()

    @property
    def now_ms(self) -> int:
        """The moment, in milliseconds since 1970."""
        return to_ms(self.now)

    @property
    def today(self) -> date:
        """The day it is in the organization."""
        return day_of(self.now, self.graph.zone)

    def sees(self, identifier: str) -> bool:
        """Whether the viewer may see a node: only goals and their key results are ever hidden."""
        return not self.hidden or self.graph.goal_of(identifier) not in self.hidden


def same(a: float | None, b: float | None) -> bool:
    """Whether two numbers are there and equal to twelve digits."""
    if a is None or b is None:
        return False
    return a == b or (isfinite(a) and isfinite(b) and abs(a - b) <= 1e-12 * max(abs(a), abs(b)))

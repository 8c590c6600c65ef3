"""An organization's graph after a change: the same, but for some of its goals and for the rest.

What was found out about the graph before is carried over as far as the plan is the same. Imports
its neighbour `organization_graph` only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from graph.domain.organization_graph import OrganizationGraph
from graph.domain.organization_rows import Alignment, Goal, KeyResult, Support

_FOUND_OUT: Final = tuple(
    name for name, value in vars(OrganizationGraph).items() if isinstance(value, cached_property)
)


_ONE: Final = ("zone", "fiscal_year_start_month", "kpis", "cycles", "teams")
_MANY: Final = ("targets", "drives", "members")
"""Of what is no goal's: what is compared as it is, and what in whatever order."""


class Part(NamedTuple):
    """A live goal with what is fetched with it: its key results, what it is aligned to, and what it
    and they support. Without a goal: it is not live."""

    goal: Goal | None
    key_results: Sequence[KeyResult] = ()
    alignments: Sequence[Alignment] = ()
    supports: Sequence[Support] = ()

    @property
    def plan(self) -> tuple[object, ...]:
        """What of it influence depends on."""
        goal = self.goal
        return (
            None if goal is None else (goal.lifecycle, goal.level),
            frozenset((row.id, row.weight) for row in self.key_results),
            frozenset((row.target, row.key_result, row.weight) for row in self.alignments),
            frozenset(
                (row.id, row.source, row.kpi, row.weight, row.lowers) for row in self.supports
            ),
        )


class Rest(NamedTuple):
    """Everything but goals and what is fetched with them, as rows."""

    zone: ZoneInfo
    fiscal_year_start_month: int
    kpis: Sequence[Sequence[Any]]
    targets: Sequence[Sequence[Any]]
    drives: Sequence[Sequence[Any]]
    cycles: Sequence[Sequence[Any]]
    teams: Sequence[Sequence[Any]]
    members: Sequence[Sequence[Any]]


def parts_of(graph: OrganizationGraph, goals: Iterable[str]) -> dict[str, Part]:
    """The parts of a graph that some goals are; those that it does not have are not live."""
    rows: dict[str, tuple[list[KeyResult], list[Alignment], list[Support]]] = {
        goal: ([], [], []) for goal in goals
    }
    for key_result in graph.key_results.values():
        if key_result.objective in rows:
            rows[key_result.objective][0].append(key_result)
    for alignment in (*graph.alignments, *graph.loose_alignments):
        if alignment.source in rows:
            rows[alignment.source][1].append(alignment)
    for support in (*graph.supports, *graph.loose_supports):
        if (goal := graph.goal_of(support.source)) in rows:
            rows[goal][2].append(support)
    return {goal: Part(graph.goals.get(goal), *found) for goal, found in rows.items()}


def changed(
    graph: OrganizationGraph, parts: Mapping[str, Part], rest: Rest | None = None
) -> OrganizationGraph:
    """The graph with these parts in place of its own, and another rest if there is one. It is the
    very graph that was given when nothing differs."""
    before = parts_of(graph, parts)
    if all(_alike(before[goal], part) for goal, part in parts.items()):
        parts = {}
    made = _with_rest(graph, rest)
    if not parts and made is graph:
        return graph
    made = copy(made)
    for name in _FOUND_OUT:
        vars(made).pop(name, None)
    _put(made, graph, parts)
    _carry_over(made, graph, {g for g, part in parts.items() if before[g].plan != part.plan})
    return made


def _carry_over(made: OrganizationGraph, graph: OrganizationGraph, moved: set[str]) -> None:
    """Keeps what was found out from the plan, but for what lies above goals whose plan differs."""
    if made.kpis.keys() != graph.kpis.keys() or Counter(made.drives) != Counter(graph.drives):
        made.camps = {}
    elif moved:
        stale = _kpis_above(graph, moved) | _kpis_above(made, moved)
        made.camps = {kpi: camps for kpi, camps in dict(graph.camps).items() if kpi not in stale}
    else:
        made.camps = graph.camps
        if "plan" in vars(graph):
            vars(made)["plan"] = graph.plan


def _alike(before: Part, after: Part) -> bool:
    """The same rows, in whatever order."""
    return before.goal == after.goal and all(
        Counter(rows) == Counter(others) for rows, others in zip(before[1:], after[1:], strict=True)
    )


def _with_rest(graph: OrganizationGraph, rest: Rest | None) -> OrganizationGraph:
    if rest is None:
        return graph
    made = OrganizationGraph(**rest._asdict(), goals=(), key_results=(), alignments=(), supports=())
    same = all(getattr(made, name) == getattr(graph, name) for name in _ONE) and all(
        Counter(getattr(made, name)) == Counter(getattr(graph, name)) for name in _MANY
    )
    return graph if same else made


def _put(made: OrganizationGraph, graph: OrganizationGraph, parts: Mapping[str, Part]) -> None:
    """Sets the goals of `made`, and what is fetched with them: those of the parts, else the
    graph's."""
    goals = {key: goal for key, goal in graph.goals.items() if key not in parts}
    goals |= {key: part.goal for key, part in parts.items() if part.goal is not None}
    key_results = {key: row for key, row in graph.key_results.items() if row.objective not in parts}
    alignments = [
        row for row in (*graph.alignments, *graph.loose_alignments) if row.source not in parts
    ]
    supports = [
        row
        for row in (*graph.supports, *graph.loose_supports)
        if graph.goal_of(row.source) not in parts
    ]
    for part in parts.values():
        if part.goal is not None:
            key_results |= {row.id: row for row in part.key_results}
            alignments += part.alignments
            supports += part.supports
    made.goals, made.key_results = goals, key_results
    made.keep_links(alignments, supports)


def _kpis_above(graph: OrganizationGraph, goals: set[str]) -> set[str]:
    """The KPIs whose plan goals may be in: upward along alignments, supports and drives."""
    found, opened = set(goals), list(goals)
    for goal in opened:
        for alignment in graph.out_of.get(goal, ()):
            if alignment.target not in found:
                found.add(alignment.target)
                opened.append(alignment.target)
    kpis = {row.kpi for row in graph.supports if graph.goal_of(row.source) in found}
    rising = list(kpis)
    driven: dict[str, list[str]] = {}
    for drive in graph.drives:
        driven.setdefault(drive.source, []).append(drive.target)
    for kpi in rising:
        for target in driven.get(kpi, ()):
            if target not in kpis:
                kpis.add(target)
                rising.append(target)
    return kpis

"""How far alignments reach across teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graph.domain.alignment.scope import Scope
from graph.domain.organization_graph import OrganizationGraph
from graph.domain.organization_rows import Alignment


class Silo(NamedTuple):
    """A team that has ACTIVE goals, with how many, and no alignment to or from any other."""

    team: str
    objectives: int


def links(scope: Scope) -> Iterator[Alignment]:
    """The ACTIVE alignments between goals that the viewer may see, one of them in the scope."""
    goals = {goal.id for goal in scope.goals}
    hidden = scope.question.hidden
    for link in scope.question.graph.active_alignments:
        if link.source in hidden or link.target in hidden:
            continue
        if link.source in goals or link.target in goals:
            yield link


def cross_team_share(scope: Scope) -> float | None:
    """The share of alignments between teams neither of which is above the other; a person stands
    for all their teams, and what is within one of them is not across. None without alignments."""
    graph = scope.question.graph
    above = _above(graph)
    across = number = 0
    for link in links(scope):
        number += 1
        mine, theirs = (
            graph.teams_of.get(graph.goals[goal].owner, ()) for goal in (link.source, link.target)
        )
        across += bool(mine and theirs) and not any(
            a in above[b] or b in above[a] for a in mine for b in theirs
        )
    return across / number if number else None


def silos(scope: Scope) -> list[Silo]:
    """The teams of a scope whose subtree's goals, their people's included, are tied to nothing
    outside of it, never the company; the one with most goals first, then by id."""
    graph = scope.question.graph
    above = _above(graph)
    held: dict[str, int] = {}
    tied: set[str] = set()
    subtrees = {goal.id: _subtrees(graph, above, goal.owner) for goal in graph.active.values()}
    for goal in scope.goals:
        for team in subtrees[goal.id] & scope.teams:
            held[team] = held.get(team, 0) + 1
    own = {goal.id for goal in scope.goals}
    for link in links(scope):
        source, target = subtrees[link.source], subtrees[link.target]
        if link.source in own:
            tied |= source - target
        if link.target in own:
            tied |= target - source
    found = [
        Silo(team, number)
        for team, number in held.items()
        if team not in tied and graph.teams[team].kind != "COMPANY"
    ]
    return sorted(found, key=lambda silo: (-silo.objectives, silo.team))


def level_skips(pairs: Iterable[tuple[str, ...]], scope: Scope) -> int:
    """How many of the skips, (child, target) each, begin at a goal of the scope."""
    goals = {goal.id for goal in scope.goals}
    return sum(pair[0] in goals for pair in pairs)


def _above(graph: OrganizationGraph) -> dict[str, set[str]]:
    """Every team with those above it, itself included."""
    found: dict[str, set[str]] = {}
    for team in graph.teams:
        line = []
        at: str | None = team
        while at is not None and at in graph.teams and at not in line:
            line.append(at)
            at = graph.teams[at].parent
        found[team] = set(line)
    return found


def _subtrees(graph: OrganizationGraph, above: dict[str, set[str]], owner: str) -> set[str]:
    """The teams that an owner's goals belong to, with those above."""
    return set().union(*(above[team] for team in graph.teams_of.get(owner, ())))

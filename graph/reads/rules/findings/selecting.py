"""Which findings a filter selects, and what they are grouped by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from graph.domain.findings.finding import SEVERITIES, Finding
from graph.domain.organization_graph import OrganizationGraph

Selects = Callable[[Finding], bool]


def selected_by(given: Mapping[str, Any] | None, graph: OrganizationGraph) -> Selects:
    """Whether a filter selects a finding. Owner, team and cycle are those of what it is about;
    unless it asks otherwise, only those that are not dismissed."""
    dismissed = (given or {}).get("dismissed", False)
    conditions: list[Selects] = []
    if dismissed is not None:
        conditions.append(lambda finding: (finding.dismissal is not None) is dismissed)
    for name, value in (given or {}).items():
        if value is not None and name in _CONDITIONS:
            conditions.append(_CONDITIONS[name](value, graph))
    return lambda finding: all(holds(finding) for holds in conditions)


def owner_of(finding: Finding, graph: OrganizationGraph) -> str | None:
    """Who owns what a finding is about."""
    return graph.owner_of(finding.key_nodes[0])


def cycle_of(finding: Finding, graph: OrganizationGraph) -> str | None:
    """The cycle that a finding belongs to: of the goal it is about, or the one in its key."""
    cycle = graph.cycle_of(finding.key_nodes[0])
    return cycle or next((node for node in finding.key_nodes if node in graph.cycles), None)


def grouped(
    findings: Sequence[Finding], by: str, graph: OrganizationGraph
) -> list[tuple[str | None, int]]:
    """Each key with its number of findings, largest first, then by key. A finding about something
    of a person is counted for each of their teams."""
    counts: Counter[str | None] = Counter()
    for finding in findings:
        counts.update(_keys(finding, by, graph))
    return sorted(counts.items(), key=lambda row: (-row[1], row[0] is None, row[0] or ""))


def _keys(finding: Finding, by: str, graph: OrganizationGraph) -> Sequence[str | None]:
    match by:
        case "RULE":
            return [finding.rule]
        case "SEVERITY":
            return [finding.severity]
        case "CYCLE":
            return [cycle_of(finding, graph)]
    return graph.teams_of.get(owner_of(finding, graph) or "") or [None]


def _compares(of: Callable[[Finding, OrganizationGraph], str | None]) -> _Condition:
    def condition(value: Mapping[str, Any], graph: OrganizationGraph) -> Selects:
        return lambda finding: _matches(value, of(finding, graph))

    return condition


def _matches(value: Mapping[str, Any], here: str | None) -> bool:
    if "eq" in value and _plain(value["eq"]) != here:
        return False
    given = value.get("in")
    return given is None or here in [_plain(item) for item in given]


def _severity(value: Mapping[str, Any], graph: OrganizationGraph) -> Selects:
    least = value.get("gte")
    rank = 0 if least is None else SEVERITIES.index(_plain(least))

    def holds(finding: Finding) -> bool:
        severe = SEVERITIES.index(finding.severity) >= rank
        return severe and _matches(value, finding.severity)

    return holds


def _team(value: Mapping[str, Any], graph: OrganizationGraph) -> Selects:
    owners = owners_in(value, graph)
    return lambda finding: owner_of(finding, graph) in owners


def owners_in(value: Mapping[str, Any], graph: OrganizationGraph) -> set[str]:
    """The teams of a scope, with those below and their people where they are asked for."""
    teams = set(value["in"])
    if value.get("includeSubTeams", True):
        teams = graph.below(teams)
    owners = set(teams)
    if value.get("includePeople"):
        for team in teams:
            owners.update(graph.people_in.get(team, ()))
    return owners


def _node(value: Mapping[str, Any], graph: OrganizationGraph) -> Selects:
    return lambda finding: any(_matches(value, node) for node in finding.nodes)


_Condition = Callable[[Mapping[str, Any], OrganizationGraph], Selects]
_CONDITIONS: Mapping[str, _Condition] = {
    "rule": _compares(lambda finding, graph: finding.rule),
    "severity": _severity,
    "team": _team,
    "cycle": _compares(cycle_of),
    "owner": _compares(owner_of),
    "node": _node,
}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value

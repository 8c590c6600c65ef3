"""All findings of an organization in a file: read and checked as for an import, and not written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from graph.domain.calendar import cut
from graph.domain.findings.dismissals import Dismissal, still_open
from graph.domain.findings.lint import findings
from graph.domain.findings.linted import Linted
from graph.domain.findings.settings import settings_of
from graph.domain.organization_graph import OrganizationGraph, Question
from graph.interchange.importing import prepare
from graph.interchange.parse.entity_stream import Entity, read_file
from graph.interchange.parse.errors import Mistakes
from graph.interchange.store.node_properties import Node, Nodes
from graph.interchange.store.write import Prepared, Progress

_GOAL: Final = (
    *("id", "lifecycle", "level", "ownerId", "leadId", "cycleId", "progressMode", "ambition"),
    *("progress", "score", "healths", "healthSince"),
)
_KEY_RESULT: Final = (
    *("id", "objectiveId", "weight", "ownerId", "metricGoal", "metricTarget", "metricLower"),
    *("metricUpper", "measuredById", "measuredAs", "measureKind", "measureCurrency"),
    *("measureUnit", "healths", "healthSince"),
)


async def lint_file(path: Path, *, progress: Progress, now: datetime | None = None) -> Linted:
    """The findings that the organization would have right after its import. Raises what an import
    raises: ImportRejected, OSError."""
    moment = cut(now or datetime.now(UTC))

    def read(mistakes: Mistakes) -> Iterator[Entity]:
        return read_file(path, mistakes)

    def work() -> Linted:
        prepared = prepare(read, None, moment, progress)
        graph = graph_of(prepared)
        organization = prepared.document.organization
        assert organization is not None
        stored = prepared.nodes.organization(organization).get("rules")
        dismissals = [
            Dismissal(one.id or "", one.key, one.until)
            for one in prepared.document.findingDismissals
        ]
        question = Question(graph, moment)
        found = still_open(findings(question, settings_of(stored), dismissals))
        return Linted(organization.name, found, _titles(prepared), graph)

    return await asyncio.to_thread(work)


def graph_of(prepared: Prepared) -> OrganizationGraph:
    """What the fetch of the organization would bring once it is imported."""
    document, nodes = prepared.document, prepared.nodes
    goals: list[list[Any]] = []
    key_results: list[list[Any]] = []
    alignments: list[list[Any]] = []
    supports: list[list[Any]] = []
    for objective in document.objectives:
        if objective.lifecycle not in ("ACTIVE", "CLOSED"):
            continue
        goals.append(_row(nodes.objective(objective), _GOAL))
        supports += [_support(nodes, objective.id, link) for link in objective.supports]
        for link in objective.alignsTo:
            stored = nodes.alignment(link)
            target = nodes.aligned_to(link)
            alignments.append(
                [objective.id, target, stored.get("keyResultId"), link.weight, link.counts]
            )
        for position, result in enumerate(objective.keyResults):
            if not result.archived:
                key_results.append(_row(nodes.key_result(result, objective, position), _KEY_RESULT))
                supports += [_support(nodes, result.id, link) for link in result.supports]
    teams = [team for team in document.teams if not team.archived]
    live = [kpi for kpi in document.kpis if not kpi.archived]
    return OrganizationGraph(
        zone=nodes.derived.zone,
        fiscal_year_start_month=_month(prepared),
        goals=goals,
        key_results=key_results,
        kpis=[_kpi(nodes, kpi) for kpi in live],
        targets=[
            [kpi.id, t.period.startsOn, t.period.endsOn, t.value, t.lower, t.upper]
            for kpi in live
            for t in kpi.targets
        ],
        alignments=alignments,
        supports=supports,
        drives=[
            [kpi.id, link.kpi, link.weight, link.effect == "LOWERS"]
            for kpi in live
            for link in kpi.drives
        ],
        cycles=[[c.id, c.startsOn, c.endsOn, c.state] for c in document.cycles],
        teams=[[team.id, team.kind, nodes.parent(team)] for team in teams],
        members=[[person.id, team] for person in document.people for team in person.teams],
    )


def _row(node: Node, names: tuple[str, ...]) -> list[Any]:
    return [node.get(name) for name in names]


def _support(nodes: Nodes, source: str | None, link: Any) -> list[Any]:
    lowers = link.effect == "LOWERS"
    return [link.id, source, link.kpi, link.weight, lowers, link.expectedDelta]


def _kpi(nodes: Nodes, kpi: Any) -> list[Any]:
    node, history = nodes.kpi(kpi), nodes.history
    _, latest = history.latest_values[kpi.id][-1]
    _, standing = history.standing_targets[kpi.id][-1]
    value = next((value for value in kpi.values if value.id == latest), None)
    target = next((target for target in kpi.targets if target.id == standing), None)
    return [
        *(node[name] for name in ("id", "ownerId", "direction")),
        node["statuses"],
        node.get("statusSince", []),
        *(node.get(n) for n in ("frequency", "measureKind", "measureCurrency", "measureUnit")),
        None if value is None else value.value,
        None if value is None else value.at,
        None if target is None else [target.lower, target.upper],
    ]


def _month(prepared: Prepared) -> int:
    assert prepared.document.organization is not None
    return prepared.document.organization.fiscalYearStartMonth


def _titles(prepared: Prepared) -> dict[str, str]:
    document = prepared.document
    titles: dict[str, str] = {}
    for objective in document.objectives:
        titles[objective.id or ""] = objective.title
        titles.update((result.id or "", result.title) for result in objective.keyResults)
    named = (document.kpis, document.teams, document.people, document.cycles)
    titles.update((entity.id or "", entity.name) for entities in named for entity in entities)
    return titles

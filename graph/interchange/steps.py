"""What an import writes, in order: statements, each with its rows. Imports graph.interchange.

Relationship types and labels come from the tables here and never from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.domain.documents import KeyResult, NestedInitiative, Objective
from graph.domain.ids import PREFIXES
from graph.interchange.loading import Document
from graph.interchange.nodes import FIRST_REVISION, Nodes

FOREVER: Final = 9007199254740991
RELATIONSHIP: Final = {"since": FIRST_REVISION, "born": FIRST_REVISION, "until": FOREVER}

_CREATE_NODES: Final = """\
UNWIND $p.rows AS row
CREATE (n:{label})
SET n = row
RETURN count(*)"""

# The relationship that leads to a node is written together with it: that saves finding it again.
_CREATE_KEY_RESULTS: Final = """\
UNWIND $p.rows AS row
MATCH (o:Objective {org: $p.org, id: row.objectiveId})
CREATE (o)-[r:HAS_KEY_RESULT]->(k:KeyResult)
SET r = $p.relationship, k = row
RETURN count(*)"""

_CREATE_CHECK_INS: Final = """\
UNWIND $p.rows AS row
MATCH (k:KeyResult {org: $p.org, id: row.node.keyResultId})
CREATE (k)-[r:HAS_CHECK_IN]->(c:CheckIn)
SET r = $p.relationship, c = row.node
FOREACH (_ IN CASE WHEN row.last THEN [1] ELSE [] END |
  CREATE (k)-[l:LAST_CHECK_IN]->(c)
  SET l = $p.relationship)
RETURN count(*)"""

_CREATE_KPI_VALUES: Final = """\
UNWIND $p.rows AS row
MATCH (k:Kpi {org: $p.org, id: row.node.kpiId})
CREATE (k)-[r:HAS_VALUE]->(v:KpiValue)
SET r = $p.relationship, v = row.node
FOREACH (_ IN CASE WHEN row.latest THEN [1] ELSE [] END |
  CREATE (k)-[l:LATEST_VALUE]->(v)
  SET l = $p.relationship)
RETURN count(*)"""

_CREATE_KPI_TARGETS: Final = """\
UNWIND $p.rows AS row
MATCH (k:Kpi {org: $p.org, id: row.node.kpiId})
CREATE (k)-[r:HAS_TARGET]->(t:KpiTarget)
SET r = $p.relationship, t = row.node
FOREACH (_ IN CASE WHEN row.standing THEN [1] ELSE [] END |
  CREATE (k)-[s:STANDING_TARGET]->(t)
  SET s = $p.relationship)
RETURN count(*)"""

_CREATE_RELATIONSHIPS: Final = """\
UNWIND $p.rows AS row
MATCH (a:{start} {{org: $p.org, id: row[0]}})
MATCH (b:{end} {{org: $p.org, id: row[1]}})
CREATE (a)-[r:{type}]->(b)
SET r = $p.relationship
RETURN count(*)"""

_CREATE_LINKS: Final = """\
UNWIND $p.rows AS row
MATCH (a:{start} {{org: $p.org, id: row[0]}})
MATCH (b:{end} {{org: $p.org, id: row[1]}})
CREATE (a)-[r:{type}]->(b)
SET r = row[2], r.until = $p.relationship.until
RETURN count(*)"""

NODE_LABELS: Final = (
    "CheckIn",
    "KeyResult",
    "Initiative",
    "Objective",
    "KpiValue",
    "KpiTarget",
    "Kpi",
    "Cycle",
    "Person",
    "Team",
)
"""What an import writes before the organization; what hangs from others comes first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement for many rows, `total` of them; each makes one `thing`. Rows that are `apart`
    have no nodes in common, so that batches of them can be written at the same time."""

    thing: str
    statement: str
    rows: Iterator[Any]
    total: int
    apart: bool = False


def counts_of(document: Document) -> dict[str, int]:
    """How many of each type of node and link there are."""
    objectives = document.objectives
    results = [result for objective in objectives for result in objective.keyResults]
    supporters: list[Objective | KeyResult] = [*objectives, *results]
    return {
        "Team": len(document.teams),
        "Person": len(document.people),
        "Cycle": len(document.cycles),
        "Kpi": len(document.kpis),
        "KpiValue": sum(len(kpi.values) for kpi in document.kpis),
        "KpiTarget": sum(len(kpi.targets) for kpi in document.kpis),
        "Objective": len(objectives),
        "KeyResult": len(results),
        "CheckIn": sum(len(result.checkIns) for result in results),
        "Initiative": len(document.initiatives) + sum(len(one.initiatives) for one in supporters),
        "Alignment": sum(len(objective.alignsTo) for objective in objectives),
        "AlignmentProposal": sum(len(objective.proposals) for objective in objectives),
        "Support": sum(len(one.supports) for one in supporters),
        "Drive": sum(len(kpi.drives) for kpi in document.kpis),
    }


def steps_of(document: Document, nodes: Nodes) -> Iterator[Step]:
    """All steps but the last one, which makes the organization. Rows are made as they are read."""
    counts = counts_of(document)

    def step(label: str, rows: Iterator[Any], statement: str = "") -> Step:
        return Step(label, statement or _CREATE_NODES.format(label=label), rows, counts[label])

    yield step("Team", map(nodes.team, document.teams))
    yield step("Person", map(nodes.person, document.people))
    yield step("Cycle", map(nodes.cycle, document.cycles))
    yield step("Kpi", map(nodes.kpi, document.kpis))
    yield step("KpiValue", _kpi_values(document, nodes), _CREATE_KPI_VALUES)
    yield step("KpiTarget", _kpi_targets(document, nodes), _CREATE_KPI_TARGETS)
    yield step("Objective", map(nodes.objective, document.objectives))
    yield step("KeyResult", _key_results(document, nodes), _CREATE_KEY_RESULTS)
    yield step("CheckIn", _check_ins(document, nodes), _CREATE_CHECK_INS)
    initiatives = list(initiatives_of(document))
    yield step("Initiative", (nodes.initiative(work, target) for work, target in initiatives))
    yield from _relationships(document, nodes, initiatives)
    yield from _links(document, nodes, counts)


def initiatives_of(document: Document) -> Iterator[tuple[NestedInitiative, str]]:
    """All initiatives, wherever they stand in the file, with what they are for."""
    for initiative in document.initiatives:
        yield initiative, initiative.target
    for objective in document.objectives:
        for nested in objective.initiatives:
            yield nested, objective.id or ""
        for result in objective.keyResults:
            for nested in result.initiatives:
                yield nested, result.id or ""


def _kpi_values(document: Document, nodes: Nodes) -> Iterator[dict[str, Any]]:
    for kpi in document.kpis:
        state = nodes.derived.kpis[kpi.id or ""]
        for value, period in zip(kpi.values, state.periods, strict=True):
            node = nodes.kpi_value(value, kpi, period)
            yield {"node": node, "latest": value.id == state.latest}


def _kpi_targets(document: Document, nodes: Nodes) -> Iterator[dict[str, Any]]:
    for kpi in document.kpis:
        standing = nodes.derived.kpis[kpi.id or ""].standing
        for target in kpi.targets:
            yield {"node": nodes.kpi_target(target, kpi), "standing": target.id == standing}


def _key_results(document: Document, nodes: Nodes) -> Iterator[dict[str, Any]]:
    for objective in document.objectives:
        for position, result in enumerate(objective.keyResults):
            yield nodes.key_result(result, objective, position)


def _check_ins(document: Document, nodes: Nodes) -> Iterator[dict[str, Any]]:
    for objective in document.objectives:
        for result in objective.keyResults:
            last = nodes.derived.key_results[result.id or ""].last
            for check_in in result.checkIns:
                yield {"node": nodes.check_in(check_in, result), "last": check_in.id == last}


Pair = tuple[str | None, str | None]


def _relationships(
    document: Document, nodes: Nodes, initiatives: list[tuple[NestedInitiative, str]]
) -> Iterator[Step]:
    teams, people, objectives = document.teams, document.people, document.objectives
    results = [result for objective in objectives for result in objective.keyResults]
    owned: dict[str, Iterable[Pair]] = {
        "Objective": ((objective.owner, objective.id) for objective in objectives),
        "KeyResult": ((result.owner, result.id) for result in results),
        "Kpi": ((kpi.owner, kpi.id) for kpi in document.kpis),
        "Initiative": ((work.owner, work.id) for work, _ in initiatives),
    }
    for label, pairs in owned.items():
        yield from _between(("Team", "Person"), "OWNS", (label,), pairs)
    yield from _between(
        ("Team",), "PART_OF", ("Team",), ((team.id, nodes.parent(team)) for team in teams)
    )
    leads = ((lead, team.id) for team in teams for lead in team.leads)
    yield from _between(("Person",), "LEADS", ("Team",), leads)
    members = ((person.id, team) for person in people for team in person.teams)
    yield from _between(("Person",), "MEMBER_OF", ("Team",), members)
    reports = ((person.id, person.manager) for person in people)
    yield from _between(("Person",), "REPORTS_TO", ("Person",), reports)
    within = ((cycle.id, cycle.parent) for cycle in document.cycles)
    yield from _between(("Cycle",), "WITHIN", ("Cycle",), within)
    cycles = ((objective.id, objective.cycle) for objective in objectives)
    yield from _between(("Objective",), "IN_CYCLE", ("Cycle",), cycles)
    goal_leads = ((objective.lead, objective.id) for objective in objectives)
    yield from _between(("Person",), "LEADS_GOAL", ("Objective",), goal_leads)
    shared = ((one.id, reader) for one in objectives for reader in one.sharedWith)
    yield from _between(("Objective",), "SHARED_WITH", ("Team", "Person"), shared)
    targets = ((work.id, target) for work, target in initiatives)
    yield from _between(("Initiative",), "ADVANCES", ("Objective", "KeyResult"), targets)
    measured = ((result.id, result.measuredBy) for result in results)
    yield from _between(("KeyResult",), "MEASURED_BY", ("Kpi",), measured)
    authored = ((report.author, report.id) for result in results for report in result.checkIns)
    yield from _between(("Person",), "AUTHORED", ("CheckIn",), authored)


def _between(
    starts: Sequence[str], kind: str, ends: Sequence[str], pairs: Iterable[Pair]
) -> Iterator[Step]:
    """Steps for those pairs whose both ends are there: one for each pair of labels."""
    sorted_pairs: dict[tuple[str, str], list[list[str]]] = {}
    for start, end in pairs:
        if start is not None and end is not None:
            labels = (_label(start, starts), _label(end, ends))
            sorted_pairs.setdefault(labels, []).append([start, end])
    for (start, end), rows in sorted_pairs.items():
        statement = _CREATE_RELATIONSHIPS.format(start=start, type=kind, end=end)
        yield Step(kind, statement, iter(rows), len(rows))


def _label(identifier: str, labels: Sequence[str]) -> str:
    """The one of these labels that a node with that id has."""
    if len(labels) == 1:
        return labels[0]
    return next(label for label in labels if identifier.startswith(PREFIXES[label]))


def _links(document: Document, nodes: Nodes, counts: dict[str, int]) -> Iterator[Step]:
    def alignments() -> Iterator[Any]:
        for objective in document.objectives:
            for link in objective.alignsTo:
                target, properties = nodes.alignment(link)
                yield [objective.id, target, properties]

    def proposals() -> Iterator[Any]:
        for objective in document.objectives:
            for link in objective.proposals:
                target, properties = nodes.proposal(link)
                yield [objective.id, target, properties]

    def supports(supporters: Iterable[Objective | KeyResult]) -> Iterator[Any]:
        for supporter in supporters:
            for link in supporter.supports:
                yield [supporter.id, link.kpi, nodes.support(link)]

    def step(thing: str, start: str, kind: str, end: str, rows: Iterator[Any]) -> Step:
        statement = _CREATE_LINKS.format(start=start, type=kind, end=end)
        return Step(thing, statement, rows, counts[thing])

    results = (result for objective in document.objectives for result in objective.keyResults)
    drives = ([kpi.id, link.kpi, nodes.drive(link)] for kpi in document.kpis for link in kpi.drives)
    yield step("Alignment", "Objective", "ALIGNS_TO", "Objective", alignments())
    yield step("AlignmentProposal", "Objective", "PROPOSES", "Objective", proposals())
    yield step("Support", "Objective", "SUPPORTS", "Kpi", supports(document.objectives))
    yield step("Support", "KeyResult", "SUPPORTS", "Kpi", supports(results))
    yield step("Drive", "Kpi", "DRIVES", "Kpi", drives)

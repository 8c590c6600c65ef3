"""What an import writes, in order: statements, each with its rows.

Relationship types and labels come from the tables here and never from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.domain.findings.keys import DISMISSED, nodes_of
from graph.interchange.history.timeline import History, Timeline
from graph.interchange.parse.entities import Document
from graph.interchange.store.graph_elements import Thing, initiatives_of, things_of
from graph.interchange.store.node_properties import Node, Nodes
from graph.model.goals import KeyResult, Objective
from graph.model.registry import PREFIXES
from graph.writes.unit_of_work.statements import LINKS

CREATE_NODES: Final = """\
UNWIND $p.rows AS row
CREATE (n:{label})
SET n = row
RETURN count(*)"""

# The relationship that leads to a node is written together with it: that saves finding it again.
_CREATE_KEY_RESULTS: Final = """\
UNWIND $p.rows AS row
MATCH (o:Objective {org: $p.org, id: row.objectiveId})
CREATE (o)-[r:HAS_KEY_RESULT]->(k:KeyResult)
SET r = {since: row.born, born: row.born, until: $p.forever}, k = row
RETURN count(*)"""

_CREATE_BELOW: Final = """\
UNWIND $p.rows AS row
MATCH (a:{start} {{org: $p.org, id: row.node.{reference}}})
CREATE (a)-[r:{type}]->(b:{end})
SET r = {{since: row.node.born, born: row.node.born, until: $p.forever}}, b = row.node
FOREACH (_ IN CASE WHEN row.since IS NULL THEN [] ELSE [1] END |
  CREATE (a)-[l:{last}]->(b)
  SET l = {{since: row.since, born: row.since, until: $p.forever}})
RETURN count(*)"""

_CREATE_RELATIONSHIPS: Final = """\
UNWIND $p.rows AS row
MATCH (a:{start} {{org: $p.org, id: row[0]}})
MATCH (b:{end} {{org: $p.org, id: row[1]}})
CREATE (a)-[r:{type}]->(b)
SET r = {{since: row[2], born: row[2], until: $p.forever}}
RETURN count(*)"""

_CREATE_LINKS: Final = """\
UNWIND $p.rows AS row
MATCH (a:{start} {{org: $p.org, id: row[0]}})
MATCH (b:{end} {{org: $p.org, id: row[1]}})
CREATE (a)-[r:{type}]->(b)
SET r = row[2], r.until = $p.forever
RETURN count(*)"""


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
        "Report": len(document.reports),
        "Comment": len(document.comments),
        "FindingDismissal": len(document.findingDismissals),
        "Template": len(document.templates),
        "Initiative": len(document.initiatives) + sum(len(one.initiatives) for one in supporters),
        "Alignment": sum(len(objective.alignsTo) for objective in objectives),
        "AlignmentProposal": sum(len(objective.proposals) for objective in objectives),
        "Support": sum(len(one.supports) for one in supporters),
        "Drive": sum(len(kpi.drives) for kpi in document.kpis),
    }


def steps_of(document: Document, nodes: Nodes) -> Iterator[Step]:
    """All steps for what is there now. Rows are made as they are read."""
    counts = counts_of(document)
    history = nodes.history

    def things(kind: str) -> Iterator[Thing]:
        return things_of(kind, document, nodes)

    def plain(kind: str, statement: str = "") -> Step:
        rows = (thing.stored() for thing in things(kind))
        return Step(kind, statement or CREATE_NODES.format(label=kind), rows, counts[kind])

    def below(
        start: str, type_: str, kind: str, last: str, courses: dict[str, Timeline[str | None]]
    ) -> Step:
        reference = f"{start[0].lower()}{start[1:]}Id"
        statement = _CREATE_BELOW.format(
            start=start, reference=reference, type=type_, end=kind, last=last
        )
        rows = _last_marked((thing.stored() for thing in things(kind)), reference, courses)
        return Step(kind, statement, rows, counts[kind])

    yield plain("Team")
    yield plain("Person")
    yield plain("Cycle")
    yield plain("Kpi")
    yield below("Kpi", "HAS_VALUE", "KpiValue", "LATEST_VALUE", history.latest_values)
    yield below("Kpi", "HAS_TARGET", "KpiTarget", "STANDING_TARGET", history.standing_targets)
    yield plain("Objective")
    yield plain("KeyResult", _CREATE_KEY_RESULTS)
    yield below("KeyResult", "HAS_CHECK_IN", "CheckIn", "LAST_CHECK_IN", history.last_check_ins)
    yield plain("Initiative")
    yield plain("Report")
    yield plain("Comment")
    yield plain("FindingDismissal")
    yield plain("Template")
    yield from _relationships(document, nodes)
    for kind, start, end in (
        ("Alignment", "Objective", "Objective"),
        ("AlignmentProposal", "Objective", "Objective"),
        ("Support", "Objective", "Kpi"),
        ("Support", "KeyResult", "Kpi"),
        ("Drive", "Kpi", "Kpi"),
    ):
        statement = _CREATE_LINKS.format(start=start, type=LINKS[kind], end=end)
        yield Step(kind, statement, _link_rows(start, things(kind)), counts[kind])


def _last_marked(
    rows: Iterable[Node], reference: str, courses: dict[str, Timeline[str | None]]
) -> Iterator[dict[str, Any]]:
    """Rows with since when each is the last or the standing one of what it belongs to, if it is."""
    for node in rows:
        since, last = courses[node[reference]][-1]
        yield {"node": node, "since": since if last == node["id"] else None}


Pair = tuple[str | None, str | None]


def _relationships(document: Document, nodes: Nodes) -> Iterator[Step]:
    for starts, type_, ends, pairs in _pairs(document, nodes):
        yield from _between(nodes.history, starts, type_, ends, pairs)


def _pairs(
    document: Document, nodes: Nodes
) -> Iterator[tuple[Sequence[str], str, Sequence[str], Iterable[Pair]]]:
    """What a relationship leads from and to, and its type, for all of them that are no links."""
    initiatives = list(initiatives_of(document))
    teams, people, objectives = document.teams, document.people, document.objectives
    results = [result for objective in objectives for result in objective.keyResults]
    owned: dict[str, Iterable[Pair]] = {
        "Objective": ((objective.owner, objective.id) for objective in objectives),
        "KeyResult": ((result.owner, result.id) for result in results),
        "Kpi": ((kpi.owner, kpi.id) for kpi in document.kpis),
        "Initiative": ((work.owner, work.id) for work, _ in initiatives),
    }
    for label, pairs in owned.items():
        yield ("Team", "Person"), "OWNS", (label,), pairs
    parents = ((team.id, nodes.parent(team)) for team in teams)
    yield ("Team",), "PART_OF", ("Team",), parents
    leads = ((lead, team.id) for team in teams for lead in team.leads)
    yield ("Person",), "LEADS", ("Team",), leads
    members = ((person.id, team) for person in people for team in person.teams)
    yield ("Person",), "MEMBER_OF", ("Team",), members
    reports = ((person.id, person.manager) for person in people)
    yield ("Person",), "REPORTS_TO", ("Person",), reports
    within = ((cycle.id, cycle.parent) for cycle in document.cycles)
    yield ("Cycle",), "WITHIN", ("Cycle",), within
    cycles = ((objective.id, objective.cycle) for objective in objectives)
    yield ("Objective",), "IN_CYCLE", ("Cycle",), cycles
    goal_leads = ((objective.lead, objective.id) for objective in objectives)
    yield ("Person",), "LEADS_GOAL", ("Objective",), goal_leads
    shared = ((one.id, reader) for one in objectives for reader in one.sharedWith)
    yield ("Objective",), "SHARED_WITH", ("Team", "Person"), shared
    targets = ((work.id, target) for work, target in initiatives)
    yield ("Initiative",), "ADVANCES", ("Objective", "KeyResult"), targets
    measured = ((result.id, result.measuredBy) for result in results)
    yield ("KeyResult",), "MEASURED_BY", ("Kpi",), measured
    parts = ((kpi.id, kpi.partOf) for kpi in document.kpis)
    yield ("Kpi",), "SEGMENT_OF", ("Kpi",), parts
    fed = ((row.kpi, kpi.id) for kpi in document.kpis if kpi.formula for row in kpi.formula.inputs)
    yield ("Kpi",), "FEEDS", ("Kpi",), dict.fromkeys(fed)
    authored = ((report.author, report.id) for result in results for report in result.checkIns)
    yield ("Person",), "AUTHORED", ("CheckIn",), authored
    weekly = ((report.author, report.id) for report in document.reports)
    yield ("Person",), "AUTHORED", ("Report",), weekly
    wrote = ((comment.author, comment.id) for comment in document.comments)
    yield ("Person",), "AUTHORED", ("Comment",), wrote
    replies = ((comment.id, comment.replyTo) for comment in document.comments)
    yield ("Comment",), "REPLIES_TO", ("Comment",), replies
    decided = ((one.dismissedBy, one.id) for one in document.findingDismissals)
    yield ("Person",), "AUTHORED", ("FindingDismissal",), decided
    about = ((one.id, node) for one in document.findingDismissals for node in nodes_of(one.key))
    yield ("FindingDismissal",), "DISMISSES", DISMISSED, about
    read = ((person, one.id) for one in document.comments for person in one.acknowledgedBy)
    yield ("Person",), "ACKNOWLEDGES", ("Comment",), read


def _between(
    history: History,
    starts: Sequence[str],
    type_: str,
    ends: Sequence[str],
    pairs: Iterable[Pair],
) -> Iterator[Step]:
    """Steps for those pairs whose both ends are there: one for each pair of labels. A relationship
    is as old as the younger of its ends."""
    sorted_pairs: dict[tuple[str, str], list[list[Any]]] = {}
    for start, end in pairs:
        if start is not None and end is not None:
            labels = (_label(start, starts), _label(end, ends))
            row = [start, end, history.born_at(start, end)]
            sorted_pairs.setdefault(labels, []).append(row)
    for (start, end), rows in sorted_pairs.items():
        statement = _CREATE_RELATIONSHIPS.format(start=start, type=type_, end=end)
        yield Step(type_, statement, iter(rows), len(rows))


def _label(identifier: str, labels: Sequence[str]) -> str:
    """The one of these labels that a node with that id has."""
    if len(labels) == 1:
        return labels[0]
    return next(label for label in labels if identifier.startswith(PREFIXES[label]))


def _link_rows(start: str, things: Iterable[Thing]) -> Iterator[list[Any]]:
    prefix = PREFIXES[start]
    for thing in things:
        if thing.start is not None and thing.start.startswith(prefix):
            yield [thing.start, thing.end, thing.node()]

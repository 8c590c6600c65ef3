"""Finding what a mutation names, with what its checks need.

`BEGIN` comes first and raises the organization's revision, which takes its lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graph.domain.findings.keys import nodes_of
from graph.domain.ids import is_id, kind_of
from graph.domain.permissions import decides, sees, sees_report
from graph.domain.viewer import Viewer

Node = dict[str, Any]
"""The properties of a node or link, as stored."""


@dataclass(slots=True, eq=False)
class Found:
    """A node or link that was found by its id, and what it belongs to.

    `goals` are the objectives that it belongs to, or connects: who may not see all of them may not
    see it. `cycles` are theirs. `deciding` are who decides for it, where that is not its owners.
    """

    kind: str
    node: Node
    goals: list[Node] = field(default_factory=list)
    cycles: list[Node] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    deciding: list[str] | None = None

    @property
    def id(self) -> str:
        """Its id."""
        identifier: str = self.node["id"]
        return identifier

    @property
    def ids(self) -> list[str]:
        """Its id, and those of all that it belongs to or connects."""
        nodes = [self.node, *self.goals, *self.cycles]
        nodes += [one for one in self.more.values() if isinstance(one, dict) and "id" in one]
        return [node["id"] for node in nodes]

    @property
    def about(self) -> list[str]:
        """The ids of what it belongs to and is found with, of a comment or a dismissal."""
        if self.kind == "FindingDismissal":
            return nodes_of(self.node["key"])
        return [self.node["onId"]] if self.kind == "Comment" else []

    @property
    def owners(self) -> list[str]:
        """The people and teams who decide for it."""
        return list(_owners(self)) if self.deciding is None else self.deciding

    @property
    def owner(self) -> str | None:
        """Whose it is in the first place: of a key result without an owner, its goal's owner."""
        holders = [self.node, *self.goals]
        return next((holder["ownerId"] for holder in holders if holder.get("ownerId")), None)

    @property
    def goal(self) -> Node:
        """The objective that it is, or is of; of an alignment the one that serves."""
        return self.goals[0]

    @property
    def cycle(self) -> Node | None:
        """The cycle of `goal`."""
        return next((c for c in self.cycles if c["id"] == self.goal.get("cycleId")), None)

    @property
    def ends(self) -> tuple[str, str]:
        """The ids of what a link is between."""
        if self.kind in ("Alignment", "AlignmentProposal"):
            return self.goals[0]["id"], self.goals[1]["id"]
        return self.more["from"]["id"], self.more["kpi"]["id"]

    def seen_by(self, viewer: Viewer) -> bool:
        """Whether the viewer may know of it."""
        # A comment belongs to what it is on.
        reports = [
            one for one in (self.node, self.more.get("on")) if one and is_id(one["id"], "Report")
        ]
        return all(sees(viewer, goal) for goal in self.goals) and all(
            sees_report(viewer, report) for report in reports
        )

    def decided_by(self, viewer: Viewer) -> bool:
        """Whether the viewer decides for it."""
        return decides(viewer, self.owners)


BEGIN: Final = """\
MATCH (g:Organization {org: $p.org, id: $p.org})
SET g.revision = g.revision + 1
WITH g
OPTIONAL MATCH (r:Revision {org: $p.org, number: g.revision - 1})
RETURN {organization: properties(g), at: r.at}"""
"""Takes the organization's lock: from here on, nothing that is found changes."""

# A statement for each kind, since planning a statement of several takes longer than asking several:
# `goals` and `cycles` are as in `Found`, the rest is what the node's owners are found from.
_FINDS: Final[Mapping[str, str]] = {
    "Objective": """\
  MATCH (n:Objective {org: $p.org, id: id})
  OPTIONAL MATCH (n)-[:IN_CYCLE]->(c:Cycle)
  RETURN {node: properties(n), goals: [properties(n)], cycles: [properties(c)],
    shared: COLLECT { MATCH (n)-[:SHARED_WITH]->(w) RETURN w.id }}""",
    "KeyResult": """\
  MATCH (n:KeyResult {org: $p.org, id: id})<-[:HAS_KEY_RESULT]-(o:Objective)
  OPTIONAL MATCH (o)-[:IN_CYCLE]->(c:Cycle)
  OPTIONAL MATCH (n)-[:LAST_CHECK_IN]->(x:CheckIn)
  RETURN {node: properties(n), goals: [properties(o)], cycles: [properties(c)], last: x.id}""",
    "CheckIn": """\
  MATCH (n:CheckIn {org: $p.org, id: id})<-[:HAS_CHECK_IN]-(k:KeyResult)
  MATCH (k)<-[:HAS_KEY_RESULT]-(o:Objective)
  OPTIONAL MATCH (o)-[:IN_CYCLE]->(c:Cycle)
  RETURN {node: properties(n), goals: [properties(o)], cycles: [properties(c)],
    result: properties(k)}""",
    "Initiative": """\
  MATCH (n:Initiative {org: $p.org, id: id})
  OPTIONAL MATCH (n)-[:ADVANCES]->(k:KeyResult)
  OPTIONAL MATCH (n)-[:ADVANCES]->() (()<-[:HAS_KEY_RESULT]-()){0,1} (o:Objective)
  OPTIONAL MATCH (o)-[:IN_CYCLE]->(c:Cycle)
  RETURN {node: properties(n), goals: [properties(o)], cycles: [properties(c)],
    result: properties(k)}""",
    "KpiTarget": """\
  MATCH (n:KpiTarget {org: $p.org, id: id})<-[:HAS_TARGET]-(k:Kpi)
  RETURN {node: properties(n), kpi: properties(k)}""",
    "KpiValue": """\
  MATCH (n:KpiValue {org: $p.org, id: id})<-[:HAS_VALUE]-(k:Kpi)
  RETURN {node: properties(n), kpi: properties(k)}""",
    "Alignment": """\
  MATCH (a)-[n:ALIGNS_TO {org: $p.org, id: id}]->(b)
  OPTIONAL MATCH (a)-[:IN_CYCLE]->(c:Cycle)
  OPTIONAL MATCH (b)-[:IN_CYCLE]->(d:Cycle)
  RETURN {node: properties(n), goals: [properties(a), properties(b)],
    cycles: [properties(c), properties(d)]}""",
    "AlignmentProposal": """\
  MATCH (a)-[n:PROPOSES {org: $p.org, id: id}]->(b)
  OPTIONAL MATCH (b)-[:HAS_KEY_RESULT]->(k:KeyResult {id: n.keyResultId})
  OPTIONAL MATCH (a)-[:IN_CYCLE]->(c:Cycle)
  OPTIONAL MATCH (b)-[:IN_CYCLE]->(d:Cycle)
  RETURN {node: properties(n), goals: [properties(a), properties(b)],
    cycles: [properties(c), properties(d)], result: properties(k)}""",
    "Support": """\
  MATCH (a)-[n:SUPPORTS {org: $p.org, id: id}]->(b:Kpi)
  OPTIONAL MATCH (a)<-[:HAS_KEY_RESULT]-(o:Objective)
  WITH n, a, b, coalesce(o, a) AS o
  OPTIONAL MATCH (o)-[:IN_CYCLE]->(c:Cycle)
  RETURN {node: properties(n), goals: [properties(o)], cycles: [properties(c)],
    from: properties(a), kpi: properties(b)}""",
    "Drive": """\
  MATCH (a)-[n:DRIVES {org: $p.org, id: id}]->(b:Kpi)
  RETURN {node: properties(n), from: properties(a), kpi: properties(b)}""",
    # What a comment is on is found after it, as what it is; so are the nodes of a dismissal.
    **{
        kind: f"  MATCH (n:{kind} {{org: $p.org, id: id}}) WHERE n.ended IS NULL\n"
        "  RETURN {node: properties(n)}"
        for kind in ("Comment", "FindingDismissal", "Report", "Template")
    },
    **{
        kind: f"  MATCH (n:{kind} {{org: $p.org, id: id}})\n  RETURN {{node: properties(n)}}"
        for kind in ("Team", "Person", "Cycle", "Kpi")
    },
}
_ALSO: Final = {"Alignment": "AlignmentProposal"}
"""What an id of a kind may be as well, if there is nothing of that kind."""

_ENDED: Final[Mapping[str, str]] = {
    kind: f"UNWIND $p.ids AS id\n  MATCH ()-[n:{type_} {{org: $p.org, id: id}}]->()\n"
    "  RETURN DISTINCT id"
    for kind, type_ in (
        ("Alignment", "ALIGNED_TO"),
        ("AlignmentProposal", "PROPOSED"),
        ("Support", "SUPPORTED"),
        ("Drive", "DROVE"),
    )
} | {
    kind: f"UNWIND $p.ids AS id\n  MATCH (n:{kind} {{org: $p.org, id: id}}) WHERE n.ended\n"
    "  RETURN id"
    for kind in ("KpiTarget", "KpiValue", "Comment", "FindingDismissal", "Report", "Template")
}


def finds(identifiers: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Statements that find these ids: the kind, the text, and the ids for `$p.ids`.

    Ids that are none of ours are left out. Of two kinds that one id may be of, the one that holds
    comes last.
    """
    by_kind: dict[str, list[str]] = {}
    for identifier in dict.fromkeys(identifiers):
        kind = kind_of(identifier)
        for one in (_ALSO.get(kind or ""), kind):
            if one is not None and one in _FINDS:
                by_kind.setdefault(one, []).append(identifier)
    for kind, ids in by_kind.items():
        yield kind, _in_one_record(f"UNWIND $p.ids AS id\n{_FINDS[kind]}"), ids


def finds_ended(identifiers: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    """The same for what has ended: its ids are taken for good."""
    for kind, _, ids in finds(identifiers):
        if kind in _ENDED:
            yield kind, _in_one_record(_ENDED[kind]), ids


def _in_one_record(clauses: str) -> str:
    return f"RETURN COLLECT {{\n  {clauses}\n}}"


def found_of(kind: str, row: Mapping[str, Any]) -> Found:
    """What one row of an answer to `finds` is."""
    more = {name: row[name] for name in ("shared", "last", "result", "kpi", "from") if name in row}
    goals = [goal for goal in row.get("goals", ()) if goal is not None]
    cycles = [cycle for cycle in row.get("cycles", ()) if cycle is not None]
    return Found(kind, row["node"], goals, cycles, more)


def deciders_of(holder: Node) -> list[str]:
    """Who owns a node and, of a goal, who leads it: they decide for it."""
    return [holder[name] for name in ("ownerId", "leadId") if holder.get(name)]


def _owners(one: Found) -> Iterable[str]:
    if one.kind in ("Team", "Person"):
        return [one.id]
    holders = [one.node, *one.goals]
    holders += [one.more[name] for name in ("result", "kpi", "from") if one.more.get(name)]
    if one.kind == "Support":
        # The plan for a KPI is its owner's, but what a goal supports is for the goal's to say.
        holders.remove(one.more["kpi"])
    owners = [owner for holder in holders for owner in deciders_of(holder)]
    # Whoever made a proposal has a say in it, whoever the goal belongs to.
    return [*owners, one.node["proposedBy"]] if "proposedBy" in one.node else owners

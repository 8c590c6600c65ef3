"""Stored entities as the entities of a document: what is read, and how it is put.

Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

# Every page is one seek on (organization, id) and comes as maps of properties, the nodes and links
# below them included.
_PAGE: Final = """\
MATCH (n:{label})
WHERE n.org = $p.org AND n.id > $p.after{where}
WITH n ORDER BY n.org, n.id LIMIT $p.limit
RETURN collect({{node: properties(n){below}}})"""


@dataclass(frozen=True, slots=True)
class Section:
    """A list of the document, and the statement for a page of it, of at most `page` entities."""

    key: str
    statement: str
    page: int


def _section(
    key: str,
    label: str,
    below: Mapping[str, str] | None = None,
    *,
    where: str = "",
    page: int = 1000,
) -> Section:
    collected = "".join(
        f",\n  {name}: COLLECT {{ {subquery} }}" for name, subquery in (below or {}).items()
    )
    return Section(key, _PAGE.format(label=label, where=where, below=collected), page)


_SUPPORTS: Final = (
    "MATCH ({node})-[l:SUPPORTS]->(t:Kpi) WHERE t.org = $p.org "
    "RETURN {{link: properties(l), kpi: t.id}} ORDER BY l.id"
)

# What is said of a link or a number that has ended is history, as that is.
_CAN_END: Final = {
    "Alignment": "()-[x:ALIGNS_TO|PROPOSES {org: $p.org, id: n.onId}]->()",
    "Support": "()-[x:SUPPORTS {org: $p.org, id: n.onId}]->()",
    "Drive": "()-[x:DRIVES {org: $p.org, id: n.onId}]->()",
    "KpiTarget": "(:Kpi)-[:HAS_TARGET]->(x:KpiTarget {org: $p.org, id: n.onId})",
    "KpiValue": "(:Kpi)-[:HAS_VALUE]->(x:KpiValue {org: $p.org, id: n.onId})",
}
_THERE: Final = "CASE n.onType {} ELSE true END".format(
    " ".join(f"WHEN '{kind}' THEN EXISTS {{ MATCH {way} }}" for kind, way in _CAN_END.items())
)

SECTIONS: Final = (
    _section(
        "teams",
        "Team",
        {"leads": "MATCH (n)<-[:LEADS]-(m:Person) WHERE m.org = $p.org RETURN m.id ORDER BY m.id"},
    ),
    _section(
        "people",
        "Person",
        {
            "teams": "MATCH (n)-[:MEMBER_OF]->(m:Team) WHERE m.org = $p.org "
            "RETURN m.id ORDER BY m.id"
        },
    ),
    _section("cycles", "Cycle"),
    _section(
        "kpis",
        "Kpi",
        {
            "values": "MATCH (n)-[:HAS_VALUE]->(m:KpiValue) WHERE m.org = $p.org "
            "RETURN properties(m) ORDER BY m.at, m.id",
            "targets": "MATCH (n)-[:HAS_TARGET]->(m:KpiTarget) WHERE m.org = $p.org "
            "RETURN properties(m) ORDER BY m.startsOn, m.endsOn, m.id",
            "drives": "MATCH (n)-[l:DRIVES]->(t:Kpi) WHERE t.org = $p.org "
            "RETURN {link: properties(l), kpi: t.id} ORDER BY l.id",
        },
        # One KPI can have a value for every hour of years.
        page=10,
    ),
    _section(
        "objectives",
        "Objective",
        {
            "sharedWith": "MATCH (n)-[:SHARED_WITH]->(m) WHERE m.org = $p.org "
            "RETURN m.id ORDER BY m.id",
            "alignsTo": "MATCH (n)-[l:ALIGNS_TO]->(t:Objective) WHERE t.org = $p.org "
            "RETURN {link: properties(l), to: coalesce(l.keyResultId, t.id)} ORDER BY l.id",
            "proposals": "MATCH (n)-[l:PROPOSES]->(t:Objective) WHERE t.org = $p.org "
            "RETURN {link: properties(l), to: coalesce(l.keyResultId, t.id)} ORDER BY l.id",
            "supports": _SUPPORTS.format(node="n"),
            "keyResults": "MATCH (n)-[:HAS_KEY_RESULT]->(k:KeyResult) WHERE k.org = $p.org "
            "RETURN {node: properties(k), "
            "checkIns: COLLECT { MATCH (k)-[:HAS_CHECK_IN]->(m:CheckIn) WHERE m.org = $p.org "
            "RETURN properties(m) ORDER BY m.effectiveAt, m.recordedAt, m.id }, "
            "supports: COLLECT { " + _SUPPORTS.format(node="k") + " }} ORDER BY k.position, k.id",
        },
        page=200,
    ),
    _section("initiatives", "Initiative"),
    _section(
        "comments",
        "Comment",
        {
            "acknowledgedBy": "MATCH (n)<-[:ACKNOWLEDGES]-(m:Person) WHERE m.org = $p.org "
            "RETURN m.id ORDER BY m.id",
        },
        where=f" AND n.ended IS NULL AND {_THERE}",
    ),
)

_STAMPS: Final = ("createdAt", "updatedAt", "version")
_TARGETED: Final = ("value", "lower", "upper")
_CONTENT: Final[dict[str, tuple[str, ...]]] = {
    "organization": ("name", "timezone", "fiscalYearStartMonth"),
    "teams": ("name", "kind", "archived"),
    "people": ("name", "email", "role", "archived"),
    "cycles": ("name", "kind", "startsOn", "endsOn", "state", "archived"),
    "kpis": ("name", "description", "direction", "frequency", "watchBand", "archived"),
    "objectives": (
        "title",
        "description",
        "lifecycle",
        "ambition",
        "visibility",
        "contributionStatement",
        "progressMode",
        "manualProgress",
        "closedAt",
        "score",
        "outcome",
        "decision",
        "closingNote",
    ),
    "keyResults": ("title", "weight", "cadenceDays", "archived"),
    "checkIns": (
        "value",
        "effectiveAt",
        "recordedAt",
        "confidence",
        "status",
        "note",
        "blocker",
        "source",
        "withdrawn",
    ),
    "values": ("at", "value", "source", "recordedAt"),
    "initiatives": ("title", "state", "dueOn", "archived"),
    "comments": ("body", "removed"),
    "alignsTo": ("weight", "counts", "rationale"),
    "proposals": ("weight", "counts", "rationale", "state", "reason", "decidedAt"),
    "supports": ("weight", "effect", "expectedDelta"),
    "drives": ("weight", "effect", "lagDays"),
}
"""The properties of each kind of entity that have the same name in the document."""

_REFERENCES: Final[dict[str, dict[str, str]]] = {
    "teams": {"parent": "parentId"},
    "people": {"manager": "managerId"},
    "cycles": {"parent": "parentId"},
    "kpis": {"owner": "ownerId"},
    "objectives": {"owner": "ownerId", "lead": "leadId", "cycle": "cycleId"},
    "keyResults": {"owner": "ownerId", "measuredBy": "measuredById"},
    "checkIns": {"author": "authorId", "supersedes": "supersedesId"},
    "proposals": {"proposedBy": "proposedBy", "decidedBy": "decidedBy"},
    "initiatives": {"owner": "ownerId", "target": "targetId"},
    "comments": {"on": "onId", "author": "authorId", "replyTo": "replyToId"},
}

Entity = dict[str, Any]


def document_of(key: str, stored: Mapping[str, Any]) -> Entity:
    """An entity of the document's list `key`, from what its statement returned."""
    entity = _plain(key, stored["node"])
    if key == "organization":
        # Which values became check-ins is known: goals that were closed then took none.
        entity["checkInsComplete"] = True
    elif key == "teams":
        _add(entity, leads=stored["leads"])
    elif key == "people":
        _add(entity, teams=stored["teams"])
    elif key == "kpis":
        _add(
            entity,
            measure=_numbers("measure", stored["node"]),
            values=[_plain("values", value) for value in stored["values"]],
            targets=[_target(target) for target in stored["targets"]],
            drives=[_link("drives", link, "kpi") for link in stored["drives"]],
        )
    elif key == "comments":
        _add(entity, acknowledgedBy=stored["acknowledgedBy"])
    elif key == "objectives":
        _add_to_objective(entity, stored)
    return entity


def _add_to_objective(entity: Entity, stored: Mapping[str, Any]) -> None:
    node = stored["node"]
    if node["lifecycle"] == "CLOSED":
        # What it closed with: nothing that happens later changes it.
        _add(entity, progress=node.get("progress"), health=node["healths"][0])
    _add(
        entity,
        sharedWith=stored["sharedWith"],
        labels=node["labels"],
        links=[
            {"title": title, "url": url}
            for title, url in zip(node["linkTitles"], node["linkUrls"], strict=True)
        ],
        alignsTo=[_link("alignsTo", link, "to") for link in stored["alignsTo"]],
        proposals=[_link("proposals", link, "to") for link in stored["proposals"]],
        supports=[_link("supports", link, "kpi") for link in stored["supports"]],
        keyResults=[_key_result(result) for result in stored["keyResults"]],
    )


def _key_result(stored: Mapping[str, Any]) -> Entity:
    node = stored["node"]
    entity = _plain("keyResults", node)
    _add(
        entity,
        metric=_numbers("metric", node),
        measure=_numbers("measure", node),
        checkIns=[_plain("checkIns", check_in) for check_in in stored["checkIns"]],
        supports=[_link("supports", link, "kpi") for link in stored["supports"]],
    )
    return entity


def _target(node: Mapping[str, Any]) -> Entity:
    entity = {"id": node["id"], "period": {key: node[key] for key in ("startsOn", "endsOn")}}
    return entity | {key: node[key] for key in (*_TARGETED, *_STAMPS) if key in node}


def _link(key: str, stored: Mapping[str, Any], end: str) -> Entity:
    link = stored["link"]
    return {"id": link["id"], end: stored[end], **_plain(key, link)}


def _plain(key: str, node: Mapping[str, Any]) -> Entity:
    """What an entity has under the name it is stored under, and its references."""
    entity = {"id": node["id"]}
    for name in _CONTENT[key]:
        if name in node:
            entity[name] = node[name]
    for name, stored in _REFERENCES.get(key, {}).items():
        if stored in node:
            entity[name] = node[stored]
    for name in _STAMPS:
        entity[name] = node[name]
    return entity


def _numbers(prefix: str, node: Mapping[str, Any]) -> Entity:
    """`measureKind` and its like as one object with `kind` and its like."""
    return {
        name[len(prefix)].lower() + name[len(prefix) + 1 :]: node[name]
        for name in sorted(node)
        if name.startswith(prefix) and name[len(prefix)].isupper()
    }


def _add(entity: Entity, **values: Any) -> None:
    """Adds what there is: neither nulls nor empty lists."""
    for key, value in values.items():
        if value is not None and value != []:
            entity[key] = value

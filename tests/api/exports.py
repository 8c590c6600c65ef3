"""From the lines of an export to the nodes that clients ask for, as `tests.api.copies` has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Entity = dict[str, Any]

TYPES = {
    "team": "Team",
    "person": "Person",
    "cycle": "Cycle",
    "kpi": "Kpi",
    "objective": "Objective",
    "initiative": "Initiative",
    "report": "Report",
    "comment": "Comment",
    "findingDismissal": "FindingDismissal",
    "template": "Template",
}


def nodes_of_export(entities: Sequence[Entity]) -> dict[str, Any]:
    """Every node of an export, by its id; an alignment goes before the proposal it came from."""
    results = {
        result["id"]: objective["id"]
        for objective in entities
        for result in objective.get("keyResults", ())
    }
    found: dict[str, Any] = {}
    for entity in entities:
        if entity["type"] != "organization":
            for node in _nodes(TYPES[entity["type"]], entity, results):
                if node["__typename"] != "AlignmentProposal" or node["id"] not in found:
                    found[node["id"]] = node
    return found


def _nodes(kind: str, entity: Entity, results: dict[str, str]) -> Iterator[Entity]:
    yield _node(kind, entity, **_FIELDS[kind](entity))
    for result in entity.get("keyResults", ()):
        yield _node("KeyResult", result, objective=_id(entity["id"]), **_key_result(result))
        for report in result.get("checkIns", ()):
            yield _node(
                "CheckIn",
                report,
                keyResult=_id(result["id"]),
                at=report["effectiveAt"],
                reported=report["value"],
                superseded=report["derived"]["superseded"],
                note=report.get("note"),
            )
        yield from _supports(result)
    yield from _supports(entity)
    for key, link_kind in (("alignsTo", "Alignment"), ("proposals", "AlignmentProposal")):
        for link in entity.get(key, ()):
            result_id = link["to"] if link["to"] in results else None
            ends = {"from": _id(entity["id"]), "to": _id(results.get(link["to"], link["to"]))}
            more = {"keyResult": _id(result_id), "weight": link["weight"], "counts": link["counts"]}
            if link_kind == "AlignmentProposal":
                more = {"weight": link["weight"], "state": link["state"]}
            yield _node(link_kind, link, **ends, **more)
    for link in entity.get("drives", ()):
        ends = {"driver": _id(entity["id"]), "driven": _id(link["kpi"])}
        yield _node("Drive", link, **ends, weight=link["weight"], effect=link["effect"])
    for key, nested in (("values", "KpiValue"), ("targets", "KpiTarget")):
        for one in entity.get(key, ()):
            yield _node(nested, one)


def _node(kind: str, entity: Entity, **fields: Any) -> Entity:
    return {
        "__typename": kind,
        "id": entity["id"],
        "revision": entity["derived"]["revision"],
        "version": entity["version"],
        **fields,
    }


def _supports(entity: Entity) -> Iterator[Entity]:
    for link in entity.get("supports", ()):
        ends = {"supporter": _id(entity["id"]), "kpi": _id(link["kpi"])}
        yield _node("Support", link, **ends, weight=link["weight"], effect=link["effect"])


def _key_result(result: Entity) -> Entity:
    derived = result["derived"]
    return {
        **{name: result[name] for name in ("title", "archived", "weight")},
        "current": derived.get("current"),
        "progress": derived["progress"],
    }


def _objective(entity: Entity) -> Entity:
    derived = entity["derived"]
    return {
        **{name: entity[name] for name in ("title", "lifecycle", "visibility")},
        "level": derived["level"],
        "progress": derived.get("progress"),
        "owner": _id(entity["owner"]),
        "lead": _id(entity.get("lead")),
        "sharedWith": [_id(one) for one in entity.get("sharedWith", ())],
    }


def _initiative(entity: Entity) -> Entity:
    return {
        "title": entity["title"],
        "archived": entity["archived"],
        "target": _id(entity["target"]),
    }


def _named(entity: Entity) -> Entity:
    return {"name": entity["name"]}


_FIELDS = {
    "Team": _named,
    "Person": _named,
    "Cycle": lambda entity: {},
    "Report": lambda entity: {},
    "Comment": lambda entity: {"body": entity.get("body"), "removed": entity["removed"]},
    "FindingDismissal": lambda entity: {"key": entity["key"], "until": entity.get("until")},
    "Kpi": lambda entity: {**_named(entity), "status": entity["derived"]["status"]},
    "Template": lambda entity: {"title": entity["title"]},
    "Objective": _objective,
    "Initiative": _initiative,
}


def _id(identity: str | None) -> Entity | None:
    return None if identity is None else {"id": identity}

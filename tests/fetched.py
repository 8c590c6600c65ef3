"""What `graph.reads` would fetch from a document in the import format, as the rules' graphs."""

from __future__ import annotations

from typing import Any

from graph.domain.influence import PlanGraph
from graph.domain.lineage import LineageGraph

Document = dict[str, Any]


def plan_graph(document: Document) -> PlanGraph:
    """Everything that takes part: ACTIVE objectives and their unarchived key results."""
    active = {o["id"] for o in document["objectives"] if o.get("lifecycle", "ACTIVE") == "ACTIVE"}
    goals = [o for o in document["objectives"] if o["id"] in active]
    home = _home(document)
    supports = [(o["id"], s) for o in goals for s in o.get("supports", [])]
    supports += [(k["id"], s) for o in goals for k in _kept(o) for s in k.get("supports", [])]
    drives = [(k["id"], d) for k in document["kpis"] for d in k.get("drives", [])]
    return PlanGraph(
        [(k["id"], o["id"], k.get("weight", 1)) for o in goals for k in _kept(o)],
        [
            (o["id"], *home[a["to"]], a.get("weight", 1))
            for o in goals
            for a in o.get("alignsTo", [])
            if home[a["to"]][0] in active
        ],
        [(x, s["kpi"], s.get("weight", 1), s["effect"] == "LOWERS") for x, s in supports],
        [(x, d["kpi"], d.get("weight", 1), d["effect"] == "LOWERS") for x, d in drives],
    )


def lineage_graph(document: Document) -> LineageGraph:
    """Every objective and every alignment."""
    company = {team["id"] for team in document["teams"] if team["kind"] == "COMPANY"}
    home = _home(document)
    return LineageGraph(
        [
            (o["id"], o.get("lifecycle", "ACTIVE") in ("ACTIVE", "CLOSED"), o["owner"] in company)
            for o in document["objectives"]
        ],
        {o["id"]: sum(k.get("weight", 1) for k in _kept(o)) for o in document["objectives"]},
        [
            (o["id"], *home[a["to"]], a.get("weight", 1))
            for o in document["objectives"]
            for a in o.get("alignsTo", [])
        ],
    )


def _kept(objective: dict[str, Any]) -> list[dict[str, Any]]:
    return [k for k in objective.get("keyResults", []) if not k.get("archived")]


def _home(document: Document) -> dict[str, tuple[str, str | None]]:
    """The target and key result that each id stands for, as the end of an alignment."""
    home: dict[str, tuple[str, str | None]] = {}
    for objective in document["objectives"]:
        home[objective["id"]] = (objective["id"], None)
        for key_result in objective.get("keyResults", []):
            kept = None if key_result.get("archived") else key_result["id"]
            home[key_result["id"]] = (objective["id"], kept)
    return home

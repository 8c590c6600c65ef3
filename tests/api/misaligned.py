"""Random organizations in which much is wrong, and the slow version of what is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.api.client import Client
from tests.api.random_organization import varied
from tests.reference.findings import Organization

Document = dict[str, Any]

LISTS = {
    "team": "teams",
    "person": "people",
    "cycle": "cycles",
    "kpi": "kpis",
    "objective": "objectives",
    "findingDismissal": "findingDismissals",
}
ALL = "{lifecycle: {in: [DRAFT, ACTIVE, CLOSED, ARCHIVED]}}"
FACTS = f"""
  objectives(first: 100, filter: {ALL}) {{ nodes {{ id progress health }} }}
  keyResults(first: 100, filter: {{archived: false, lifecycle: {{in: [ACTIVE, CLOSED]}}}}) {{
    nodes {{ id health }} pageInfo {{ hasNextPage }}
  }}
  kpis {{ nodes {{ id status latest {{ value }} target {{ lower upper }} }} }}
"""
SEEN = f"objectives(first: 100, filter: {ALL}) {{ nodes {{ id }} }}"


def misaligned(random: Random, now: datetime) -> Document:
    """`varied`, with owners of many goals, scored goals, restated targets, key people, and
    dismissals of what may be found, some of which have lapsed."""
    document = varied(random, now)
    goals = document["objectives"]
    today = now.date()
    until: list[Document] = [
        *({}, {"until": (today + timedelta(2)).isoformat()}),
        {"until": (today - timedelta(2)).isoformat()},
    ]
    for goal in random.sample(goals, 6):
        goal |= {"owner": "team_0"}
    for goal in random.sample(goals, 8):
        goal |= {"owner": random.choice(["psn_4", "team_3"]), "cycle": "cyc_0"}
        goal |= {"lifecycle": "ACTIVE"}
    for goal in random.sample(goals, 7):
        goal |= {
            "owner": "team_5",
            "cycle": "cyc_1",
            "lifecycle": random.choice(["ACTIVE", "CLOSED"]),
        }
        goal |= {"ambition": "ASPIRATIONAL"}
        if goal["lifecycle"] == "CLOSED":
            goal["score"] = random.choice([0.8, 0.9, 1.0, None])
    for goal in goals:
        for result in goal["keyResults"]:
            if result["metric"]["goal"] == "AT_LEAST" and random.random() < 0.5:
                result["metric"]["target"] = 8
            if result["metric"]["goal"] == "BETWEEN" and random.random() < 0.5:
                result["metric"] |= {"lower": 3, "upper": 9}
    document["findingDismissals"] = [
        {"key": f"{rule}:{goal['id']}", **random.choice(until)}
        for rule in ("ORPHAN_OBJECTIVE", "IDLE_OBJECTIVE", "TOO_FEW_KEY_RESULTS")
        for goal in random.sample(goals, 8)
    ]
    return document


def document_of(header: Document, entities: Sequence[Document]) -> Document:
    """The lines of an export as one document."""
    found: Document = {name: [] for name in LISTS.values()}
    for entity in entities:
        if entity["type"] in LISTS:
            found[LISTS[entity["type"]]].append(entity)
        elif entity["type"] == "organization":
            found["organization"] = entity
    return found


async def slowly(
    admin: Client, viewer: Client, document: Document, now: datetime, at: int | None = None
) -> Organization:
    """What the slow version looks at, at a revision or now, for a viewer."""
    facts = await admin.ask(_at(FACTS, at))
    seen = await viewer.ask(_at(SEEN, at))
    if at is not None:
        facts, seen = facts["at"], seen["at"]
    assert not facts["keyResults"]["pageInfo"]["hasNextPage"]
    nodes = facts["objectives"]["nodes"]
    kpis = {kpi["id"]: kpi for kpi in facts["kpis"]["nodes"]}
    for kpi in document["kpis"]:
        told = kpis.get(kpi["id"])
        if told is not None:
            target = told["target"] or {}
            kpi["latest"] = told["latest"] and told["latest"]["value"]
            lower = target.get("lower")
            kpi["bounds"] = None if lower is None else (lower, target["upper"])
    visible = {node["id"] for node in seen["objectives"]["nodes"]}
    return Organization(
        document,
        now,
        progress={node["id"]: node["progress"] for node in nodes},
        health={n["id"]: n["health"] for n in (*nodes, *facts["keyResults"]["nodes"])},
        status={kpi: told["status"] for kpi, told in kpis.items()},
        hidden={node["id"] for node in nodes} - visible,
    )


def _at(asked: str, revision: int | None) -> str:
    return f"{{ {asked} }}" if revision is None else f"{{ at(revision: {revision}) {{ {asked} }} }}"

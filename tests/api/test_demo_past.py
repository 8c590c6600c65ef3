"""The demo company's past: what its goals came to, day by day, as drawn and as stored."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from graph.database.client import Database
from graph.demo import demo_company
from tests.api.companies import company

TODAY = date(2026, 11, 25)
SERIES = """
query Drawn($from: DateTime!, $to: DateTime!, $after: String) {
  objectives(first: 30, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id progressSeries(from: $from, to: $to, every: DAILY) { at progress } }
  }
}
"""
STATES = """
RETURN [
  COLLECT { MATCH (r:Revision) WHERE r.org = $p.org AND r.number IS NOT NULL
    WITH r ORDER BY r.number RETURN r.at },
  COLLECT { MATCH (o:Objective) WHERE o.org = $p.org AND o.id IS NOT NULL
    RETURN [o.id, o.since, 9007199254740991, o.progress] },
  COLLECT { MATCH (v:ObjectiveVersion) WHERE v.org = $p.org AND v.of IS NOT NULL
    RETURN [v.of, v.since, v.until, v.progress] }
]
"""


async def test_what_is_drawn_is_what_was(database: Database, url: str) -> None:
    document = demo_company(TODAY)
    now = datetime.combine(TODAY, time(12), UTC)
    settled = settled_since(document)
    corrected = {
        datetime.fromisoformat(report["effectiveAt"]).date()
        for goal in document["objectives"]
        for result in goal.get("keyResults", [])
        for report in result.get("checkIns", [])
        if "supersedes" in report
    }
    async with company(database, url, document, now=now) as demo:
        client = await demo.service("admin")
        revisions, present, former = await database.read("test.states", STATES, {"org": demo.org})
        states: dict[str, list[tuple[int, int, float | None]]] = defaultdict(list)
        for identifier, since, until, progress in (*present, *former):
            states[identifier].append((since, until, progress))
        drawn: list[dict[str, Any]] = []
        given: dict[str, Any] = {"from": "2026-03-20T00:00:00+02:00", "to": "2026-11-25T00:00:00Z"}
        while True:
            page = (await client.ask(SERIES, given))["objectives"]
            drawn += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                break
            given["after"] = page["pageInfo"]["endCursor"]
    compared = 0
    for goal in drawn:
        # A line starts at midnight; what is reported for a day is recorded in its morning.
        for point in goal["progressSeries"]:
            moment = datetime.fromisoformat(point["at"]) + timedelta(hours=12)
            # A wrong report was put right the day after, and is not drawn at all.
            if moment < settled[goal["id"]] or moment.date() in corrected:
                continue
            revision = sum(at <= moment.isoformat(timespec="milliseconds") for at in revisions)
            [was] = [p for s, u, p in states[goal["id"]] if s <= revision < u]
            assert was == point["progress"], (goal["id"], moment)
            compared += 1
    assert compared > 5_000


def settled_since(document: dict[str, Any]) -> dict[str, datetime]:
    """Since when each goal and all that contributes to it are there: a line is drawn as if they had
    always been."""
    home = {
        result["id"]: goal["id"]
        for goal in document["objectives"]
        for result in goal.get("keyResults", [])
    }
    below: dict[str, list[str]] = defaultdict(list)
    for goal in document["objectives"]:
        for link in goal.get("alignsTo", []):
            below[home.get(link["to"], link["to"])].append(goal["id"])
    made = {goal["id"]: goal["createdAt"] for goal in document["objectives"]}

    def since(goal: str) -> datetime:
        own = datetime.fromisoformat(made[goal])
        return max([own, *map(since, below[goal])])

    return {goal: since(goal) for goal in made}

"""The demo company's past: what its goals came to, day by day, as drawn and as stored."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time
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
        for point in goal["progressSeries"]:
            revision = sum(at <= point["at"] for at in revisions)
            was = [p for s, u, p in states[goal["id"]] if s <= revision < u]
            assert [point["progress"]] == (was or [None]), (goal["id"], point["at"])
            compared += 1
    assert compared > 5_000

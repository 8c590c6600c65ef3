"""What the questions about what if, then and since have to tell of the demo company, over HTTP."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.api.client import Client
from tests.web.questions import questions

TALLINN = ZoneInfo("Europe/Tallinn")
BY_NAME = {question.name: question for question in questions()}


async def answered(site: str, name: str) -> dict[str, Any]:
    """The data of the answer to a question, as the page asks it."""
    async with Client(site) as client:
        return await client.ask(BY_NAME[name].text, BY_NAME[name].variables)


async def test_what_if_says_what_would_follow_and_writes_nothing(site: str) -> None:
    revision = "{ organization { revision } }"
    async with Client(site) as client:
        before = await client.ask(revision)
        payload = (await answered(site, "WhatIf"))["objectiveAlign"]
        assert await client.ask(revision) == before
    assert payload["problems"] == []
    impact = payload["impact"]
    changed = [one["node"]["id"] for one in impact["goals"] if one["before"] != one["after"]]
    assert "obj_product_trust" in changed
    assert len(changed) == impact["goalCount"]
    assert impact["kpiCount"] > 0
    assert impact["kpis"]


async def test_last_month_was_another(site: str) -> None:
    data = await answered(site, "LastMonth")
    now, then = data["now"], data["at"]["objective"]
    assert now["title"] == then["title"]
    assert now["progress"] > then["progress"]
    assert [one["title"] for one in now["keyResults"]["nodes"]] == [
        one["title"] for one in then["keyResults"]["nodes"]
    ]
    assert data["at"]["kpis"]["nodes"]


async def test_something_has_changed(site: str) -> None:
    data = await answered(site, "WhatChanged")
    points = data["objective"]["progressSeries"]
    first, *_, last = (datetime.fromisoformat(one["at"]).astimezone(TALLINN) for one in points)
    # Two weeks before the page was made, every midnight since, and now.
    midnights = (last.date() - first.date()).days
    assert midnights in (14, 15)
    assert len(points) == midnights + 2
    assert points[0]["progress"] != points[-1]["progress"]
    assert len(data["objective"]["history"]["nodes"]) == 5
    assert data["diff"]["fromRevision"] < data["diff"]["toRevision"]
    assert {one["kind"] for one in data["diff"]["counts"]} >= {"ROLLED_UP"}
    assert len(data["diff"]["nodes"]) == 10


async def test_a_goal_at_risk_is_explained(site: str) -> None:
    objective = (await answered(site, "WhyAtRisk"))["objective"]
    explanation = objective["explanation"]
    counted = [edge for edge in explanation["inputs"]["edges"] if edge["excluded"] is None]
    parts = sum(edge["contribution"] for edge in counted)
    assert abs(parts - objective["progress"]) < 1e-9
    assert explanation["leaves"]["edges"]
    assert all(edge["share"] > 0 for edge in explanation["leaves"]["edges"])
    landings = [one["landing"] for one in objective["keyResults"]["nodes"]]
    assert any(one["goals"]["edges"] for one in landings)


async def test_what_moved_in_a_month_adds_up(site: str) -> None:
    data = await answered(site, "WhatMoved")
    change = data["objective"]["progressChange"]
    assert change["difference"] > 0
    assert change["totals"]
    total = sum(one["difference"] for one in change["totals"]) + change["hiddenDifference"]
    assert abs(total - change["difference"]) < 1e-9
    assert len(change["parts"]["nodes"]) == min(10, change["parts"]["totalCount"])
    assert data["kpi"]["prediction"]["observed"] is not None


async def test_where_a_kpi_is_going(site: str) -> None:
    kpi = (await answered(site, "WhereIsItGoing"))["kpi"]
    assert len(kpi["series"]) >= 16
    assert [one["period"]["startsOn"] for one in kpi["series"]] == sorted(
        one["period"]["startsOn"] for one in kpi["series"]
    )
    assert any(one["target"] for one in kpi["series"])
    assert kpi["trend"]["direction"] != "UNKNOWN"
    forecast = kpi["forecast"]
    assert forecast["unavailable"] is None
    assert len(forecast["points"]) == 8
    assert all(one["lower"] <= one["value"] <= one["upper"] for one in forecast["points"])
    assert forecast["accuracy"]["origins"] > 0


async def test_this_week_of_a_team_is_told(site: str) -> None:
    team = (await answered(site, "ThisWeek"))["team"]
    weekly = team["weekly"]
    told = {one["author"]["name"] for one in weekly["reports"]}
    missing = {one["name"] for one in weekly["missing"]}
    members = {one["name"]: one["weeklyReports"]["nodes"] for one in team["members"]["nodes"]}
    assert told | missing == set(members)
    assert not told & missing
    assert weekly["checkInsDue"] >= weekly["checkedIn"] >= 0
    assert weekly["checkInsDue"] > 0
    reports = [one for some in members.values() for one in some]
    assert len({one["week"]["startsOn"] for one in reports}) >= 4
    items = [item for one in reports for item in one["items"]]
    assert {item["topic"] for item in items} == {"PLAN", "PROGRESS", "PROBLEM"}
    assert any(item["carriedFrom"] for item in items)
    assert any("title" in node for item in items for node in item["about"])


async def test_last_quarter_is_looked_back_on(site: str) -> None:
    cycle = (await answered(site, "LastQuarter"))["cycle"]
    assert cycle["state"] == "CLOSED"
    assert cycle["label"].startswith("Q2 ")
    goals = cycle["objectives"]
    assert sum(one["count"] for one in goals["groups"]) == goals["totalCount"]
    assert len(goals["nodes"]) == min(20, goals["totalCount"])
    assert all(0 <= one["score"] <= 1 and one["outcome"] for one in goals["nodes"])
    assert any(one["closingNote"] for one in goals["nodes"])
    assert all(one["rolledOver"] for one in goals["nodes"])


async def test_what_to_do_about_kpis_that_are_behind(site: str) -> None:
    kpis = (await answered(site, "WhatToDo"))["kpis"]
    assert kpis["totalCount"] > 0
    assert {one["status"] for one in kpis["nodes"]} <= {"OFF_TARGET", "WATCH"}
    for kpi in kpis["nodes"]:
        for suggestion in kpi["suggestions"]:
            assert suggestion["message"]
            assert json.loads(suggestion["draft"])["operations"]

"""`Team.weekly`: who reported, what is stuck, and which check-ins were due, now and then."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from graph.database.client import Database
from graph.domain.calendar import day_of
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import done
from tests.api.test_weekly_reports import FIRST, SECOND, document, item, week
from tests.reference.weekly_reports import check_ins_slowly

ZONE = ZoneInfo("Europe/Tallinn")
WEEKLY = """query Weekly($team: ID!, $week: PeriodInput) { team(id: $team) { weekly(week: $week) {
  week { startsOn endsOn } reports { id author { id } } missing { id } checkInsDue checkedIn
  problems { id text about { id } } } } }"""
MONDAYS = [date(2026, 9, 28) + timedelta(7 * number) for number in range(9)]


def measured() -> dict[str, Any]:
    """The company of the reports' tests with check-ins of nine weeks at random, one of them hidden
    from most, and goals that do not count."""
    made = document()
    chance = random.Random(7)
    care, private = made["objectives"][2], made["objectives"][-1]
    care["keyResults"] += [
        {"id": "kr_ann", "title": "Ann's", "metric": {"goal": "DONE"}, "owner": "psn_ann"},
        {"id": "kr_aino", "title": "Aino's", "metric": {"goal": "DONE"}, "owner": "psn_aino"},
        {"id": "kr_gone", "title": "Gone", "metric": {"goal": "DONE"}, "archived": True},
    ]
    private["keyResults"] = [{"id": "kr_secret", "title": "S", "metric": {"goal": "DONE"}}]
    made["objectives"] += [
        {
            "id": "obj_draft",
            "title": "D",
            "owner": "team_care",
            "lifecycle": "DRAFT",
            "cycle": "cyc_2026q4",
            "keyResults": [{"id": "kr_draft", "title": "D", "metric": {"goal": "DONE"}}],
        },
    ]
    for objective in made["objectives"]:
        for result in objective.get("keyResults", ()):
            result["cadenceDays"] = chance.choice([3, 7, 14, 30])
            result["checkIns"] = [
                {"effectiveAt": f"{day}T{chance.choice(['00:30', '23:30'])}:00+02:00", "value": 0}
                for monday in MONDAYS
                for day in [monday + timedelta(chance.randrange(7))]
                if chance.random() < 0.4
            ]
    return made


@pytest.fixture(scope="module")
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, measured(), now=datetime.now(UTC)) as imported:
        yield imported


async def weekly(client: Client, team: str, of: Mapping[str, str] | None = None) -> dict[str, Any]:
    answer = await client.ask(WEEKLY, {"team": team, "week": of})
    found: dict[str, Any] = answer["team"]["weekly"]
    return found


async def test_check_ins_are_counted_as_the_slow_version_has_it(lumen: Company) -> None:
    """For everybody alike, of hidden goals as well."""
    made = measured()
    member = await lumen.person("aino@lumen.example")
    told = {}
    for team in ("team_lumen", "team_growth", "team_care"):
        for monday in MONDAYS:
            found = await weekly(member, team, week(monday.isoformat()))
            assert found["week"] == week(monday.isoformat())
            counted = found["checkInsDue"], found["checkedIn"]
            assert counted == check_ins_slowly(made, team, monday, ZONE), (team, monday)
            told[team, monday] = counted
    assert any(0 < reported < due for due, reported in told.values())
    assert len(set(told.values())) > 5


async def test_who_reported_and_what_is_stuck(lumen: Company) -> None:
    jaan, ann = [await lumen.person(f"{n}@lumen.example", "write") for n in ("jaan", "ann")]
    lead, aino = [await lumen.person(f"{name}@lumen.example") for name in ("lea", "aino")]
    empty = await weekly(lead, "team_care", FIRST)
    assert (empty["reports"], empty["problems"]) == ([], [])
    assert [one["id"] for one in empty["missing"]] == ["psn_ann", "psn_jaan"]
    items = [
        item("PROBLEM", "Stuck", about=["obj_private", "obj_care"]),
        item("PROBLEM", "Solved", done=True),
        item("PLAN", "On", about=["obj_care"]),
    ]
    await done(jaan, "reportSave", {"id": "rep_jaan", "week": FIRST, "items": items})
    # A draft is no report yet, not even for its author.
    assert await weekly(jaan, "team_care", FIRST) == empty
    await done(jaan, "reportSubmit", {"id": "rep_jaan"})
    for client, about in ((lead, ["obj_care"]), (jaan, ["obj_private", "obj_care"])):
        told = await weekly(client, "team_care", FIRST)
        assert told["reports"] == [{"id": "rep_jaan", "author": {"id": "psn_jaan"}}]
        assert [one["id"] for one in told["missing"]] == ["psn_ann"]
        [problem] = told["problems"]
        assert (problem["text"], [one["id"] for one in problem["about"]]) == ("Stuck", about)
        assert (told["checkInsDue"], told["checkedIn"]) == (
            empty["checkInsDue"],
            empty["checkedIn"],
        )
    # Who may not see a report is told that there is one, and nothing that it says.
    outside = await weekly(aino, "team_care", FIRST)
    assert (outside["reports"], outside["problems"]) == ([], [])
    assert [one["id"] for one in outside["missing"]] == ["psn_ann"]
    # Other weeks and other teams are apart.
    assert [one["id"] for one in (await weekly(lead, "team_care", SECOND))["missing"]] == [
        "psn_ann",
        "psn_jaan",
    ]
    assert (await weekly(lead, "team_growth", FIRST))["reports"] == []
    own = {"id": "rep_ann", "week": FIRST, "items": [item("PROBLEM", "Ann's")]}
    await done(ann, "reportSave", own)
    await done(ann, "reportSubmit", {"id": "rep_ann"})
    both = await weekly(lead, "team_care", FIRST)
    assert [one["id"] for one in both["reports"]] == ["rep_ann", "rep_jaan"]
    assert [one["text"] for one in both["problems"]] == ["Ann's", "Stuck"]
    assert both["missing"] == []


async def test_of_several_teams_and_of_earlier_times(lumen: Company) -> None:
    admin = await lumen.person("admin@lumen.example", "admin")
    ask = """query All($week: PeriodInput) { teams { nodes { id weekly(week: $week) {
      missing { id } checkInsDue } } } }"""
    everything = (await admin.ask(ask, {"week": FIRST}))["teams"]["nodes"]
    for team in everything:
        alone = await weekly(admin, team["id"], FIRST)
        assert team["weekly"] == {name: alone[name] for name in ("missing", "checkInsDue")}
    # Then: nobody had reported, and what came later was not there yet.
    revision = (await admin.ask("{ organization { revision } }"))["organization"]["revision"]
    await done(admin, "personUpdate", {"id": "psn_aino", "teams": ["team_growth", "team_care"]})
    at = f"""query At($week: PeriodInput) {{ at(revision: {revision}) {{ team(id: "team_care") {{
      weekly(week: $week) {{ missing {{ id }} }} }} }} }}"""
    then = (await admin.ask(at, {"week": SECOND}))["at"]["team"]["weekly"]["missing"]
    assert [one["id"] for one in then] == ["psn_ann", "psn_jaan"]
    now = (await weekly(admin, "team_care", SECOND))["missing"]
    assert [one["id"] for one in now] == ["psn_aino", "psn_ann", "psn_jaan"]


async def test_the_week_is_this_one_unless_given(lumen: Company) -> None:
    client = await lumen.person("lea@lumen.example")
    before = day_of(datetime.now(UTC), ZONE)
    told = (await weekly(client, "team_care"))["week"]
    after = day_of(datetime.now(UTC), ZONE)
    assert told in [week((day - timedelta(day.weekday())).isoformat()) for day in (before, after)]
    wrong = {"startsOn": "2026-11-03", "endsOn": "2026-11-09"}
    assert await client.refused(WEEKLY, {"team": "team_care", "week": wrong}) == [
        (
            "INVALID_INPUT",
            "2026-11-03 to 2026-11-09 is no week, Monday to Sunday; that of the first day is "
            "2026-11-02 to 2026-11-08.",
        )
    ]

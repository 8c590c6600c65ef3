"""The demo company as a document: its size, its dates, its ids, and what is in it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import Any

import pytest

from graph.demo import DEMO_ADMINISTRATOR, demo_company
from graph.domain.ids import kind_of

TODAYS = [
    date(2026, 11, 22),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2028, 3, 1),
    date(2027, 3, 28),
    date(2027, 5, 31),
]
REFERENCES = (
    *("owner", "lead", "cycle", "parent", "manager", "author", "kpi", "to", "measuredBy"),
    *("proposedBy", "decidedBy", "on", "replyTo"),
)
LISTED_REFERENCES = ("teams", "leads", "sharedWith", "acknowledgedBy")

Entity = dict[str, Any]


@pytest.fixture(params=TODAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture
def company(today: date) -> Entity:
    return demo_company(today)


@pytest.fixture(scope="module")
def one() -> Entity:
    """The company of one day, for what does not change with the day."""
    return demo_company(TODAYS[0])


def key_results(company: Entity) -> list[Entity]:
    return [result for goal in company["objectives"] for result in goal.get("keyResults", [])]


def check_ins(company: Entity) -> list[Entity]:
    return [report for result in key_results(company) for report in result.get("checkIns", [])]


def initiatives(company: Entity) -> list[Entity]:
    holders = chain(company["objectives"], key_results(company))
    return [each for holder in holders for each in holder.get("initiatives", [])]


def alignments(company: Entity) -> list[Entity]:
    return [each for goal in company["objectives"] for each in goal.get("alignsTo", [])]


def by_id(company: Entity, key: str) -> dict[str, Entity]:
    return {entity["id"]: entity for entity in company[key]}


def entities(value: Any) -> list[Entity]:
    """Every object in a document, however deep."""
    if isinstance(value, dict):
        return [value, *chain.from_iterable(map(entities, value.values()))]
    return list(chain.from_iterable(map(entities, value))) if isinstance(value, list) else []


def test_the_same_day_gives_the_same_new_document(today: date) -> None:
    first, second = demo_company(today), demo_company(today)
    assert first == second
    second["objectives"].clear()
    second["kpis"][0]["values"].clear()
    assert demo_company(today) == first
    assert demo_company(today - timedelta(days=45)) != first


def test_it_is_json_as_it_stands(company: Entity) -> None:
    assert json.loads(json.dumps(company, allow_nan=False)) == company


def test_it_is_a_company_of_the_size_that_was_asked_for(company: Entity) -> None:
    results = key_results(company)
    assert len(company["people"]) == 60
    assert len(company["teams"]) == 12
    assert len(company["cycles"]) == 5
    assert 75 <= len(company["objectives"]) <= 95
    assert 200 <= len(results) <= 240
    assert sum(bool(kpi.get("values")) for kpi in company["kpis"]) == 25
    assert len(check_ins(company)) >= 1_000
    cycles = Counter(goal.get("cycle") for goal in company["objectives"])
    assert cycles["cyc_q3"] > len(company["objectives"]) / 2
    assert all(cycles[cycle] for cycle in ("cyc_year", "cyc_q1", "cyc_q2", "cyc_q4"))


def test_no_id_dangles_or_is_used_twice(company: Entity) -> None:
    found = entities(company)
    ids = [entity["id"] for entity in found if "id" in entity]
    assert [each for each, times in Counter(ids).items() if times > 1] == []
    nodes = [each for each in ids if each != "org_demo" and not each.startswith("itm_")]
    assert [each for each in nodes if kind_of(each) is None] == []
    known = set(ids)
    named = [entity[key] for entity in found for key in REFERENCES if key in entity]
    named += [report["supersedes"] for report in check_ins(company) if "supersedes" in report]
    for entity in chain(*(company[key] for key in ("teams", "people", "objectives", "comments"))):
        named += [each for key in LISTED_REFERENCES for each in entity.get(key, [])]
    assert [each for each in named if each not in known] == []


def test_titles_and_addresses_are_each_of_their_own(one: Entity) -> None:
    goals = [goal["title"] for goal in one["objectives"]]
    results = [result["title"] for result in key_results(one)]
    addresses = [person["email"] for person in one["people"]]
    names = [person["name"] for person in one["people"]]
    for values in (goals, results, addresses, names, [kpi["name"] for kpi in one["kpis"]]):
        assert [value for value, times in Counter(values).items() if times > 1] == []
    assert all(address.endswith(".example") for address in addresses)


def test_the_ids_that_others_rely_on_are_there(one: Entity) -> None:
    assert one["organization"]["id"] == "org_demo"
    teams, goals, kpis = by_id(one, "teams"), by_id(one, "objectives"), by_id(one, "kpis")
    people = by_id(one, "people")
    assert teams["team_company"]["kind"] == "COMPANY"
    assert sum(team.get("parent") == "team_product" for team in teams.values()) >= 2
    assert goals["obj_keep_customers"]["owner"] == "team_company"
    assert people["psn_ceo"]["role"] == "OWNER"
    effects = {
        drive["effect"]
        for kpi in kpis.values()
        for drive in kpi.get("drives", [])
        if drive["kpi"] == "kpi_mrr"
    }
    assert effects == {"RAISES", "LOWERS"}


def test_the_administrator_has_goals_reports_and_a_team(one: Entity) -> None:
    person = by_id(one, "people")[DEMO_ADMINISTRATOR]
    assert person["role"] in ("OWNER", "ADMIN")
    assert sum(goal["owner"] == DEMO_ADMINISTRATOR for goal in one["objectives"]) >= 3
    assert sum(each.get("manager") == DEMO_ADMINISTRATOR for each in one["people"]) >= 3
    assert any(DEMO_ADMINISTRATOR in team["leads"] for team in one["teams"])


def test_proposals_wait_for_the_administrator_and_for_others(one: Entity) -> None:
    goals = by_id(one, "objectives")
    hers = {DEMO_ADMINISTRATOR} | {
        team["id"] for team in one["teams"] if DEMO_ADMINISTRATOR in team["leads"]
    }
    mine = {each for each, goal in goals.items() if goal["owner"] in hers}
    mine |= {part["id"] for each in mine for part in goals[each].get("keyResults", [])}
    found = [
        (goal["id"] in mine, each["to"] in mine, each["state"])
        for goal in one["objectives"]
        for each in goal.get("proposals", [])
    ]
    assert Counter(found) == {
        (False, True, "PENDING"): 2,
        (True, False, "PENDING"): 1,
        (True, False, "DECLINED"): 1,
    }


def test_people_talk(one: Entity) -> None:
    comments = one["comments"]
    notes = [each for each in comments if "topic" in each]
    assert {(each["on"], each["topic"]) for each in notes} == {
        ("cyc_q2", topic) for topic in ("KEEP", "CHANGE", "LEARNED")
    }
    assert any("team" in each for each in notes)
    assert any("replyTo" in each for each in comments)
    assert any(DEMO_ADMINISTRATOR in each.get("acknowledgedBy", []) for each in comments)
    assert {kind_of(each["on"]) for each in comments} >= {"Objective", "KeyResult", "Kpi"}


def test_four_weeks_are_reported_and_plans_carried_on(company: Entity, today: date) -> None:
    reports = company["reports"]
    monday = today - timedelta(days=today.weekday())
    weeks = Counter(one["week"]["startsOn"] for one in reports if "submittedAt" in one)
    for ago in (1, 2, 3, 4):
        assert weeks[(monday - timedelta(weeks=ago)).isoformat()] >= 2
    [draft] = [one for one in reports if "submittedAt" not in one]
    assert draft["author"] == DEMO_ADMINISTRATOR
    items = {item["id"]: item for one in reports for item in one["items"]}
    carried = [item for item in items.values() if "carriedFrom" in item]
    assert len(carried) >= 5
    for item in carried:
        before = items[item["carriedFrom"]]
        assert (before["topic"], before.get("done"), before["text"]) == ("PLAN", None, item["text"])
    assert any(item["topic"] == "PROBLEM" and not item.get("done") for item in items.values())


def test_people_and_teams_form_one_company(one: Entity) -> None:
    people, teams = by_id(one, "people"), by_id(one, "teams")
    assert [each for each, person in people.items() if "manager" not in person] == ["psn_ceo"]
    assert {person["role"] for person in people.values()} == {"OWNER", "ADMIN", "MEMBER", "VIEWER"}
    for person in people.values():
        up = person
        for _ in people:
            up = people[up["manager"]] if "manager" in up else up
        assert up["id"] == "psn_ceo"
        assert person["teams"]
    depths = Counter(depth(team, teams) for team in teams.values())
    assert depths == {0: 1, 1: 4, 2: 7}
    kinds = {team["kind"] for team in teams.values()}
    assert kinds == {"COMPANY", "DIVISION", "DEPARTMENT", "TEAM"}
    assert all(team["leads"] for team in teams.values())


def depth(team: Entity, teams: dict[str, Entity]) -> int:
    return 1 + depth(teams[team["parent"]], teams) if "parent" in team else 0


def test_the_running_quarter_is_well_under_way_whatever_the_day(
    company: Entity, today: date
) -> None:
    cycles = by_id(company, "cycles")
    days = {
        each: (date.fromisoformat(cycle["startsOn"]), date.fromisoformat(cycle["endsOn"]))
        for each, cycle in cycles.items()
    }
    states = {each: cycle["state"] for each, cycle in cycles.items()}
    assert states == {
        "cyc_year": "ACTIVE",
        "cyc_q1": "CLOSED",
        "cyc_q2": "CLOSED",
        "cyc_q3": "ACTIVE",
        "cyc_q4": "PLANNING",
    }
    starts_on, ends_on = days["cyc_q3"]
    assert 28 <= (today - starts_on).days <= 61
    assert today + timedelta(days=27) < ends_on
    quarters = [days[f"cyc_q{number}"] for number in (1, 2, 3, 4)]
    assert days["cyc_year"] == (quarters[0][0], quarters[-1][1])
    for (_, before), (after, _) in pairwise(quarters):
        assert after == before + timedelta(days=1)
    assert company["organization"]["fiscalYearStartMonth"] == quarters[0][0].month
    assert all(cycles[f"cyc_q{number}"]["parent"] == "cyc_year" for number in (1, 2, 3, 4))


def test_reports_and_values_go_up_to_this_week_and_no_further(company: Entity, today: date) -> None:
    reported = [date.fromisoformat(report["effectiveAt"]) for report in check_ins(company)]
    assert max(reported) <= today
    assert sum(today - day < timedelta(days=7) for day in reported) >= 100
    for kpi in company["kpis"]:
        moments = [value["at"][:10] for value in kpi.get("values", [])]
        assert moments == sorted(moments)
        assert all(moment < today.isoformat() for moment in moments)
    stamps = [report["recordedAt"][:10] for report in check_ins(company) if "recordedAt" in report]
    stamps += [goal["createdAt"][:10] for goal in company["objectives"]]
    stamps += [goal["closedAt"][:10] for goal in company["objectives"] if "closedAt" in goal]
    assert max(stamps) < today.isoformat()
    due = [date.fromisoformat(each["dueOn"]) for each in initiatives(company) if "dueOn" in each]
    assert min(due) < today < max(due)


def test_reports_lie_in_the_cycle_they_are_for(company: Entity, today: date) -> None:
    cycles = by_id(company, "cycles")
    for goal in company["objectives"]:
        days = [
            report["effectiveAt"]
            for result in goal.get("keyResults", [])
            for report in result.get("checkIns", [])
        ]
        if goal.get("cycle") in ("cyc_q1", "cyc_q2", "cyc_q3", "cyc_year") and days:
            cycle = cycles[goal["cycle"]]
            assert cycle["startsOn"] <= min(days) <= max(days) <= cycle["endsOn"]


def test_kpis_have_a_year_of_values_by_their_frequency(company: Entity, today: date) -> None:
    counts = {"ANNUAL": 3, "QUARTERLY": 5, "MONTHLY": 13, "WEEKLY": 52, "DAILY": 365, "HOURLY": 69}
    measured = [kpi for kpi in company["kpis"] if kpi.get("values")]
    assert {kpi["frequency"] for kpi in measured} == set(counts)
    assert {kpi["direction"] for kpi in measured} == {"INCREASE", "DECREASE", "BETWEEN"}
    for kpi in measured:
        assert len(kpi["values"]) == counts[kpi["frequency"]]
        latest = kpi["values"][-1]["at"][:10]
        holding = [
            target
            for target in kpi.get("targets", [])
            if target["period"]["startsOn"] <= latest <= target["period"]["endsOn"]
        ]
        assert len(holding) == (kpi["id"] != "kpi_engagement")
        assert kpi["id"] == "kpi_engagement" or (
            kpi["targets"][-1]["period"]["endsOn"] > today.isoformat()
        )


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("progressMode", {"AUTO", "KEY_RESULTS", "CONTRIBUTIONS", "COMBINED", "MANUAL"}),
        ("lifecycle", {"DRAFT", "ACTIVE", "CLOSED", "ARCHIVED"}),
        ("ambition", {"COMMITTED", "ASPIRATIONAL"}),
        ("visibility", {"PUBLIC", "PRIVATE"}),
    ],
)
def test_objectives_are_of_every(one: Entity, key: str, values: set[str]) -> None:
    assert {goal[key] for goal in one["objectives"]} == values


def test_key_results_are_of_every_metric_measure_and_kind_of_report(one: Entity) -> None:
    results, reports = key_results(one), check_ins(one)
    assert {result["metric"]["goal"] for result in results} == {
        "INCREASE",
        "DECREASE",
        "AT_LEAST",
        "AT_MOST",
        "BETWEEN",
        "DONE",
    }
    measures = {result["measure"]["kind"] for result in results}
    assert measures == {"NUMBER", "PERCENT", "CURRENCY", "DURATION", "COUNT", "SCORE"}
    assert {report.get("status") for report in reports} == {
        "ON_TRACK",
        "AT_RISK",
        "OFF_TRACK",
        None,
    }
    assert {report["source"] for report in reports} == {"MANUAL", "KPI"}
    assert sum("note" in report for report in reports) >= 80
    assert sum("blocker" in report for report in reports) >= 8
    assert len({result["cadenceDays"] for result in results}) >= 4
    assert sum("measuredBy" in result for result in results) >= 5
    assert sum(not result.get("checkIns") for result in results) >= 10
    superseding = [report for report in reports if "supersedes" in report]
    values = {report["id"]: report["value"] for report in reports}
    assert len(superseding) >= 3
    assert all(values[each["supersedes"]] != each["value"] for each in superseding)


def test_links_of_every_kind(one: Entity) -> None:
    results = {result["id"] for result in key_results(one)}
    several = [goal for goal in one["objectives"] if len(goal.get("alignsTo", [])) > 1]
    assert len(several) >= 20
    assert sum(len({each["weight"] for each in goal["alignsTo"]}) > 1 for goal in several) >= 10
    to_results = [each for each in alignments(one) if each["to"] in results]
    assert len(to_results) >= 20
    assert len(alignments(one)) - len(to_results) >= 40
    uncounted = [each for each in alignments(one) if not each["counts"]]
    assert len(uncounted) >= 3
    assert all(each["rationale"] for each in uncounted)
    drives = [drive for kpi in one["kpis"] for drive in kpi.get("drives", [])]
    assert {drive["effect"] for drive in drives} == {"RAISES", "LOWERS"}
    assert any(drive.get("lagDays") for drive in drives)
    for holders, at_least in ((one["objectives"], 3), (key_results(one), 50)):
        supports = [each for holder in holders for each in holder.get("supports", [])]
        assert len(supports) >= at_least
        assert {each["effect"] for each in supports} == {"RAISES", "LOWERS"}


def test_what_goals_carry_beside_their_numbers(one: Entity) -> None:
    goals = one["objectives"]
    assert {each["state"] for each in initiatives(one)} == {
        "PLANNED",
        "IN_PROGRESS",
        "DONE",
        "CANCELLED",
    }
    assert any(goal.get("initiatives") for goal in goals)
    assert sum(bool(goal.get("labels")) for goal in goals) >= 60
    assert any(goal.get("links") for goal in goals)
    assert sum("contributionStatement" in goal for goal in goals) >= 3
    assert {goal["lifecycle"] for goal in goals if "cycle" not in goal} == {"DRAFT", "ACTIVE"}
    closed = [goal for goal in goals if goal["lifecycle"] == "CLOSED"]
    assert {goal["cycle"] for goal in closed} == {"cyc_q1", "cyc_q2", "cyc_q3"}
    assert all(goal["closingNote"] and 0 <= goal["score"] <= 1 for goal in closed)
    assert {goal.get("decision") for goal in closed} == {None, "KEEP", "MODIFY", "ABANDON"}
    # What is carried over goes on in a later quarter.
    past = {goal["id"]: goal for goal in closed}
    carried = {goal["originId"]: goal for goal in goals if "originId" in goal}
    assert len(carried) > 1
    for origin, goal in carried.items():
        assert past[origin]["decision"] in ("KEEP", "MODIFY")
        assert past[origin]["cycle"] < goal["cycle"]
        assert past[origin]["owner"] == goal["owner"]
    private = [goal for goal in goals if goal["visibility"] == "PRIVATE"]
    assert any(goal["owner"].startswith("psn_") and goal["sharedWith"] for goal in private)
    assert any(goal["owner"].startswith("team_") for goal in private)

"""The demo company as it is imported: without mistakes, and with everything to be found in it."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any

import pytest

from graph.database.client import Database
from graph.demo import demo_company
from graph.domain.calendar import to_ms
from graph.domain.health import Health
from graph.domain.influence import Mover, movers
from graph.domain.plan import PlanGraph
from graph.interchange import import_document
from graph.interchange.history.derive import derive
from graph.interchange.parse.entities import load
from graph.interchange.parse.entity_stream import read_document
from graph.interchange.parse.errors import Mistakes
from graph.interchange.validate.references import name_all

TODAYS = [date(2026, 11, 22), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)]

Entity = dict[str, Any]


class Imported:
    """The company of one day as a dry run works it out, and what takes part in influence."""

    def __init__(self, today: date) -> None:
        company = demo_company(today)
        now = datetime.combine(today, time(12), UTC)
        mistakes = Mistakes()
        document = load(read_document(deepcopy(company), mistakes), mistakes)
        derived = derive(document, name_all(document, mistakes), now)
        self.derived, self.now_ms = derived, to_ms(now)
        self.goals: dict[str, Entity] = {goal["id"]: goal for goal in company["objectives"]}
        self.active = {each for each in self.goals if self.goals[each]["lifecycle"] == "ACTIVE"}
        self.kpis: dict[str, Entity] = {kpi["id"]: kpi for kpi in company["kpis"]}
        self.people: dict[str, Entity] = {person["id"]: person for person in company["people"]}
        self.cycles: dict[str, Entity] = {cycle["id"]: cycle for cycle in company["cycles"]}
        self.results_of = {each: goal.get("keyResults", []) for each, goal in self.goals.items()}
        self.goal_of = {
            result["id"]: each for each, results in self.results_of.items() for result in results
        }
        plan = self._plan()
        self.movers = {kpi: movers(plan, kpi) for kpi in self.kpis}

    def _plan(self) -> PlanGraph:
        goals = [self.goals[each] for each in self.active]
        results = [result for goal in goals for result in goal.get("keyResults", [])]
        return PlanGraph(
            [(result["id"], self.goal_of[result["id"]], result["weight"]) for result in results],
            [
                (source, target, named, each["weight"])
                for source, target, named, each in self.alignments()
                if source in self.active and target in self.active
            ],
            [
                (holder["id"], each["kpi"], each["weight"], each["effect"] == "LOWERS")
                for holder in chain(goals, results)
                for each in holder.get("supports", [])
            ],
            [
                (kpi["id"], each["kpi"], each["weight"], each["effect"] == "LOWERS")
                for kpi in self.kpis.values()
                for each in kpi.get("drives", [])
            ],
        )

    def alignments(self) -> list[tuple[str, str, str | None, Entity]]:
        """Source, target, the key result or None, and the alignment itself."""
        return [
            (source, self.goal_of.get(to, to), to if to in self.goal_of else None, each)
            for source, goal in self.goals.items()
            for each in goal.get("alignsTo", [])
            for to in (each["to"],)
        ]

    def level(self, goal: str) -> str:
        return self.derived.owner_level[self.goals[goal]["owner"]]

    def health(self, goal: str) -> Health:
        return self.derived.outcomes[goal].health.at(self.now_ms)

    def result_health(self, result: str) -> Health:
        return self.derived.key_results[result].health.at(self.now_ms)

    def into(self, target: str) -> set[str]:
        """What is live and counts toward a goal."""
        return {
            source
            for source, to, _, each in self.alignments()
            if to == target
            and each["counts"]
            and self.goals[source]["lifecycle"] in ("ACTIVE", "CLOSED")
        }

    def helps(self, kpi: str) -> list[Mover]:
        sign = {"INCREASE": 1, "DECREASE": -1}[self.kpis[kpi]["direction"]]
        return [mover for mover in self.movers[kpi].rows if mover.net_share * sign > 0]

    def reaches_company(self, goal: str) -> bool:
        return self.level(goal) == "COMPANY" or any(
            self.reaches_company(target)
            for source, target, _, _ in self.alignments()
            if source == goal and target in self.active
        )


@pytest.fixture(scope="module", params=TODAYS, ids=str)
def imported(request: pytest.FixtureRequest) -> Imported:
    return Imported(request.param)


@pytest.mark.parametrize("today", TODAYS, ids=str)
async def test_it_has_no_mistakes(today: date) -> None:
    now = datetime.combine(today, time(12), UTC)
    report = await import_document(None, demo_company(today), dry_run=True, now=now)
    assert (report.organization, report.name) == ("org_demo", "Lumen Coffee")


async def test_it_is_written(database: Database, organization_id: str) -> None:
    company = demo_company(TODAYS[0])
    report = await import_document(database, company, organization=organization_id)
    assert report.organization == organization_id
    assert {
        kind: report.counts[kind]
        for kind in ("Team", "Person", "Cycle", "Kpi", "Objective", "Initiative")
    } == {
        "Team": 12,
        "Person": 60,
        "Cycle": 5,
        "Kpi": len(company["kpis"]),
        "Objective": len(company["objectives"]),
        "Initiative": 37,
    }


def test_kpis_of_every_status(imported: Imported) -> None:
    statuses = Counter(state.status.at(imported.now_ms) for state in imported.derived.kpis.values())
    assert statuses["ON_TARGET"] >= 8
    assert statuses["WATCH"] >= 4
    assert statuses["OFF_TARGET"] >= 4
    assert statuses["NO_TARGET"] == 1
    assert statuses["NO_DATA"] == 1
    assert statuses["STALE"] == 1


def test_kpis_behind_target_that_nobody_works_on(imported: Imported) -> None:
    behind = {
        (each, state.status.at(imported.now_ms))
        for each, state in imported.derived.kpis.items()
        if state.status.at(imported.now_ms) in ("WATCH", "OFF_TARGET") and not imported.helps(each)
    }
    assert behind == {("kpi_carbon", "OFF_TARGET"), ("kpi_packaging_cost", "WATCH")}
    assert imported.movers["kpi_packaging_cost"].rows


def test_unmoved_kpis(imported: Imported) -> None:
    unmoved = {kpi for kpi, each in imported.movers.items() if not each.rows}
    assert unmoved == {"kpi_carbon", "kpi_refill_returns"}


def test_revenue_has_many_movers_of_every_relation_and_both_effects(imported: Imported) -> None:
    rows = imported.movers["kpi_mrr"].rows
    assert len(rows) >= 40
    assert {row.relation for row in rows} == {"DIRECT", "ALIGNED", "DRIVER"}
    assert {row.effect for row in rows} == {"RAISES", "LOWERS", "MIXED"}
    private = {each for each, goal in imported.goals.items() if goal["visibility"] == "PRIVATE"}
    assert private & {row.objective for row in rows}


def test_opposing_work(imported: Imported) -> None:
    opposed = {
        kpi
        for kpi, each in imported.movers.items()
        if len({row.net_share > 0 for row in each.rows if row.relation == "DIRECT"}) == 2
    }
    assert opposed == {"kpi_mrr", "kpi_discount_share", "kpi_contact_rate", "kpi_green_cost"}


def test_orphans_and_idle_goals(imported: Imported) -> None:
    orphans = {each for each in imported.active if not imported.reaches_company(each)}
    assert orphans == {"obj_ben_kotlin", "obj_aisha_podcast"}
    moving = {row.objective for each in imported.movers.values() for row in each.rows}
    assert imported.active - moving == {
        "obj_ben_kotlin",
        "obj_aisha_podcast",
        "obj_brand_people_wear",
    }


def test_the_company_goal_has_contributors_at_several_levels(imported: Imported) -> None:
    into = imported.into("obj_keep_customers") & imported.active
    assert {imported.level(each) for each in into} == {"TEAM", "PERSONAL"}
    below = [imported.into(each) & imported.active for each in into]
    assert sum(bool(each) for each in below) >= 4
    assert len(into) >= 8


def test_a_company_goal_that_nobody_serves_and_nothing_measures(imported: Imported) -> None:
    unsupported = {
        each
        for each in imported.active
        if imported.level(each) == "COMPANY" and not imported.into(each) & imported.active
    }
    assert unsupported == {"obj_brand_people_wear"}
    assert imported.derived.outcomes["obj_brand_people_wear"].progress is None


def test_umbrellas_stand_on_what_others_contribute(imported: Imported) -> None:
    for each in ("obj_product_trust", "obj_healthy_business"):
        assert not imported.results_of[each]
        assert imported.derived.outcomes[each].progress is not None
    assert imported.goals["obj_product_trust"]["progressMode"] == "AUTO"
    assert imported.derived.outcomes["obj_great_place"].progress == 0.6


def test_healths_of_every_kind(imported: Imported) -> None:
    healths = {imported.health(each) for each in imported.active}
    assert healths == {"ON_TRACK", "AT_RISK", "OFF_TRACK", "STALE", "NO_DATA"}
    stale = {each for each in imported.goal_of if imported.result_health(each) == "STALE"}
    assert stale == {"kr_tone_screens", "kr_claims_paid"}


def test_goals_that_look_better_than_what_they_count_on(imported: Imported) -> None:
    contradicted = {
        each
        for each in imported.active
        if imported.results_of[each]
        and all(
            imported.result_health(result["id"]) == "ON_TRACK"
            for result in imported.results_of[each]
        )
        and any(imported.health(source) == "OFF_TRACK" for source in imported.into(each))
    }
    assert "obj_supply_promise" in contradicted
    assert len(contradicted) <= 4


def test_goals_that_end_after_what_they_serve(imported: Imported) -> None:
    def ends_on(goal: str) -> str:
        cycle = imported.goals[goal].get("cycle")
        return imported.cycles[cycle]["endsOn"] if cycle else ""

    late = {
        (source, target)
        for source, target, _, _ in imported.alignments()
        if {source, target} <= imported.active and ends_on(source) > ends_on(target) > ""
    }
    assert late == {("obj_next_refill", "obj_fulfil_packaging")}


def test_goals_that_skip_a_level(imported: Imported) -> None:
    skipping = {
        source
        for source, target, _, _ in imported.alignments()
        if source in imported.active
        and imported.level(source) == "PERSONAL"
        and imported.level(target) == "COMPANY"
        and imported.people[imported.goals[source]["owner"]]["teams"] != ["team_company"]
    }
    assert {"obj_fatima_forecast", "obj_maria_languages"} <= skipping
    assert len(skipping) <= 6


def test_too_many_and_too_few(imported: Imported) -> None:
    numbers = {each: len(imported.results_of[each]) for each in imported.active}
    assert [each for each, number in numbers.items() if number > 5] == ["obj_growth_seasonal"]
    assert numbers["obj_platform_deploy"] == 1
    owned = Counter(
        (imported.goals[each]["owner"], imported.goals[each].get("cycle"))
        for each in imported.active
    )
    assert {key for key, number in owned.items() if number > 5} == {
        ("team_company", "cyc_year"),
        ("team_growth", "cyc_q3"),
    }


def test_key_results_that_repeat_a_kpi_and_contributors_that_do_not_count(
    imported: Imported,
) -> None:
    repeating = {
        result["id"]
        for results in imported.results_of.values()
        for result in results
        if "measuredBy" in result
        and any(
            target.get("value") == result["metric"].get("target")
            and target["period"]["startsOn"] == imported.cycles["cyc_q3"]["startsOn"]
            for target in imported.kpis[result["measuredBy"]]["targets"]
        )
    }
    assert {"kr_habit_weekly", "kr_fast_csat"} <= repeating
    uncounted = {
        each
        for each in imported.active
        if imported.goals[each]["progressMode"] == "AUTO"
        and imported.results_of[each]
        and imported.into(each)
    }
    assert {"obj_recurring_revenue", "obj_product_habit", "obj_supply_cost"} <= uncounted

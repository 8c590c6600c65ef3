"""Since when everything of the demo company is there.

Whoever visits its past sees it grow: the company and its teams, then people, what is measured, and
before each quarter its goals, from the company's down to those of single people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from graph.demo.dates import DAY, month_of
from graph.demo.series import chance

Entity = dict[str, Any]

_YEARS: Final = 3
# Days before the start of a cycle.
_CYCLE_DAYS: Final = 45
_GOAL_DAYS: Final = {"COMPANY": 24, "TEAM": 14, "PERSON": 6}
_SCATTER_DAYS: Final = 3
# Days before today, of what is for later.
_BACKLOG_DAYS: Final = 40
_DRAFT_DAYS: Final = 15
_PLANNED_DAYS: Final = 30
# Days before what is first heard of somebody or something.
_SETTLED_DAYS: Final = 10
_TARGET_DAYS: Final = 20


def add_beginnings(company: Entity, first_day: date, today: date) -> None:
    """Gives everything in the document its `createdAt`; `first_day` is that of the fiscal year."""
    founded = month_of(first_day, -12 * _YEARS)
    company["organization"]["createdAt"] = _morning(founded)
    for cycle in company["cycles"]:
        day = date.fromisoformat(cycle["startsOn"]) - _CYCLE_DAYS * DAY
        cycle["createdAt"] = _morning(min(day, today - _CYCLE_DAYS * DAY))
    starts = {cycle["id"]: date.fromisoformat(cycle["startsOn"]) for cycle in company["cycles"]}
    for goal in company["objectives"]:
        goal["createdAt"] = _morning(_goal_day(goal, starts, today))
    _add_kpis(company["kpis"], first_day, today)
    _add_below(company)
    _add_teams_and_people(company, founded, today)


def _morning(day: date) -> str:
    return f"{day.isoformat()}T08:00:00Z"


def _goal_day(goal: Entity, starts: dict[str, date], today: date) -> date:
    if "cycle" not in goal:
        return today - _BACKLOG_DAYS * DAY
    starts_on = starts[goal["cycle"]]
    if starts_on > today:
        return today - (_DRAFT_DAYS if goal["lifecycle"] == "DRAFT" else _PLANNED_DAYS) * DAY
    level = "PERSON" if goal["owner"].startswith("psn_") else "TEAM"
    days = _GOAL_DAYS["COMPANY" if goal["owner"] == "team_company" else level]
    return starts_on - (days + round(_SCATTER_DAYS * chance(goal["id"], 0))) * DAY


def _add_kpis(kpis: list[Entity], first_day: date, today: date) -> None:
    for kpi in kpis:
        first = kpi["values"][0]["at"][:10] if kpi.get("values") else first_day.isoformat()
        day = date.fromisoformat(first) - _SETTLED_DAYS * DAY
        kpi["createdAt"] = _morning(day)
        for target in kpi.get("targets", []):
            starts_on = date.fromisoformat(target["period"]["startsOn"])
            set_on = min(starts_on, today) - _TARGET_DAYS * DAY
            target["createdAt"] = _morning(max(day, set_on))


def _add_below(company: Entity) -> None:
    """What belongs to goals and KPIs begins with them, and what is between two with the later."""
    since: dict[str, str] = {kpi["id"]: kpi["createdAt"] for kpi in company["kpis"]}
    for goal in company["objectives"]:
        since[goal["id"]] = goal["createdAt"]
        since |= {result["id"]: goal["createdAt"] for result in goal.get("keyResults", [])}
    for kpi in company["kpis"]:
        for drive in kpi.get("drives", []):
            drive["createdAt"] = max(kpi["createdAt"], since[drive["kpi"]])
    for goal in company["objectives"]:
        for alignment in goal.get("alignsTo", []):
            alignment["createdAt"] = max(goal["createdAt"], since[alignment["to"]])
        for holder in (goal, *goal.get("keyResults", [])):
            holder["createdAt"] = goal["createdAt"]
            for support in holder.get("supports", []):
                support["createdAt"] = max(goal["createdAt"], since[support["kpi"]])
            for initiative in holder.get("initiatives", []):
                initiative["createdAt"] = goal["createdAt"]


def _add_teams_and_people(company: Entity, founded: date, today: date) -> None:
    """They come one after the other, each before anything is heard of them; whoever leads somebody
    and whatever holds a team was there before."""
    heard: dict[str, date] = {}
    for named, moment in _named(company):
        day = date.fromisoformat(moment[:10]) - _SETTLED_DAYS * DAY
        heard[named] = min(day, heard.get(named, day))
    for key, above in (("teams", "parent"), ("people", "manager")):
        entities = {entity["id"]: entity for entity in company[key]}
        ordered = sorted(entities.values(), key=lambda one: _depth(one, above, entities))
        step = (today - _PLANNED_DAYS * DAY - founded) / len(ordered)
        days = {one["id"]: founded + place * step for place, one in enumerate(ordered)}
        for one in reversed(ordered):
            days[one["id"]] = min(days[one["id"]], heard.get(one["id"], today))
            if above in one:
                days[one[above]] = min(days[one[above]], days[one["id"]])
        for identifier, entity in entities.items():
            entity["createdAt"] = _morning(days[identifier])


def _depth(entity: Entity, above: str, entities: dict[str, Entity]) -> int:
    return 1 + _depth(entities[entity[above]], above, entities) if above in entity else 0


def _named(company: Entity) -> Iterator[tuple[str, str]]:
    """Who and what is named, and when."""
    for kpi in company["kpis"]:
        yield kpi["owner"], kpi["createdAt"]
    for goal in company["objectives"]:
        for named in (goal["owner"], goal.get("lead"), *goal.get("sharedWith", [])):
            if named is not None:
                yield named, goal["createdAt"]
        for holder in (goal, *goal.get("keyResults", [])):
            yield holder["owner"], goal["createdAt"]
            for initiative in holder.get("initiatives", []):
                yield initiative["owner"], goal["createdAt"]
            for report in holder.get("checkIns", []):
                if "author" in report:
                    yield report["author"], report["effectiveAt"]

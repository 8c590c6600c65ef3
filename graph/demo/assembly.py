"""From the tables of the demo company to an import document for one day.

Keys are those of the import format, `docs/import-format.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final

from graph.demo.beginnings import add_beginnings
from graph.demo.checkins import check_ins
from graph.demo.dates import DAY, Cycle, Span, cycles, fiscal_year_start
from graph.demo.goals import OBJECTIVES
from graph.demo.initiatives import INITIATIVES
from graph.demo.kpis import KPIS
from graph.demo.measurements import targets, values
from graph.demo.people import PEOPLE, TEAMS
from graph.demo.rows import (
    Alignment,
    Initiative,
    KeyResult,
    Kpi,
    Measure,
    Objective,
    Person,
    Support,
    clean,
)
from graph.demo.series import progress
from graph.demo.supports import SUPPORTS
from graph.demo.talking import comments, proposals, reports

DOMAIN: Final = "lumencoffee.example"


def document(today: date) -> dict[str, Any]:
    """The whole company as of that day."""
    calendar = {cycle.id: cycle for cycle in cycles(today)}
    latest = {kpi.id: values(kpi, today) for kpi in KPIS}
    company = {
        "organization": {
            "id": "org_demo",
            "name": "Lumen Coffee",
            "timezone": "Europe/Tallinn",
            "fiscalYearStartMonth": fiscal_year_start(today).month,
            # What contributes without counting is worth a look here.
            "rules": [{"rule": "UNCOUNTED_CONTRIBUTION", "enabled": True}],
        },
        "teams": [clean(asdict(team)) for team in TEAMS],
        "people": [_person(person) for person in PEOPLE],
        "cycles": [_cycle(cycle) for cycle in calendar.values()],
        "kpis": [_kpi(kpi, latest[kpi.id], today) for kpi in KPIS],
        "objectives": [_objective(goal, calendar, latest, today) for goal in OBJECTIVES],
        "reports": reports(today),
        "comments": comments(today),
    }
    add_beginnings(company, fiscal_year_start(today), today)
    return company


def _person(person: Person) -> dict[str, Any]:
    address = "ingrid.tamm" if person.id == "psn_ceo" else person.id[4:].replace("_", ".")
    return clean(
        {
            "id": person.id,
            "name": person.name,
            "email": f"{address}@{DOMAIN}",
            "teams": person.teams,
            "manager": person.manager,
            "role": person.role,
        }
    )


def _cycle(cycle: Cycle) -> dict[str, Any]:
    return clean(
        {
            "id": cycle.id,
            "name": cycle.name,
            "kind": cycle.kind,
            "startsOn": cycle.starts_on.isoformat(),
            "endsOn": cycle.ends_on.isoformat(),
            "state": cycle.state,
            "parent": cycle.parent,
        }
    )


def _kpi(kpi: Kpi, measured: list[dict[str, Any]], today: date) -> dict[str, Any]:
    return clean(
        {
            "id": kpi.id,
            "name": kpi.name,
            "description": kpi.description,
            "measure": _measure(kpi.measure),
            "direction": kpi.direction,
            "frequency": kpi.frequency,
            "owner": kpi.owner,
            "watchBand": kpi.watch_band,
            "values": measured,
            "targets": targets(kpi, today),
            "drives": [
                clean(
                    {
                        "id": f"drv_{kpi.id[4:]}_{drive.kpi[4:]}",
                        "kpi": drive.kpi,
                        "weight": drive.weight,
                        "effect": drive.effect,
                        "lagDays": drive.lag_days,
                    }
                )
                for drive in kpi.drives
            ],
        }
    )


def _measure(measure: Measure) -> dict[str, Any]:
    return clean(asdict(measure))


def _objective(
    goal: Objective,
    calendar: dict[str, Cycle],
    measured: dict[str, list[dict[str, Any]]],
    today: date,
) -> dict[str, Any]:
    cycle = calendar[goal.cycle] if goal.cycle else None
    span = _span(goal, cycle, today)

    def reports_on(result: KeyResult, author: str) -> list[dict[str, Any]]:
        if cycle is None or span is None:
            return []
        return check_ins(
            result,
            measured[result.measured_by] if result.measured_by else None,
            author=author,
            personal=goal.owner.startswith("psn_"),
            over=cycle.ends_on < today,
            span=span,
            today=today,
        )

    entity = {
        "id": goal.id,
        "title": goal.title,
        "description": goal.description,
        "owner": goal.owner,
        "lead": goal.lead,
        "cycle": goal.cycle,
        "lifecycle": goal.lifecycle,
        "ambition": goal.ambition,
        "visibility": "PRIVATE" if goal.private else "PUBLIC",
        "sharedWith": goal.shared_with,
        "labels": goal.labels,
        "links": [{"title": title, "url": url} for title, url in goal.links],
        "contributionStatement": goal.statement,
        "progressMode": goal.mode,
        "manualProgress": goal.manual,
        "originId": goal.origin,
        "keyResults": [
            _key_result(result, owner, reports_on(result, owner), today)
            for result, owner in zip(goal.key_results, _owners(goal), strict=True)
        ],
        "alignsTo": [_alignment(goal.id, alignment) for alignment in goal.to],
        "proposals": proposals(goal.id, today),
        "supports": _supports(goal.id),
        "initiatives": _initiatives(goal.id, today),
    }
    return clean(entity | _closing(goal, cycle, today))


def _closing(goal: Objective, cycle: Cycle | None, today: date) -> dict[str, Any]:
    if goal.closing is None or cycle is None:
        return {}
    score = _score(goal.key_results)
    return {
        "closedAt": f"{min(cycle.ends_on + 3 * DAY, today - 3 * DAY)}T12:00:00Z",
        "score": score,
        "outcome": _outcome(score),
        "decision": goal.closing.decision,
        "closingNote": goal.closing.note,
    }


def _alignment(source: str, alignment: Alignment) -> dict[str, Any]:
    return clean(
        {
            "id": f"aln_{source[4:]}_{alignment.to}",
            "to": alignment.to,
            "weight": alignment.weight,
            "counts": alignment.counts,
            "rationale": alignment.rationale,
        }
    )


def _key_result(
    result: KeyResult, owner: str, reported: list[dict[str, Any]], today: date
) -> dict[str, Any]:
    return clean(
        {
            "id": result.id,
            "title": result.title,
            "owner": owner,
            "metric": clean(asdict(result.metric)),
            "measure": _measure(result.measure),
            "weight": result.weight,
            "cadenceDays": result.cadence,
            "measuredBy": result.measured_by,
            "checkIns": reported,
            "supports": _supports(result.id),
            "initiatives": _initiatives(result.id, today),
        }
    )


def _owners(goal: Objective) -> list[str]:
    return [
        result.owner or _answerable(goal, position)
        for position, result in enumerate(goal.key_results)
    ]


def _answerable(goal: Objective, position: int) -> str:
    """Who answers for a key result that names nobody: the goal's own person; of a team's goals
    the lead for the first and for all that is private, then its members in turn."""
    if goal.owner.startswith("psn_"):
        return goal.owner
    lead = goal.lead or next(team.leads[0] for team in TEAMS if team.id == goal.owner)
    if position == 0 or goal.private or goal.owner == "team_company":
        return lead
    members = [
        person.id
        for person in PEOPLE
        if goal.owner in person.teams and person.role != "VIEWER" and person.id != lead
    ]
    return members[(position + len(goal.id)) % len(members)] if members else lead


def _span(goal: Objective, cycle: Cycle | None, today: date) -> Span | None:
    """From when to when people report on a goal; None for what waits on the backlog."""
    if cycle is None:
        return None
    if goal.lifecycle == "CLOSED" and cycle.ends_on > today:
        return cycle.starts_on, today - 4 * DAY
    if cycle.starts_on > today:
        return today - timedelta(weeks=3), today
    return cycle.starts_on, min(cycle.ends_on, today)


def _score(results: Iterable[KeyResult]) -> float:
    weighted = [(one.weight, progress(one.metric, one.now or 0)) for one in results]
    total = sum(weight for weight, _ in weighted)
    return round(sum(weight * done for weight, done in weighted) / total, 2)


def _outcome(score: float) -> str:
    if score >= 0.95:
        return "Achieved"
    return "Partly achieved" if score >= 0.4 else "Missed"


def _supports(supporter: str) -> list[dict[str, Any]]:
    return [_support(row) for row in SUPPORTS if row.supporter == supporter]


def _support(row: Support) -> dict[str, Any]:
    return clean(
        {
            "id": f"sup_{row.supporter}_{row.kpi[4:]}",
            "kpi": row.kpi,
            "weight": row.weight,
            "effect": row.effect,
            "expectedDelta": row.delta,
        }
    )


def _initiatives(target: str, today: date) -> list[dict[str, Any]]:
    return [_initiative(row, today) for row in INITIATIVES if row.target == target]


def _initiative(row: Initiative, today: date) -> dict[str, Any]:
    due_on = None if row.due_in is None else (today + row.due_in * DAY).isoformat()
    return clean(
        {
            "id": row.id,
            "title": row.title,
            "owner": row.owner,
            "state": row.state,
            "dueOn": due_on,
        }
    )

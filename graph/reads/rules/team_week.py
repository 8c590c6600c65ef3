"""`Team.weekly`: who of a team reported on a week, what is stuck, which check-ins were due.

All numbers are of everything; reports and what they say are of those that the viewer may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from graph.domain.calendar import (
    Period,
    day_of,
    from_ms,
    period_between,
    time_text,
    zone_of,
)
from graph.domain.errors import LimitExceeded
from graph.domain.weekly_reports import Cadence, due_in, week_at, week_of
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field, asked_by
from graph.reads.rules.computed import Computed
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.kpi_periods import shown_period
from graph.reads.rules.listing import Wanted
from graph.reads.rules.projection import Projection
from graph.reads.rules.report_items import NODES, shown_items

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOST_KEY_RESULTS: Final = 20_000
"""How many key results a question about the weeks of teams may be about."""

_MEMBERS: Final = (
    "[g.timezone, COLLECT { UNWIND $p.ids AS _id MATCH (_t:Team {org: $p.org, id: _id}) "
    "RETURN [_t.id, COLLECT { MATCH (_t)<-[:MEMBER_OF]-(_m:Person) WHERE _m.archived = false "
    "WITH _m ORDER BY _m.sortKey, _m.id RETURN _m.id }] }]"
)
# Of each person, their report on the week once it is submitted, and whether the viewer sees it.
_REPORTS: Final = (
    "COLLECT {{ UNWIND $p.people AS _id "
    "MATCH (:Person {{org: $p.org, id: _id}})-[:AUTHORED]->({report}:Report) "
    "WHERE {report}.startsOn = $p.week AND {report}.submittedAt IS NOT NULL "
    "AND {report}.ended IS NULL "
    "RETURN [_id, {report}.id, {report}.items, coalesce({visible}, false)] }}"
)
_HELD: Final = (
    "_k.archived = false AND _o.lifecycle = 'ACTIVE' "
    "RETURN [_w.id, _k.id, _k.cadenceDays, "
    "head(COLLECT { MATCH (_o)-[:IN_CYCLE]->(_c:Cycle) RETURN _c.startsMs }), "
    "head(COLLECT { MATCH (_k)-[:HAS_CHECK_IN]->(_i:CheckIn) WHERE _i.superseded = false "
    "AND _i.effectiveAt < $p.startsAt RETURN _i.effectiveAt ORDER BY _i.effectiveAt DESC LIMIT 1 "
    "}), EXISTS { MATCH (_k)-[:HAS_CHECK_IN]->(_j:CheckIn) WHERE _j.superseded = false "
    "AND _j.effectiveAt >= $p.startsAt AND _j.effectiveAt < $p.endsAt }]"
)


def _key_results(label: str) -> str:
    """What owners of a label answer for: their key results, and those without an owner of their
    goals."""
    return (
        f"COLLECT {{ UNWIND $p.owners AS _id MATCH (_w:{label} {{org: $p.org, id: _id}}) "
        "MATCH (_w)-[:OWNS]->(_k:KeyResult)<-[:HAS_KEY_RESULT]-(_o:Objective) "
        f"WHERE {_HELD} }} + "
        f"COLLECT {{ UNWIND $p.owners AS _id MATCH (_w:{label} {{org: $p.org, id: _id}}) "
        "MATCH (_w)-[:OWNS]->(_o:Objective)-[:HAS_KEY_RESULT]->(_k:KeyResult) "
        f"WHERE _k.ownerId IS NULL AND {_HELD} }}"
    )


class TeamWeekRule:
    """One selected `weekly` of teams."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        self._members = _plan(c, "members", _MEMBERS)
        own = c.another()
        report = own.fresh("n")
        visible = " AND ".join(own.visible("Report", report))
        text = own.render(_REPORTS.format(report=report, visible=visible), Scope(""))
        self._reports = own.plan("weekly.reports", "", text)
        self._key_results = [
            _plan(c, f"of{label}", _key_results(label)) for label in ("Team", "Person")
        ]
        projection = Projection(c.another(), "weekly.page")
        nodes = {"reports": ("Report",), "missing": ("Person",), **NODES}
        self._computed = Computed(projection, selected, nodes)
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The week of each team, by its id."""
        timezone, teams = await run.fetch(self._members, {"ids": ids})
        zone = zone_of(timezone)
        week = self._week(run, zone)
        people = list(dict.fromkeys(person for _, members in teams for person in members))
        asked = {"people": people, "week": week.starts_on.isoformat()}
        reports = {row[0]: row[1:] for row in await run.fetch(self._reports, asked)}
        due = await self._due(run, [*ids, *people], week, zone)
        called: dict[str, Any] = {}
        wanted: Wanted = {}
        for team, members in teams:
            shown = _shown(week, members, reports, [due.get(one, {}) for one in (team, *members)])
            called[team] = self._computed.called(run, shown)
            self._computed.wants(called[team], wanted)
        found = await self._projection.fill(run, wanted)
        return {team: self._computed.build(row, found) for team, row in called.items()}

    def _week(self, run: Run, zone: ZoneInfo) -> Period:
        given = run.values[self._selected.index].get("week")
        if given is None:
            return week_at(day_of(run.moment, zone), zone)
        with asked_by(self._selected.index):
            first, last = week_of(given["startsOn"].isoformat(), given["endsOn"].isoformat())
        return period_between(first, last, zone)

    async def _due(
        self, run: Run, owners: Sequence[str], week: Period, zone: ZoneInfo
    ) -> dict[str, dict[str, bool]]:
        """By owner, their key results whose check-in was due, and whether there was one."""
        asked = {
            "owners": owners,
            "startsAt": time_text(week.starts_at),
            "endsAt": time_text(week.ends_at),
        }
        rows = [row for plan in self._key_results for row in await run.fetch(plan, asked)]
        if len(rows) > MOST_KEY_RESULTS:
            raise LimitExceeded(
                f"These teams and their members own more than {MOST_KEY_RESULTS:,} key results; "
                "ask about fewer teams at once.",
                limit="nodes",
                maximum=MOST_KEY_RESULTS,
            )
        due: dict[str, dict[str, bool]] = {}
        for owner, key_result, days, starts_ms, last_at, reported in rows:
            begins_on = None if starts_ms is None else day_of(from_ms(starts_ms), zone)
            last_on = None if last_at is None else day_of(datetime.fromisoformat(last_at), zone)
            if due_in(week, Cadence(days, begins_on, last_on)):
                due.setdefault(owner, {})[key_result] = reported
        return due


def _shown(
    week: Period,
    members: Sequence[str],
    reports: Mapping[str, Sequence[Any]],
    due: Sequence[Mapping[str, bool]],
) -> dict[str, Any]:
    """What is told of a team's week. `reports`: by author their report, its items, and whether the
    viewer sees it."""
    seen = [reports[one][:2] for one in members if one in reports and reports[one][2]]
    results = {key_result: reported for some in due for key_result, reported in some.items()}
    return {
        "week": shown_period(week),
        "reports": [report for report, _ in seen],
        "missing": [one for one in members if one not in reports],
        "checkInsDue": len(results),
        "checkedIn": sum(results.values()),
        "problems": [
            item
            for _, texts in seen
            for item in shown_items(texts)
            if item["topic"] == "PROBLEM" and not item["done"]
        ],
        "__typename": "TeamWeek",
    }


def _plan(c: Compiler, name: str, template: str) -> Any:
    own = c.another()
    return own.plan(f"weekly.{name}", "", own.render(template, Scope("")))

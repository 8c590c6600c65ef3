"""`alignmentReport` of the organization and of teams."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.alignment.measures import Judged, Measured
from graph.domain.alignment.report import Report
from graph.domain.alignment.scope import Scope
from graph.domain.calendar import parse_date, start_of_day, time_text
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.organization_graph import Question
from graph.reads.compile.compiler import Compiler
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Field
from graph.reads.rules.computed import Computed
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.findings.shown import NODE_TYPES
from graph.reads.rules.listing import Wanted
from graph.reads.rules.organization_fetch import Organization, OrganizationFetch
from graph.reads.rules.organizations import Asked, asked
from graph.reads.rules.projection import Projection
from graph.reads.temporal.moment import Moment, When, moment_of

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOST_CYCLES: Final = 12
"""Over how many cycles a trend goes at most: each is a graph of its own."""

_NODES: Final = {
    "nodes": NODE_TYPES,
    "team": ["Team"],
    "person": ["Person"],
    "objective": ["Objective"],
    "cycle": ["Cycle"],
}
_DEFAULTS: Final = {"nodes": 20, "byTeam": 50, "silos": 50, "keyPeople": 20}


class _Ended(NamedTuple):
    """A cycle at its end, or now: its time as text, and its report's parts."""

    cycle: str
    at: str
    score: float | None
    aligned: float | None


class AlignmentReportRule:
    """One selected `alignmentReport`. `of_team`: of a team, else of the organization."""

    fetch = NOTHING

    def __init__(self, of_team: bool, c: Compiler, selected: Field, this: str | None) -> None:
        self._of_team = of_team
        self._selected = selected
        self._organization = OrganizationFetch(c)
        self._trend = selected.child("trend")
        self._past = (
            OrganizationFetch(Compiler(c.types, c.values, c.sees_all, past=True, made=c.made))
            if self._trend and not c.past
            else self._organization
        )
        projection = Projection(c.another(), "alignmentReport.page")
        self._computed = Computed(projection, selected, _NODES)
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The report of each team, or of the organization, by its id."""
        given = run.values[self._selected.index]
        everything = await asked(self._organization, run)
        graph = everything.question.graph
        cycle = given.get("cycle")
        if cycle is not None and cycle not in graph.cycles:
            raise NotFound(f"There is no cycle {cycle}.", path=["cycle"])
        judged = await everything.answer("judged", lambda: _judged(everything.question))
        wanted: Wanted = {}
        called = {}
        for identity in ids:
            scope = Scope(
                everything.question,
                identity if self._of_team else None,
                given.get("includeSubTeams", True),
                cycle,
            )
            report = await everything.answer(
                ("report", scope.team, scope.sub_teams, cycle),
                partial(_computed, scope, judged, everything.organization),
            )
            ended = await self._ended(run, everything, scope) if self._trend else []
            called[identity] = self._computed.called(run, _shown(report, ended))
            self._computed.wants(called[identity], wanted)
        found = await self._projection.fill(run, wanted)
        return {identity: self._computed.build(row, found) for identity, row in called.items()}

    async def _ended(self, run: Run, everything: Asked, scope: Scope) -> list[_Ended]:
        """The last cycles that have begun, each at its end or now, oldest first."""
        most = max(_cycles(run.values[trend.index]) for trend in self._trend)
        graph = everything.question.graph
        today = everything.question.today.isoformat()
        begun = [cycle for cycle in graph.cycles.values() if cycle.starts_on <= today]
        begun.sort(key=lambda cycle: (cycle.ends_on, cycle.starts_on, cycle.id))
        rows = []
        for cycle in begun[len(begun) - min(most, len(begun)) :]:
            day = parse_date(cycle.ends_on) + timedelta(1)
            over = start_of_day(day, graph.zone) - timedelta(milliseconds=1)
            if over >= run.moment:
                at, then = time_text(run.moment), everything
            else:
                at = time_text(over)
                past = await self._asked_at(run, over)
                if past is None:
                    rows.append(_Ended(cycle.id, at, None, None))
                    continue
                then = past
            value, aligned = await then.answer(
                ("trend", scope.team, scope.sub_teams, cycle.id),
                partial(_live, then, scope, cycle.id),
            )
            rows.append(_Ended(cycle.id, at, value, aligned))
        return rows

    async def _asked_at(self, run: Run, over: datetime) -> Asked | None:
        """The graph of a moment of the past, by today's rights; None before there was any."""
        when = When(time=over)
        try:
            moment = await moment_of(run.database, run.viewer.org, when, run.now)
        except InvalidInput:
            return None
        there = replace(run, past=Moment(moment.revision, over), pending=[], brought={})
        return await asked(self._past, there)


def _judged(question: Question) -> Judged:
    judged = Judged(question)
    for found in (judged.reaching, judged.moving, judged.moved, judged.supported, judged.addressed):
        len(found)
    return judged


def _computed(scope: Scope, judged: Judged, organization: Organization) -> Report:
    """A report all of whose parts are there."""
    report = _report(scope, judged, organization)
    for part in (report.score, report.by_team, report.by_level, report.silos, report.key_people):
        len(part)
    _ = report.cross_team_share, report.level_skips
    return report


def _report(scope: Scope, judged: Judged, organization: Organization) -> Report:
    limit = organization.asks.settings["KEY_PERSON"].limit
    return Report(scope, judged, organization.asks.weights, 0.0 if limit is None else limit)


def _live(then: Asked, scope: Scope, cycle: str) -> tuple[float | None, float | None]:
    """The score and the share aligned of a cycle's live goals."""
    live = then.question._replace(graph=then.question.graph.as_live())
    there = replace(scope, question=live, cycle=cycle)
    report = _report(there, Judged(live), then.organization)
    return report.score.value, report.share("ALIGNED")


def _cycles(given: Mapping[str, Any]) -> int:
    most = given.get("cycles")
    number = 4 if most is None else int(most)
    if not 0 <= number <= MOST_CYCLES:
        raise InvalidInput(f"`cycles` is {number}; ask for 0 to {MOST_CYCLES}.", path=["cycles"])
    return number


def _shown(report: Report, ended: Sequence[_Ended]) -> dict[str, Any]:
    """The report as the contract names its fields."""
    return {
        "score": {
            "value": report.score.value,
            "deductions": [
                {
                    "measure": row.measured.kind,
                    "points": row.points,
                    "count": len(row.measured.unmet),
                    "nodes": _page("nodes", row.measured.unmet),
                    "hiddenNodes": len(row.measured.unmet) - len(_seen(report, row.measured)),
                }
                for row in report.score.deductions
            ],
        },
        "measures": [
            {
                "kind": row.kind,
                "met": row.met,
                "of": row.of,
                "share": row.share,
                "weight": row.weight,
            }
            for row in report.measures
        ],
        "byTeam": lambda given: _by_team(report, given),
        "byLevel": [
            {
                "level": row.level,
                "aligned": row.aligned,
                "movesAKpi": row.moves_a_kpi,
                "objectives": row.objectives,
            }
            for row in report.by_level
        ],
        "trend": lambda given: [
            row._asdict() for row in ended[len(ended) - min(_cycles(given), len(ended)) :]
        ],
        "silos": _page("silos", [row._asdict() for row in report.silos]),
        "crossTeamShare": report.cross_team_share,
        "levelSkips": report.level_skips,
        "keyPeople": _page("keyPeople", [row._asdict() for row in report.key_people]),
    }


def _seen(report: Report, row: Measured) -> list[str]:
    return [node for node in row.unmet if report.scope.question.sees(node)]


def _page(name: str, rows: list[Any]) -> Callable[[Mapping[str, Any]], list[Any]]:
    def page(given: Mapping[str, Any]) -> list[Any]:
        first = given.get("first")
        return rows[: _DEFAULTS[name] if first is None else page_size(first)]

    return page


def _by_team(report: Report, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows, after = report.by_team, given.get("after")
    start = 0
    if after is not None:
        places = [number for number, row in enumerate(rows) if row.team == after]
        if not places:
            raise InvalidInput("`after` has to be the id of a team of this list.", path=["after"])
        start = places[0] + 1
    return [
        {
            "team": row.team,
            "score": row.score,
            "aligned": row.aligned,
            "movesAKpi": row.moves_a_kpi,
            "objectives": row.objectives,
        }
        for row in _page("byTeam", rows[start:])(given)
    ]

"""`Kpi.prediction`: what the plans for KPIs said would happen, against what did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import fsum
from typing import TYPE_CHECKING, Any, Final

from graph.domain.calendar import (
    parse_date,
    period_of,
    start_of_day,
    time_text,
    zone_of,
)
from graph.domain.explanations.prediction import Predicted, predicted, total_expected
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Field
from graph.reads.rules.explanations.contributions import of_then
from graph.reads.rules.explanations.moments import Between, MomentsFetch
from graph.reads.rules.explanations.support_states import SupportStates, SupportStatesFetch
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.projection import Projection
from graph.reads.temporal.moment import Moment

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

_KPIS: Final = (
    "[g.timezone, g.fiscalYearStartMonth, COLLECT { UNWIND $p.ids AS _id "
    "MATCH (_k:Kpi {org: $p.org, id: _id}) RETURN [_k.id, _k.frequency, "
    "head(COLLECT { MATCH (_k)-[:STANDING_TARGET]->(_t:KpiTarget) RETURN _t.startsOn })] }]"
)
# The last value up to each end, and one more: the period of the last may not be over.
_VALUES: Final = (
    "COLLECT { UNWIND $p.kpis AS _x MATCH (_k:Kpi {org: $p.org, id: _x[0]}) "
    "UNWIND [_x[1], _x[2]] AS _at UNWIND COLLECT { MATCH (_k)-[:HAS_VALUE]->(_v:KpiValue) "
    "WHERE _v.at <= _at RETURN _v ORDER BY _v.at DESC LIMIT 2 } AS _v "
    "WITH DISTINCT _k, _v RETURN [_k.id, _v.at, _v.value] }"
)


@dataclass(slots=True)
class Told:
    """What is told of one KPI."""

    between: Between
    before: float | None
    after: float | None
    rows: Sequence[Predicted]
    """What each support predicts that may be shown, the largest first."""
    expected: float | None
    hidden: float

    @property
    def observed(self) -> float | None:
        """What the value changed by; None without both."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(slots=True)
class Predictions:
    """What is told of some KPIs, by their ids, and the revision at which each support was there
    last."""

    of: dict[str, Told]
    last: dict[str, int]


class PredictionRule:
    """One selected `prediction` of KPIs."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        own = c.another()
        self._kpis = own.plan("prediction.kpis", "", own.render(_KPIS, Scope("")))
        own = c.another()
        self._values = own.plan("prediction.values", "", own.render(_VALUES, Scope("")))
        self._moments = MomentsFetch(c, "prediction")
        self._states = SupportStatesFetch(c)
        supports = [
            member for rows in selected.child("supports") for member in rows.child("support")
        ]
        projection = Projection(c.another(), "prediction.page")
        self._supports = {
            id(member): projection.slot(["Support"], member.on) for member in supports
        }
        self._projection = projection.done()
        # A link that has ended is shown as it was when it counted last.
        ended = Projection(of_then(c), "prediction.ended")
        self._ended_supports = {
            id(member): ended.slot(["Support"], member.on) for member in supports
        }
        self._ended = ended.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The prediction of each KPI, by its id."""
        given = run.values[self._selected.index]
        return await self.built(run, await self.told(run, ids, given.get("from"), given.get("to")))

    async def told(
        self, run: Run, ids: Sequence[str], start: datetime | None, to: datetime | None
    ) -> Predictions:
        """What is told of these KPIs, without their supports: from `start`, or where their target
        or the quarter began, up to `to`, or the moment that is asked about."""
        timezone, fiscal_start, kpis = await run.fetch(self._kpis, {"ids": ids})
        zone = zone_of(timezone)
        quarter = period_of("QUARTERLY", run.moment, zone, fiscal_start).starts_at
        begins: dict[datetime, list[str]] = {}
        for kpi, _, starts_on in kpis:
            begin = start
            if begin is None:
                begin = quarter if starts_on is None else start_of_day(parse_date(starts_on), zone)
                # A target that is still to come says nothing of what has been.
                begin = quarter if begin > (to or run.moment) else begin
            begins.setdefault(begin, []).append(kpi)
        told: dict[str, Told] = {}
        last: dict[str, int] = {}
        frequency = {kpi: named for kpi, named, _ in kpis}
        for begin, group in begins.items():
            between = await self._moments.between(run, begin, to)
            revisions = between.begin_revision, between.end_revision
            states = await self._states.of(run, group, *revisions)
            ends = time_text(between.begin), time_text(between.end)
            rows = await run.fetch(self._values, {"kpis": [[kpi, *ends] for kpi in group]})
            for kpi in group:
                before = after = None
                for of, at, value in sorted(rows):
                    moment = datetime.fromisoformat(at)
                    if of != kpi:
                        continue
                    if moment > between.begin:
                        after = value
                    elif (
                        period_of(frequency[kpi], moment, zone, fiscal_start).ends_at
                        <= between.begin
                    ):
                        before = value
                told[kpi] = _predicted(states, kpi, between, before, after, last)
        return Predictions(told, last)

    async def built(self, run: Run, predictions: Predictions) -> dict[str, dict[str, Any]]:
        """The prediction of each KPI as it was selected, by its id."""
        found = await self._found(run, predictions.of, predictions.last)
        return {kpi: self._built(row, run, found) for kpi, row in predictions.of.items()}

    async def _found(
        self, run: Run, told: Mapping[str, Told], last: Mapping[str, int]
    ) -> dict[int, dict[str, Any]]:
        """The supports that are shown, by the selected field and id."""
        shown = [row.support for kpi in told.values() for row in kpi.rows]
        slots = {slot: {"Support": shown} for slot in self._supports.values()}
        filled = await self._projection.fill(run, slots)
        found = {key: dict(filled[slot]) for key, slot in self._supports.items()}
        ended: dict[int, set[str]] = {}
        for rows in found.values():
            for support in shown:
                if support not in rows:
                    ended.setdefault(last[support], set()).add(support)
        for moment, links in sorted(ended.items()):
            then = replace(run, past=Moment(moment, run.moment), pending=[], brought={})
            slots = {slot: {"Support": sorted(links)} for slot in self._ended_supports.values()}
            filled = await self._ended.fill(then, slots)
            await then.finish()
            for key, slot in self._ended_supports.items():
                found[key] |= filled[slot]
        return found

    def _built(self, row: Told, run: Run, found: Any) -> dict[str, Any]:
        observed = row.observed
        unexplained = None if observed is None or row.expected is None else observed - row.expected
        values = {
            "from": time_text(row.between.begin),
            "to": time_text(row.between.end),
            "valueBefore": row.before,
            "valueAfter": row.after,
            "observed": observed,
            "expected": row.expected,
            "unexplained": unexplained,
            "withoutPrediction": sum(1 for member in row.rows if member.expected is None),
            "hiddenExpected": row.hidden,
            "__typename": "KpiPrediction",
        }
        built: dict[str, Any] = {}
        for member in self._selected.only():
            if member.name == "supports":
                first = page_size(run.values[member.index].get("first"))
                built[member.key] = [_support(member, told, found) for told in row.rows[:first]]
            else:
                built[member.key] = values[member.name]
        return built


def _support(selected: Field, row: Predicted, found: Any) -> dict[str, Any]:
    values = {
        "progressBefore": row.before,
        "progressAfter": row.after,
        "expected": row.expected,
        "__typename": "SupportPrediction",
    }
    return {
        member.key: found[id(member)][row.support]
        if member.name == "support"
        else values[member.name]
        for member in selected.only()
    }


def _predicted(
    states: SupportStates,
    kpi: str,
    between: Between,
    before: float | None,
    after: float | None,
    last: dict[str, int],
) -> Told:
    """What the supports of a KPI predict; sets the revision at which each was there last."""
    rows = []
    for support in states.of.get(kpi, ()):
        held = states.held(kpi, support, between.begin_revision, between.end_revision)
        row = predicted(support, held, between.begin_revision, between.end_revision)
        if row is not None:
            rows.append(row)
            last[support] = min(held[-1].until - 1, between.end_revision)
    shown = [row for row in rows if states.sees(kpi, row.support)]
    hidden = [row for row in rows if not states.sees(kpi, row.support)]
    shown.sort(key=lambda row: (row.expected is None, -abs(row.expected or 0.0), row.support))
    parts = fsum(row.expected for row in hidden if row.expected is not None)
    return Told(between, before, after, shown, total_expected(rows), parts + 0.0)

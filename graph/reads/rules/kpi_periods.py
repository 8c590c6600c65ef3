"""`Kpi.series`, `trend` and `forecast`: its values by period, where they go, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.calendar import (
    Frequency,
    Period,
    parse_date,
    period_between,
    time_text,
    zone_of,
)
from graph.domain.errors import InvalidInput
from graph.domain.forecast import trend
from graph.domain.forecast.forecast import Forecast, forecast_of
from graph.domain.forecast.outlook import outlooks, totals_of
from graph.domain.forecast.trend import trend_of
from graph.domain.forecast.values import LONGEST
from graph.domain.kpi_series import (
    Measured,
    distances,
    finished_amounts,
    series,
    values_by_period,
)
from graph.domain.kpis import Calendar, Judging, Target, is_summed
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field
from graph.reads.execution.computing import computed
from graph.reads.rules.fetch import NOTHING
from graph.reads.rules.projection import Projection

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

_KPIS: Final = (
    "[g.timezone, g.fiscalYearStartMonth, COLLECT { UNWIND $p.ids AS _id "
    "MATCH (_k:Kpi {org: $p.org, id: _id}) "
    "RETURN [_k.id, _k.frequency, _k.direction, _k.watchBand, _k.watchWithin, "
    "coalesce(_k.aggregation, 'LAST'), coalesce(_k.accumulates, 'NEVER'), _k.measureKind, "
    "COLLECT { MATCH (_k)-[:HAS_TARGET]->(_t:KpiTarget) "
    "RETURN [_t.id, _t.startsOn, _t.endsOn, _t.value, _t.lower, _t.upper] }] }]"
)
_VALUES: Final = (
    "COLLECT { UNWIND $p.kpis AS _x MATCH (_k:Kpi {org: $p.org, id: _x[0]}) "
    "MATCH (_k)-[:HAS_VALUE]->(_v:KpiValue) WHERE _v.at >= _x[1] "
    "RETURN [_k.id, _v.at, _v.value] }"
)
_LENGTHS: Final[dict[Frequency, timedelta]] = {
    "HOURLY": timedelta(hours=2),
    "DAILY": timedelta(days=1, hours=1),
    "WEEKLY": timedelta(days=7, hours=1),
    "MONTHLY": timedelta(days=31, hours=1),
    "QUARTERLY": timedelta(days=92, hours=1),
    "ANNUAL": timedelta(days=367),
}
"""At least as long as any period of each frequency."""
_YEAR: Final = timedelta(days=373)
_EARLIEST: Final = datetime.fromisoformat("1900-01-01T00:00:00+00:00")


class Told(NamedTuple):
    """One KPI of a question: what was measured of it, and its measure's kind."""

    kpi: Measured
    kind: str


class PeriodsRule:
    """One selected `series`, `trend` or `forecast` of KPIs."""

    fetch = NOTHING

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._selected = selected
        own = c.another()
        self._kpis = own.plan("periods.kpis", "", own.render(_KPIS, Scope("")))
        own = c.another()
        self._values = own.plan("periods.values", "", own.render(_VALUES, Scope("")))
        projection = Projection(c.another(), "periods.page")
        targets = [*selected.child("target")]
        targets += [one for rows in selected.child("targetOutlook") for one in rows.child("target")]
        self._targets = {id(one): projection.slot(["KpiTarget"], one.on) for one in targets}
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The value of each KPI, by its id."""
        given, now = run.values[self._selected.index], run.moment
        told = await self.told(run, ids, given, now)
        make = _MAKERS[self._selected.name]
        made = {}
        for identifier, row in told.items():
            made[identifier] = await computed(
                partial(make, row, given, now), 100 * len(row.kpi.values)
            )
        wanted = sorted({target for _, targets in made.values() for target in targets})
        slots = {slot: {"KpiTarget": wanted} for slot in self._targets.values()}
        filled = await self._projection.fill(run, slots)
        found = {key: filled[slot] for key, slot in self._targets.items()}
        return {
            identifier: _shown(self._selected, value, found)
            for identifier, (value, _) in made.items()
        }

    async def told(
        self, run: Run, ids: Sequence[str], given: Mapping[str, Any], now: datetime
    ) -> dict[str, Told]:
        """What was measured of each KPI, by its id."""
        timezone, fiscal_start, rows = await run.fetch(self._kpis, {"ids": ids})
        calendars = {row[0]: Calendar(row[1], zone_of(timezone), fiscal_start) for row in rows}
        since = [
            [kpi, time_text(self._since(calendar.frequency, given, now))]
            for kpi, calendar in calendars.items()
        ]
        values: dict[str, list[tuple[datetime, float]]] = {kpi: [] for kpi in calendars}
        for kpi, at, value in await run.fetch(self._values, {"kpis": since}):
            values[kpi].append((datetime.fromisoformat(at), value))
        told = {}
        for kpi, _, direction, band, within, aggregation, accumulates, kind, targets in rows:
            judging = Judging(direction, band, within, is_summed(aggregation, accumulates))
            known = values_by_period(calendars[kpi], sorted(values[kpi]))
            there = [
                (Target(parse_date(starts), parse_date(ends), value, lower, upper), identifier)
                for identifier, starts, ends, value, lower, upper in targets
            ]
            told[kpi] = Told(
                Measured(calendars[kpi], judging, aggregation, accumulates, known, there), kind
            )
        return told

    def _since(self, frequency: Frequency, given: Mapping[str, Any], now: datetime) -> datetime:
        """From when on values are looked at: a year and a period before a series, for growth."""
        if self._selected.name == "series":
            begin, back = given["from"], 2 * _YEAR
        else:
            begin, back = now, (LONGEST + 2) * _LENGTHS[frequency] + _YEAR
        return begin - back if begin - _EARLIEST > back else _EARLIEST


Made = tuple[Any, list[str]]
"""A value as plain data, and the ids of the targets that stand in it."""


def _series(told: Told, given: Mapping[str, Any], now: datetime) -> Made:
    every = given.get("every")
    rows = series(told.kpi, given["from"], given.get("to") or now, now, every and every.value)
    shown = [
        {
            "period": shown_period(row.period),
            "value": row.value,
            "measured": row.measured,
            "of": row.of,
            "partial": row.partial,
            "target": row.target,
            "status": row.status,
            "change": row.change,
            "growth": row.growth,
            "growthYearOnYear": row.growth_year_on_year,
            "__typename": "KpiPeriod",
        }
        for row in rows
    ]
    return shown, [row.target for row in rows if row.target is not None]


def _trend(told: Told, given: Mapping[str, Any], now: datetime) -> Made:
    number = given.get("periods") or 8
    if not trend.FEWEST <= number <= trend.MOST:
        raise InvalidInput(f"`periods` goes from {trend.FEWEST} to {trend.MOST}.", path=["periods"])
    kpi = told.kpi
    periods, amounts = finished_amounts(kpi, now)
    periods, amounts = periods[-number:], amounts[-number:]
    better = {"INCREASE": 1, "DECREASE": -1, "BETWEEN": -1}[kpi.judging.direction]
    if kpi.judging.direction == "BETWEEN":
        amounts = distances(kpi, periods, amounts)
    found = trend_of(amounts)
    direction = "UNKNOWN"
    if found.sign is not None:
        direction = {better: "IMPROVING", 0: "FLAT", -better: "WORSENING"}[found.sign]
    shown = {
        "direction": direction,
        "slope": found.slope,
        "confidence": found.confidence,
        "periods": found.used,
        "__typename": "KpiTrend",
    }
    return shown, []


def _forecast(told: Told, given: Mapping[str, Any], now: datetime) -> Made:
    kpi, level = told.kpi, given.get("level")
    periods, amounts = finished_amounts(kpi, now)
    found = forecast_of(
        amounts,
        kpi.calendar.frequency,
        periods=given.get("periods"),
        level=0.8 if level is None else level,
        logarithms=told.kind not in ("PERCENT", "SCORE"),
        counts=told.kind == "COUNT",
    )
    if not isinstance(found, Forecast):
        return {**_NO_FORECAST, "unavailable": found}, []
    ahead = ahead_of(kpi, periods, found)
    looks = outlooks(kpi, found, ahead)
    by_id = {identifier: target for target, identifier in kpi.targets}
    accuracy = found.accuracy
    shown = {
        "unavailable": None,
        "method": found.method,
        "logarithmic": found.logarithmic,
        "points": [
            {
                "period": shown_period(period),
                "value": point.value,
                "lower": point.lower,
                "upper": point.upper,
                "total": total,
                "__typename": "ForecastPoint",
            }
            for period, point, total in zip(
                ahead[found.behind :], found.points, totals_of(kpi, found, ahead), strict=True
            )
        ],
        "targetOutlook": [
            {
                "target": look.target,
                "period": _days(kpi.calendar, by_id[look.target]),
                "expected": look.expected,
                "probability": look.probability,
                "needed": look.needed,
                "__typename": "TargetOutlook",
            }
            for look in looks
        ],
        "accuracy": {
            "origins": accuracy.origins,
            "horizon": accuracy.horizon,
            "meanAbsoluteError": accuracy.mean_absolute_error,
            "relativeError": accuracy.relative_error,
            "coverage": accuracy.coverage,
            "bias": accuracy.bias,
            "__typename": "ForecastAccuracy",
        },
        "__typename": "KpiForecast",
    }
    return shown, [look.target for look in looks]


_NO_FORECAST: Final[Mapping[str, Any]] = {
    "method": None,
    "logarithmic": False,
    "points": [],
    "targetOutlook": [],
    "accuracy": None,
    "__typename": "KpiForecast",
}
_MAKERS: Final[Mapping[str, Callable[[Told, Mapping[str, Any], datetime], Made]]] = {
    "series": _series,
    "trend": _trend,
    "forecast": _forecast,
}


def ahead_of(kpi: Measured, periods: Sequence[Period], found: Forecast) -> list[Period]:
    """The periods of all steps: those that were missed, and those of the points."""
    ahead = list(periods[len(periods) - found.behind :])
    last = periods[-1]
    for _ in found.points:
        last = kpi.calendar.after(last)
        ahead.append(last)
    return ahead


def shown_period(period: Period) -> dict[str, Any]:
    """A period as clients are told of it."""
    return {
        "startsOn": period.starts_on.isoformat(),
        "endsOn": period.ends_on.isoformat(),
        "startsAt": time_text(period.starts_at),
        "endsAt": time_text(period.ends_at),
        "__typename": "Period",
    }


def _days(calendar: Calendar, target: Target) -> dict[str, Any]:
    return shown_period(period_between(target.starts_on, target.ends_on, calendar.zone))


def _shown(selected: Field, value: Any, found: Mapping[int, Mapping[str, Any]]) -> Any:
    """What is selected of plain data; a target is looked up by its id."""
    if isinstance(value, list):
        return [_shown(selected, item, found) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        one.key: (
            found[id(one)].get(value[one.name])
            if one.name == "target"
            else _shown(one, value[one.name], found)
        )
        for one in selected.only()
    }

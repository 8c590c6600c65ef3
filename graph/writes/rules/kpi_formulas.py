"""Values that follow from formulas: stored by the write that brings an input, period by period.

What a KPI is computed from FEEDS it, as its segments may do. Values are those of finished periods.
When all inputs came before a period's end, the first write after it stores its value: the
organization's `formulasDueMs` says when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from graph.domain.calendar import Period, from_ms, time_text, to_ms
from graph.domain.errors import InvalidInput
from graph.domain.formula.formula import Formula, formula_of
from graph.domain.formula.values import Missing, Source, period_with, value_of
from graph.domain.ids import new_id
from graph.domain.kpi_series import MOST_PERIODS, Measured
from graph.domain.kpis import Calendar
from graph.writes.rules.kpi_check_ins import Reading, take, withdraw
from graph.writes.rules.kpi_status import judging_of
from graph.writes.unit_of_work.loading import Node
from graph.writes.unit_of_work.statements import FOREVER
from graph.writes.unit_of_work.unit_of_work import Unit

FLOWS: Final = "FEEDS|SEGMENT_OF"
"""The relationships along which values flow, from what they are made of."""
MOST_WRITTEN: Final = 2_000
"""How many values one write may compute that differ from what they were, unless it changes the
organization's calendar."""

_ROW: Final = (
    "{kpi: properties(d), "
    "inputs: COLLECT { MATCH (d)<-[:FEEDS]-(x:Kpi) RETURN properties(x) }, "
    "segments: COLLECT { MATCH (d)<-[:SEGMENT_OF]-(y:Kpi) "
    "WITH y ORDER BY y.id RETURN properties(y) }}"
)
FOLLOWING: Final = f"""\
RETURN COLLECT {{
  UNWIND $p.kpis AS id
  MATCH (k:Kpi {{org: $p.org, id: id}})
  MATCH (k) (()-[:{FLOWS}]->()){{0,}} (d:Kpi)
  WITH DISTINCT d
  WITH d WHERE d.formula IS NOT NULL
  RETURN {_ROW}
}}"""
EVERY: Final = f"""\
RETURN COLLECT {{
  MATCH (d:Kpi) WHERE d.org = $p.org AND d.id IS NOT NULL AND d.formula IS NOT NULL
    AND d.archived = false
  RETURN {_ROW}
}}"""
VALUES: Final = """\
RETURN COLLECT {
  UNWIND $p.kpis AS id
  MATCH (v:KpiValue)
  WHERE v.org = $p.org AND v.kpiId = id AND v.at >= $p.from AND v.at < $p.to
    AND v.id IS NOT NULL AND v.ended IS NULL
  RETURN properties(v)
}"""
# What is before everything, and after it, as text.
_ALWAYS: Final = ("0", "9")
# A week is of the month of its Thursday, and clocks change.
_MORE: Final = timedelta(days=8)


@dataclass(slots=True)
class _Computed:
    """A KPI with a formula, and what its values follow from. `periods` are those to be computed,
    by when they start; None: all of them."""

    kpi: Node
    formula: Formula
    inputs: Sequence[Node]
    calendar: Calendar
    periods: dict[datetime, Period] | None = field(default_factory=dict)

    def concerns(self, own: Calendar, starts: Iterable[datetime]) -> None:
        """Has those periods computed to which these periods of an input count."""
        if self.periods is not None:
            found = (period_with(self.calendar, own, start) for start in starts)
            self.periods |= {period.starts_at: period for period in found}


async def follow_formulas(unit: Unit) -> None:
    """Computes what follows from the values and formulas that the unit has changed, and from those
    of which a period is over by now. Raises InvalidInput for too much of it."""
    due = unit.organization.get("formulasDueMs")
    over = due is not None and due <= to_ms(unit.now)
    if not (unit.revalued or unit.reformed or over):
        return
    rows: list[Any] = []
    if unit.revalued or unit.reformed:
        changed = {"kpis": sorted({*unit.revalued, *unit.reformed})}
        rows += await unit.read("formulas.following", FOLLOWING, changed)
    every = await unit.read("formulas.every", EVERY, {}) if over else []
    formulas = {row["kpi"]["id"]: _computed(unit, row) for row in [*rows, *every]}
    for row in every:
        one = formulas[row["kpi"]["id"]]
        one.concerns(one.calendar, _since(one.calendar, from_ms(int(due or 0) - 1), unit.now))
    if every or unit.reformed:
        _set_due(unit, formulas.values(), every=over)
    left = None if unit.recalendared else MOST_WRITTEN
    for one in _in_order(formulas):
        _concern(unit, one)
        if one.periods is None or one.periods:
            written = await _compute(unit, one, left)
            left = None if left is None else left - written
        if left is not None and left < 0:
            raise InvalidInput(
                f"More than {MOST_WRITTEN:,} values of KPIs with formulas follow from this; record "
                "fewer at once.",
                path=[],
            )
    unit.revalued.clear()
    unit.reformed.clear()


def calendar_of(unit: Unit, kpi: Node) -> Calendar:
    """Which periods a stored KPI's values are of."""
    return Calendar(kpi["frequency"], unit.zone, unit.organization["fiscalYearStartMonth"])


def _computed(unit: Unit, row: Mapping[str, Any]) -> _Computed:
    kpi = unit.known.same("Kpi", row["kpi"])
    formula = formula_of(kpi["formula"])
    assert formula is not None
    if formula.of_segments is not None:
        inputs = row["segments"]
    else:
        by_id = {node["id"]: node for node in row["inputs"]}
        inputs = [by_id[one.kpi] for one in formula.inputs]
    return _Computed(kpi, formula, inputs, calendar_of(unit, kpi))


def _since(calendar: Calendar, start: datetime, end: datetime) -> Iterable[datetime]:
    """The starts of the last periods that lie in a time."""
    found = []
    period = calendar.period(start)
    while period.starts_at < end:
        found.append(period.starts_at)
        period = calendar.after(period)
    return found[-MOST_PERIODS:]


def _set_due(unit: Unit, formulas: Iterable[_Computed], *, every: bool) -> None:
    """Says when the first of their present periods is over; without `every`, or when that was said
    of others before."""
    ends = [
        to_ms(one.calendar.period(unit.now).ends_at) for one in formulas if not one.kpi["archived"]
    ]
    said = unit.organization.get("formulasDueMs")
    if not every and said is not None:
        ends.append(said)
    unit.formulas_due = min(ends, default=FOREVER)


def _in_order(formulas: Mapping[str, _Computed]) -> list[_Computed]:
    """Those first that others follow from; there are no circles."""
    ordered: dict[str, _Computed] = {}

    def visit(identifier: str) -> None:
        if identifier not in ordered:
            for one in formulas[identifier].inputs:
                if one["id"] in formulas:
                    visit(one["id"])
            ordered[identifier] = formulas[identifier]

    for identifier in sorted(formulas):
        visit(identifier)
    return list(ordered.values())


def _concern(unit: Unit, one: _Computed) -> None:
    """Notes which periods have to be computed."""
    changed = [node for node in one.inputs if node["id"] in unit.revalued]
    if one.kpi["id"] in unit.reformed or any(unit.revalued[n["id"]] is None for n in changed):
        one.periods = None
    for node in changed:
        one.concerns(calendar_of(unit, node), unit.revalued[node["id"]] or ())


async def _compute(unit: Unit, one: _Computed, most: int | None) -> int:
    """Stores the values of those periods that are over; how many differ from what they were. Stops
    when these are more than `most`."""
    kpi = one.kpi
    if kpi["archived"]:
        return 0
    begin, end = _ALWAYS
    if one.periods is not None:
        begin = time_text(min(one.periods) - _MORE)
        end = time_text(max(period.ends_at for period in one.periods.values()) + _MORE)
    ids = [node["id"] for node in one.inputs]
    p = {"kpis": sorted({kpi["id"], *ids}), "from": begin, "to": end}
    values: dict[str, dict[datetime, Node]] = {identifier: {} for identifier in p["kpis"]}
    for node in await unit.read("formulas.values", VALUES, p):
        start = datetime.fromisoformat(node["periodStartsAt"]).astimezone(UTC)
        values[node["kpiId"]][start] = node
    sources = [_source(unit, node, values[node["id"]]) for node in one.inputs]
    readings: list[Reading] = []
    gone: list[Node] = []
    changed: set[datetime] = set()
    for period in _periods(unit, one, sources, values[kpi["id"]]):
        now: float | Missing = Missing("INPUT_MISSING")
        if period.ends_at <= unit.now:
            now = value_of(one.formula, sources, one.calendar, period)
        stored = values[kpi["id"]].get(period.starts_at)
        if stored is not None:
            stored = unit.known.same("KpiValue", stored)
        if isinstance(now, Missing):
            # What somebody recorded before there was a formula stays where that gives nothing.
            if stored is not None and stored["source"] == "FORMULA":
                unit.end("KpiValue", stored, {"periodStartsAt": None})
                unit.unrelate("HAS_VALUE", kpi["id"], stored["id"])
                gone.append(stored)
                changed.add(period.starts_at)
        elif (reading := _store(unit, kpi, period, stored, now)) is not None:
            readings.append(reading)
            changed.add(period.starts_at)
        if most is not None and len(changed) > most:
            return len(changed)
    if changed:
        await take(unit, readings)
        for node in gone:
            await withdraw(unit, [node])
        unit.kpis.add(kpi["id"])
        unit.revalue(kpi["id"], changed)
    return len(changed)


def _source(unit: Unit, kpi: Node, values: Mapping[datetime, Node]) -> Source:
    measured = Measured(
        calendar_of(unit, kpi),
        judging_of(kpi),
        kpi.get("aggregation", "LAST"),
        kpi.get("accumulates", "NEVER"),
        {start: node["value"] for start, node in values.items()},
    )
    return Source(measured, kpi["archived"])


def _periods(
    unit: Unit, one: _Computed, sources: Sequence[Source], own: Mapping[datetime, Node]
) -> list[Period]:
    """The periods that are to be computed; of all, the last that have values of inputs, and those
    that have been computed before."""
    if one.periods is not None:
        return [one.periods[start] for start in sorted(one.periods)]
    known = [start for source in sources for start in source.kpi.values]
    starts: set[datetime] = set()
    if known:
        starts.update(_since(one.calendar, min(known) - _MORE, unit.now))
    starts.update(start for start, node in own.items() if node["source"] == "FORMULA")
    return [one.calendar.period(start) for start in sorted(starts)]


def _store(
    unit: Unit, kpi: Node, period: Period, stored: Node | None, value: float
) -> Reading | None:
    """The value of a period; None when it is that already."""
    said = {
        # A value of a whole period is of its last second.
        "at": time_text(period.ends_at - timedelta(seconds=1)),
        "value": value,
        "source": "FORMULA",
    }
    if stored is not None:
        if all(stored[name] == each for name, each in said.items()):
            return None
        before = dict(stored)
        unit.derive("KpiValue", stored, {**said, "recordedAt": unit.at})
        return before, stored
    node = {
        "id": new_id("KpiValue"),
        "kpiId": kpi["id"],
        **said,
        "recordedAt": unit.at,
        "periodStartsAt": time_text(period.starts_at),
    }
    unit.add("KpiValue", node)
    unit.relate("HAS_VALUE", kpi["id"], node["id"])
    return None, node

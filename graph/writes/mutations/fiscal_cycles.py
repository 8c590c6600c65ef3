"""Cycles made from the fiscal calendar: its years, halves, quarters and months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from graph.domain.calendar import EARLIEST, LATEST, parse_date
from graph.domain.errors import InvalidInput
from graph.domain.fiscal import (
    KINDS,
    FiscalKind,
    FiscalPeriod,
    label_of,
    number_of,
    period_at,
    periods,
)
from graph.domain.ids import new_id
from graph.writes.mutations.cycles import create
from graph.writes.mutations.mutation import Entities, Given, Handlers
from graph.writes.unit_of_work.unit_of_work import Unit

MOST: Final = 200
"""How many periods are asked for at most."""

THERE: Final = """\
RETURN COLLECT {
  MATCH (c:Cycle)
  WHERE c.org = $p.org AND c.id IS NOT NULL AND c.archived = false
    AND c.kind <> 'CUSTOM' AND c.startsOn <= $p.last AND c.endsOn >= $p.first
  RETURN {id: c.id, kind: c.kind, startsOn: c.startsOn, endsOn: c.endsOn, state: c.state}
}"""


async def generate(unit: Unit, given: Given) -> Entities:
    """Every period of these kinds that touches the days, as a cycle in planning, unless there is
    one of its kind and days that is not archived.

    Each is part of the period around it of the next larger kind that is made or there, and not
    closed. Raises InvalidInput: days the wrong way round or out of range, too many periods.
    """
    first, last = parse_date(given["from"]), parse_date(given["until"])
    kinds: list[FiscalKind] = given["kinds"]
    month = unit.organization["fiscalYearStartMonth"]
    _check_days(kinds, first, last, month)
    p = {
        "first": period_at("YEAR", first, month).starts_on.isoformat(),
        "last": period_at("YEAR", last, month).ends_on.isoformat(),
    }
    stored = await unit.read("cycles.there", THERE, p)
    there = {_period(row) for row in stored}
    whole = {_period(row): row["id"] for row in _open(stored)}
    made: list[FiscalPeriod] = []
    for period in periods(kinds, first, last, month):
        if period in there:
            continue
        if not made or made[-1].kind != period.kind:
            # What is larger has been made by now.
            await unit.find(whole.values())
        label = label_of(*period, month)
        assert label is not None
        identifier = new_id("Cycle")
        around = _around(period, month, whole)
        unit.made.add(identifier)
        cycle = {
            "id": identifier,
            "name": label,
            "kind": period.kind,
            "startsOn": period.starts_on.isoformat(),
            "endsOn": period.ends_on.isoformat(),
            **({} if around is None else {"parent": around}),
        }
        await create(unit, cycle)
        whole[period] = identifier
        made.append(period)
    made.sort(key=lambda period: (period.starts_on, KINDS.index(period.kind)))
    return {"cycles": [whole[period] for period in made]}


def _check_days(kinds: list[FiscalKind], first: date, last: date, month: int) -> None:
    if last < first:
        raise InvalidInput(f"`until`, {last}, is before `from`, {first}.", path=["until"])
    number = number_of(set(kinds), first, last, month)
    if number > MOST:
        raise InvalidInput(
            f"That is {number} cycles; ask for at most {MOST} at a time.", path=["until"]
        )
    for name, day in (("from", first), ("until", last)):
        for kind in kinds:
            period = period_at(kind, day, month)
            if period.starts_on < EARLIEST or period.ends_on > LATEST:
                raise InvalidInput(
                    f"The cycle around {day} would be out of range: years go from "
                    f"{EARLIEST.year} to {LATEST.year}.",
                    path=[name],
                )


def _period(row: dict[str, Any]) -> FiscalPeriod:
    return FiscalPeriod(row["kind"], parse_date(row["startsOn"]), parse_date(row["endsOn"]))


def _open(stored: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Those that others can be part of; of several of the same days, the one with the first id
    comes last."""
    rows = [row for row in stored if row["state"] != "CLOSED"]
    return sorted(rows, key=lambda row: str(row["id"]), reverse=True)


def _around(period: FiscalPeriod, month: int, whole: dict[FiscalPeriod, str]) -> str | None:
    """The id of the cycle that a period is part of."""
    larger = reversed(KINDS[: KINDS.index(period.kind)])
    around = (whole.get(period_at(kind, period.starts_on, month)) for kind in larger)
    return next((identifier for identifier in around if identifier is not None), None)


FISCAL_CYCLES: Final[Handlers] = {"cyclesGenerate": generate}

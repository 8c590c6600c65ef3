"""Values of KPIs with formulas whose periods are over, where no write has come since."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from graph.database.client import Database, Transaction
from graph.domain.calendar import to_ms
from graph.reads.execution.run import AccessChanged
from graph.writes.rules.kpi_formulas import follow_formulas
from graph.writes.unit_of_work.rollup import settle
from graph.writes.unit_of_work.unit_of_work import Unit
from graph.writes.unit_of_work.visibility_changes import record_sights
from graph.writes.upgrade import ACCESS, ourselves

SECONDS: Final = 20.0
DUE: Final = """\
RETURN COLLECT {
  MATCH (g:Organization) WHERE g.org IS NOT NULL AND g.id IS NOT NULL
    AND g.formulasDueMs <= $p.now
  WITH g ORDER BY g.id
  RETURN g.id
}"""
_LATER: Final = """\
MATCH (g:Organization {org: $p.org, id: $p.org})
SET g.formulasDueMs = $p.due
RETURN 1"""


async def compute_due(database: Database) -> list[str]:
    """Stores what is due by now, of each organization in a write of its own; returns the ids of
    the organizations. Several processes may do it at once."""
    due: list[str] = await database.read("formulas.due", DUE, {"now": to_ms(datetime.now(UTC))})
    for org in due:
        access_revision = await database.read("upgrade.access", ACCESS, {"org": org})
        try:
            await _compute(database, org, access_revision)
        except AccessChanged:
            continue  # Another write comes first, and does it.
    return due


async def _compute(database: Database, org: str, access_revision: int) -> None:
    async def work(transaction: Transaction) -> None:
        unit = Unit(transaction, ourselves(org, access_revision), datetime.now(UTC))
        await unit.begin()
        await follow_formulas(unit)
        await settle(unit)
        await record_sights(unit)
        if not unit.record.changes:
            raise _NothingNew(unit.formulas_due)
        await unit.commit("formulas")

    try:
        await database.write(org, work, seconds=SECONDS)
    except _NothingNew as nothing:
        # No revision is made of it.
        due = nothing.due
        if due is not None:

            async def put_off(transaction: Transaction) -> None:
                await transaction.run("formulas.later", _LATER, {"org": org, "due": due})

            await database.write(org, put_off)


class _NothingNew(Exception):
    """Nothing follows; `due` is when something may next."""

    def __init__(self, due: int | None) -> None:
        self.due = due

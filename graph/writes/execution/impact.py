"""What a write comes to beyond what it says: progress, and how the plans for KPIs are divided.

What was is read beside the transaction, whose lock keeps it as it was; what is, inside of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from graph.database.client import Transaction
from graph.domain.impact import MOST_COMPARED, Impact, Moves, by_change, by_size, shifts
from graph.domain.viewer import Viewer
from graph.reads.compile.selection import Values
from graph.reads.execution.run import Moved, Run
from graph.reads.rules.divisions import divisions
from graph.reads.rules.findings.changes import finding_changes
from graph.writes.unit_of_work.change_log import Record

# What the division of a plan follows from, by the kind of what has it; whatever is new or ended
# counts as well.
_DIVIDES: Final[Mapping[str, frozenset[str]]] = {
    "Objective": frozenset({"lifecycle"}),
    "KeyResult": frozenset({"weight", "archived", "objectiveId"}),
    "Kpi": frozenset({"archived"}),
    "Alignment": frozenset({"weight", "keyResultId", "from", "to"}),
    "Support": frozenset({"weight", "effect", "from", "to"}),
    "Drive": frozenset({"weight", "effect", "from", "to"}),
}


@dataclass(frozen=True, slots=True)
class _Inside:
    """A transaction where a read wants a database: what is read is what would be."""

    transaction: Transaction

    async def read(self, name: str, statement: str, p: Mapping[str, Any]) -> Any:
        """As `Database.read`."""
        return await self.transaction.run(name, statement, p)


def inside(
    transaction: Transaction,
    viewer: Viewer,
    now: datetime,
    values: Values,
    access_revision: int | None,
    *,
    settle: bool = False,
) -> Run:
    """A read inside of a transaction; `access_revision` is the one that it has made, if any."""
    if access_revision is not None:
        viewer = replace(viewer, access_revision=access_revision)
    return Run(_Inside(transaction), viewer, now, values, settle=settle, in_turn=True)


async def impact_of(
    before: Run, after: Run, record: Record, *, kpis: bool, findings: bool = False
) -> Impact:
    """What follows from a write that is written but not committed, and whose record this is.

    `before` reads beside of the transaction, `after` inside of it. Raises Moved when what is read
    beside of it is not what was before. Plans and findings are compared where they are asked for.
    """
    impact = Impact(by_change(Moves(*row) for row in record.progress()))
    impact.values_dropped = sum(
        kind == "KpiValue" and change.kind == "ENDED"
        for (_, kind), change in record.changes.items()
    )
    if findings and record.changes:
        impact.findings = await finding_changes(before, after)
        _check_neighbours(before, after)
    starts = _starts(record)
    if not kpis or not starts:
        return impact
    known = divisions(sees_all=after.viewer.sees_all)
    names = await known.above(after, starts) | await known.above(before, starts)
    compared = sorted(names, key=lambda one: (names[one], one))[:MOST_COMPARED]
    was, now = await known.divided(before, compared), await known.divided(after, compared)
    _check_neighbours(before, after)
    impact.kpis = by_size(shifts(kpi, was.get(kpi), now.get(kpi)) for kpi in compared)
    impact.not_compared = len(names) - len(compared)
    return impact


def _check_neighbours(before: Run, after: Run) -> None:
    was, now = before.revision, after.revision
    if was is not None and now is not None and was + 1 != now:
        raise Moved


def _starts(record: Record) -> dict[str, Sequence[str]]:
    """The ids of what may divide a plan otherwise, by kind."""
    starts: dict[str, list[str]] = {}
    for (identifier, kind), change in record.changes.items():
        divides = _DIVIDES.get(kind)
        if divides is None:
            continue
        if change.kind in ("CREATED", "ENDED") or not divides.isdisjoint(
            change.before.keys() | change.after.keys()
        ):
            starts.setdefault(kind, []).append(identifier)
    return dict(starts)

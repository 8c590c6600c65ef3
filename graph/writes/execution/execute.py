"""Running a mutation: one transaction, one revision, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from graph.database.client import Database, Transaction
from graph.domain.errors import Contention, GoalgraphError, WriteRefused
from graph.domain.impact import Impact
from graph.domain.viewer import Viewer
from graph.reads.execution.run import AccessChanged, Moved, Run
from graph.reads.rules.findings.changes import prepare
from graph.writes.execution.batch import calls_of, run_all
from graph.writes.execution.idempotency import IdempotentRequest, problems_of
from graph.writes.execution.impact import impact_of, inside
from graph.writes.execution.what_if import check_seen
from graph.writes.mutations.comments import end_left
from graph.writes.mutations.mutation import Call, Entities
from graph.writes.unit_of_work.change_log import Record
from graph.writes.unit_of_work.unit_of_work import Unit
from graph.writes.unit_of_work.visibility_changes import record_sights

T = TypeVar("T")

ATTEMPTS: Final = 3
# On a busy machine, planning the statements of a mutation that nobody has asked for yet takes
# seconds, which count as the transaction's.
WRITE_SECONDS: Final = 20.0


@dataclass(slots=True)
class Result:
    """What a write came to.

    With `problems`, nothing was written and there is nothing else. `revision` is the one it made,
    or the present one when nothing changed; None for a dry run. `entities` has one item for each
    of `calls`. `changed` are the ids, in order, of what changed and is still there. `impact` is
    there when it was asked for, and not when the write was carried out before.
    """

    revision: int | None = None
    calls: Sequence[Call] = ()
    entities: list[Entities] = field(default_factory=list)
    changed: Sequence[str] = ()
    problems: Sequence[GoalgraphError] = ()
    record: Record = field(default_factory=Record)
    dry_run: bool = False
    access_revision: int | None = None
    impact: Impact | None = None


class _Unchanged(Exception):
    """Nothing changes, and so the revision stays: carries the result out of the transaction. `kept`
    is what it came to when it was carried out before."""

    def __init__(self, result: Result, *, kept: bool = False) -> None:
        self.result = result
        self.kept = kept


@dataclass(slots=True)
class Ask:
    """Who wants a write, and when. `viewer` is who they are as last looked up, and `refresh` looks
    them up again. `once` is the request, when it is to be carried out once however often it is
    sent, and `place` where in it this write stands. `impact` asks what follows from it, `kpis`
    also of KPIs, `findings` also of findings."""

    database: Database
    viewer: Callable[[], Viewer]
    refresh: Callable[[], Awaitable[Any]]
    now: datetime
    once: IdempotentRequest | None = None
    place: str = ""
    impact: bool = False
    kpis: bool = False
    findings: bool = False


async def perform(
    ask: Ask,
    operation: str,
    given: Mapping[str, Any],
    show: Callable[[Result, Transaction | None], Awaitable[T]],
    *,
    dry_run: bool,
) -> T:
    """Runs a mutation, or the batch of them that is given, as one write, all or none.

    `show` makes the answer: after the commit, or inside of the transaction that a dry run undoes.
    Raises what `Database.write` raises; expected failures are problems of the result instead.
    """
    try:
        calls = calls_of(operation, given)
    except WriteRefused as refused:
        return await show(Result(problems=refused.problems, dry_run=dry_run), None)
    for _ in range(ATTEMPTS):
        try:
            done = await _attempt(ask, calls, operation, show, dry_run=dry_run)
        except AccessChanged:
            await ask.refresh()
            continue
        except Moved:
            continue
        return done[1] if isinstance(done, tuple) else await show(done, None)
    raise Contention("Others kept changing this meanwhile; it is safe to try again.")


async def _attempt(
    ask: Ask,
    calls: Sequence[Call],
    operation: str,
    show: Callable[[Result, Transaction | None], Awaitable[T]],
    *,
    dry_run: bool,
) -> Result | tuple[Result, T]:
    """The result, or also what was shown of it already."""
    viewer = ask.viewer()
    once = None if dry_run else ask.once

    async def work(transaction: Transaction) -> Result | tuple[Result, T]:
        unit = Unit(transaction, viewer, ask.now, dry_run=dry_run)
        result = Result(dry_run=dry_run)
        await unit.begin()
        if once is not None and (before := await once.found(transaction, ask.place)):
            raise _Unchanged(_kept(before, calls), kept=True)
        result.calls = calls
        result.entities = await run_all(unit, calls)
        await end_left(unit)
        await record_sights(unit)
        changes = unit.record.changes
        result.record = unit.record
        result.changed = list(
            dict.fromkeys(one for (one, _), change in changes.items() if change.kind != "ENDED")
        )
        result.access_revision = unit.revision if unit.access_changed else None
        if dry_run:
            await unit.commit(operation)
            await check_seen(unit)
            await _look(ask, viewer, transaction, result)
            return result, await show(result, transaction)
        if not changes:
            result.revision = unit.revision - 1
            result.impact = Impact() if ask.impact else None
            raise _Unchanged(result)
        await unit.commit(operation)
        await _look(ask, viewer, transaction, result)
        result.revision = unit.revision
        if once is not None:
            await once.keep_field(transaction, ask.place, result)
        return result

    if ask.findings:
        await prepare(Run(ask.database, viewer, ask.now, ()))
    try:
        return await ask.database.write(viewer.org, work, dry_run=dry_run, seconds=WRITE_SECONDS)
    except _Unchanged as unchanged:
        result = unchanged.result
        if unchanged.kept:
            return result
    except WriteRefused as refused:
        result = Result(problems=refused.problems, dry_run=dry_run)
    if once is None:
        return result
    return _kept(await once.settled(ask.database, ask.place, result), calls)


async def _look(ask: Ask, viewer: Viewer, transaction: Transaction, result: Result) -> None:
    """Finds out what follows, where it is asked for."""
    if ask.impact:
        result.impact = await impact_of(
            Run(ask.database, viewer, ask.now, ()),
            inside(transaction, viewer, ask.now, (), result.access_revision),
            result.record,
            kpis=ask.kpis,
            findings=ask.findings,
        )


def _kept(outcome: Mapping[str, Any], calls: Sequence[Call]) -> Result:
    """What a write came to when it was carried out."""
    return Result(
        revision=outcome["revision"],
        calls=() if outcome["problems"] else calls,
        entities=outcome["entities"],
        changed=outcome["changed"],
        problems=problems_of(outcome),
    )

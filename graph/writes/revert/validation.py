"""What must hold once a revision has been undone: nothing stands on what is no longer there, and
the rules of the domain.

Everything has been written by then, and is taken back when something is found.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from graph.domain.calendar import period_of, time_text
from graph.domain.errors import Conflict, InvalidInput, ReadOnly, RevertBlocked
from graph.domain.kpis import target_mistakes
from graph.domain.measured_as import measuring_mistakes
from graph.domain.metrics import metric_mistakes
from graph.writes.mutations.cycles import GOALS, check_nested
from graph.writes.mutations.kpi_targets import TARGETS
from graph.writes.mutations.mutation import check_not_archived, check_open
from graph.writes.mutations.people import OTHER_OWNERS
from graph.writes.revert.apply import PATH, Undo
from graph.writes.revert.entity_kinds import ABOUT_ANYTHING, KINDS
from graph.writes.revert.kpi_units import MEASURING, mismeasured, not_measured, parted
from graph.writes.revert.revision_changes import (
    MOST_BLOCKERS,
    Blocker,
    Row,
    blockers_of,
    later_changes,
)
from graph.writes.rules.archiving import check_free
from graph.writes.rules.dependents import MOST, belonging, left_behind, standing
from graph.writes.rules.kpi_periods import VALUES
from graph.writes.rules.kpi_status import target_of
from graph.writes.rules.ownership import check_held
from graph.writes.unit_of_work.loading import Found, Node
from graph.writes.unit_of_work.rollup import metric_of
from graph.writes.unit_of_work.statements import LINKS
from graph.writes.unit_of_work.visibility_changes import COMMENTS

_TAKEN: Final = """\
RETURN COLLECT {{
  UNWIND $p.rows AS row
  MATCH (n:{kind}) WHERE n.org = $p.org AND {same} AND n.ended IS NULL AND n.id IS NOT NULL
    AND NOT n.id IN $p.own
  RETURN DISTINCT n.id
}}"""
_NUMBERS: Final = ("value", "lower", "upper")
_NESTED: Final = ("startsOn", "endsOn", "parentId")
_FOLLOWING: Final = frozenset().union(*(kind.following for kind in KINDS.values()))


async def check_unique(undo: Undo) -> None:
    """Refuses when another has by now what only one may have. Asked before anything is written,
    since the database would not take it."""
    for name, kind in KINDS.items():
        rows = []
        for row in undo.rows:
            found = undo.of(row)
            if row.kind == name and row.change != "CREATED" and found is not None:
                then = [row.before.get(n, found.node.get(n)) for n in kind.unique]
                if not row.before.keys().isdisjoint(kind.unique) and None not in then:
                    rows.append(then)
        if rows:
            same = " AND ".join(f"n.{n} = row[{i}]" for i, n in enumerate(kind.unique))
            own = [row.id for row in undo.rows]
            statement = _TAKEN.format(kind=name, same=same)
            p = {"rows": rows, "own": own}
            taken = await undo.unit.read(f"revert.taken{name}", statement, p)
            await refuse(undo, [Blocker(one, None, kind.unique) for one in taken])


async def check_stale(undo: Undo) -> None:
    """Refuses when something is no longer what the revision made of it, or has a twin by now."""
    if undo.stale:
        await _refuse_later(undo, undo.stale)
    await refuse(undo, undo.twins)


async def check_undone(undo: Undo) -> None:
    """Refuses when anything does not go with what was put back."""
    _check_references(undo)
    broken: dict[str, set[str]] = {}
    for row in undo.rows:
        async for identifier, fields in _broken(undo, row):
            broken.setdefault(identifier, set()).update(fields)
    if broken:
        await _refuse_later(undo, broken)
    for row in undo.rows:
        await _check_kind(undo, row)
    await _check_holders(undo)
    await _check_standing(undo)


def _check_references(undo: Undo) -> None:
    """Raises ReadOnly when something would refer to what has been put away or closed."""
    found = undo.unit.found
    closing = {row.id for row in undo.rows if row.closes}
    for row in undo.rows:
        if row.kind in LINKS:
            if row.change != "CREATED":
                _, *ends = undo.link(row)
                for end in ends:
                    _check_usable(found[end], closing)
        # By anybody, whatever has become of them since.
        elif row.change != "CREATED" and row.kind not in ABOUT_ANYTHING:
            node = undo.there(row).node
            for identifier in _referred(row, node):
                if identifier in found:
                    _check_usable(found[identifier], closing)


def _referred(row: Row, node: Node) -> Iterator[str]:
    """The ids that something refers to again: all of them, when it is there again itself."""
    back = row.change == "ENDED" or row.before.get("archived") is False
    for one in KINDS[row.kind].references:
        identifier = node.get(one.name)
        if identifier is not None and (back or one.name in row.before):
            yield identifier
    for which in KINDS[row.kind].lists:
        gone = row.after.get(which.name) or ()
        yield from (x for x in row.before.get(which.name) or () if x not in gone)


def _check_usable(found: Found, closing: set[str]) -> None:
    check_not_archived(found, PATH)
    for goal in found.goals:
        cycle = next((c for c in found.cycles if c["id"] == goal.get("cycleId")), None)
        if goal["id"] not in closing:
            check_open(goal, None if cycle and cycle["id"] in closing else cycle, PATH)
    node = found.node
    if found.kind == "Cycle" and node["state"] == "CLOSED" and found.id not in closing:
        raise ReadOnly(
            f'The cycle "{node["name"]}" is closed; reopen it first.', path=PATH, node=found.id
        )


async def _broken(undo: Undo, row: Row) -> AsyncIterator[tuple[str, set[str]]]:
    """The nodes with fields that do not go with what was put back, and those fields."""
    found = undo.of(row)
    node: Node = {} if found is None else found.node
    match row.kind:
        case "KeyResult" if metric_mistakes(metric_of(node)):
            yield row.id, {name for name in node if name.startswith("metric")}
        case "KeyResult" if measuring_mistakes(
            node.get("measuredAs", "VALUE"),
            node.get("baseline"),
            measured=node.get("measuredById") is not None,
        ):
            yield row.id, {"measuredAs", "baseline"}
        case "Objective":
            if node["progressMode"] != "MANUAL" and node.get("manualProgress") is not None:
                yield row.id, {"progressMode", "manualProgress"}
        case "Alignment" if row.change != "CREATED" and row.before.get("keyResultId") is not None:
            link, _, end = undo.link(row)
            result = undo.unit.found[link["keyResultId"]].node
            if result["archived"] or result["objectiveId"] != end:
                yield result["id"], {"archived", "objectiveId"}
        case "Comment" if row.change == "ENDED" and (root := node.get("replyToId")) is not None:
            first = undo.unit.found.get(root)
            if first is None or first.node.get("ended"):
                yield root, {"ended"}
        case "Report" if row.change == "CREATED" and node.get("submittedAt") is not None:
            yield row.id, {"submittedAt"}
        case "Report" if row.after.get("submittedAt") is not None:
            # Nobody comments on a draft.
            for comment in await undo.unit.read("report.comments", COMMENTS, {"ids": [row.id]}):
                yield comment, {"onId"}
        case "KpiTarget" if row.change != "CREATED":
            kpi = undo.unit.found[node["kpiId"]].node
            if target_mistakes(kpi["direction"], target_of(node)):
                yield kpi["id"], {"direction"}
        case "KeyResult" if not row.before.keys().isdisjoint(MEASURING):
            for other in await not_measured(undo.unit, node):
                yield other, set(MEASURING)
        case "Kpi":
            for other in await mismeasured(undo.unit, node):
                yield other, set(MEASURING)
            for other in await parted(undo.unit, node):
                yield other, {"measureKind", "measureCurrency", "measureUnit", "partOfId"}
            if "direction" in row.before:
                for target in await undo.unit.read("kpi.targets", TARGETS, {"id": row.id}):
                    if target_mistakes(node["direction"], target_of(target)):
                        yield target["id"], set(_NUMBERS)
            if "frequency" in row.before:
                for value in await undo.unit.read("kpi.allValues", VALUES, {"kpis": [row.id]}):
                    if value["periodStartsAt"] != _period(undo, node, value):
                        yield value["id"], set(value)


def _period(undo: Undo, kpi: Node, value: Node) -> str:
    unit = undo.unit
    month = unit.organization["fiscalYearStartMonth"]
    at = datetime.fromisoformat(value["at"])
    return time_text(period_of(kpi["frequency"], at, unit.zone, month).starts_at)


async def _check_kind(undo: Undo, row: Row) -> None:
    """The rules of teams, people and cycles. Raises Conflict and InvalidInput."""
    unit = undo.unit
    if row.kind not in ("Team", "Person", "Cycle"):
        return
    found = undo.there(row)
    try:
        if row.before.get("archived") is True:
            await check_free(unit, found)
        if row.kind == "Cycle" and not row.before.keys().isdisjoint(_NESTED):
            await check_nested(unit, found, found.node, {})
    except (Conflict, InvalidInput) as error:
        raise type(error)(error.message, path=PATH) from None
    if row.kind == "Person":
        node = found.node
        if row.id == unit.viewer.person and node["archived"]:
            raise Conflict("Nobody archives themself; ask another administrator.", path=PATH)
        gone = node["role"] != "OWNER" or node["archived"]
        was_owner = row.after.get("role", node["role"]) == "OWNER"
        others = {"id": row.id}
        if was_owner and gone and not await unit.read("person.owners", OTHER_OWNERS, others):
            raise Conflict(
                f'"{node["name"]}" is the last owner; make somebody else one first.', path=PATH
            )


async def _check_holders(undo: Undo) -> None:
    """Raises Conflict when what is open again is held by somebody who is archived."""
    open_again: dict[str, list[str]] = {}
    for row in undo.rows:
        if row.change == "UPDATED" and row.kind in ("Objective", "Initiative", "Kpi"):
            open_again.setdefault(row.kind, []).append(row.id)
        elif row.kind == "Cycle" and row.opens:
            goals = await undo.unit.read("cycle.goals", GOALS, {"id": row.id})
            open_again.setdefault("Objective", []).extend(goals)
    for kind, ids in open_again.items():
        await check_held(undo.unit, kind, dict.fromkeys(ids), PATH)


async def _check_standing(undo: Undo) -> None:
    """Refuses when something in use stands on what was put away, moved back or closed again."""
    unit = undo.unit
    made = [r.id for r in undo.rows if r.change == "CREATED" and r.kind not in LINKS]
    blockers = [Blocker(one) for one in await standing(unit, made)]
    left: list[tuple[str, str]] = [
        (row.id, row.after.get("objectiveId") or undo.there(row).node["objectiveId"])
        for row in undo.rows
        if row.kind == "KeyResult"
        and ("objectiveId" in row.before or row.before.get("archived") is True)
    ]
    if left:
        blockers += [Blocker(one) for one in await left_behind(unit, left)]
    goals = [row.id for row in undo.rows if row.closes and row.kind == "Objective"]
    for row in undo.rows:
        if row.closes and row.kind == "Cycle":
            goals += await unit.read("cycle.goals", GOALS, {"id": row.id})
    if goals:
        ids = await belonging(unit, goals, undo.revision)
        later = await later_changes(unit, ids, undo.revision)
        blockers += [Blocker(c.id, c.revision, _shown(c.fields)) for c in later]
        if len(ids) == MOST and not blockers:
            raise RevertBlocked(
                f"Revision {undo.revision} cannot be undone: too much has changed since.",
                path=PATH,
            )
    await refuse(undo, blockers)


async def _refuse_later(undo: Undo, fields: Mapping[str, set[str]]) -> None:
    later = await later_changes(undo.unit, fields, undo.revision)
    await refuse(undo, blockers_of(later, fields, _FOLLOWING))


def _shown(fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(fields) - _FOLLOWING))


async def refuse(undo: Undo, blockers: Sequence[Blocker]) -> None:
    """Raises RevertBlocked when there are any, with those that the viewer may know of."""
    if not blockers:
        return
    unit = undo.unit
    every = list(dict.fromkeys(blockers))
    own = {row.id for row in undo.rows}
    await unit.find(one.id for one in every if one.id not in own)
    shown = [
        one
        for one in every
        if one.id in own
        or unit.viewer.sees_all
        or ((found := unit.found.get(one.id)) is not None and found.seen_by(unit.viewer))
    ]
    raise RevertBlocked(
        f"Revision {undo.revision} cannot be undone: what has changed since stands on it. Undo or "
        "take back that first.",
        path=PATH,
        blockers=[[one.id, one.revision, list(one.fields)] for one in shown[:MOST_BLOCKERS]],
        hidden=len(every) - len(shown),
    )

"""`changeRevert`: a revision is undone by another.

Who may undo it is who may have made each of its changes; whoever may not see one of them may not
know of the revision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from graph.domain.errors import Forbidden, ReadOnly, RevertBlocked
from graph.domain.permissions import Who, administers, makes_owners
from graph.domain.relationships import PAST
from graph.model.mutations.registry import PERMISSIONS
from graph.writes.mutations.mutation import (
    Entities,
    Given,
    Handlers,
    check_not_archived,
    check_open,
    require,
    require_author,
    require_own,
)
from graph.writes.mutations.proposals import proposer_of, target_of
from graph.writes.revert.apply import PATH, Past, Undo
from graph.writes.revert.entity_kinds import ABOUT_ANYTHING, KINDS
from graph.writes.revert.recalculation import follow
from graph.writes.revert.revision_changes import BY_PEOPLE, Row, no_such, rows_of
from graph.writes.revert.validation import check_stale, check_undone, check_unique
from graph.writes.rules.reference_lists import ACKNOWLEDGED, listed
from graph.writes.unit_of_work.loading import Found, found_of
from graph.writes.unit_of_work.statements import LINKS
from graph.writes.unit_of_work.unit_of_work import Unit

_PAST: Final = """\
RETURN COLLECT {{
  UNWIND $p.ids AS id
  MATCH (a)-[r:{past} {{org: $p.org, id: id}}]->(b)
  WITH id, r, a, b ORDER BY r.until = $p.revision DESC, r.until DESC
  WITH id, collect([properties(r), a.id, b.id])[0] AS last
  RETURN [id, last[0], last[1], last[2]]
}}"""
_GONE: Final = """\
RETURN COLLECT {{
  UNWIND $p.ids AS id
  MATCH (n:{kind} {{org: $p.org, id: id}}) WHERE n.ended
  OPTIONAL MATCH (k:Kpi {{org: $p.org, id: n.kpiId}})
  RETURN {{node: properties(n), kpi: properties(k)}}
}}"""


async def revert(unit: Unit, given: Given) -> Entities:
    """Everything that a revision changed is as it was before, where nothing later stands on it."""
    revision: int = given["revision"]
    every = list(_to_undo(await rows_of(unit, revision)))
    said = {row.id: row for row in _said(every)}
    rows = [row for row in every if row.kind != "Comment" or row.id not in said]
    rows = await _without_computed(unit, rows)
    if not rows:
        raise RevertBlocked(f"Revision {revision} changed nothing that can be undone.", path=PATH)
    undo = await _found(unit, revision, rows)
    for row in rows:
        _check_seen(undo, row)
    _check_kinds(rows)
    for row in rows:
        if row.kind == "Comment":
            _check_said(undo, row)
        elif row.kind == "Report":
            require_own(unit, undo.there(row), PATH)
        elif row.change != "ROLLED_UP":
            _check_permission(undo, row)
    _check_open(undo)
    await check_unique(undo)
    await undo.run()
    await check_stale(undo)
    await follow(undo)
    await _say_again(unit, [id for id, row in said.items() if row.change == "ENDED"])
    await check_undone(undo)
    unit.reverts = revision
    return {}


def _to_undo(rows: Iterable[Row]) -> Iterator[Row]:
    """What people changed, and what else does not follow from it by a rule."""
    for row in rows:
        if row.change in BY_PEOPLE:
            yield row
        elif (
            row.change == "ROLLED_UP"
            and row.kind in KINDS
            and (names := [n for n in KINDS[row.kind].kept if n in row.before])
        ):
            before, after = (
                {n: fields.get(n) for n in names} for fields in (row.before, row.after)
            )
            yield Row(row.id, row.kind, row.change, before, after)


async def _without_computed(unit: Unit, rows: Sequence[Row]) -> list[Row]:
    """Without the values of KPIs that have formulas: they follow from others."""
    values = {
        row.id: (row.before or row.after).get("kpiId")
        for row in rows
        if row.kind == "KpiValue" and (row.before or row.after).get("source") == "FORMULA"
    }
    if not values:
        return list(rows)
    await unit.find(kpi for kpi in values.values() if kpi is not None)
    computed = {
        value
        for value, kpi in values.items()
        if kpi in unit.found and "formula" in unit.found[kpi].node
    }
    return [row for row in rows if row.id not in computed]


def _said(rows: Sequence[Row]) -> list[Row]:
    """Comments that went or came with what they are on, whoever may have written them."""
    with_it = {(row.id, row.change) for row in rows if row.kind != "Comment"}
    return [
        row
        for row in rows
        if row.kind == "Comment"
        and row.change != "UPDATED"
        and "removed" not in (row.after if row.change == "ENDED" else ())
        and ((row.before or row.after).get("onId"), row.change) in with_it
    ]


async def _say_again(unit: Unit, comments: Sequence[str]) -> None:
    """The same comments, now that what they are on is there again."""
    if comments:
        statement = _GONE.format(kind="Comment")
        for ended in await unit.read("revert.goneComment", statement, {"ids": comments}):
            unit.again("Comment", ended["node"], {})


async def _found(unit: Unit, revision: int, rows: Sequence[Row]) -> Undo:
    """Everything that the rows name, as it is now."""
    await unit.find(_named(rows))
    found: dict[tuple[str, str], Found] = {}
    for row in rows:
        one = unit.found.get(row.id)
        if one is not None and one.kind == row.kind:
            found[row.id, row.kind] = one
    past: dict[str, Past] = {}
    gone: dict[str, list[str]] = {}
    for row in rows:
        if (row.id, row.kind) not in found:
            gone.setdefault(row.kind, []).append(row.id)
    for kind, ids in gone.items():
        if kind == "AlignmentProposal":
            # An alignment that came of it has its id.
            for one in await unit.find_only(kind, ids):
                found[one.id, kind] = one
        elif kind in LINKS:
            p = {"ids": ids, "revision": revision}
            statement = _PAST.format(past=PAST[LINKS[kind]])
            for identifier, link, start, end in await unit.read(f"revert.past{kind}", statement, p):
                link.pop("until")
                past[identifier] = link, start, end
        elif kind in KINDS and KINDS[kind].ends:
            statement = _GONE.format(kind=kind)
            were = [
                found_of(kind, ended)
                for ended in await unit.read(f"revert.gone{kind}", statement, {"ids": ids})
            ]
            for one in were:
                unit.known.keep(one)
            if kind in ABOUT_ANYTHING:
                await unit.find(about for one in were for about in one.about)
                unit.known.belong(were)
            found |= {(one.id, kind): one for one in were if one.id in unit.found}
    there = [one.ends for (_, kind), one in found.items() if kind in LINKS]
    ends = {end for pair in (*there, *((s, e) for _, s, e in past.values())) for end in pair}
    await unit.find(ends)
    lists: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for which in KINDS[row.kind].lists if row.kind in KINDS else ():
            if which.name in (*row.before, *row.after):
                lists[row.id, which.name] = await listed(unit, which, row.id)
    return Undo(unit, revision, rows, past, lists, found)


def _check_kinds(rows: Sequence[Row]) -> None:
    """Raises RevertBlocked for changes of kinds that have no row in the table."""
    unsupported = {row.kind for row in rows if not _can_be_undone(row)}
    if unsupported:
        what = ", ".join(sorted(unsupported))
        raise RevertBlocked(f"Changes of this kind cannot be undone: {what}.", path=PATH)


def _can_be_undone(row: Row) -> bool:
    if row.kind in LINKS:
        return True
    kind = KINDS.get(row.kind)
    if kind is None or row.change in ("UPDATED", "ROLLED_UP"):
        return kind is not None
    return kind.ends or (row.change == "CREATED" and bool(kind.put_away))


def _named(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row.kind != "Organization":  # It is found from the beginning.
            yield row.id
        kind = KINDS.get(row.kind)
        names = ["from", "to", "keyResultId"]
        if kind is not None:
            names = [name for name, _, _ in kind.named]
        for fields in (row.before, row.after):
            for name in names:
                value = fields.get(name)
                yield from value if isinstance(value, list) else [value] if value else []


def _of(undo: Undo, row: Row) -> list[Found | None]:
    """The node that a row is of; of a link that has ended, what it was between."""
    there = undo.of(row)
    if there is None and row.id in undo.past:
        _, *ends = undo.past[row.id]
        return [undo.unit.found.get(end) for end in ends]
    return [there]


def _check_seen(undo: Undo, row: Row) -> None:
    """Raises NotFound unless the viewer may see what was changed."""
    for found in _of(undo, row):
        if found is None or not found.seen_by(undo.unit.viewer):
            raise no_such(undo.revision)


def _check_permission(undo: Undo, row: Row) -> None:
    """Raises Forbidden for a change that the viewer could not have made, nor can take back."""
    viewer = undo.unit.viewer
    permission = PERMISSIONS.get(f"{row.kind[0].lower()}{row.kind[1:]}Update")
    if permission is not None and not administers(viewer):
        others = permission.fields and (
            row.change != "UPDATED" or row.before.keys() - permission.fields
        )
        if permission.who is Who.ADMINISTRATORS or others:
            raise Forbidden(
                f"Revision {undo.revision} changed what is for owners and administrators of the "
                "organization: so is undoing it.",
                path=PATH,
            )
    if row.kind == "Person" and not makes_owners(viewer):
        roles = (undo.there(row).node["role"], row.before.get("role"))
        if "OWNER" in roles and not row.before.keys() <= {"name", "managerId", "teams"}:
            raise Forbidden("What makes or changes owners is for owners to undo.", path=PATH)
    for one in _deciding(undo, row):
        require(undo.unit, one, PATH)


def _check_said(undo: Undo, row: Row) -> None:
    """Raises Forbidden for what another said, or has acknowledged."""
    if row.change != "ROLLED_UP":
        # The place of what had been removed before goes and comes with its last reply.
        if not (row.after if row.change == "CREATED" else row.before).get("removed"):
            require_author(undo.unit, undo.there(row), PATH)
        return
    before, after = (set(one.get(ACKNOWLEDGED.name) or ()) for one in (row.before, row.after))
    if before ^ after != {undo.unit.viewer.person}:
        raise Forbidden("Only who has read something says whether they have.", path=PATH)


def _deciding(undo: Undo, row: Row) -> list[Found]:
    """For all of these the viewer has to decide."""
    found = [one for one in _of(undo, row) if one is not None]
    if row.kind == "AlignmentProposal":
        state = row.after.get("state", "")
        if state in ("ACCEPTED", "DECLINED"):
            return [target_of(found[0])]
        return [proposer_of(found[0])] if state else found
    if row.kind in LINKS:
        start, end = (undo.unit.found[one] for one in undo.link(row)[1:])
        if row.change == "ENDED":
            return {"Alignment": [start, end], "Drive": [end]}.get(row.kind, [start])
        if (
            row.kind == "Alignment"
            and row.change == "UPDATED"
            and row.before.keys() != {"rationale"}
        ):
            return [end]
        return found
    for one in KINDS[row.kind].references:
        before = row.before.get(one.name)
        if one.decided and row.change == "UPDATED" and before is not None:
            found.append(undo.unit.found[before])
    return found


def _check_open(undo: Undo) -> None:
    """Raises ReadOnly when what is changed is closed or put away, unless that is what is undone."""
    opening = {row.id for row in undo.rows if row.opens}
    back = opening | {row.id for row in undo.rows if "archived" in row.before}
    for row in undo.rows:
        if row.kind in ABOUT_ANYTHING:
            continue  # What is closed or archived takes comments.
        for found in _of(undo, row):
            assert found is not None
            for goal in found.goals:
                if goal["id"] not in opening:
                    cycle = next((c for c in found.cycles if c["id"] == goal.get("cycleId")), None)
                    check_open(goal, None if cycle and cycle["id"] in opening else cycle, PATH)
            if row.change == "UPDATED" and row.id not in back:
                check_not_archived(found, PATH)
            if row.kind in ("KpiValue", "KpiTarget") and found.more["kpi"]["id"] not in back:
                check_not_archived(Found("Kpi", found.more["kpi"]), PATH)
            if found.kind == "Cycle" and found.node["state"] == "CLOSED" and row.id not in back:
                raise ReadOnly(
                    f'The cycle "{found.node["name"]}" is closed; reopen it first.',
                    path=PATH,
                    node=row.id,
                )


REVERTS: Final[Handlers] = {
    "changeRevert": revert,
}

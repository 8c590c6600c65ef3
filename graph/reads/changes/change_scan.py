"""Rows of the record of changes as they are scanned: what each is about, and who may know of it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from graph.reads.changes.visibility import SightQuestion, Sights, sights
from graph.reads.compile.compiler import Compiler, returning

_BASICS: Final = ("revision", "sequence", "nodeId", "nodeType", "kind")


class Scanned(NamedTuple):
    """One row of the record, and whether the viewer sees what it is about: now, before the change,
    and after it. `known`: they may know who did it, and by what."""

    revision: int
    sequence: int
    node: str
    type: str
    kind: str
    now: bool
    before: bool
    after: bool
    known: bool


class Item(NamedTuple):
    """A change as the viewer is told it."""

    revision: int
    sequence: int
    kind: str
    type: str
    node: str
    known: bool

    @property
    def place(self) -> tuple[int, int]:
        """Where it is in the record."""
        return self.revision, self.sequence


def scan(c: Compiler, found: str, *, guarded: bool = True) -> str:
    """The expression of what `scanned` reads; `found` is one of a list of changes. Unless they are
    `guarded`, everybody sees what they are about."""
    rows, one, first, about = c.fresh("rows"), c.fresh("c"), c.fresh("d"), c.fresh("about")
    basics = ", ".join(f"{one}.{name}" for name in _BASICS)
    parts = f"[{one} IN {rows} | [{basics}]]"
    if not guarded:
        return f"head(COLLECT {{ WITH {found} AS {rows} RETURN [g.revision, {parts}, [], null] }})"
    # The first change of a revision is what it was about.
    firsts = (
        f"COLLECT {{ UNWIND {rows} AS {one} WITH {one} WHERE {one}.kind = 'ROLLED_UP' "
        f"WITH DISTINCT {one}.revision AS {about} "
        f"MATCH ({first}:Change {{org: $p.org, revision: {about}, sequence: 0}}) "
        f"RETURN [{about}, {first}.nodeType, {first}.nodeId] }}"
    )
    # A link that has ended is judged by what its ends are now.
    ended = f"CASE {one}.kind WHEN 'ENDED' THEN {one}.revision - 1 ELSE g.revision END"
    asked = (
        f"COLLECT {{ UNWIND {rows} AS {one} UNWIND [[{ended}, g.revision], "
        f"[{one}.revision - 1, {one}.revision - 1], [{one}.revision, {one}.revision]] AS {first} "
        f"RETURN [{one}.nodeType, {one}.nodeId, {first}[0], {first}[1]] }} + "
        f"[{one} IN {about} | [{one}[1], {one}[2], g.revision, g.revision]]"
    )
    answer = f"[g.revision, {parts}, {about}, {sights(c, asked)}]"
    return (
        f"head(COLLECT {{ WITH {found} AS {rows} WITH {rows}, {firsts} AS {about} "
        f"{returning(f'{rows}, {about}', answer)} }})"
    )


def scanned(raw: Any) -> list[Scanned]:
    """What was scanned, with what the viewer may know of each."""
    now, rows, firsts, fetched = raw
    seen = Sights(fetched)
    # Numbers roll up from hidden goals, too: that something was done to one is told to nobody else.
    known = {
        revision: seen.see(SightQuestion(type_name, node, now, now))
        for revision, type_name, node in firsts
    }
    found = []
    for revision, sequence, node, type_name, kind in rows:
        ended = revision - 1 if kind == "ENDED" else now
        found.append(
            Scanned(
                revision,
                sequence,
                node,
                type_name,
                kind,
                now=seen.see(SightQuestion(type_name, node, ended, now)),
                before=seen.see(SightQuestion(type_name, node, revision - 1, revision - 1)),
                after=seen.see(SightQuestion(type_name, node, revision, revision)),
                known=kind != "ROLLED_UP" or known.get(revision, True),
            )
        )
    return found


def told(row: Scanned) -> Item | None:
    """What the viewer is told of a row; None for nothing at all.

    What they could see before, and not after, is gone. What they could not see then is told them
    when it comes into sight, and not before; what they may not see now, when it went.
    """
    kind = _told_kind(row)
    if kind is None:
        return None
    return Item(row.revision, row.sequence, kind, row.type, row.node, row.known)


def _told_kind(row: Scanned) -> str | None:
    if row.kind == "ENDED":
        return None if not row.before else "ENDED" if row.now else "GONE"
    if row.before and not row.after:
        return "GONE"
    if not row.now or not row.after:
        return None
    if row.kind == "SIGHT":
        return None if row.before else "APPEARED"
    return row.kind if row.before or row.kind == "CREATED" else "APPEARED"

"""One page of a keyset-paged list: where it begins and ends, and the subquery of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.domain.errors import InvalidInput
from graph.reads.compile.compiler import Compiler, Scope, returning
from graph.reads.compile.filters import match
from graph.reads.compile.selection import Argument, Cursor

DEFAULT_PAGE = 50
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Key:
    """A sort key over `node` and `link`, a text or a number; ties go by id, nulls come last.

    `indexed`: where a list is a whole label or type, an index on (org, key, id) gives this order.
    """

    name: str
    expression: str
    nullable: bool = False
    descending: bool = False
    number: bool = False
    indexed: bool = True

    def check(self, place: Cursor, name: str) -> None:
        """Raises InvalidInput for a cursor that this order cannot have given out."""
        key = place.key
        if key is None:
            fits = self.nullable
        elif self.number:
            # Whole numbers beyond 64 bits cannot even be sent to the database.
            fits = type(key) is float or (type(key) is int and -(2**63) <= key < 2**63)
        else:
            fits = isinstance(key, str)
        if not fits:
            raise other_cursor(name)


@dataclass(frozen=True, slots=True)
class Found:
    """What a list's subqueries have in common: where it is found, and under which conditions.

    `items` are the variables that the clause binds, `variable` the one that holds the list's node,
    and `identity` the id that orders rows of the same sort key. `selective`: a condition names what
    an index of its own finds.
    """

    scope: Scope
    variable: str
    identity: str
    items: str
    preludes: Sequence[str]
    clause: str
    conditions: Sequence[str]
    selective: bool = False

    def text(self, *more: str, hint: str = "") -> str:
        """The clauses that find the list, with more conditions, as Cypher."""
        found = match(self.clause + hint, [*self.conditions, *more])
        # What a prelude has bound goes on through what the list's own clauses carry on.
        for prelude in self.preludes:
            scope = prelude.rpartition(" AS ")[2].strip()
            found = found.replace("WITH DISTINCT ", f"WITH DISTINCT {scope}, ")
        return " ".join([*self.preludes, found])


def other_cursor(name: str) -> InvalidInput:
    """The error for a cursor that some other list or order gave out."""
    return InvalidInput(f"`{name}` is a cursor of another list or order.", path=[name])


def page_size(value: Any, name: str = "first") -> int:
    """A page size as asked for, 50 unless given; raises InvalidInput outside of 0 to 100."""
    size = DEFAULT_PAGE if value is None else int(value)
    if not 0 <= size <= LARGEST_PAGE:
        raise InvalidInput(f"`{name}` is {size}; ask for 0 to {LARGEST_PAGE}.", path=[name])
    return size


@dataclass(slots=True)
class Window:
    """Which part of the list is asked for, and in which direction it is read."""

    name: str
    key: Key
    descending: bool
    backward: bool
    after: Argument | None
    before: Argument | None
    size: str


@dataclass(frozen=True, slots=True)
class Row:
    """How a row is returned: its parts and, if `placed`, its sort key and id after them; as the one
    part itself where that is all there is to it."""

    parts: int
    placed: bool

    @property
    def bare(self) -> bool:
        """Whether a row is its only part."""
        return self.parts == 1 and not self.placed

    def part(self, item: str, index: int) -> str:
        """The part of a row."""
        return item if self.bare else f"{item}[{index}]"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What lies beyond a cursor: the conditions on rows that have a sort key, and on those without;
    None where there is nothing.

    They are apart, so that each can be sought in an index of its own.
    """

    keyed: Sequence[str] | None
    keyless: Sequence[str] | None


def rows(
    c: Compiler,
    found: Found,
    window: Window,
    row: Row,
    parts: Sequence[str],
    label: str | None,
) -> str:
    """The rows of a page as a subquery, one more than the page has. `label` is given when an index
    on (org, key, id) of it gives the order."""
    key = c.render(window.key.expression, found.scope)
    cursors = [
        _beyond(c, window, key, found.identity, cursor, forward=forward)
        for cursor, forward in ((window.after, True), (window.before, False))
        if cursor
    ]
    way = " DESC" if window.descending != window.backward else ""
    place = [key, found.identity] if row.placed else []
    shown = parts[0] if row.bare else f"[{', '.join([*parts, *place])}]"
    answer = returning(found.items, shown)
    order = f"{key}{way}, {found.identity}{way}"
    limit = f"LIMIT {window.size}"
    keyed = _all(*(one.keyed for one in cursors))
    keyless = _all(*(one.keyless for one in cursors)) if window.key.nullable else None
    if label is None:
        if not window.key.nullable:
            bounds = ["false"] if keyed is None else keyed
        else:
            bounds = _either(key, keyed, keyless) if cursors else []
            order = f"{key} IS NULL{' DESC' if window.backward else ''}, {order}"
        return (
            f"COLLECT {{ {found.text(*bounds)} WITH {found.items} ORDER BY {order} {limit} "
            f"{answer} }}"
        )
    org = f"{found.variable}.org{way}"
    # An index has no nulls, so they are a branch of their own, last in the list's order.
    branches: list[tuple[str, str]] = []
    if keyed is not None:
        text = found.text(*keyed, f"{key} IS NOT NULL", hint=_hint(found, key, label))
        branches.append((text, f"{found.items} ORDER BY {org}, {order} {limit}"))
    if keyless is not None:
        text = found.text(*keyless, f"{key} IS NULL")
        branches.append((text, f"{found.items} ORDER BY {org}, {found.identity}{way} {limit}"))
    match branches:
        case []:
            return "[]"
        case [(text, ordered)]:
            return f"COLLECT {{ {text} WITH {ordered} {answer} }}"
    if window.backward:
        branches.reverse()
    union = " UNION ALL ".join(f"{text} RETURN {ordered}" for text, ordered in branches)
    return f"COLLECT {{ CALL () {{ {union} }} WITH {found.items} {limit} {answer} }}"


def _either(key: str, keyed: Sequence[str] | None, keyless: Sequence[str] | None) -> list[str]:
    """The rows that have a sort key and lie beyond the cursors, and those that have none and do."""
    parts = []
    if keyed is not None:
        parts.append(" AND ".join([*keyed, f"{key} IS NOT NULL"]))
    if keyless is not None:
        parts.append(" AND ".join([*keyless, f"{key} IS NULL"]))
    return ["(" + " OR ".join(parts) + ")" if parts else "false"]


def _hint(found: Found, key: str, label: str) -> str:
    """Which index gives the order, unless a filter names something that another index finds sooner.
    The planner's estimates are of the average organization, not of this one."""
    if found.selective:
        return ""
    return f" USING INDEX SEEK {found.variable}:{label}(org, {key.partition('.')[2]}, id)"


def _beyond(
    c: Compiler, window: Window, key: str, identity: str, cursor: Argument, *, forward: bool
) -> Bounds:
    """What comes after a cursor in the list's order, or before it."""
    at_id = c.param(cursor, partial(_checked_id, window.key, cursor.path[-1]))
    beyond = ">" if forward != window.descending else "<"
    later = f"{identity} {beyond} {at_id}"
    if cursor.value.key is None:
        # Nulls come last: nothing with a key is after one of them, everything is before.
        return Bounds(None if forward else [], [later])
    at_key = c.param(cursor, lambda value: value.key)
    # As CASE, since the planner takes an OR, or a NOT of an AND, apart into two seeks, whose union
    # it then has to sort.
    tie = f"CASE WHEN {key} = {at_key} THEN {later} ELSE true END"
    return Bounds([f"{key} {beyond}= {at_key}", tie], [] if forward else None)


def _all(*conditions: Sequence[str] | None) -> list[str] | None:
    """All of several conditions; None when one of them never holds."""
    held = [each for each in conditions if each is not None]
    return [one for each in held for one in each] if len(held) == len(conditions) else None


def _checked_id(key: Key, name: str, place: Cursor) -> str:
    key.check(place, name)
    return place.id

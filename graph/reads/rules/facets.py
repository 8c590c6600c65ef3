"""What a rule's list has to know of each objective: whether the viewer may see it, whether the
list's filter selects it, and the keys that it is grouped by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.filters import Where
from graph.reads.compile.selection import Field
from graph.reads.table.keys import keys_of
from graph.reads.table.lists import OBJECTIVE_FILTERS

Facets = Mapping[str, Sequence[Any]]
"""By id: [id, visible, selected, [keys of each grouping]]."""


def facets(
    c: Compiler,
    selected: Field,
    goals: str,
    groupings: Sequence[str] = (),
    *,
    all_listed: bool = False,
) -> str:
    """A subquery over `goals`, a variable that holds objectives; null when every objective is seen
    and selected, and nothing is grouped. `all_listed`: none of them is archived."""
    given = c.argument(selected).get("filter")
    stored = c.types["Objective"]
    if c.sees_all and not given and not groupings and all_listed:
        return "null"
    node = c.fresh("o")
    where = Where(c, Scope("", node))
    conditions = []
    if stored.listed and not all_listed:
        listed = c.render(stored.listed, Scope(node))
        if left := OBJECTIVE_FILTERS.unless_wished(where, given, stored.listed_by, listed):
            conditions.append(left)
    if given:
        conditions.append(OBJECTIVE_FILTERS.condition(where, given))
    visible = " AND ".join(c.visible("Objective", node)) or "true"
    keys = ", ".join(keys_of(c, by, node) for by in groupings)
    picked = f"coalesce({' AND '.join(conditions) or 'true'}, false)"
    return (
        f"COLLECT {{ {' '.join(where.preludes)} UNWIND {goals} AS {node} "
        f"RETURN [{node}.id, {visible}, {picked}, [{keys}]] }}"
    )


def by_id(rows: Sequence[Sequence[Any]]) -> Facets:
    """The rows of the subquery, for looking up."""
    return {row[0]: row for row in rows}

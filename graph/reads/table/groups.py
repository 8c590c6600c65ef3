"""Objectives in groups: each value's count and mean progress."""

from __future__ import annotations

from graph.reads.compile.compiler import Compiled, Compiler, Scope, assemble, returning
from graph.reads.compile.keyset import Found
from graph.reads.compile.listing import Source
from graph.reads.compile.pages import Page
from graph.reads.compile.row_builders import each
from graph.reads.compile.selection import Field
from graph.reads.table import lists as by
from graph.reads.table.keys import KEYED_BY, KEYS, keys_of


def keyed_node(c: Compiler, grouping: str, key: str, selected: Field) -> Compiled:
    """The node that a group's key is the id of; null for groups of enums."""
    types = KEYED_BY.get(grouping)
    if types is None:
        return Compiled("null")
    # The field is a Node of some type: only what is selected of these types can be there.
    node = c.fresh("n")
    inner = c.rows(types, node, selected.on, typed=True)
    labels = "|".join(c.types[one].label for one in types)
    found = (
        f"head(COLLECT {{ MATCH ({node}:{labels}) WHERE {node}.org = $p.org "
        f"AND {node}.id = {key} {returning(node, inner.expression)} LIMIT 1 }})"
    )
    return Compiled(found, inner.build)


def objective_groups(c: Compiler, found: Found, selected: Field) -> Compiled:
    """A subquery with a row a group, the largest first."""
    grouping: str = c.argument(selected).member("by").value.value
    key = c.fresh("k")
    node = found.scope.node
    count, mean = c.fresh("c"), c.fresh("m")
    keyed = (
        f"UNWIND {keys_of(c, grouping, node)} AS {key} WITH {node}, {key}"
        if grouping == "TEAM"
        else f"WITH {node}, {c.render(KEYS[grouping], Scope('', node))} AS {key}"
    )
    grouped = f"{keyed} WITH {key}, count({node}) AS {count}, avg({node}.progress) AS {mean}"
    inner = selected.only()
    parts: list[Compiled] = []
    for one in inner:
        match one.name:
            case "key":
                parts.append(Compiled(key))
            case "count":
                parts.append(Compiled(count))
            case "meanProgress":
                parts.append(Compiled(mean))
            case "node":
                parts.append(keyed_node(c, grouping, key, one))
            case _:
                parts.append(Compiled("'ObjectiveGroup'"))
    whole = assemble([one.key for one in inner], parts)
    return Compiled(
        f"COLLECT {{ {found.text()} {grouped} ORDER BY {count} DESC, {key} "
        f"{returning(f'{key}, {count}, {mean}', whole.expression)} }}",
        each(whole.build),
    )


def objectives(clause: str, *where: str, indexed: bool = False) -> Page:
    """A list of objectives along `clause`, with groups."""
    return Page(
        Source(
            clause,
            "Objective",
            by.TITLE,
            by.OBJECTIVE_ORDERS,
            by.OBJECTIVE_FILTERS,
            where=where,
            indexed=indexed,
        ),
        groups=objective_groups,
    )

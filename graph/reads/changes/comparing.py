"""What nodes were at two revisions, and how that differs."""

from __future__ import annotations

from typing import Final

from graph.domain.derived import FOLLOWING
from graph.domain.text_properties import TEXT_PROPERTIES
from graph.reads.changes.visibility import state
from graph.reads.compile.compiler import Compiler

LINKS: Final = {
    "Alignment": ("ALIGNS_TO", "ALIGNED_TO"),
    "Support": ("SUPPORTS", "SUPPORTED"),
    "Drive": ("DRIVES", "DROVE"),
}
TYPES: Final = ("Objective", "KeyResult", *LINKS)
"""What is compared, in the order of the answer."""

STAMPS: Final = (
    "id",
    "org",
    "of",
    "since",
    "born",
    "until",
    "version",
    "createdAt",
    "updatedAt",
    "position",
    *sorted(TEXT_PROPERTIES),
)
"""Properties that say nothing about what a node is."""


def compared(c: Compiler, type_name: str, named: str, since: str, until: str) -> str:
    """The expression of a row for each node of the type in a list of types and ids: which it is,
    whether it was there, whether it was in use, what differs, and its progress."""
    one, a, b, key = c.fresh("x"), c.fresh("a"), c.fresh("b"), c.fresh("k")
    # Whom a goal is shared with is what people say, and is in nothing else that it has.
    following = sorted(FOLLOWING.get(type_name, frozenset()) - {"readers"})

    def differs(keys: str) -> str:
        return (
            f"coalesce(any({key} IN keys({a}) + keys({b}) WHERE {keys} "
            f"AND NOT coalesce({a}[{key}] = {b}[{key}], "
            f"{a}[{key}] IS NULL AND {b}[{key}] IS NULL)), false)"
        )

    said = differs(f"NOT {key} IN {[*STAMPS, *following]}")
    if type_name in LINKS:
        said += (
            f" OR coalesce(startNode({a}).id <> startNode({b}).id "
            f"OR endNode({a}).id <> endNode({b}).id, false)"
        )
    parts = [
        f"'{type_name}'",
        f"{one}[1]",
        f"{a} IS NOT NULL",
        f"{b} IS NOT NULL",
        _used(a),
        _used(b),
        f"coalesce({a}.weight <> {b}.weight, false)",
        said,
        differs(f"{key} IN {following}") if following else "false",
        f"{a}.progress",
        f"{b}.progress",
    ]
    states = at_both(c, type_name, one, (since, until), (a, b))
    return (
        f"COLLECT {{ UNWIND {named} AS {one} WITH {one} WHERE {one}[0] = '{type_name}' "
        f"{states} RETURN [{', '.join(parts)}] }}"
    )


def at_both(
    c: Compiler, type_name: str, one: str, revisions: tuple[str, str], into: tuple[str, str]
) -> str:
    """Clauses that bind what the node with the id `one[1]` was at two revisions, or null."""
    if type_name in LINKS:
        a, b = (_held(c, type_name, f"{one}[1]", revision) for revision in revisions)
        return f"WITH {one}, {a} AS {into[0]}, {b} AS {into[1]}"
    node = c.fresh("n")
    a, b = (
        f"CASE WHEN {node}.born <= {revision} THEN {state(c, type_name, node, revision)} END"
        for revision in revisions
    )
    return (
        f"MATCH ({node}:{type_name} {{org: $p.org, id: {one}[1]}}) "
        f"WITH {one}, {a} AS {into[0]}, {b} AS {into[1]}"
    )


def _held(c: Compiler, type_name: str, identity: str, revision: str) -> str:
    link = c.fresh("r")
    found = (
        f"MATCH ()-[{link}:{kind} {{org: $p.org, id: {identity}}}]->() "
        f"WHERE {link}.since <= {revision} AND {link}.until > {revision} RETURN {link}"
        for kind in LINKS[type_name]
    )
    return f"head(COLLECT {{ {' UNION ALL '.join(found)} }})"


def _used(node: str) -> str:
    return (
        f"({node} IS NOT NULL AND coalesce({node}.archived, false) = false "
        f"AND coalesce({node}.lifecycle, '') <> 'ARCHIVED')"
    )

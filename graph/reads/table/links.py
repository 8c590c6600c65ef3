"""Alignments, supports and drives, and the lists that follow alignments."""

from __future__ import annotations

from collections.abc import Mapping

from graph.model.links import Alignment, Drive, Support
from graph.reads.compile.compiler import Compiled, Compiler, EntityMapping, Scope
from graph.reads.compile.field_kinds import End, One
from graph.reads.compile.keyset import Found
from graph.reads.compile.listing import Part, Source
from graph.reads.compile.pages import Page
from graph.reads.compile.selection import Field
from graph.reads.table import entity
from graph.reads.table import lists as by
from graph.reads.table.stored import stored_fields

ALIGNMENT = EntityMapping(
    "ALIGNS_TO",
    {
        **entity.NODE,
        "from": End("startNode", ["Objective"]),
        "to": End("endNode", ["Objective"]),
        "keyResult": One(
            "MATCH (node:KeyResult {org: this.org, id: this.keyResultId})", ["KeyResult"]
        ),
        **stored_fields(Alignment),
    },
    link=True,
    visible=(
        "any(_o IN [startNode(this)] WHERE " + entity.seen("_o") + ") "
        "AND any(_p IN [endNode(this)] WHERE " + entity.seen("_p") + ")"
    ),
)

SUPPORT = EntityMapping(
    "SUPPORTS",
    {
        **entity.NODE,
        "from": End("startNode", ["Objective", "KeyResult"]),
        "kpi": End("endNode", ["Kpi"]),
        **stored_fields(Support),
    },
    link=True,
    visible=(
        "EXISTS { UNWIND [startNode(this)] AS _f MATCH (_f) (()<-[:HAS_KEY_RESULT]-()){0,1} "
        f"(_o:Objective) WHERE {entity.seen('_o')} }}"
    ),
)

DRIVE = EntityMapping(
    "DRIVES",
    {
        **entity.NODE,
        "from": End("startNode", ["Kpi"]),
        "to": End("endNode", ["Kpi"]),
        **stored_fields(Drive),
    },
    link=True,
)

# Of the target's key results and live alignments, by weight; nothing unless both ends are live.
SHARE = (
    "CASE WHEN startNode(link).lifecycle IN ['ACTIVE', 'CLOSED'] "
    "AND endNode(link).lifecycle IN ['ACTIVE', 'CLOSED'] THEN link.weight / ("
    "reduce(_s = 0.0, _w IN COLLECT { UNWIND [endNode(link)] AS _d "
    "MATCH (_d)-[:HAS_KEY_RESULT]->(_k:KeyResult) WHERE _k.archived = false RETURN _k.weight } "
    "| _s + _w) + "
    "reduce(_t = 0.0, _v IN COLLECT { UNWIND [endNode(link)] AS _e "
    "MATCH (_e)<-[_a:ALIGNS_TO]-(_c:Objective) WHERE _c.lifecycle IN ['ACTIVE', 'CLOSED'] "
    "RETURN _a.weight } | _t + _v)) ELSE 0.0 END"
)


def _share(c: Compiler, found: Found, selected: Field) -> Compiled:
    return Compiled(c.render(SHARE, found.scope))


def _alignment(c: Compiler, found: Found, selected: Field) -> Compiled:
    return c.row("Alignment", Scope(found.scope.link), selected.only())


_EDGE: Mapping[str, Part] = {"share": _share, "alignment": _alignment}


def aligned_from(clause: str, *where: str) -> Page:
    """The objectives at the lower end of alignments, by title."""
    return Page(
        Source(
            clause,
            "Objective",
            by.TITLE,
            by.OBJECTIVE_ORDERS,
            by.OBJECTIVE_FILTERS,
            where=where,
            linked=True,
        ),
        edge=_EDGE,
    )


ALIGNS_TO = Page(
    Source("(this)-[link:ALIGNS_TO]->(node:Objective)", "Objective", by.TITLE, linked=True),
    edge=_EDGE,
)

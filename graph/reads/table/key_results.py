"""Key results, check-ins and initiatives."""

from __future__ import annotations

from functools import partial

from graph.model.goals import KeyResult
from graph.model.work import CheckIn, Initiative
from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import ByRule, One, Value
from graph.reads.rules.explanations.landing import LandingRule
from graph.reads.rules.findings.connection import FindingsRule, concerning
from graph.reads.table import entity
from graph.reads.table.actions import ViewerCan
from graph.reads.table.links import aligned_from
from graph.reads.table.stored import stored_fields

KEY_RESULT = EntityMapping(
    "KeyResult",
    {
        **entity.NODE,
        "viewerCan": ViewerCan("KeyResult"),
        **stored_fields(KeyResult),
        # Those that were made before there was a choice say nothing.
        "measuredAs": Value("coalesce(this.measuredAs, 'VALUE')"),
        "checkIns": entity.check_ins("(this)-[:HAS_CHECK_IN]->(node:CheckIn)", seen=True),
        "supports": entity.supports("(this)-[link:SUPPORTS]->(node:Kpi)", seen=True),
        "alignedFrom": aligned_from(
            "(this)<-[:HAS_KEY_RESULT]-(_d:Objective)<-[link:ALIGNS_TO]-(node:Objective)",
            "link.keyResultId = this.id",
        ),
        "initiatives": entity.initiatives("(this)<-[:ADVANCES]-(node:Initiative)", seen=True),
        "findings": ByRule(partial(FindingsRule, concerning)),
        "landing": ByRule(LandingRule),
    },
    visible=(
        f"EXISTS {{ MATCH (this)<-[:HAS_KEY_RESULT]-(_o:Objective) WHERE {entity.seen('_o')} }}"
    ),
    listed=entity.NOT_ARCHIVED,
    listed_by=entity.ARCHIVED,
    moves=True,
)

CHECK_IN = EntityMapping(
    "CheckIn",
    {
        **entity.NODE,
        **stored_fields(CheckIn),
        "supersedes": One(
            "MATCH (this)<-[:HAS_CHECK_IN]-(:KeyResult)-[:HAS_CHECK_IN]->"
            "(node:CheckIn {id: this.supersedesId})",
            ["CheckIn"],
        ),
        "withdrawn": Value("coalesce(this.withdrawn, false)"),
    },
    visible=(
        "EXISTS { MATCH (this)<-[:HAS_CHECK_IN]-(:KeyResult)<-[:HAS_KEY_RESULT]-(_o:Objective) "
        f"WHERE {entity.seen('_o')} }}"
    ),
)

INITIATIVE = EntityMapping(
    "Initiative",
    {
        **entity.NODE,
        "viewerCan": ViewerCan("Initiative"),
        **stored_fields(Initiative),
    },
    visible=(
        "NOT EXISTS { (this)-[:ADVANCES]->() } "
        f"OR EXISTS {{ MATCH (this)-[:ADVANCES]->(_o:Objective) WHERE {entity.seen('_o')} }} "
        "OR EXISTS { MATCH (this)-[:ADVANCES]->(:KeyResult)<-[:HAS_KEY_RESULT]-(_p:Objective) "
        f"WHERE {entity.seen('_p')} }}"
    ),
    listed=entity.NOT_ARCHIVED,
    listed_by=entity.ARCHIVED,
    moves=True,
)

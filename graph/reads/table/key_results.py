"""Key results, check-ins and initiatives."""

from __future__ import annotations

from functools import partial

from graph.model.goals import KeyResult
from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import ByRule, One, Parts, Value, prop
from graph.reads.rules.explanations.landing import LandingRule
from graph.reads.rules.findings.connection import FindingsRule, concerning
from graph.reads.table import entity
from graph.reads.table.actions import ViewerCan
from graph.reads.table.links import aligned_from
from graph.reads.table.stored import stored_fields

MEASURE = Parts(
    "Measure",
    {
        "kind": "this.measureKind",
        "currency": "this.measureCurrency",
        "unit": "this.measureUnit",
        "precision": "this.measurePrecision",
    },
)

KEY_RESULT = EntityMapping(
    "KeyResult",
    {
        **entity.NODE,
        "viewerCan": ViewerCan("KeyResult"),
        **stored_fields(KeyResult),
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
        "keyResult": One("MATCH (this)<-[:HAS_CHECK_IN]-(node:KeyResult)", ["KeyResult"]),
        "value": prop("value"),
        "effectiveAt": prop("effectiveAt"),
        "recordedAt": prop("recordedAt"),
        "confidence": prop("confidence"),
        "status": prop("status"),
        "note": prop("note"),
        "blocker": prop("blocker"),
        "source": prop("source"),
        "author": One("MATCH (this)<-[:AUTHORED]-(node:Person)", ["Person"]),
        "supersedes": One(
            "MATCH (this)<-[:HAS_CHECK_IN]-(:KeyResult)-[:HAS_CHECK_IN]->"
            "(node:CheckIn {id: this.supersedesId})",
            ["CheckIn"],
        ),
        "superseded": prop("superseded"),
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
        "title": prop("title"),
        "owner": One("MATCH (this)<-[:OWNS]-(node:Team|Person)", ["Team", "Person"]),
        "state": prop("state"),
        "dueOn": prop("dueOn"),
        "archived": prop("archived"),
        "target": One(
            "MATCH (this)-[:ADVANCES]->(node:Objective|KeyResult)", ["Objective", "KeyResult"]
        ),
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

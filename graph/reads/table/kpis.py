"""KPIs, their values and targets."""

from __future__ import annotations

from functools import partial

from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import ByRule, One, Parts, Value, prop
from graph.reads.compile.pages import Page, Source
from graph.reads.rules.findings.connection import FindingsRule, concerning
from graph.reads.rules.movers import MoversRule
from graph.reads.table import entity
from graph.reads.table import lists as by
from graph.reads.table.actions import ViewerCan
from graph.reads.table.key_results import MEASURE

KPI_TARGET = EntityMapping(
    "KpiTarget",
    {
        **entity.NODE,
        "kpi": One("MATCH (this)<-[:HAS_TARGET]-(node:Kpi)", ["Kpi"]),
        "period": Parts("Period", {"startsOn": "this.startsOn", "endsOn": "this.endsOn"}),
        "value": prop("value"),
        "lower": prop("lower"),
        "upper": prop("upper"),
    },
    there=entity.NOT_ENDED,
)

KPI_VALUE = EntityMapping(
    "KpiValue",
    {
        **entity.NODE,
        "kpi": One("MATCH (this)<-[:HAS_VALUE]-(node:Kpi)", ["Kpi"]),
        "at": prop("at"),
        "value": prop("value"),
        "source": prop("source"),
        "recordedAt": prop("recordedAt"),
    },
    there=entity.NOT_ENDED,
)

KPI = EntityMapping(
    "Kpi",
    {
        **entity.NODE,
        "viewerCan": ViewerCan("Kpi"),
        "name": prop("name"),
        "description": prop("description"),
        "measure": MEASURE,
        "direction": prop("direction"),
        "frequency": prop("frequency"),
        "watchBand": prop("watchBand"),
        "watchWithin": prop("watchWithin"),
        "owner": One("MATCH (this)<-[:OWNS]-(node:Team|Person)", ["Team", "Person"]),
        "archived": prop("archived"),
        "latest": One("MATCH (this)-[:LATEST_VALUE]->(node:KpiValue)", ["KpiValue"]),
        "target": One("MATCH (this)-[:STANDING_TARGET]->(node:KpiTarget)", ["KpiTarget"]),
        "status": Value(by.STATUS.replace("node", "this")),
        "valueDueOn": prop("valueDueOn"),
        "values": Page(
            Source(
                "(this)-[:HAS_VALUE]->(node:KpiValue)",
                "KpiValue",
                by.AT,
                seen=True,
                given={"from": "node.at >= GIVEN", "to": "node.at < GIVEN"},
            )
        ),
        "targets": Page(
            Source("(this)-[:HAS_TARGET]->(node:KpiTarget)", "KpiTarget", by.STARTS_ON, seen=True)
        ),
        "supportedBy": entity.supports("(this)<-[link:SUPPORTS]-(node:Objective|KeyResult)"),
        "drives": entity.drives("(this)-[link:DRIVES]->(node:Kpi)"),
        "drivenBy": entity.drives("(this)<-[link:DRIVES]-(node:Kpi)"),
        "measures": entity.key_results("(this)<-[:MEASURED_BY]-(node:KeyResult)"),
        "movers": ByRule(MoversRule),
        "findings": ByRule(partial(FindingsRule, concerning)),
    },
    listed=entity.NOT_ARCHIVED,
    listed_by=entity.ARCHIVED,
)

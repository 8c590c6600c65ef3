"""KPIs, their values and targets."""

from __future__ import annotations

from functools import partial

from graph.model.kpis import Kpi, KpiTarget, KpiValue
from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import ByRule, Value
from graph.reads.compile.listing import Source
from graph.reads.compile.pages import Page
from graph.reads.rules.explanations.gap import GapRule
from graph.reads.rules.explanations.prediction import PredictionRule
from graph.reads.rules.explanations.root_causes import RootCausesRule
from graph.reads.rules.findings.connection import FindingsRule, concerning
from graph.reads.rules.formula import FormulaRule
from graph.reads.rules.kpi_periods import PeriodsRule
from graph.reads.rules.movers import MoversRule
from graph.reads.rules.suggestions import SuggestionsRule
from graph.reads.table import entity
from graph.reads.table import lists as by
from graph.reads.table.actions import ViewerCan
from graph.reads.table.days import PeriodOfDays
from graph.reads.table.stored import stored_fields

KPI_TARGET = EntityMapping(
    "KpiTarget",
    {
        **entity.NODE,
        **stored_fields(KpiTarget),
        "period": PeriodOfDays(),
    },
    there=entity.NOT_ENDED,
)

KPI_VALUE = EntityMapping(
    "KpiValue",
    {
        **entity.NODE,
        **stored_fields(KpiValue),
    },
    there=entity.NOT_ENDED,
)

KPI = EntityMapping(
    "Kpi",
    {
        **entity.NODE,
        "viewerCan": ViewerCan("Kpi"),
        **stored_fields(Kpi),
        # Those that were made before there was a choice say nothing.
        "aggregation": Value("coalesce(this.aggregation, 'LAST')"),
        "accumulates": Value("coalesce(this.accumulates, 'NEVER')"),
        "formula": ByRule(FormulaRule),
        "series": ByRule(PeriodsRule),
        "trend": ByRule(PeriodsRule),
        "forecast": ByRule(PeriodsRule),
        "suggestions": ByRule(SuggestionsRule),
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
        "segments": entity.kpis("(this)<-[:SEGMENT_OF]-(node:Kpi)"),
        "supportedBy": entity.supports("(this)<-[link:SUPPORTS]-(node:Objective|KeyResult)"),
        "drives": entity.drives("(this)-[link:DRIVES]->(node:Kpi)"),
        "drivenBy": entity.drives("(this)<-[link:DRIVES]-(node:Kpi)"),
        "measures": entity.key_results("(this)<-[:MEASURED_BY]-(node:KeyResult)"),
        "movers": ByRule(MoversRule),
        "gap": ByRule(GapRule),
        "prediction": ByRule(PredictionRule),
        "rootCauses": ByRule(RootCausesRule),
        "findings": ByRule(partial(FindingsRule, concerning)),
    },
    listed=entity.NOT_ARCHIVED,
    listed_by=entity.ARCHIVED,
)

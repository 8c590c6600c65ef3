"""KPIs, their values and targets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.domain.calendar import parse_date, period_between, zone_of
from graph.model.kpis import Kpi, KpiTarget, KpiValue
from graph.reads.compile.compiler import Compiled, Compiler, EntityMapping, Scope
from graph.reads.compile.field_kinds import ByRule, Value
from graph.reads.compile.listing import Source
from graph.reads.compile.pages import Page
from graph.reads.compile.selection import Field
from graph.reads.rules.explanations.gap import GapRule
from graph.reads.rules.explanations.prediction import PredictionRule
from graph.reads.rules.explanations.root_causes import RootCausesRule
from graph.reads.rules.findings.connection import FindingsRule, concerning
from graph.reads.rules.kpi_periods import PeriodsRule, shown_period
from graph.reads.rules.movers import MoversRule
from graph.reads.table import entity
from graph.reads.table import lists as by
from graph.reads.table.actions import ViewerCan
from graph.reads.table.stored import stored_fields


@dataclass(frozen=True, slots=True)
class PeriodOfDays:
    """The period of `this`, whose days become moments in the organization's timezone."""

    def compile(self, c: Compiler, scope: Scope, selected: Field) -> Compiled:
        """Its days and the timezone, and how a period is made of them."""
        expression = (
            "[this.startsOn, this.endsOn, head(COLLECT { "
            "MATCH (_g:Organization {org: $p.org, id: $p.org}) RETURN _g.timezone })]"
        )
        asked = [(one.key, one.name) for one in selected.only()]

        def build(raw: Any, run: Any) -> dict[str, Any]:
            starts_on, ends_on, timezone = raw
            days = period_between(parse_date(starts_on), parse_date(ends_on), zone_of(timezone))
            period = shown_period(days)
            return {key: period[name] for key, name in asked}

        return Compiled(c.render(expression, scope), build)


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
        "series": ByRule(PeriodsRule),
        "trend": ByRule(PeriodsRule),
        "forecast": ByRule(PeriodsRule),
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

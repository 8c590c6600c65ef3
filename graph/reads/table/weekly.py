"""Weekly reports."""

from __future__ import annotations

from graph.model.weekly import Report
from graph.reads.compile.compiler import EntityMapping
from graph.reads.compile.field_kinds import ByRule
from graph.reads.compile.listing import Source
from graph.reads.compile.pages import Page
from graph.reads.rules.report_items import ReportItemsRule
from graph.reads.table import entity
from graph.reads.table import lists as by
from graph.reads.table.days import PeriodOfDays
from graph.reads.table.stored import stored_fields

REPORT = EntityMapping(
    "Report",
    {
        **entity.NODE,
        **stored_fields(Report),
        "week": PeriodOfDays(),
        "items": ByRule(ReportItemsRule, counted=False),
    },
    # Drafts are nobody else's, not even administrators'.
    there=(
        f"{entity.NOT_ENDED} AND (this.submittedAt IS NOT NULL "
        "OR coalesce(this.authorId = $p.person, false))"
    ),
    visible="this.authorId IN $p.near OR this.authorId IN $p.led",
)

OF_PERSON = Page(Source("(this)-[:AUTHORED]->(node:Report)", "Report", by.WEEK))
"""A person's reports, the latest week first."""

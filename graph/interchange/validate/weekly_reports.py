"""Weekly reports of a document: their weeks, one for each author and week, and their items."""

from __future__ import annotations

from graph.domain.errors import InvalidInput
from graph.domain.weekly_reports import week_of
from graph.interchange.parse.entities import Document
from graph.interchange.parse.errors import Mistakes


def check_reports(document: Document, mistakes: Mistakes) -> None:
    """Reports weeks that are none, second reports on one, items that are there twice, submissions
    that say nothing, and comments on drafts."""
    met: set[tuple[str, str]] = set()
    drafts = set()
    for index, report in enumerate(document.reports):
        # None stands where the week was a mistake by itself.
        if report.week is not None:
            try:
                week_of(report.week.startsOn, report.week.endsOn)
            except InvalidInput as error:
                mistakes.add("reports", index, ("week",), error.message)
            of = report.author, report.week.startsOn
            if of in met:
                mistakes.add(
                    "reports", index, ("week",), f"{report.author} has another report on that week."
                )
            met.add(of)
        ids = [item.id for item in report.items]
        for number, identifier in enumerate(ids):
            if identifier in ids[:number]:
                path = ("items", number, "id")
                mistakes.add("reports", index, path, f'The id "{identifier}" is used twice.')
        if report.submittedAt is None:
            drafts.add(report.id)
            continue
        if not report.items:
            mistakes.add("reports", index, ("items",), "A submitted report says something.")
    for index, comment in enumerate(document.comments):
        if comment.on in drafts:
            mistakes.add("comments", index, ("on",), "A draft of a report takes no comments.")

"""Nothing in a file is reported ahead of time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from graph.domain.calendar import check_not_ahead, parse_moment, zone_of
from graph.domain.errors import InvalidInput
from graph.interchange.parse.entities import Document
from graph.interchange.parse.errors import Mistakes, Path

_UTC = ZoneInfo("UTC")


def check_reported(document: Document, now: datetime, mistakes: Mistakes) -> None:
    """Reports values, check-ins and weekly reports for times that have not come by `now`."""
    zone = _zone(document)

    def check(text: str | None, key: str, index: int, path: Path) -> None:
        if text is None:
            return  # That is a mistake by itself.
        try:
            check_not_ahead(parse_moment(text, zone), now)
        except InvalidInput as error:
            mistakes.add(key, index, path, error.message)

    for index, kpi in enumerate(document.kpis):
        for number, value in enumerate(kpi.values):
            check(value.at, "kpis", index, ("values", number, "at"))
    for index, report in enumerate(document.reports):
        check(report.submittedAt, "reports", index, ("submittedAt",))
    for index, objective in enumerate(document.objectives):
        for place, result in enumerate(objective.keyResults):
            for number, check_in in enumerate(result.checkIns):
                path = ("keyResults", place, "checkIns", number, "effectiveAt")
                check(check_in.effectiveAt, "objectives", index, path)


def _zone(document: Document) -> ZoneInfo:
    """The organization's timezone; UTC where that is a mistake by itself."""
    try:
        return zone_of(document.organization.timezone) if document.organization else _UTC
    except InvalidInput:
        return _UTC

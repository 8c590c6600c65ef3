"""Proposals, comments and weekly reports of the demo company, as of one day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from graph.demo.dates import DAY, WEEK
from graph.demo.rows import WeekItem, WeekReport, clean
from graph.demo.talks import COMMENTS, PROPOSALS
from graph.demo.weekly import WEEKLY

_ANSWERED_DAYS: Final = 2
_FRIDAY: Final = 4 * DAY


def proposals(source: str, today: date) -> list[dict[str, Any]]:
    """What an objective was proposed to serve."""
    return [
        clean(
            {
                "id": f"aln_{row.source}_{row.to}",
                "to": row.to,
                "weight": row.weight,
                "rationale": row.rationale,
                "state": "DECLINED" if row.declined_by else "PENDING",
                "proposedBy": row.by,
                "createdAt": _days_ago(row.days_ago, today),
                "reason": row.reason,
                "decidedBy": row.declined_by,
                "decidedAt": _days_ago(row.days_ago - _ANSWERED_DAYS, today)
                if row.declined_by
                else None,
            }
        )
        for row in PROPOSALS
        if row.source == source
    ]


def comments(today: date) -> list[dict[str, Any]]:
    """All that was said."""
    return [
        clean(
            {
                "id": row.id,
                "on": row.on,
                "author": row.author,
                "body": row.body,
                "replyTo": row.reply_to,
                "acknowledgedBy": row.read_by,
                "topic": row.topic,
                "team": row.team,
                "createdAt": _days_ago(row.days_ago, today),
            }
        )
        for row in COMMENTS
    ]


def reports(today: date) -> list[dict[str, Any]]:
    """All weekly reports: of weeks that are over submitted on the Friday, of this one yesterday,
    if that was in it."""
    monday = today - today.weekday() * DAY
    made = []
    for row in WEEKLY:
        first = monday - row.weeks_ago * WEEK
        on = first + _FRIDAY if row.weeks_ago else today - DAY
        submitted = not row.draft and on >= first
        if not submitted and not row.draft:
            continue
        made.append(
            clean(
                {
                    "id": f"rep_{row.author[4:]}_{row.weeks_ago}",
                    "author": row.author,
                    "week": {
                        "startsOn": first.isoformat(),
                        "endsOn": (first + WEEK - DAY).isoformat(),
                    },
                    "submittedAt": f"{on}T14:00:00Z" if submitted else None,
                    "createdAt": f"{on}T13:00:00Z" if submitted else None,
                    "items": [_item(row, item) for item in row.items],
                }
            )
        )
    return made


def _item(report: WeekReport, item: WeekItem) -> dict[str, Any]:
    def named(weeks_ago: int) -> str:
        return f"itm_{report.author[4:]}_{weeks_ago}_{item.key}"

    before = report.weeks_ago + 1
    carried = any(
        (one.author, one.weeks_ago) == (report.author, before)
        and item.key in [each.key for each in one.items if each.topic == "PLAN" and not each.done]
        for one in WEEKLY
    )
    return clean(
        {
            "id": named(report.weeks_ago),
            "topic": item.topic,
            "text": item.text,
            "about": item.about,
            "done": item.done or None,
            "carriedFrom": named(before) if carried and item.topic == "PLAN" else None,
        }
    )


def _days_ago(days: int, today: date) -> str:
    return f"{today - days * DAY}T10:00:00Z"

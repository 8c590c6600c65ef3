"""Proposals and comments of the demo company, as of one day. Imports the demo's rows and tables."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from graph.demo.dates import DAY
from graph.demo.rows import clean
from graph.demo.talks import COMMENTS, PROPOSALS

_ANSWERED_DAYS: Final = 2


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
                "createdAt": _days_ago(row.days_ago, today),
            }
        )
        for row in COMMENTS
    ]


def _days_ago(days: int, today: date) -> str:
    return f"{today - days * DAY}T10:00:00Z"

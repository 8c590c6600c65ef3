"""Small companies about which something untrue was told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api.companies import Document

DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


def text(moment: datetime) -> str:
    return moment.isoformat()


def small(*, results: list[dict[str, Any]] | None = None, **more: Any) -> Document:
    """A company in a quarter that began a month ago, and what else is given; `results` are those
    of its one objective."""
    today = now().date()
    document: Document = {
        "organization": {"name": "Small", "timezone": "UTC"},
        "teams": [{"id": "team_co", "name": "Small", "kind": "COMPANY"}],
        "cycles": [
            {
                "id": "cyc_q",
                "name": "Quarter",
                "startsOn": str(today - 30 * DAY),
                "endsOn": str(today + 60 * DAY),
            }
        ],
        **more,
    }
    if results is not None:
        objective = {"id": "obj_1", "title": "Goal", "owner": "team_co", "cycle": "cyc_q"}
        document["objectives"] = [{**objective, "keyResults": results}]
    return document


def result(**more: Any) -> dict[str, Any]:
    metric = {"goal": "INCREASE", "start": 0, "target": 100}
    return {"id": "kr_1", "title": "Result", "metric": metric, **more}


def kpi(**more: Any) -> dict[str, Any]:
    return {
        "id": "kpi_1",
        "name": "Metric",
        "direction": "INCREASE",
        "frequency": "DAILY",
        "owner": "team_co",
        **more,
    }

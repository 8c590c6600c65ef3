"""What questions about many goals take of the database's memory: four times the goals, not more
than four times as much."""

from __future__ import annotations

from typing import Any

import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from tests.api.companies import Document, company
from tests.api.plans import Recording
from tests.api.serving import serving

FEW = 150
# What each statement takes however little it finds is left out of account by no more than this.
SLACK = 1.3


def wide(goals: int) -> Document:
    """A company goal that supports a KPI, and so many goals that align to it."""
    metric = {"goal": "AT_LEAST", "target": 1}

    def goal(number: int, **more: Any) -> dict[str, Any]:
        results = [{"id": f"kr_{number}", "title": "Calls", "metric": metric}]
        title = f"obj_{number}"
        return {"id": title, "title": title, "owner": "team_all", "keyResults": results, **more}

    return {
        "organization": {"id": "org_wide", "name": "Wide", "timezone": "UTC"},
        "teams": [{"id": "team_all", "name": "All", "kind": "COMPANY"}],
        "kpis": [
            {
                "id": "kpi_calls",
                "name": "Calls",
                "direction": "INCREASE",
                "frequency": "DAILY",
                "owner": "team_all",
            }
        ],
        "objectives": [
            goal(0, supports=[{"kpi": "kpi_calls", "effect": "RAISES"}]),
            *(goal(number, alignsTo=[{"to": "obj_0"}]) for number in range(1, goals + 1)),
        ],
    }


@pytest.mark.parametrize(
    "asked",
    [
        '{ objective(id: "obj_0") { descendants(first: 1) { totalCount nodes { id } } } }',
        "{ objectives(first: 1) { nodes { descendants(first: 1) { totalCount } } } }",
        '{ kpi(id: "kpi_calls") { movers(first: 1) { totalCount nodes { id } } } }',
    ],
)
async def test_memory_is_linear_in_what_is_found(patient: Database, asked: str) -> None:
    taken: list[int] = []
    for goals in (FEW, 4 * FEW):
        recording = await Recording.connect(patient.settings)
        try:
            async with (
                serving(create_app(Settings(), database=recording)) as url,
                company(patient, url, wide(goals)) as place,
            ):
                client = await place.service("admin")
                recording.sent.clear()
                await client.ask(asked)
                taken.append(max([await recording.memory(sent) for sent in recording.sent]))
        finally:
            await recording.close()
    assert taken[1] <= 4 * SLACK * taken[0]

"""The worked example's gap, prediction and root causes, figure by figure, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company

EXAMPLE = Path(__file__).parents[2] / "data" / "example.json"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
MEASURED = {
    "kpi_mrr": (200000, 215000, 260000),
    "kpi_churn": (6, 4.5, 3),
    "kpi_subs": (120, 180, 160),
}
EXPECTED = {"kr_mrr": 40000, "kr_churn": -3}


def measured() -> dict[str, Any]:
    """The example with values, targets and what its supports predict."""
    document: dict[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
    quarter = {"startsOn": "2026-10-01", "endsOn": "2026-12-31"}
    for kpi in document["kpis"]:
        before, after, target = MEASURED[kpi["id"]]
        kpi["values"] = [
            {"at": "2026-09-30", "value": before},
            {"at": "2026-11-02", "value": after},
        ]
        kpi["targets"] = [{"period": quarter, "value": target}]
    for goal in document["objectives"]:
        goal["createdAt"] = "2026-10-01T00:00:00Z"
        for row in goal.get("keyResults", []):
            row["createdAt"] = "2026-10-01T00:00:00Z"
            if row["id"] in EXPECTED:
                row["supports"][0]["expectedDelta"] = EXPECTED[row["id"]]
    return document


@pytest.fixture(scope="module")
async def example(database: Database, url: str) -> AsyncIterator[Client]:
    async with company(database, url, measured(), now=NOW) as made:
        yield await made.service()


def close(value: float) -> Any:
    return pytest.approx(value, rel=1e-9)


GAP = """
query Gap($id: ID!) { kpi(id: $id) { status gap {
  size unowned hidden
  movers { totalCount nodes { id } edges { node { id } ownShare size health helps cursor } }
} } }
"""


async def test_how_far_and_on_whom(example: Client) -> None:
    gap = (await example.ask(GAP, {"id": "kpi_mrr"}))["kpi"]["gap"]
    assert (gap["size"], gap["unowned"], gap["hidden"]) == (45000, 0, 0)
    edges = gap["movers"]["edges"]
    assert [(edge["node"]["id"], edge["size"], edge["helps"]) for edge in edges] == [
        ("obj_macros", pytest.approx(17007.353, abs=1e-3), True),
        ("obj_grow", pytest.approx(12623.162, abs=1e-3), True),
        ("obj_keep", pytest.approx(10985.294, abs=1e-3), True),
        ("obj_care", pytest.approx(4384.191, abs=1e-3), True),
    ]
    assert sum(edge["size"] for edge in edges) == close(45000)
    assert all(edge["size"] == close(45000 * edge["ownShare"]) for edge in edges)


async def test_on_target_there_is_no_gap(example: Client) -> None:
    gap = (await example.ask(GAP, {"id": "kpi_subs"}))["kpi"]["gap"]
    assert gap["size"] == 0
    assert [edge["size"] for edge in gap["movers"]["edges"]] == [0, 0]


@pytest.mark.parametrize("value_at", ["2026-10-31", "2026-08-31"])
async def test_what_a_longer_target_does_not_judge_has_no_gap(
    database: Database, url: str, value_at: str
) -> None:
    """Neither a sum that is new nor one that has gone stale; a mean has one either way."""
    document = measured()
    quarter = {"startsOn": "2026-07-01", "endsOn": "2026-12-31"}
    for kpi, more in zip(
        document["kpis"],
        ({"aggregation": "SUM"}, {"accumulates": "WITHIN_YEAR"}, {"aggregation": "MEAN"}),
        strict=True,
    ):
        kpi |= {"frequency": "MONTHLY", "values": [{"at": value_at, "value": 4}], **more}
        kpi["direction"] = "INCREASE"
        kpi["targets"] = [{"period": quarter, "value": 10}]
    async with company(database, url, document, now=NOW) as made:
        answer = await (await made.service()).ask("{ kpis { nodes { id gap { size } } } }")
    ids = [kpi["id"] for kpi in document["kpis"]]
    gaps = {row["id"]: row["gap"] for row in answer["kpis"]["nodes"]}
    assert [gaps[kpi] for kpi in ids] == [None, None, {"size": 6}]


PREDICTION = """
query Prediction($id: ID!, $from: DateTime, $to: DateTime) { kpi(id: $id) {
  prediction(from: $from, to: $to) {
    from to valueBefore valueAfter observed expected unexplained withoutPrediction hiddenExpected
    supports { support { from { ... on KeyResult { id } } expectedDelta }
      progressBefore progressAfter expected }
  }
} }
"""


async def test_what_was_predicted(example: Client) -> None:
    told = (await example.ask(PREDICTION, {"id": "kpi_mrr"}))["kpi"]["prediction"]
    assert told["from"] == "2026-09-30T21:00:00.000+00:00"
    assert (told["valueBefore"], told["valueAfter"]) == (200000, 215000)
    assert told["observed"] == 15000
    assert told["expected"] == close(10000)
    assert told["unexplained"] == close(5000)
    assert (told["withoutPrediction"], told["hiddenExpected"]) == (0, 0)
    assert told["supports"] == [
        {
            "support": {"from": {"id": "kr_mrr"}, "expectedDelta": 40000},
            "progressBefore": 0,
            "progressAfter": 0.25,
            "expected": 10000,
        }
    ]


async def test_a_support_may_predict_nothing(example: Client) -> None:
    told = (await example.ask(PREDICTION, {"id": "kpi_churn"}))["kpi"]["prediction"]
    numbers = [told[name] for name in ("observed", "expected", "unexplained", "withoutPrediction")]
    assert numbers == [-1.5, -1.5, 0, 1]
    assert [row["expected"] for row in told["supports"]] == [-1.5, None]


@pytest.mark.parametrize(
    ("begin", "end"),
    [("2126-01-01T00:00:00Z", None), ("2026-11-10T00:00:00Z", "2026-11-01T00:00:00Z")],
)
async def test_times_are_in_order_and_have_come(
    example: Client, begin: str, end: str | None
) -> None:
    [(code, _)] = await example.refused(PREDICTION, {"id": "kpi_mrr", "from": begin, "to": end})
    assert code == "INVALID_INPUT"


CAUSES = """
query Causes($id: ID!, $depth: Int) { kpi(id: $id) { rootCauses(maxDepth: $depth) {
  kpi { id } share depth addressed addressedBy { id }
  steps { node { id } hidden share effect }
} } }
"""


async def test_what_it_comes_from(example: Client) -> None:
    causes = (await example.ask(CAUSES, {"id": "kpi_mrr"}))["kpi"]["rootCauses"]
    assert causes == [
        {
            "kpi": {"id": "kpi_churn"},
            "share": close(0.25),
            "depth": 1,
            "addressed": 4,
            "addressedBy": [
                {"id": goal} for goal in ("obj_care", "obj_keep", "obj_macros", "obj_grow")
            ],
            "steps": [
                {"node": {"id": "kpi_churn"}, "hidden": False, "share": 1, "effect": None},
                {"node": {"id": "kpi_mrr"}, "hidden": False, "share": 0.25, "effect": "LOWERS"},
            ],
        }
    ]


async def test_what_nothing_drives_has_no_cause(example: Client) -> None:
    assert (await example.ask(CAUSES, {"id": "kpi_churn"}))["kpi"]["rootCauses"] == []
    [(code, _)] = await example.refused(CAUSES, {"id": "kpi_mrr", "depth": 0})
    assert code == "INVALID_INPUT"

"""The worked example's explanations, figure by figure, over HTTP."""

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


@pytest.fixture(scope="module")
async def example(database: Database, url: str) -> AsyncIterator[Client]:
    """Whoever sees all of the example."""
    async with company(database, url, json.loads(EXAMPLE.read_text("utf-8"))) as made:
        yield await made.service()


def close(value: float) -> Any:
    return pytest.approx(value, abs=1e-9)


EXPLANATION = """
query Explanation($id: ID!) { objective(id: $id) { explanation {
  progress mode notes { code message }
  inputs {
    totalCount hiddenShare hiddenContribution nodes { ... on Objective { id } }
    edges {
      node { __typename ... on KeyResult { id } ... on Objective { id } }
      alignment { id weight to { id } keyResult { id } }
      weight share progress contribution excluded
      explanation { progress leaves { totalCount } }
    }
  }
  leaves {
    totalCount hiddenShare hiddenContribution
    edges {
      node { ... on KeyResult { id } ... on Objective { id } }
      kind share progress rawProgress clamped contribution checkIn { value }
    }
  }
} } }
"""


async def test_explanations_of_inputs_go_six_levels_down(database: Database, url: str) -> None:
    document = json.loads(EXAMPLE.read_text("utf-8"))
    goals = document["objectives"]
    for level in range(7):
        goal = {"id": f"obj_{level}", "title": f"Level {level}", "owner": "team_care"}
        goals.append(goal if level == 0 else {**goal, "alignsTo": [{"to": f"obj_{level - 1}"}]})
    goals[-1] |= {"progressMode": "MANUAL", "manualProgress": 0.25}

    def nested(levels: int) -> str:
        below = "inputs(first: 1) { edges { explanation { " * levels + "progress"
        return f'{{ objective(id: "obj_0") {{ explanation {{ {below} {"} } } " * levels}}} }} }}'

    async with company(database, url, document) as made:
        client = await made.service()
        told = (await client.ask(nested(6)))["objective"]["explanation"]
        for _ in range(6):
            [edge] = told["inputs"]["edges"]
            told = edge["explanation"]
        assert told == {"progress": 0.25}
        refused = (await client.send(nested(7))).json()
        assert refused["errors"][0]["extensions"]["limit"] == "depth"


async def test_what_progress_is_made_of(example: Client) -> None:
    answer = await example.ask(EXPLANATION, {"id": "obj_keep"})
    told = answer["objective"]["explanation"]
    assert told["progress"] == close(0.3125)
    assert told["mode"] == "AUTO"
    assert [note["code"] for note in told["notes"]] == ["MODE_IGNORES_CONTRIBUTIONS"]
    inputs = told["inputs"]["edges"]
    rows = [
        (e["node"]["id"], e["share"], e["contribution"], e["excluded"], e["weight"]) for e in inputs
    ]
    assert rows == [
        ("kr_mrr", close(0.75), close(0.1875), None, 3),
        ("kr_churn", close(0.25), close(0.125), None, 1),
        ("obj_care", 0, 0, "MODE", 3),
        ("obj_grow", 0, 0, "MODE", 1),
    ]
    assert inputs[2]["alignment"]["keyResult"] == {"id": "kr_churn"}
    assert [edge["explanation"] for edge in inputs] == [None] * 4
    assert told["inputs"]["totalCount"] == 4
    leaves = told["leaves"]["edges"]
    assert [
        (e["node"]["id"], e["kind"], e["share"], e["contribution"], e["checkIn"]) for e in leaves
    ] == [
        ("kr_mrr", "KEY_RESULT", close(0.75), close(0.1875), {"value": 215000}),
        ("kr_churn", "KEY_RESULT", close(0.25), close(0.125), {"value": 4.5}),
    ]
    assert told["leaves"]["hiddenShare"] == told["inputs"]["hiddenContribution"] == 0


async def test_a_clamp_is_told_of(example: Client) -> None:
    answer = await example.ask(EXPLANATION, {"id": "obj_macros"})
    [leaf] = answer["objective"]["explanation"]["leaves"]["edges"]
    assert leaf["clamped"] is True
    assert (leaf["rawProgress"], leaf["progress"]) == (1.25, 1)


async def test_no_inputs_are_told_of(example: Client) -> None:
    answer = await example.ask(EXPLANATION, {"id": "obj_brand"})
    told = answer["objective"]["explanation"]
    assert told["progress"] is None
    assert [note["code"] for note in told["notes"]] == ["NO_INPUTS"]
    assert told["inputs"]["edges"] == told["leaves"]["edges"] == []


CHANGE = """
query Change($from: DateTime!, $to: DateTime) {
  objective(id: "obj_keep") { progressChange(from: $from, to: $to) {
    from to progressBefore progressAfter difference hiddenDifference
    totals { kind difference count }
    parts { totalCount edges { cursor node { kind difference of { id } node {
      ... on CheckIn { keyResult { id } value }
    } changes { kind node { id } } } } }
  } }
}
"""


@pytest.fixture(scope="module")
async def since(database: Database, url: str) -> AsyncIterator[Client]:
    """The example, imported after all that is dated in it: its check-ins are its history."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    document = json.loads(EXAMPLE.read_text("utf-8"))
    document["objectives"] = [
        {
            **goal,
            "createdAt": "2026-10-01T00:00:00Z",
            "keyResults": [
                {**row, "createdAt": "2026-10-01T00:00:00Z"} for row in goal.get("keyResults", [])
            ],
        }
        for goal in document["objectives"]
    ]
    async with company(database, url, document, now=now) as made:
        yield await made.service()


async def test_what_changed_it(since: Client) -> None:
    answer = await since.ask(CHANGE, {"from": "2026-11-01T00:00:00Z"})
    told = answer["objective"]["progressChange"]
    assert told["from"] == "2026-11-01T00:00:00.000+00:00"
    assert [told[name] for name in ("progressBefore", "progressAfter")] == [0, close(0.3125)]
    assert told["difference"] == close(0.3125)
    assert told["hiddenDifference"] == 0
    assert told["totals"] == [{"kind": "CHECK_IN", "difference": close(0.3125), "count": 2}]
    parts = [edge["node"] for edge in told["parts"]["edges"]]
    assert [(p["kind"], p["difference"], p["of"], p["node"]) for p in parts] == [
        ("CHECK_IN", close(0.1875), None, {"keyResult": {"id": "kr_mrr"}, "value": 215000}),
        ("CHECK_IN", close(0.125), None, {"keyResult": {"id": "kr_churn"}, "value": 4.5}),
    ]
    assert [[change["kind"] for change in part["changes"]] for part in parts] == [["CREATED"]] * 2


@pytest.mark.parametrize(
    ("begin", "end"),
    [("2126-01-01T00:00:00Z", None), ("2026-11-10T00:00:00Z", "2026-11-01T00:00:00Z")],
)
async def test_a_time_that_turns_back_or_is_to_come_is_refused(
    since: Client, begin: str, end: str | None
) -> None:
    [(code, _)] = await since.refused(CHANGE, {"from": begin, "to": end})
    assert code == "INVALID_INPUT"


async def test_before_it_was_there_it_had_no_progress(since: Client) -> None:
    answer = await since.ask(CHANGE, {"from": "2026-01-01T00:00:00Z"})
    told = answer["objective"]["progressChange"]
    assert (told["progressBefore"], told["difference"]) == (None, None)
    assert told["parts"] == {"totalCount": 0, "edges": []}


LANDING = """
query Landing($id: ID!, $value: Float) { keyResult(id: $id) { landing(value: $value) {
  value progress hiddenGoals
  goals { totalCount nodes { id } edges {
    node { id } share progressBefore progressAfter difference
  } }
  kpis { kpi { id } share expectedBefore expectedAfter difference }
} } }
"""


@pytest.mark.parametrize(
    ("key_result", "value", "progress", "before", "after", "share"),
    [
        ("kr_mrr", None, 0.25, 1, 0.4375, 0.75),
        ("kr_churn", None, 0.5, 1, 0.875, 0.25),
        ("kr_mrr", 245000, 0.75, 0.3125, 0.6875, 0.75),
    ],
)
async def test_where_a_key_result_lands(
    example: Client,
    key_result: str,
    value: float | None,
    progress: float,
    before: float,
    after: float,
    share: float,
) -> None:
    answer = await example.ask(LANDING, {"id": key_result, "value": value})
    landing = answer["keyResult"]["landing"]
    assert landing["progress"] == close(progress)
    assert landing["goals"]["edges"] == [
        {
            "node": {"id": "obj_keep"},
            "share": close(share),
            "progressBefore": close(before),
            "progressAfter": close(after),
            "difference": close(after - before),
        }
    ]
    assert landing["hiddenGoals"] == 0
    assert len(landing["kpis"]) == 1


async def test_a_landing_says_what_rests_on_it(example: Client) -> None:
    answer = await example.ask(LANDING, {"id": "kr_mrr", "value": 260000})
    [kpi] = answer["keyResult"]["landing"]["kpis"]
    assert kpi["kpi"] == {"id": "kpi_mrr"}
    # Of the 0.2441 that are the objective's own in this KPI, those by way of kr_mrr: 0.25 x 3/3.75
    # that reach it directly, and nothing enters the objective otherwise.
    assert kpi["share"] == close(0.2)

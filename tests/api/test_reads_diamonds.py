"""Graphs in which paths double at every step: what is asked takes as long as there are goals."""

from __future__ import annotations

from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Document, company
from tests.api.mutation_client import done

LAYERS = 30
PAIRS = [f"obj_{layer:02}{side}" for layer in range(LAYERS) for side in "ab"]


def diamonds() -> Document:
    """A company goal, and layers of two goals, each of which aligns to both of the layer above it:
    2^30 ways up."""
    metric = {"goal": "AT_LEAST", "target": 1}
    objectives: list[dict[str, Any]] = []
    above: list[str] = []
    for identifier in ("obj_top", *PAIRS):
        layer = int(identifier[4:6]) if identifier in PAIRS else -1
        above = ["obj_top"] if layer == 0 else [f"obj_{layer - 1:02}{side}" for side in "ab"]
        objectives.append(
            {
                "id": identifier,
                "title": identifier,
                "owner": "team_all" if layer < 0 else "team_some",
                "keyResults": [
                    {"id": f"kr_{identifier[4:]}", "title": "Calls", "metric": metric},
                ],
                "alignsTo": [{"to": one} for one in above] if layer >= 0 else [],
                "supports": [{"kpi": "kpi_calls", "effect": "RAISES"}] if layer < 0 else [],
            }
        )
    return {
        "organization": {"id": "org_diamonds", "name": "Diamonds", "timezone": "UTC"},
        "teams": [
            {"id": "team_all", "name": "All", "kind": "COMPANY"},
            {"id": "team_some", "name": "Some"},
        ],
        "kpis": [
            {
                "id": "kpi_calls",
                "name": "Calls",
                "direction": "INCREASE",
                "frequency": "DAILY",
                "owner": "team_all",
            }
        ],
        "objectives": objectives,
    }


BELOW = "descendants(first: 100) { totalCount edges { depth node { id } } }"
ABOVE = "ancestors(first: 100) { totalCount edges { depth node { id } } }"
PATHS = "pathsToCompany(first: 100) { share length }"
MOVES = "moves(first: 5) { edges { share node { id } paths(first: 100) { length } } }"
MOVERS = "movers(first: 100) { totalCount unownedShare edges { ownShare } }"
LAST = PAIRS[-1]

ALONE = f"""
  top: objective(id: "obj_top") {{ {BELOW} }}
  last: objective(id: "{LAST}") {{ {ABOVE} {PATHS} {MOVES} }}
  kpi(id: "kpi_calls") {{ {MOVERS} }}
"""
LISTED = f"""
  top: objectives(filter: {{id: {{in: ["obj_top"]}}}}) {{ nodes {{ {BELOW} }} }}
  last: objectives(first: 1, filter: {{id: {{in: ["{LAST}"]}}}}) {{
    nodes {{ {ABOVE} {PATHS} {MOVES} }}
  }}
  kpi: kpis {{ nodes {{ {MOVERS} }} }}
"""


def one_of(answer: Any) -> Any:
    """The object itself, where it is the one of a list."""
    return answer["nodes"][0] if "nodes" in answer else answer


@pytest.mark.parametrize("asked", [ALONE, LISTED], ids=["alone", "listed"])
@pytest.mark.parametrize("past", [False, True], ids=["now", "then"])
async def test_what_is_above_and_below_is_found_without_listing_the_ways(
    patient: Database, url: str, asked: str, past: bool
) -> None:
    async with company(patient, url, diamonds()) as place:
        client: Client = await place.service("admin")
        data = await client.ask(
            f"{{ at(revision: 1) {{ {asked} }} }}" if past else f"{{ {asked} }}"
        )
        data = data["at"] if past else data
    top, last, kpi = (one_of(data[name]) for name in ("top", "last", "kpi"))
    assert [(one["depth"], one["node"]["id"]) for one in top["descendants"]["edges"]] == [
        (int(identifier[4:6]) + 1, identifier) for identifier in PAIRS
    ]
    assert top["descendants"]["totalCount"] == len(PAIRS)
    assert [(one["depth"], one["node"]["id"]) for one in last["ancestors"]["edges"]] == [
        *((LAYERS - 1 - int(one[4:6]), one) for one in sorted(PAIRS[:-2], key=_nearest)),
        (LAYERS, "obj_top"),
    ]
    share = pytest.approx((1 / 3) ** LAYERS)
    assert last["pathsToCompany"] == [{"share": share, "length": LAYERS}] * 100
    [moved] = last["moves"]["edges"]
    assert moved["node"] == {"id": "kpi_calls"}
    assert moved["paths"] == [{"length": LAYERS + 1}] * 100
    assert kpi["movers"]["totalCount"] == len(PAIRS) + 1
    assert kpi["movers"]["unownedShare"] == 0
    assert sum(one["ownShare"] for one in kpi["movers"]["edges"]) == pytest.approx(1)


def _nearest(identifier: str) -> tuple[int, str]:
    return -int(identifier[4:6]), identifier


async def test_nobody_is_an_orphan_however_far_up_the_company_is(
    patient: Database, url: str
) -> None:
    document = diamonds()
    document["objectives"].append({"id": "obj_lost", "title": "Lost", "owner": "team_some"})
    async with company(patient, url, document) as place:
        client = await place.service("admin")
        data = await client.ask(
            "{ objectives(filter: {orphan: true}) { nodes { id } totalCount } }"
        )
    assert data["objectives"] == {"nodes": [{"id": "obj_lost"}], "totalCount": 1}


async def test_a_check_in_below_goes_all_the_way_up(patient: Database, url: str) -> None:
    async with company(patient, url, diamonds()) as place:
        client = await place.service("admin")
        given = {"keyResult": f"kr_{LAST[4:]}", "value": 1}
        payload = await done(
            client,
            "keyResultCheckIn",
            given,
            "changed { totalCount } impact { kpiCount goalCount }",
        )
    assert payload["changed"]["totalCount"] == 3

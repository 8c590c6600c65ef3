"""The worked example of the domain, figure by figure, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company

EXAMPLE = Path(__file__).parents[2] / "data" / "example.json"

PROGRESS = {
    "obj_keep": ("COMPANY", 0.3125),
    "obj_grow": ("TEAM", 0.75),
    "obj_care": ("TEAM", 0.875),
    "obj_macros": ("PERSONAL", 1.0),
    "obj_latte": ("PERSONAL", 0.0),
    "obj_brand": ("COMPANY", None),
}
RESULTS = {
    "kr_churn": (0.5, 0.5),
    "kr_mrr": (0.25, 0.25),
    "kr_subs": (0.75, 0.75),
    "kr_macros": (1.25, 1.0),
    "kr_reply": (0.75, 0.75),
    "kr_csat": (1.0, 1.0),
    "kr_art": (0.0, 0.0),
}

# Share and own share as the fractions that the domain's decimals are, effect, relation, and the
# largest path with its share, in the movers' order.
MOVERS: dict[str, dict[str, tuple[str, str, str, str, tuple[str, str] | None]]] = {
    "kpi_mrr": {
        "obj_grow": (
            "763/1360",
            "763/2720",
            "RAISES",
            "ALIGNED",
            ("1/2", "obj_grow kr_subs kpi_subs kpi_mrr"),
        ),
        "obj_keep": ("7/16", "83/340", "RAISES", "DIRECT", ("1/4", "obj_keep kr_mrr kpi_mrr")),
        "obj_macros": (
            "257/680",
            "257/680",
            "RAISES",
            "ALIGNED",
            ("1/4", "obj_macros obj_grow kr_subs kpi_subs kpi_mrr"),
        ),
        "obj_care": (
            "53/272",
            "53/544",
            "RAISES",
            "DRIVER",
            ("9/68", "obj_care kr_churn kpi_churn kpi_mrr"),
        ),
    },
    "kpi_churn": {
        "obj_care": (
            "53/68",
            "53/136",
            "LOWERS",
            "DIRECT",
            ("9/17", "obj_care kr_churn kpi_churn"),
        ),
        "obj_keep": ("3/4", "3/17", "LOWERS", "DIRECT", ("3/4", "obj_keep kr_churn kpi_churn")),
        "obj_macros": (
            "7/17",
            "7/17",
            "LOWERS",
            "ALIGNED",
            ("9/34", "obj_macros obj_care kr_churn kpi_churn"),
        ),
        "obj_grow": (
            "3/68",
            "3/136",
            "LOWERS",
            "ALIGNED",
            ("3/68", "obj_grow obj_keep kr_churn kpi_churn"),
        ),
    },
    "kpi_subs": {
        "obj_grow": ("1", "1/2", "RAISES", "DIRECT", None),
        "obj_macros": ("1/2", "1/2", "RAISES", "ALIGNED", None),
    },
}
# What the domain's page prints, to the digits that it prints.
PRINTED = {
    ("kpi_mrr", "obj_grow"): (0.561029411, 0.280514705),
    ("kpi_mrr", "obj_keep"): (0.4375, 0.244117647),
    ("kpi_mrr", "obj_macros"): (0.377941176, 0.377941176),
    ("kpi_mrr", "obj_care"): (0.194852941, 0.097426470),
    ("kpi_churn", "obj_care"): (0.779411764, 0.389705882),
    ("kpi_churn", "obj_keep"): (0.75, 0.176470588),
    ("kpi_churn", "obj_macros"): (0.411764705, 0.411764705),
    ("kpi_churn", "obj_grow"): (0.044117647, 0.022058823),
    ("kpi_subs", "obj_grow"): (1.0, 0.5),
    ("kpi_subs", "obj_macros"): (0.5, 0.5),
}

EDGE = """
  share ownShare netShare effect relation helps
  paths(first: 1) { share effect length steps { hidden share effect node { __typename id } } }
"""


def exactly(fraction: str) -> Any:
    """Equal to 1e-9."""
    return pytest.approx(float(Fraction(fraction)), abs=1e-9, rel=0)


def ids(path: dict[str, Any]) -> str:
    """The ids on a path's steps."""
    return " ".join(step["node"]["id"] for step in path["steps"])


@pytest.fixture(scope="module")
async def lumen(database: Database, url: str) -> AsyncIterator[Client]:
    """Whoever sees all of the example."""
    document: dict[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
    async with company(database, url, document) as loaded:
        yield await loaded.service()


async def test_progress(lumen: Client) -> None:
    answer = await lumen.ask(
        "{ objectives { nodes { id level progress } } "
        "keyResults { nodes { id rawProgress progress } } }"
    )
    objectives = {o["id"]: (o["level"], o["progress"]) for o in answer["objectives"]["nodes"]}
    results = {k["id"]: (k["rawProgress"], k["progress"]) for k in answer["keyResults"]["nodes"]}
    # Every figure of the tables is one that binary fractions hold.
    assert objectives == PROGRESS
    assert results == RESULTS


@pytest.mark.parametrize("kpi", MOVERS)
async def test_movers(lumen: Client, kpi: str) -> None:
    answer = await lumen.ask(
        "query ($kpi: ID!) { kpi(id: $kpi) { movers { totalCount unownedShare hiddenShare "
        f"nodes {{ id }} edges {{ node {{ id }} {EDGE} }} }} }} }}",
        {"kpi": kpi},
    )
    movers = answer["kpi"]["movers"]
    assert [edge["node"]["id"] for edge in movers["edges"]] == list(MOVERS[kpi])
    assert [node["id"] for node in movers["nodes"]] == list(MOVERS[kpi])
    assert (movers["totalCount"], movers["unownedShare"]) == (len(MOVERS[kpi]), 0)
    assert movers["hiddenShare"] == 0
    assert sum(edge["ownShare"] for edge in movers["edges"]) == exactly("1")
    for edge in movers["edges"]:
        _assert_edge(edge, kpi, edge["node"]["id"])


def _assert_edge(edge: dict[str, Any], kpi: str, objective: str) -> None:
    share, own, effect, relation, path = MOVERS[kpi][objective]
    sign = {"RAISES": 1, "LOWERS": -1}[effect]
    assert (edge["share"], edge["ownShare"]) == (exactly(share), exactly(own))
    assert edge["netShare"] == pytest.approx(sign * float(Fraction(share)), abs=1e-9, rel=0)
    assert (edge["effect"], edge["relation"]) == (effect, relation)
    # Both are what the KPI's direction wants.
    assert edge["helps"] is True
    printed = PRINTED[kpi, objective]
    assert (edge["share"], edge["ownShare"]) == pytest.approx(printed, abs=1e-9, rel=0)
    [largest] = edge["paths"]
    assert largest["effect"] == effect
    assert largest["length"] == len(largest["steps"]) - 1
    assert [step["hidden"] for step in largest["steps"]] == [False] * len(largest["steps"])
    assert (largest["steps"][0]["share"], largest["steps"][0]["effect"]) == (1, None)
    product = 1.0
    for step in largest["steps"]:
        product *= step["share"]
    assert product == pytest.approx(largest["share"], abs=1e-9, rel=0)
    if path is not None:
        assert (largest["share"], ids(largest)) == (exactly(path[0]), path[1])


async def test_moves_are_the_inverse(lumen: Client) -> None:
    answer = await lumen.ask(
        "{ objectives { nodes { id moves(first: 20) { totalCount nodes { id } "
        f"edges {{ node {{ id }} {EDGE} }} }} }} }} }}"
    )
    for objective in answer["objectives"]["nodes"]:
        identity = objective["id"]
        moved = {
            kpi: Fraction(rows[identity][0]) for kpi, rows in MOVERS.items() if identity in rows
        }
        in_order = sorted(moved, key=lambda kpi: (-moved[kpi], kpi))
        assert [edge["node"]["id"] for edge in objective["moves"]["edges"]] == in_order
        assert [node["id"] for node in objective["moves"]["nodes"]] == in_order
        assert objective["moves"]["totalCount"] == len(in_order)
        for edge in objective["moves"]["edges"]:
            _assert_edge(edge, edge["node"]["id"], identity)


async def test_the_largest_path_of_all(lumen: Client) -> None:
    answer = await lumen.ask(
        '{ kpi(id: "kpi_mrr") { movers(first: 1, filter: {id: {eq: "obj_keep"}}) { totalCount'
        " edges { share paths(first: 100) { share effect steps { node { id } } } } } } }"
    )
    [edge] = answer["kpi"]["movers"]["edges"]
    assert [(path["share"], path["effect"], ids(path)) for path in edge["paths"]] == [
        (exactly("1/4"), "RAISES", "obj_keep kr_mrr kpi_mrr"),
        (exactly("3/16"), "RAISES", "obj_keep kr_churn kpi_churn kpi_mrr"),
    ]
    assert sum(path["share"] for path in edge["paths"]) == exactly("7/16")


async def test_tracing_up(lumen: Client) -> None:
    answer = await lumen.ask(
        "{ objectives { nodes { id "
        "pathsToCompany { share effect length steps { share node { id } } } "
        "ancestors { totalCount edges { node { id } depth share } } "
        "descendants { edges { node { id } depth share } } "
        "alignsTo { edges { node { id } share alignment { keyResult { id } } } } } } }"
    )
    found = {node["id"]: node for node in answer["objectives"]["nodes"]}
    up = {
        identity: [(path["share"], ids(path)) for path in node["pathsToCompany"]]
        for identity, node in found.items()
    }
    assert up == {
        "obj_macros": [
            (exactly("3/16"), "obj_macros obj_care kr_churn obj_keep"),
            (exactly("1/16"), "obj_macros obj_grow obj_keep"),
        ],
        "obj_care": [(exactly("3/8"), "obj_care kr_churn obj_keep")],
        "obj_grow": [(exactly("1/8"), "obj_grow obj_keep")],
        "obj_keep": [],
        "obj_latte": [],
        "obj_brand": [],
    }
    above = {
        "obj_macros": [
            ("obj_care", 1, exactly("1/2")),
            ("obj_grow", 1, exactly("1/2")),
            ("obj_keep", 2, exactly("1/4")),
        ],
        "obj_care": [("obj_keep", 1, exactly("3/8"))],
        "obj_grow": [("obj_keep", 1, exactly("1/8"))],
    }
    below = {
        "obj_keep": [
            ("obj_care", 1, exactly("3/8")),
            ("obj_grow", 1, exactly("1/8")),
            ("obj_macros", 2, exactly("1/4")),
        ],
        "obj_care": [("obj_macros", 1, exactly("1/2"))],
        "obj_grow": [("obj_macros", 1, exactly("1/2"))],
    }
    for identity, node in found.items():
        assert _relatives(node["ancestors"]) == above.get(identity, [])
        assert node["ancestors"]["totalCount"] == len(above.get(identity, []))
        assert _relatives(node["descendants"]) == below.get(identity, [])
    links = [
        (edge["node"]["id"], edge["share"], edge["alignment"]["keyResult"])
        for edge in found["obj_care"]["alignsTo"]["edges"]
    ]
    assert links == [("obj_keep", exactly("3/8"), {"id": "kr_churn"})]


def _relatives(connection: dict[str, Any]) -> list[tuple[str, int, float]]:
    return [(e["node"]["id"], e["depth"], e["share"]) for e in connection["edges"]]


async def test_orphan_idle_unmoved(lumen: Client) -> None:
    answer = await lumen.ask(
        "{ orphans: objectives(filter: {orphan: true}) { totalCount nodes { id } } "
        "others: objectives(filter: {orphan: false}) { totalCount } "
        "objectives { nodes { id moves(first: 0) { totalCount } } } "
        "kpis { nodes { id movers(first: 0) { totalCount } } } }"
    )
    assert answer["orphans"] == {"totalCount": 1, "nodes": [{"id": "obj_latte"}]}
    assert answer["others"] == {"totalCount": 5}
    idle = [o["id"] for o in answer["objectives"]["nodes"] if not o["moves"]["totalCount"]]
    assert sorted(idle) == ["obj_brand", "obj_latte"]
    assert [k["id"] for k in answer["kpis"]["nodes"] if not k["movers"]["totalCount"]] == []

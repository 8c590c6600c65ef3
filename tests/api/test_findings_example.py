"""Findings of the domain's worked example, one by one, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company

EXAMPLE = Path(__file__).parents[2] / "data" / "example.json"
MEANT = datetime(2026, 11, 10, 12, tzinfo=UTC)
"""The day of the worked example."""

WARNINGS = [
    "ORPHAN_OBJECTIVE:obj_latte",
    "UNSUPPORTED_COMPANY_OBJECTIVE:obj_brand",
    "UNMEASURABLE_OBJECTIVE:obj_brand",
]
INFOS = [
    "IDLE_OBJECTIVE:obj_brand",
    "IDLE_OBJECTIVE:obj_latte",
    "TOO_FEW_KEY_RESULTS:obj_brand",
    "TOO_FEW_KEY_RESULTS:obj_latte",
    "TOO_FEW_KEY_RESULTS:obj_macros",
]
STALE = ["kr_churn", "kr_mrr", "kr_reply", "kr_subs"]

KEYS = "query Keys($at: DateTime!) { at(time: $at) { findings { nodes { key } totalCount } } }"


@pytest.fixture(scope="module")
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    """The worked example, imported a week before its day."""
    document = json.loads(EXAMPLE.read_text("utf-8"))
    imported = MEANT - timedelta(7)
    async with company(database, url, document, now=imported) as loaded:
        yield loaded


@pytest.fixture
async def client(lumen: Company) -> Client:
    """An administrator."""
    return await lumen.service()


async def keys(client: Client, at: datetime) -> list[str]:
    """The keys of all findings as of a moment."""
    found = (await client.ask(KEYS, {"at": at.isoformat()}))["at"]["findings"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["key"] for node in found["nodes"]]


async def test_every_finding_of_the_example(client: Client) -> None:
    assert await keys(client, MEANT) == WARNINGS + INFOS


async def test_reports_grow_old_by_the_clock(client: Client) -> None:
    stale = [f"STALE_KEY_RESULT:{one}" for one in STALE]
    day = datetime(2026, 11, 15, 21, 59, 59, tzinfo=UTC)
    assert await keys(client, day) == WARNINGS + INFOS
    assert await keys(client, day + timedelta(seconds=1.001)) == (
        WARNINGS[:2] + stale + WARNINGS[2:] + INFOS
    )


async def test_a_finding_says_what_it_is_about_and_what_to_do(client: Client) -> None:
    asked = """
    query One($at: DateTime!) { at(time: $at) {
      findings(filter: {node: {eq: "obj_macros"}}) {
        nodes {
          key rule severity message advice
          facts { name value limit }
          nodes { __typename id ... on Objective { title level } }
        }
      }
    } }"""
    [found] = (await client.ask(asked, {"at": MEANT.isoformat()}))["at"]["findings"]["nodes"]
    assert found == {
        "key": "TOO_FEW_KEY_RESULTS:obj_macros",
        "rule": "TOO_FEW_KEY_RESULTS",
        "severity": "INFO",
        "message": (
            "“Write replies worth reusing” has few key results (1) and nothing that contributes to "
            "it; fewer than 2 seldom tell whether it is met."
        ),
        "advice": "Add a key result that would show the objective is met.",
        "facts": [{"name": "count", "value": 1.0, "limit": 2.0}],
        "nodes": [
            {
                "__typename": "Objective",
                "id": "obj_macros",
                "title": "Write replies worth reusing",
                "level": "PERSONAL",
            }
        ],
    }


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('objective(id: "obj_latte")', [WARNINGS[0], INFOS[1], INFOS[3]]),
        ('objective(id: "obj_keep")', []),
        ('kpi(id: "kpi_mrr")', []),
        ('team(id: "team_lumen")', [*WARNINGS[1:], INFOS[0], INFOS[2]]),
        ('team(id: "team_growth")', []),
        ('person(id: "psn_aino")', [WARNINGS[0], INFOS[1], INFOS[3]]),
        ('person(id: "psn_jaan")', [INFOS[4]]),
    ],
)
async def test_of_one_node(client: Client, where: str, expected: list[str]) -> None:
    asked = (
        "query At($at: DateTime!) { at(time: $at) { "
        f"node: {where} {{ findings {{ nodes {{ key }} }} }} }} }}"
    )
    found = (await client.ask(asked, {"at": MEANT.isoformat()}))["at"]["node"]["findings"]
    assert [node["key"] for node in found["nodes"]] == expected


async def test_of_many_nodes_at_once(client: Client) -> None:
    asked = """
    query Many($at: DateTime!) { at(time: $at) {
      objectives { nodes { id findings(first: 1) { totalCount nodes { key } } } }
      keyResults { nodes { id findings { nodes { key } } } }
    } }"""
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    found = (await client.ask(asked, {"at": moment.isoformat()}))["at"]
    counts = {node["id"]: node["findings"]["totalCount"] for node in found["objectives"]["nodes"]}
    assert counts == {
        "obj_brand": 4,
        "obj_care": 0,
        "obj_grow": 0,
        "obj_keep": 0,
        "obj_latte": 3,
        "obj_macros": 1,
    }
    stale = {n["id"] for n in found["keyResults"]["nodes"] if n["findings"]["nodes"]}
    assert stale == set(STALE)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("severity: {gte: WARNING}", WARNINGS),
        ("severity: {in: [INFO]}", INFOS),
        ("severity: {in: []}", []),
        ("rule: {eq: IDLE_OBJECTIVE}", INFOS[:2]),
        ("rule: {in: [IDLE_OBJECTIVE, ORPHAN_OBJECTIVE]}", [WARNINGS[0], *INFOS[:2]]),
        ('owner: {in: ["psn_aino", "psn_jaan"]}', [WARNINGS[0], INFOS[1], INFOS[3], INFOS[4]]),
        ('cycle: {eq: "cyc_2026q4"}', WARNINGS + INFOS),
        ("cycle: {eq: null}", []),
        ('team: {in: ["team_lumen"], includeSubTeams: false}', [*WARNINGS[1:], INFOS[0], INFOS[2]]),
        ('team: {in: ["team_growth"], includePeople: true}', [WARNINGS[0], INFOS[1], INFOS[3]]),
        ('team: {in: ["team_lumen"], includePeople: true}', WARNINGS + INFOS),
        ('node: {eq: "obj_latte"}, severity: {eq: WARNING}', [WARNINGS[0]]),
    ],
)
async def test_filters(client: Client, given: str, expected: list[str]) -> None:
    asked = (
        "query Filtered($at: DateTime!) { at(time: $at) { "
        f"findings(filter: {{{given}}}) {{ nodes {{ key }} }} }} }}"
    )
    found = (await client.ask(asked, {"at": MEANT.isoformat()}))["at"]["findings"]["nodes"]
    assert [node["key"] for node in found] == expected


async def test_groups_are_of_all_pages(client: Client) -> None:
    asked = """
    query Groups($at: DateTime!) { at(time: $at) { findings(first: 1) {
      totalCount
      rule: groups(by: RULE) { key count node { id } }
      severity: groups(by: SEVERITY) { key count }
      team: groups(by: TEAM) { key count node { id ... on Team { name } } }
      cycle: groups(by: CYCLE) { key count node { id } }
    } } }"""
    found = (await client.ask(asked, {"at": MEANT.isoformat()}))["at"]["findings"]
    assert found["totalCount"] == 8
    assert found["rule"] == [
        {"key": "TOO_FEW_KEY_RESULTS", "count": 3, "node": None},
        {"key": "IDLE_OBJECTIVE", "count": 2, "node": None},
        {"key": "ORPHAN_OBJECTIVE", "count": 1, "node": None},
        {"key": "UNMEASURABLE_OBJECTIVE", "count": 1, "node": None},
        {"key": "UNSUPPORTED_COMPANY_OBJECTIVE", "count": 1, "node": None},
    ]
    assert found["severity"] == [{"key": "INFO", "count": 5}, {"key": "WARNING", "count": 3}]
    assert found["team"] == [
        {"key": "team_lumen", "count": 4, "node": {"id": "team_lumen", "name": "Lumen Coffee"}},
        {"key": "team_growth", "count": 3, "node": {"id": "team_growth", "name": "Growth"}},
        {"key": "team_care", "count": 1, "node": {"id": "team_care", "name": "Customer Care"}},
    ]
    assert found["cycle"] == [{"key": "cyc_2026q4", "count": 8, "node": {"id": "cyc_2026q4"}}]


async def test_page_by_page_is_the_whole(client: Client) -> None:
    asked = """
    query Page($at: DateTime!, $after: String) { at(time: $at) { findings(first: 3, after: $after) {
      edges { cursor node { key } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } } }"""
    found: list[str] = []
    after: str | None = None
    sizes: list[int] = []
    more: Any = True
    while more:
        variables = {"at": MEANT.isoformat(), "after": after}
        page = (await client.ask(asked, variables))["at"]["findings"]
        found += [edge["node"]["key"] for edge in page["edges"]]
        sizes.append(len(page["edges"]))
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert after == page["edges"][-1]["cursor"]
    assert found == WARNINGS + INFOS
    assert sizes == [3, 3, 2]


async def test_a_cursor_of_another_list_is_refused(client: Client) -> None:
    cursor = "{ objectives(first: 1) { pageInfo { endCursor } } }"
    other = (await client.ask(cursor))["objectives"]["pageInfo"]["endCursor"]
    asked = "query Other($after: String) { findings(after: $after) { totalCount } }"
    refused = await client.refused(asked, {"after": other})
    assert refused == [("INVALID_INPUT", "`after` is a cursor of another list.")]

"""Two organizations with the same ids everywhere: nothing of one is ever found from the other."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.collation import sort_key
from graph.reads.table.roots import ROOTS
from tests.api.client import Client
from tests.api.companies import company
from tests.api.corpus import ELAPSED, Operation, generated, written
from tests.api.lists import SCHEMA, camel, root_lists
from tests.api.random_organization import varied

CORPUS = [*generated(SCHEMA), *written()]
TEXTS = (
    *("name", "title", "description", "note", "blocker", "rationale", "contributionStatement"),
    "body",
)
FOREIGN = "Foreign"

# What only the other organization has, by the root question that asks for one by its id.
ONLY_THERE = {
    "objective": "obj_only",
    "keyResult": "kr_only",
    "kpi": "kpi_only",
    "team": "team_only",
    "person": "psn_only",
    "cycle": "cyc_only",
    "initiative": "ini_only",
    "checkIn": "chk_only",
    "comment": "cmt_only",
}
MORE_ONLY_THERE = ["aln_only", "aln_only_proposed", "sup_only", "drv_only", "val_only", "tgt_only"]


def foreign(document: dict[str, Any]) -> dict[str, Any]:
    """The same organization with other texts, and some more that leads to what both have."""
    other: dict[str, Any] = _renamed(deepcopy(document))
    other["teams"].append({"id": "team_only", "name": FOREIGN, "leads": ["psn_4"]})
    other["people"].append(
        {"id": "psn_only", "name": FOREIGN, "email": "only@foreign.example", "manager": "psn_4"}
    )
    days = {"startsOn": "2026-01-01", "endsOn": "2026-12-31"}
    other["cycles"].append({"id": "cyc_only", "name": FOREIGN, **days})
    other["kpis"].append(
        {
            "id": "kpi_only",
            "name": FOREIGN,
            "direction": "INCREASE",
            "frequency": "DAILY",
            "owner": "psn_only",
            "values": [{"id": "val_only", "at": "2026-02-03", "value": 1}],
            "targets": [{"id": "tgt_only", "period": days, "value": 2}],
            "drives": [{"id": "drv_only", "kpi": "kpi_1", "effect": "RAISES"}],
        }
    )
    check_in = {"id": "chk_only", "value": 0, "effectiveAt": "2026-10-10", "note": FOREIGN}
    other["objectives"].append(
        {
            "id": "obj_only",
            "title": FOREIGN,
            "owner": "psn_only",
            "cycle": "cyc_0",
            "alignsTo": [{"id": "aln_only", "to": "obj_00"}],
            "proposals": [{"id": "aln_only_proposed", "to": "obj_01", "proposedBy": "psn_only"}],
            "keyResults": [
                {
                    "id": "kr_only",
                    "title": FOREIGN,
                    "metric": {"goal": "DONE"},
                    "checkIns": [check_in],
                    "supports": [{"id": "sup_only", "kpi": "kpi_2", "effect": "LOWERS"}],
                    "initiatives": [{"id": "ini_only", "title": FOREIGN}],
                }
            ],
        }
    )
    other["comments"].append({"id": "cmt_only", "on": "obj_00", "body": FOREIGN})
    return other


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if isinstance(value, dict):
        return {
            key: f"{FOREIGN} {item}" if key in TEXTS and item else _renamed(item)
            for key, item in value.items()
        }
    return value


@dataclass
class Neighbours:
    """Clients of two organizations, and what the first answered before there was a second."""

    ours: Client
    theirs: Client
    alone: dict[str, bytes]


@pytest.fixture(scope="module")
async def neighbours(database: Database, url: str) -> AsyncIterator[Neighbours]:
    """Ours was asked everything before theirs came."""
    document = varied(Random(25), datetime.now(UTC))
    async with AsyncExitStack() as stack:
        # A name that sorts before and one that sorts after, should anything compare them.
        first = await stack.enter_async_context(company(database, url, document))
        ours = await first.service()
        alone = {one.name: await _answer(ours, one) for one in CORPUS}
        second = await stack.enter_async_context(company(database, url, foreign(document)))
        yield Neighbours(ours, await second.service(), alone)


async def _answer(client: Client, operation: Operation) -> bytes:
    response = await client.send(operation.text, dict(operation.variables))
    assert "errors" not in response.json()
    return ELAPSED.sub(b"", response.content)


@pytest.mark.parametrize("operation", CORPUS, ids=lambda one: one.name)
async def test_a_neighbour_changes_nothing(neighbours: Neighbours, operation: Operation) -> None:
    ours = await _answer(neighbours.ours, operation)
    assert ours == neighbours.alone[operation.name]
    assert FOREIGN.encode() not in ours


async def test_the_neighbour_is_really_there(neighbours: Neighbours) -> None:
    everything = "{ objectives(first: 100) { totalCount nodes { id title } } }"
    ours = (await neighbours.ours.ask(everything))["objectives"]
    theirs = (await neighbours.theirs.ask(everything))["objectives"]
    assert theirs["totalCount"] == ours["totalCount"] + 1
    assert {node["id"] for node in theirs["nodes"]} >= {node["id"] for node in ours["nodes"]}
    assert all(node["title"].startswith(FOREIGN) for node in theirs["nodes"])
    ids = [*ONLY_THERE.values(), *MORE_ONLY_THERE]
    found = await neighbours.theirs.ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids}
    )
    assert found == {"nodes": [{"id": one} for one in ids]}


async def test_ids_of_the_neighbour(neighbours: Neighbours) -> None:
    for field, identity in ONLY_THERE.items():
        query = f"query ($id: ID!) {{ {field}(id: $id) {{ id }} node(id: $id) {{ id }} }}"
        assert await neighbours.ours.ask(query, {"id": identity}) == {field: None, "node": None}
    ids = [*ONLY_THERE.values(), *MORE_ONLY_THERE]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert await neighbours.ours.ask(query, {"ids": ids}) == {"nodes": [None] * len(ids)}
    names = "{ organization { id } }"
    for one, other in (
        (neighbours.ours, neighbours.theirs),
        (neighbours.theirs, neighbours.ours),
    ):
        identity = (await other.ask(names))["organization"]["id"]
        query = "query ($id: ID!) { node(id: $id) { id } }"
        assert await one.ask(query, {"id": identity}) == {"node": None}


FILTERS = {
    "objectives": [
        '{owner: {eq: "psn_only"}}',
        '{team: {in: ["team_only"], includePeople: true}}',
        '{cycle: {eq: "cyc_only"}}',
        '{lead: {in: ["psn_only"]}}',
        '{id: {in: ["obj_only"]}}',
        '{text: {contains: "foreign"}}',
    ],
    "keyResults": [
        '{objective: {eq: "obj_only"}}',
        '{cycle: {eq: "cyc_only"}}',
        '{measuredBy: {eq: "kpi_only"}}',
        '{id: {eq: "kr_only"}}',
        '{title: {startsWith: "foreign"}}',
    ],
    "kpis": ['{owner: {eq: "psn_only"}}', '{team: {in: ["team_only"]}}', '{id: {eq: "kpi_only"}}'],
    "kpiValues": ['{kpi: {eq: "kpi_only"}}', '{id: {eq: "val_only"}}'],
    "checkIns": ['{keyResult: {eq: "kr_only"}}', '{author: {eq: "psn_only"}}'],
    "teams": ['{parent: {eq: "team_only"}}', '{name: {contains: "foreign"}}'],
    "people": [
        '{manager: {eq: "psn_only"}}',
        '{team: {eq: "team_only"}}',
        '{email: {contains: "foreign"}}',
    ],
    "cycles": ['{parent: {eq: "cyc_only"}}', '{id: {eq: "cyc_only"}}'],
    "initiatives": ['{target: {eq: "kr_only"}}', '{owner: {eq: "psn_only"}}'],
    "alignments": ['{from: {eq: "obj_only"}}', '{id: {eq: "aln_only"}}'],
    "supports": ['{from: {eq: "kr_only"}}', '{id: {eq: "sup_only"}}'],
    "comments": ['{id: {eq: "cmt_only"}}', '{author: {eq: "psn_only"}}'],
    "drives": ['{from: {eq: "kpi_only"}}', '{id: {eq: "drv_only"}}'],
}


@pytest.mark.parametrize("name", FILTERS)
async def test_filters_by_what_the_neighbour_has(neighbours: Neighbours, name: str) -> None:
    for one in FILTERS[name]:
        query = f"{{ {name}(filter: {one}) {{ totalCount nodes {{ id }} }} }}"
        assert await neighbours.ours.ask(query) == {name: {"totalCount": 0, "nodes": []}}, one


@pytest.mark.parametrize("name", sorted({listed.name for listed in root_lists()}))
async def test_cursors_of_the_neighbour(neighbours: Neighbours, name: str) -> None:
    """A cursor says where to go on, never in whose list."""
    orders = [listed.field for listed in root_lists() if listed.name == name]
    field = orders[0]
    query = (
        f"query ($after: String) {{ {name}(first: 100, after: $after,"
        f" orderBy: {{field: {field}}}) {{"
        f" edges {{ cursor node {{ id key: {camel(field)} }} }} }} }}"
    )
    ours = (await neighbours.ours.ask(query))[name]["edges"]
    theirs = (await neighbours.theirs.ask(query))[name]["edges"]
    for edge in theirs[:: max(1, len(theirs) // 3)]:
        found = (await neighbours.ours.ask(query, {"after": edge["cursor"]}))[name]["edges"]
        place = _place(field, edge)
        assert found == [one for one in ours if _place(field, one) > place]


def _place(field: str, edge: dict[str, Any]) -> tuple[Any, str]:
    """Where an edge stands in an order: titles and names by their collation."""
    key = edge["node"]["key"]
    return (sort_key(key) if field in ("TITLE", "NAME") else key), edge["node"]["id"]


async def test_search_and_groups(neighbours: Neighbours) -> None:
    answer = await neighbours.ours.ask(
        '{ search(text: "foreign") { totalCount nodes { id } }'
        " objectives(first: 0) { groups(by: OWNER) { key node { ...Owner } } }"
        " kpis { nodes { movers { groups(by: OWNER) { node { ...Owner } } } } } }"
        " fragment Owner on ObjectiveOwner { name }"
    )
    assert answer["search"] == {"totalCount": 0, "nodes": []}
    assert FOREIGN not in str(answer)
    found = await neighbours.theirs.ask('{ search(text: "foreign", first: 1) { totalCount } }')
    assert found["search"]["totalCount"] > 50


def test_every_root_question_is_asked_here() -> None:
    asked = set(re.findall(r"\w+", " ".join(one.text for one in CORPUS)))
    assert set(ROOTS) <= asked

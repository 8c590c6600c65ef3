"""Every list in pages: each row exactly once, in order, from either end; and typed errors."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
)

from graph.database.client import Database
from graph.domain.collation import sort_key
from graph.domain.health import WORST_FIRST
from graph.domain.kpis import STATUS_WORST_FIRST
from tests.api.client import Client
from tests.api.companies import company
from tests.api.lists import PAGE, SCHEMA, RootList, camel, everything, root_lists, root_query
from tests.api.random_organization import spread_revisions, varied

ROOT_LISTS = list(root_lists())
EXPLAINED = ("Explanation", "Landing", "KpiGap", "ProgressChange")


@pytest.fixture(scope="module")
async def client(database: Database, url: str) -> AsyncIterator[Client]:
    """Whoever sees all of an organization in which everything varies."""
    document = varied(Random(25), datetime.now(UTC))
    alike: dict[str, list[dict[str, Any]]] = {}
    for kpi in document["kpis"]:
        alike.setdefault(str(kpi["measure"]), []).append(kpi)
    whole, *parts = max(alike.values(), key=len)
    for part in parts:
        part |= {"partOf": whole["id"], "segment": part["id"]}
    async with company(database, url, document) as loaded:
        await spread_revisions(database, loaded.org)
        yield await loaded.service()


def rows(page: dict[str, Any]) -> list[tuple[Any, str]]:
    """Keys and ids of a page's rows; its nodes and cursors are those of its edges."""
    edges = page["edges"]
    assert [node["id"] for node in page["nodes"]] == [edge["node"]["id"] for edge in edges]
    assert page["pageInfo"]["startCursor"] == (edges[0]["cursor"] if edges else None)
    assert page["pageInfo"]["endCursor"] == (edges[-1]["cursor"] if edges else None)
    return [(hashable(edge["node"]["key"]), edge["node"]["id"]) for edge in edges]


def hashable(key: Any) -> Any:
    """A key, or the values of one that is an object."""
    return tuple(key.values()) if isinstance(key, dict) else key


def place(listed: RootList, key: Any) -> Any:
    """What a key is compared by: texts have their own order, and so do closed lists."""
    match listed.field:
        case "TITLE" | "NAME":
            return sort_key(key)
        case "HEALTH":
            return WORST_FIRST.index(key)
        case "STATUS":
            return STATUS_WORST_FIRST.index(key)
        case "CYCLE":
            starts_on, ends_on, name = key
            return starts_on, ends_on, sort_key(name)
    return key


def in_order(found: Sequence[tuple[Any, str]], listed: RootList) -> list[tuple[Any, str]]:
    """By key, then by id; nulls last either way."""
    down = listed.direction == "DESC"
    full = sorted(
        (row for row in found if row[0] is not None),
        key=lambda row: (place(listed, row[0]), row[1]),
        reverse=down,
    )
    return full + sorted((row for row in found if row[0] is None), key=lambda r: r[1], reverse=down)


@pytest.mark.parametrize("listed", ROOT_LISTS, ids=str)
async def test_root_lists(client: Client, listed: RootList) -> None:
    query = root_query(listed)
    whole = (await client.ask(query, {"first": 100}))["page"]
    found = rows(whole)
    assert len(found) == whole["totalCount"] > 3
    assert len(set(found)) == len(found)
    assert found == in_order(found, listed)
    assert not whole["pageInfo"]["hasNextPage"]
    assert not whole["pageInfo"]["hasPreviousPage"]
    # Sizes that do and do not divide the number of rows.
    forward = max(2, len(found) // 5)
    assert await _forward(client, query, forward, whole["totalCount"]) == found
    assert await _backward(client, query, forward + 1, whole["totalCount"]) == found


async def _forward(client: Client, query: str, size: int, total: int) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = []
    after = None
    while True:
        page = (await client.ask(query, {"first": size, "after": after}))["page"]
        assert page["totalCount"] == total
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["hasNextPage"] is (len(found) + size < total)
        found += rows(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def _backward(client: Client, query: str, size: int, total: int) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = []
    before = None
    while True:
        page = (await client.ask(query, {"last": size, "before": before}))["page"]
        assert page["totalCount"] == total
        assert page["pageInfo"]["hasNextPage"] is (before is not None)
        assert page["pageInfo"]["hasPreviousPage"] is (len(found) + size < total)
        found = rows(page) + found
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            return found


ROOTS = {
    "Objective": "objectives",
    "KeyResult": "keyResults",
    "Kpi": "kpis",
    "Team": "teams",
    "Person": "people",
    "Cycle": "cycles",
    "Comment": "comments",
}


UNPAGED = ("history", "findings", "weeklyReports")
"""What has tests of its own, or is empty in what these ask."""


def nested_lists() -> Iterator[tuple[str, str]]:
    """Every connection of every type that has a root list, by type and field. Histories of what
    was imported are empty."""
    node = SCHEMA.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    for named in SCHEMA.get_possible_types(node):
        for name, field in named.fields.items():
            listed = get_named_type(field.type).name.endswith("Connection")
            if listed and named.name in ROOTS and name not in UNPAGED:
                yield named.name, name


NESTED_LISTS = list(nested_lists())


@pytest.fixture(scope="module")
async def longest(client: Client) -> dict[tuple[str, str], tuple[str, int]]:
    """For each nested list, who has the longest one, and how long it is."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for type_name, root in ROOTS.items():
        for name in [name for owner, name in NESTED_LISTS if owner == type_name]:
            answer = await client.ask(
                f"{{ page: {root}(first: 100, filter: {everything(root)}) {{ nodes {{ id"
                f" list: {name}(first: 0) {{ totalCount nodes {{ __typename }} }} }} }} }}"
            )
            owners = answer["page"]["nodes"]
            assert all(owner["list"]["nodes"] == [] for owner in owners)
            most = max(owners, key=lambda owner: owner["list"]["totalCount"])
            found[type_name, name] = most["id"], most["list"]["totalCount"]
    return found


@pytest.mark.parametrize(("type_name", "name"), NESTED_LISTS)
async def test_nested_lists(
    client: Client, longest: dict[tuple[str, str], tuple[str, int]], type_name: str, name: str
) -> None:
    owner, total = longest[type_name, name]
    assert total > 1, "The organization has no such list to be paged."
    query = (
        "query ($id: ID!, $first: Int!, $after: String) { node(id: $id) {"
        f" ... on {type_name} {{ page: {name}(first: $first, after: $after) {{"
        f" totalCount nodes {{ id }} edges {{ cursor node {{ id key: id }} }} {PAGE} }} }} }} }}"
    )
    whole = (await client.ask(query, {"id": owner, "first": 100}))["node"]["page"]
    found = rows(whole)
    assert len(found) == whole["totalCount"] == total
    paged: list[tuple[Any, str]] = []
    after = None
    for _ in found:
        page = (await client.ask(query, {"id": owner, "first": 1, "after": after}))["node"]["page"]
        assert page["totalCount"] == total
        paged += rows(page)
        assert page["pageInfo"]["hasNextPage"] is (len(paged) < total)
        after = page["pageInfo"]["endCursor"]
    assert paged == found


async def test_search_in_pages(client: Client) -> None:
    query = (
        'query ($first: Int!, $after: String) { page: search(text: "alpha", first: $first,'
        " after: $after) { totalCount nodes { id } edges { cursor node { id key: id } }"
        f" {PAGE} }} }}"
    )
    whole = (await client.ask(query, {"first": 100}))["page"]
    found = rows(whole)
    assert len(found) == whole["totalCount"] > 20
    assert len(set(found)) == len(found)
    paged: list[tuple[Any, str]] = []
    after = None
    while len(paged) < len(found):
        page = (await client.ask(query, {"first": 7, "after": after}))["page"]
        paged += rows(page)
        after = page["pageInfo"]["endCursor"]
    assert paged == found


async def test_page_sizes(client: Client) -> None:
    sizes = "query ($n: Int) { objectives(first: $n) { nodes { id } pageInfo { hasNextPage } } }"
    none = (await client.ask(sizes, {"n": 0}))["objectives"]
    assert none == {"nodes": [], "pageInfo": {"hasNextPage": True}}
    for size in (1, 2, 3):
        assert len((await client.ask(sizes, {"n": size}))["objectives"]["nodes"]) == size
    await client.ask(sizes, {"n": 100})
    whole = await client.ask(sizes, {"n": None})
    assert whole == await client.ask(sizes)
    for size in (-1, 101, 2**31 - 1):
        expected = [("INVALID_INPUT", f"`first` is {size}; ask for 0 to 100.")]
        assert await client.refused(sizes, {"n": size}) == expected
    for field in ("last: 101", "last: -1"):
        [(code, _)] = await client.refused(f"{{ objectives({field}) {{ totalCount }} }}")
        assert code == "INVALID_INPUT"
    for both in ("first: 1, last: 1", 'last: 1, after: "x"'):
        [(code, _)] = await client.refused(f"{{ objectives({both}) {{ totalCount }} }}")
        assert code == "INVALID_INPUT"


@pytest.mark.parametrize(
    "place",
    [
        "kpis { nodes { movers(first: 101) { totalCount } } }",
        "kpis { nodes { movers { edges { paths(first: 101) { share } } } } }",
        "kpis { nodes { supportedBy(first: -1) { totalCount } } }",
        "objectives { nodes { moves(first: 101) { totalCount } } }",
        "objectives { nodes { ancestors(first: 101) { totalCount } } }",
        "objectives { nodes { ancestors(maxDepth: 0) { totalCount } } }",
        "objectives { nodes { pathsToCompany(first: 101) { share } } }",
        "objectives { nodes { keyResults(first: 101) { totalCount } } }",
        'search(text: "alpha", first: 101) { totalCount }',
    ],
)
async def test_sizes_within_lists(client: Client, place: str) -> None:
    [(code, _)] = await client.refused(f"{{ {place} }}")
    assert code == "INVALID_INPUT"


def cursor(*parts: Any) -> str:
    """A cursor as clients are not to make them."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


NO_CURSORS = [
    "",
    "x",
    "not a cursor",
    "☕",
    "AAAA",
    cursor(),
    cursor("Objective.title+", "Alpha"),
    cursor("Objective.title+", ["Alpha"], "obj_1"),
    cursor("Objective.title+", {"a": 1}, "obj_1"),
    cursor("Objective.title+", True, "obj_1"),
    cursor("Objective.title+", 7, "obj_1"),
    cursor("Objective.title+", None, "obj_1"),
    cursor("Objective.title+", "Alpha", 1),
    cursor("Objective.title+", "Alpha", None),
    cursor("Objective.title-", "Alpha", "obj_1"),
    cursor("Objective.progress+", 0.5, "obj_1"),
    cursor("KeyResult.title+", "Alpha", "kr_1"),
    cursor("movers", 0.5, "obj_1"),
    cursor(None, None, None),
    cursor(1, 2, 3),
    base64.b64encode(b"[[[[").decode(),
    base64.b64encode(b"\xff\xfe").decode(),
    "A" * 5000,
]
PLACES = [
    "objectives(after: $c) { totalCount nodes { id } }",
    "objectives(last: 1, before: $c) { totalCount nodes { id } }",
    'team(id: "team_0") { objectives(after: $c) { totalCount nodes { id } } }',
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", NO_CURSORS)
async def test_what_is_no_cursor_of_the_list(client: Client, text: str, place: str) -> None:
    errors = await client.refused(f"query ($c: String) {{ {place} }}", {"c": text})
    assert [code for code, _ in errors] == ["INVALID_INPUT"]


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("REVISION", 2**63),
        ("REVISION", "1"),
        ("PROGRESS", "0.5"),
        ("PROGRESS", 2**64 - 1),
        ("CREATED_AT", 12),
    ],
)
async def test_cursors_with_keys_of_another_kind(client: Client, order: str, key: Any) -> None:
    made = cursor(f"Objective.{camel(order)}+", key, "obj_1")
    errors = await client.refused(
        "query ($c: String) { objectives(after: $c,"
        f" orderBy: {{field: {order}}}) {{ totalCount nodes {{ id }} }} }}",
        {"c": made},
    )
    assert [code for code, _ in errors] == ["INVALID_INPUT"]


async def test_cursors_of_rules(client: Client) -> None:
    query = 'query ($c: String) { kpi(id: "kpi_0") { movers(after: $c) { totalCount } } }'
    bad = [text for text in NO_CURSORS if text != cursor("movers", 0.5, "obj_1")]
    for text in [*bad, cursor("moves", 0.5, "kpi_1"), cursor("movers", "0.5", "obj_1")]:
        errors = await client.refused(query, {"c": text})
        assert [code for code, _ in errors] == ["INVALID_INPUT"], text


async def test_a_page_stays_right_when_its_cursor_s_row_is_gone(client: Client) -> None:
    """A keyset has no need of the row that it names."""
    answer = await client.ask("{ objectives(first: 100) { nodes { id title } edges { cursor } } }")
    nodes = answer["objectives"]["nodes"]
    encoded = answer["objectives"]["edges"][5]["cursor"]
    order, key, identifier = json.loads(base64.urlsafe_b64decode(encoded + "=" * 3))
    place = cursor(order, key, identifier + "0")
    after = await client.ask(
        "query ($c: String) { objectives(first: 100, after: $c) { nodes { id title } } }",
        {"c": place},
    )
    assert after["objectives"]["nodes"] == nodes[6:]


def test_every_list_is_paged_here() -> None:
    connections = {
        (named.name, name)
        for named in SCHEMA.type_map.values()
        if isinstance(named, GraphQLObjectType)
        # The past has the same questions, which tests of its own ask.
        and not named.name.endswith(("Payload", "Snapshot"))
        for name, field in named.fields.items()
        if get_named_type(field.type).name.endswith("Connection")
    }
    viewers = {place for place in connections if place[0] == "Viewer"}
    roots = {("Query", listed.name) for listed in ROOT_LISTS} | {("Query", "search")}
    elsewhere = {
        (owner, name)
        for owner, name in connections
        if name in ("history", "changes", "diff")
        or name == "weeklyReports"
        or (name == "comments" and owner not in (*ROOTS, "Query"))
    }
    # What rules list has tests of its own: findings, and what explains numbers.
    elsewhere |= {place for place in connections if place[1] == "findings"}
    elsewhere |= {("Query", "templates"), ("Retrospective", "notes")}
    elsewhere |= {place for place in connections if place[0] in EXPLAINED}
    assert connections == set(NESTED_LISTS) | roots | viewers | elsewhere

"""Every filter of every list, against a slow and obvious evaluation of the same rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from graph.database.client import Database
from tests import reference
from tests.api.client import Client
from tests.api.companies import company
from tests.api.filtering import Filter, Row, cases, holds, wished
from tests.api.lists import SCHEMA
from tests.api.random_organization import Document, spread_revisions, varied

# What has to be selected of a node to evaluate its filter: by the filter's field.
SHOWN = {
    "objectives": (
        "Objective",
        "title description owner { id } lead { id } cycle { id } level lifecycle ambition"
        " visibility progressMode progress health labels",
    ),
    "keyResults": (
        "KeyResult",
        "title objective { id lifecycle cycle { id } owner { id } } owner { id } measuredBy { id }"
        " metric { goal } progress health checkInDueOn archived",
    ),
    "kpis": ("Kpi", "name owner { id } direction frequency status archived"),
    "kpiValues": ("KpiValue", "kpi { id } at source"),
    "checkIns": (
        "CheckIn",
        "keyResult { id } author { id } reported: status from: source effectiveAt recordedAt",
    ),
    "teams": ("Team", "name kind parent { id } archived"),
    "people": ("Person", "name email role manager { id } teams { nodes { id } } archived"),
    "cycles": ("Cycle", "name kind state parent { id } startsOn endsOn archived"),
    "initiatives": (
        "Initiative",
        "title owner { id } target { ... on Node { id } } state dueOn archived",
    ),
    "alignments": ("Alignment", "from { id } to { id } keyResult { id } counts"),
    "supports": ("Support", "from { ... on Node { id } } kpi { id } effect"),
    "drives": ("Drive", "from { id } to { id } effect"),
}
LABELS = {"people": "Person", "drives": "DRIVES", "supports": "SUPPORTS", "alignments": "ALIGNS_TO"}
LIFTED = {
    "objectives": frozenset({"lifecycle", "id", "revision"}),
    **{
        name: frozenset({"archived", "id", "revision"})
        for name in ("keyResults", "kpis", "teams", "people", "cycles", "initiatives")
    },
}
OF_ARCHIVED = frozenset({"lifecycle", "id", "objective", "revision"})


@dataclass
class Filtered:
    """An organization's client, its document and all of its rows by list."""

    client: Client
    document: Document
    rows: dict[str, list[Row]]


@pytest.fixture(scope="module")
async def filtered(database: Database, url: str) -> AsyncIterator[Filtered]:
    """An organization in which everything varies, seen by who sees everything."""
    document = varied(Random(25), datetime.now(UTC))
    async with company(database, url, document) as loaded:
        await spread_revisions(database, loaded.org)
        client = await loaded.service()
        rows = {}
        for name in SHOWN:
            ids = await database.read("testIds", _ids_of(name), {"org": loaded.org})
            rows[name] = [_row(name, node, document) for node in await _nodes(client, name, ids)]
        yield Filtered(client, document, rows)


def _ids_of(name: str) -> str:
    label = LABELS.get(name, SHOWN[name][0])
    if label.isupper():
        return f"MATCH ()-[r:{label}]->() WHERE r.org = $p.org RETURN collect(r.id)"
    return f"MATCH (n:{label}) WHERE n.org = $p.org RETURN collect(n.id)"


async def _nodes(client: Client, name: str, ids: list[str]) -> list[dict[str, Any]]:
    type_name, fields = SHOWN[name]
    stamps = "createdAt updatedAt revision"
    query = (
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id"
        f" ... on {type_name} {{ {stamps} {fields} }} }} }}"
    )
    found: list[dict[str, Any]] = []
    for start in range(0, len(ids), 100):
        answer = await client.ask(query, {"ids": ids[start : start + 100]})
        found += answer["nodes"]
    assert all(found)
    return found


def _row(name: str, node: dict[str, Any], document: Document) -> Row:
    """What the filter's fields stand for; a reference is its id."""
    row = {
        field: value["id"] if isinstance(value, dict) and "id" in value else value
        for field, value in node.items()
    }
    owner = row.get("owner")
    match name:
        case "objectives":
            row |= _aligned(node["id"], document, row)
            row["text"] = {node["title"], node["description"]}
            row["team"] = _team(owner, document)
            row |= _cycle(row["cycle"], document)
        case "keyResults":
            row["cycle"] = node["objective"]["cycle"] and node["objective"]["cycle"]["id"]
            row |= _cycle(row["cycle"], document)
            row["lifecycle"] = node["objective"]["lifecycle"]
            row["goal"] = node["metric"]["goal"]
            row["team"] = _team(owner or node["objective"]["owner"]["id"], document)
        case "kpis":
            row["team"] = _team(owner, document)
        case "checkIns":
            row |= {"status": node["reported"], "source": node["from"]}
        case "people":
            row["team"] = {team["id"] for team in node["teams"]["nodes"]} | {
                team
                for person in document["people"]
                if person["id"] == node["id"]
                for team in person["teams"]
            }
    return row


def _aligned(identity: str, document: Document, row: Row) -> dict[str, bool]:
    goals = document["objectives"]
    results = {k["id"]: o["id"] for o in goals for k in o["keyResults"]}
    links = [(o["id"], results.get(a["to"], a["to"])) for o in goals for a in o["alignsTo"]]
    aligned = any(source == identity for source, _ in links)
    served = any(target == identity for _, target in links)
    return {
        "aligned": aligned,
        "root": not aligned and (row["level"] == "COMPANY" or served),
        "orphan": identity in reference.orphans(reference.Plan(document)),
    }


def _cycle(identity: str | None, document: Document) -> dict[str, Any]:
    cycles = {cycle["id"]: cycle for cycle in document["cycles"]}
    within: set[str] = set()
    around = identity
    while around is not None:
        within.add(around)
        around = cycles[around].get("parent")
    cycle = {} if identity is None else cycles[identity]
    return {
        "cycleWithin": within,
        "cycleState": cycle.get("state"),
        "cycleStartsOn": cycle.get("startsOn"),
        "cycleEndsOn": cycle.get("endsOn"),
    }


def _team(owner: str | None, document: Document) -> Callable[..., bool]:
    below: dict[str, set[str]] = defaultdict(set)
    for team in document["teams"]:
        above: str | None = team["id"]
        while above is not None:
            below[above].add(team["id"])
            above = next(t["parent"] for t in document["teams"] if t["id"] == above)
    members: dict[str, set[str]] = defaultdict(set)
    for person in document["people"]:
        for team in person["teams"]:
            members[team].add(person["id"])

    def decides(**scope: Any) -> bool:
        teams = set(scope["in"])
        if scope.get("includeSubTeams", True):
            teams = {one for team in teams for one in below[team]}
        owners = set(teams)
        if scope.get("includePeople", False):
            owners |= {person for team in teams for person in members[team]}
        return owner in owners

    return decides


def expected(filtered: Filtered, name: str, given: Filter) -> list[str]:
    """The ids of the rows that a filter selects: what is archived only when it is asked about."""
    found = []
    for row in filtered.rows[name]:
        archived = row["lifecycle"] == "ARCHIVED" if name == "objectives" else row.get("archived")
        if name in LIFTED and archived and not wished(given, row, LIFTED[name]):
            continue
        of_archived = name == "keyResults" and row["lifecycle"] == "ARCHIVED"
        if of_archived and not wished(given, row, OF_ARCHIVED):
            continue
        if holds(given, row):
            found.append(row["id"])
    return sorted(found)


async def compare(filtered: Filtered, name: str, given: Filter) -> int:
    """Ask, evaluate, compare; how many rows there were."""
    type_name = filter_type(name).name
    answer = await filtered.client.ask(
        f"query ($filter: {type_name}) {{ {name}(filter: $filter, first: 100) {{"
        " totalCount nodes { id } } }",
        {"filter": given},
    )
    found = sorted(node["id"] for node in answer[name]["nodes"])
    assert found == expected(filtered, name, given), given
    assert answer[name]["totalCount"] == len(found)
    return len(found)


def filter_type(name: str) -> GraphQLInputObjectType:
    """The filter of a root list."""
    assert SCHEMA.query_type is not None
    taken = get_named_type(SCHEMA.query_type.fields[name].args["filter"].type)
    assert isinstance(taken, GraphQLInputObjectType)
    return taken


@pytest.mark.parametrize("name", SHOWN)
async def test_every_comparator(filtered: Filtered, name: str) -> None:
    sizes = [
        await compare(filtered, name, one) for one in cases(filter_type(name), filtered.rows[name])
    ]
    # Some select something and some do not, or nothing would be compared.
    assert 0 in sizes
    assert len(set(sizes)) > 3


@pytest.mark.parametrize("name", SHOWN)
async def test_and_or_not(filtered: Filtered, name: str) -> None:
    random = Random(name)
    some = list(cases(filter_type(name), filtered.rows[name]))
    trees: list[Filter] = [
        {},
        {"and": []},
        {"or": []},
        {"not": {}},
        {"not": None},
        {"and": None, "or": None},
        {"not": {"or": []}},
        {"and": [{}, {"or": [{}]}]},
    ]
    if name in ("objectives", "kpis"):
        teams: list[Filter] = [{"team": {"in": [f"team_{n}"]}} for n in range(4)]
        trees += [{"or": teams}, {"not": teams[1], "or": teams[2:]}]
    trees += [_tree(random, some, 3) for _ in range(6)]
    for one in trees:
        await compare(filtered, name, one)


def _tree(random: Random, some: list[Filter], depth: int) -> Filter:
    if depth == 0 or random.random() < 0.2:
        one = dict(random.choice(some))
        return one | random.choice(some) if random.random() < 0.3 else one
    match random.choice(["and", "or", "not", "not"]):
        case "not":
            return {"not": _tree(random, some, depth - 1)}
        case word:
            parts = [_tree(random, some, depth - 1) for _ in range(random.randint(1, 3))]
            return {word: parts} | (random.choice(some) if random.random() < 0.3 else {})


async def test_what_has_no_value_is_not_what_is_compared_with(filtered: Filtered) -> None:
    """`not` selects whatever the filter does not, nulls included."""
    some: list[Filter] = [
        {"progress": {"gt": 0.5}},
        {"lead": {"eq": "psn_1"}},
        {"cycle": {"in": ["cyc_0", "cyc_1"]}},
        {"cycle": {"eq": None}},
        {"text": {"contains": "more"}},
    ]
    for given in some:
        one = await compare(filtered, "objectives", given)
        other = await compare(filtered, "objectives", {"not": given})
        assert one + other == await compare(filtered, "objectives", {})
        assert other > 0


async def test_too_much_of_a_filter(filtered: Filtered) -> None:
    query = "query ($filter: ObjectiveFilter) { objectives(filter: $filter) { totalCount } }"
    many = {"or": [{"title": {"eq": f"Alpha {n}"}} for n in range(120)]}
    [(code, _)] = await filtered.client.refused(query, {"filter": many})
    assert code == "INVALID_INPUT"
    await filtered.client.ask(query, {"filter": {"id": {"in": [f"obj_{n}" for n in range(5000)]}}})


async def test_a_way_up_may_be_of_any_length(database: Database, url: str) -> None:
    ids = [f"obj_{level:02}" for level in range(30)]
    document: Document = {
        "organization": {"name": "Deep"},
        "teams": [
            {"id": "team_co", "name": "Co", "kind": "COMPANY"},
            {"id": "team_a", "name": "A"},
        ],
        "objectives": [
            {"id": one, "title": one, "owner": "team_a", "alignsTo": [{"to": above}]}
            for above, one in pairwise(ids)
        ],
    }
    top = {"id": ids[0], "title": "Top", "owner": "team_co"}
    document["objectives"] += [top, {"id": "obj_lone", "title": "Lone", "owner": "team_a"}]
    async with company(database, url, document) as deep:
        client = await deep.service()
        found = await client.ask("{ objectives(filter: {orphan: true}) { nodes { id } } }")
        assert found == {"objectives": {"nodes": [{"id": "obj_lone"}]}}


async def test_a_moment_or_day_that_is_none_is_shown_where_it_stands(filtered: Filtered) -> None:
    query = '{ cycles(filter: {startsOn: {gt: "2026-2-1"}}) { totalCount } }'
    (error,) = (await filtered.client.send(query)).json()["errors"]
    assert error["message"] == 'Date cannot represent "2026-2-1": write 2026-11-02.'
    assert error["locations"] == [{"line": 1, "column": query.index('"') + 1}]
    query = '{ objectives(filter: {createdAt: {gt: "2026-02-01"}}) { totalCount } }'
    (error,) = (await filtered.client.send(query)).json()["errors"]
    assert error["message"].startswith('DateTime cannot represent "2026-02-01": write 2026-')
    assert error["locations"] == [{"line": 1, "column": query.index('"') + 1}]


NESTED = [
    ("team", "team_0", "objectives", "objectives", "{level: {eq: COMPANY}}"),
    ("team", "team_0", "allObjectives", "objectives", "{health: {in: [ON_TRACK, NO_DATA]}}"),
    (
        "cycle",
        "cyc_0",
        "objectives",
        "objectives",
        '{or: [{team: {in: ["team_1"]}}, {team: {in: ["team_2"], includePeople: true}}]}',
    ),
    ("cycle", "cyc_0", "objectives", "objectives", "{not: {progress: {gt: 0.1}}}"),
    ("objective", "obj_00", "alignedFrom", "objectives", "{lifecycle: {eq: ACTIVE}}"),
    ("objective", "obj_00", "descendants", "objectives", "{ambition: {eq: COMMITTED}}"),
    ("objective", "obj_00", "keyResults", "keyResults", "{archived: false}"),
    ("kpi", "kpi_1", "movers", "objectives", "{visibility: {eq: PUBLIC}}"),
    ("kpi", "kpi_1", "movers", "objectives", '{team: {in: ["team_1"], includePeople: true}}'),
]


@pytest.mark.parametrize(("root", "identity", "field", "name", "given"), NESTED)
async def test_filters_of_nested_lists(
    filtered: Filtered, root: str, identity: str, field: str, name: str, given: str
) -> None:
    """They select from the list's own rows, as the same filter does at the root."""
    answer = await filtered.client.ask(
        f"query ($id: ID!) {{ {root}(id: $id) {{ all: {field}(first: 100) {{ nodes {{ id }} }}"
        f" some: {field}(first: 100, filter: {given}) {{ totalCount nodes {{ id }} }} }}"
        f" {name}(first: 100, filter: {given}) {{ nodes {{ id }} }} }}",
        {"id": identity},
    )
    every = [node["id"] for node in answer[root]["all"]["nodes"]]
    selected = {node["id"] for node in answer[name]["nodes"]}
    some = [node["id"] for node in answer[root]["some"]["nodes"]]
    assert some == [one for one in every if one in selected]
    assert answer[root]["some"]["totalCount"] == len(some)


async def test_groups(filtered: Filtered) -> None:
    """Counts and means of each grouping, over all of the list and not of the page."""
    rows = [row for row in filtered.rows["objectives"] if row["lifecycle"] != "ARCHIVED"]
    people = {person["id"]: person["teams"] for person in filtered.document["people"]}
    keys: dict[str, Callable[[Row], list[str | None]]] = {
        "HEALTH": lambda row: [row["health"]],
        "LIFECYCLE": lambda row: [row["lifecycle"]],
        "LEVEL": lambda row: [row["level"]],
        "CYCLE": lambda row: [row["cycle"]],
        "OWNER": lambda row: [row["owner"]],
        "TEAM": lambda row: list(people.get(row["owner"], [row["owner"]])) or [None],
    }
    for by, keys_of in keys.items():
        answer = await filtered.client.ask(
            f"{{ objectives(first: 1) {{ groups(by: {by}) {{ key count meanProgress"
            " node { id } } } }"
        )
        groups: dict[str | None, list[Row]] = defaultdict(list)
        for row in rows:
            for key in keys_of(row):
                groups[key].append(row)
        found = answer["objectives"]["groups"]
        assert {group["key"]: group["count"] for group in found} == {
            key: len(members) for key, members in groups.items()
        }
        assert [group["count"] for group in found] == sorted(
            (group["count"] for group in found), reverse=True
        )
        for group in found:
            some = [row["progress"] for row in groups[group["key"]] if row["progress"] is not None]
            mean = sum(some) / len(some) if some else None
            assert group["meanProgress"] == (mean and pytest.approx(mean, abs=1e-9))
            there = group["key"] is not None and by in ("CYCLE", "OWNER", "TEAM")
            assert group["node"] == ({"id": group["key"]} if there else None)


async def test_groups_of_movers(filtered: Filtered) -> None:
    rows = {row["id"]: row for row in filtered.rows["objectives"]}
    people = {person["id"]: person["teams"] for person in filtered.document["people"]}
    answer = await filtered.client.ask(
        "{ kpis(filter: {or: [{archived: true}, {archived: false}]}) { nodes { id"
        " movers(first: 100) { edges { ownShare effect relation node { id } } "
        + " ".join(
            f"{by}: groups(by: {by}) {{ key count ownShare node {{ id }} }}"
            for by in ("LEVEL", "OWNER", "TEAM", "CYCLE", "HEALTH", "EFFECT", "RELATION")
        )
        + " } } } }"
    )
    compared = 0
    for kpi in answer["kpis"]["nodes"]:
        movers = kpi["movers"]
        for by in ("LEVEL", "OWNER", "TEAM", "CYCLE", "HEALTH", "EFFECT", "RELATION"):
            groups: dict[str | None, list[float]] = defaultdict(list)
            for edge in movers["edges"]:
                row = rows[edge["node"]["id"]]
                owner = row["owner"]
                for key in {
                    "TEAM": list(people.get(owner, [owner])) or [None],
                    "EFFECT": [edge["effect"]],
                    "RELATION": [edge["relation"]],
                }.get(by) or [row[by.lower()]]:
                    groups[key].append(edge["ownShare"])
            found = {group["key"]: group for group in movers[by]}
            assert set(found) == set(groups)
            for key, shares in groups.items():
                compared += 1
                assert found[key]["count"] == len(shares)
                assert found[key]["ownShare"] == pytest.approx(sum(shares), abs=1e-9)
    assert compared > 50


async def test_only_a_wish_for_what_is_archived_shows_it(database: Database, url: str) -> None:
    goals = [
        {"id": "obj_co", "title": "Co", "owner": "team_co"},
        {"id": "obj_a", "title": "A", "owner": "team_a"},
        {"id": "obj_old", "title": "Old", "owner": "team_a", "lifecycle": "ARCHIVED"},
    ]
    document: Document = {
        "organization": {"name": "Archived"},
        "teams": [
            {"id": "team_co", "name": "Co", "kind": "COMPANY"},
            {"id": "team_a", "name": "A"},
            {"id": "team_old", "name": "Old", "archived": True},
        ],
        "objectives": goals,
    }
    asked: dict[str, tuple[str, int]] = {
        "level: {eq: TEAM}": ("objectives", 1),
        "level: {eq: TEAM}, lifecycle: {in: $l}": ("objectives", 1),
        "level: {eq: TEAM}, lifecycle: {}": ("objectives", 1),
        "level: {eq: TEAM}, id: {}": ("objectives", 1),
        "level: {eq: TEAM}, revision: {gt: null}": ("objectives", 1),
        'level: {eq: TEAM}, not: {id: {eq: "obj_co"}}': ("objectives", 1),
        "not: {lifecycle: {eq: DRAFT}}": ("objectives", 2),
        "not: {}": ("objectives", 2),
        "not: {id: {in: $l}}": ("objectives", 2),
        'or: [{level: {eq: TEAM}}, {id: {eq: "obj_co"}}]': ("objectives", 2),
        'or: [{level: {eq: COMPANY}}, {id: {eq: "obj_old"}}]': ("objectives", 2),
        'and: [{or: [{id: {eq: "obj_old"}}, {level: {eq: TEAM}}]}]': ("objectives", 2),
        "level: {eq: TEAM}, lifecycle: {in: [ACTIVE, ARCHIVED]}": ("objectives", 2),
        "revision: {gte: 0}": ("objectives", 3),
        "lifecycle: {in: []}": ("objectives", 0),
        "archived: true": ("teams", 1),
        "archived: null": ("teams", 2),
        "not: {archived: false}": ("teams", 1),
        "not: {archived: true}": ("teams", 2),
        'not: {id: {eq: "team_co"}}': ("teams", 1),
    }
    async with company(database, url, document) as archived:
        client = await archived.service()
        for condition, (name, count) in asked.items():
            given = condition.replace("$l", "null")
            answer = await client.ask(f"{{ {name}(filter: {{{given}}}) {{ totalCount }} }}")
            assert answer[name]["totalCount"] == count, condition


async def test_zero_has_no_sign(filtered: Filtered) -> None:
    for sign in ("eq", "gte"):
        counts = [
            await compare(filtered, "objectives", {"progress": {sign: zero}})
            for zero in (0.0, -0.0)
        ]
        assert counts[0] == counts[1] > 0

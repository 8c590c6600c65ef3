"""Search finds words and their beginnings, the best match first, whatever people type."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company

TITLES = {
    "obj_whole": "Answer the phone",
    "obj_begins": "Answering machines",
    "obj_twice": "Phone and answer",
    "obj_name": "Call O'Neil about v2.5",
    "obj_marks": "Café Zürich हिन्दी",
    "obj_signs": "日本 first_time and/or (“quoted”)",
    "obj_stop": "IT is not the END OR AND",
}
FINDS = {
    "answer": ["obj_whole", "obj_twice", "obj_begins"],
    "ANSWER phone": ["obj_whole", "obj_twice"],
    "answe": ["obj_whole", "obj_twice", "obj_begins"],
    "answer machine": ["obj_begins"],
    "swer": [],
    "o'neil": ["obj_name"],
    "O'Ne": ["obj_name"],
    "v2.5": ["obj_name"],
    "v2": ["obj_name"],
    "café": ["obj_marks"],
    "ZÜRICH": ["obj_marks"],
    "हिन्दी": ["obj_marks"],
    "日本": ["obj_signs"],
    "first_time": ["obj_signs"],
    "and/or": ["obj_signs", "obj_stop"],
    "quoted": ["obj_signs"],
    "it": ["obj_stop"],
    "not": ["obj_stop"],
    "OR AND NOT": ["obj_stop"],
    "": [],
    "   ": [],
    "*": [],
    "\\": [],
    '"': [],
    "title:phone": [],
    "org:other phone": [],
    "phone AND NOT answer": [],
    "phone~ answer^9": [],
    "[a TO z]": [],
    "/.*/": [],
    "+phone -answer": ["obj_whole", "obj_twice"],
    "'": [],
    "...": [],
    "\u0000": [],
    "answer " * 50: ["obj_whole", "obj_twice", "obj_begins"],
    "x" * 5000: [],
}


@pytest.fixture(scope="module")
async def client(database: Database, url: str) -> AsyncIterator[Client]:
    """Whoever sees all of an organization with these titles."""
    document = {
        "organization": {"name": "Found"},
        "teams": [{"id": "team_all", "name": "All phones", "kind": "COMPANY"}],
        "objectives": [
            {"id": identity, "title": title, "owner": "team_all"}
            for identity, title in TITLES.items()
        ],
    }
    async with company(database, url, document) as loaded:
        yield await loaded.service()


@pytest.mark.parametrize("text", FINDS, ids=lambda text: repr(text[:20]))
async def test_search(client: Client, text: str) -> None:
    answer = await client.ask(
        "query ($text: String!) { search(text: $text, types: [OBJECTIVE]) {"
        " totalCount nodes { id } edges { cursor } } }",
        {"text": text},
    )
    assert [node["id"] for node in answer["search"]["nodes"]] == FINDS[text]
    assert answer["search"]["totalCount"] == len(FINDS[text])


async def test_names_and_types(client: Client) -> None:
    query = 'query ($types: [NodeType!]) { search(text: "phone", types: $types) { nodes { id } } }'
    everything = await client.ask(query)
    assert {node["id"] for node in everything["search"]["nodes"]} == {
        "obj_whole",
        "obj_twice",
        "team_all",
    }
    teams = await client.ask(query, {"types": ["TEAM", "KPI"]})
    assert teams["search"]["nodes"] == [{"id": "team_all"}]
    assert (await client.ask(query, {"types": []}))["search"]["nodes"] == []


async def test_a_cursor_does_not_change_with_what_others_write(
    client: Client, database: Database, url: str
) -> None:
    """How often others use a word is their business, and would make pages slip."""
    query = '{ search(text: "answer") { edges { cursor } } }'
    before = await client.ask(query)
    document = {
        "organization": {"name": "Loud"},
        "teams": [{"id": "team_all", "name": "Answer " * 20, "kind": "COMPANY"}],
        "objectives": [
            {"id": f"obj_{n}", "title": "Answer answer", "owner": "team_all"} for n in range(50)
        ],
    }
    async with company(database, url, document):
        assert await client.ask(query) == before

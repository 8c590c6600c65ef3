"""Every title, name and label is found by itself, whatever its script, and without its accents."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from graph.database.client import Database
from graph.domain.text import line
from tests.api.client import Client
from tests.api.companies import Company, Document, company
from tests.api.mutation_client import done

COMPANY = {"id": "team_co", "name": "Ölfördertürme", "kind": "COMPANY"}
TITLES = [
    "Reach 1,000,000 users",
    "Margin 10,5 %",
    "Millorar la col·laboració",
    "צמצום הוצאות בחו״ל",
    "İstanbul ofisi",
    "ΟΔΟΣ",
    "⅓ of deals",
    "Umsätze steigern",
    "Cafe\u0301 (decomposed)",
    "Café (composed)",
    "Łódź Ёлка Đặng",
    "Straße d’Orsay",
    "co\u00adoperate",
    "目標達成率の向上",
    "เพิ่มรายได้",
    "🚀",
    "!!!",
]
FINDS = {
    **{title: [index] for index, title in enumerate(TITLES) if index not in (8, 9)},
    "1,000,000": [0],
    "1000000": [0],
    "1,0": [0, 1],
    "10;5": [1],
    "10.5": [1],
    "collaboracio": [2],
    'בחו"ל': [3],
    "istanbul": [4],
    "ISTANBUL OFİSİ": [4],
    "οδος": [5],
    "οδοσ": [5],
    "1/3": [6],
    "umsatze": [7],
    "cafe": [8, 9],
    "café": [8, 9],
    "cafe\u0301": [8, 9],
    "lodz": [10],
    "елка": [10],
    "dang": [10],
    "STRASSE": [11],
    "d'or": [11],
    "dorsay": [11],
    "cooperate": [12],
    "達成": [0, 13],
    "率の向": [13],
    "成達": [],
    "รายได้": [14],
    "月": [],
}
CONTAINS = {
    "café": [8, 9],
    "CAFE (": [8, 9],
    "asse D'": [11],
    "lodz еЛ": [10],
    "成率": [13],
    "o of": [],
    "3 of": [6],
    "10,5": [1],
    "\u200boper": [12],
}


def document(titles: list[str]) -> Document:
    """An organization with goals of these titles, in their order, and a KPI and a person."""
    goals = [
        {"id": f"obj_{index}", "title": title, "owner": "team_co"}
        for index, title in enumerate(titles)
    ]
    labelled = {**goals[0], "labels": ["Größe", "目標達成"]}
    measure = {"kind": "NUMBER"}
    kpi = {"id": "kpi_1", "name": "Zufriedenheit’s Maß", "owner": "team_co", "measure": measure}
    return {
        "organization": {"name": "Texts", "timezone": "UTC"},
        "teams": [COMPANY],
        "people": [{"id": "psn_1", "name": "José Núñez", "email": "José.N@x.example"}],
        "kpis": [{**kpi, "direction": "INCREASE", "frequency": "MONTHLY"}],
        "objectives": [labelled, *goals[1:]],
    }


@pytest.fixture(scope="module")
async def texts(database: Database, url: str) -> AsyncIterator[Company]:
    """TITLES as goals."""
    async with company(database, url, document(TITLES)) as made:
        yield made


@pytest.fixture
async def client(texts: Company) -> Client:
    """Whoever sees all."""
    return await texts.service()


async def found(client: Client, text: str, selected: str = "search(text: $text, {})") -> list[Any]:
    """The ids of all that a text finds, page by page."""
    ids: list[Any] = []
    after = None
    while True:
        page = selected.format("first: 100, after: $after")
        answer = await client.ask(
            f"query ($text: String!, $after: String) {{ page: {page}"
            " { totalCount nodes { ... on Node { id } } pageInfo { hasNextPage endCursor } } }",
            {"text": text, "after": after},
        )
        ids += [node["id"] for node in answer["page"]["nodes"]]
        if not answer["page"]["pageInfo"]["hasNextPage"]:
            assert len(ids) == len(set(ids)) == answer["page"]["totalCount"]
            return ids
        after = answer["page"]["pageInfo"]["endCursor"]


async def test_titles_are_found_by_themselves_their_words_and_parts(client: Client) -> None:
    finds = {text: sorted(await found(client, text)) for text in FINDS}
    assert finds == {text: sorted(f"obj_{i}" for i in goals) for text, goals in FINDS.items()}


async def test_contains_ignores_case_accents_and_form(client: Client) -> None:
    for field in ("title", "text"):
        listed = "objectives(filter: {{" + field + ": {{contains: $text}}}}, {})"
        finds = {text: sorted(await found(client, text, listed)) for text in CONTAINS}
        assert finds == {t: sorted(f"obj_{i}" for i in goals) for t, goals in CONTAINS.items()}


async def test_names_and_labels_are_found_as_titles_are(client: Client) -> None:
    finds = {"jose nunez": "psn_1", "zufriedenheit's MASS": "kpi_1", "olforder": "team_co"}
    for text, identifier in finds.items():
        assert await found(client, text) == [identifier]
    for text in ("GROSSE", "Größe", "標達"):
        assert "obj_0" in await found(client, text)
    answer = await client.ask(
        '{ a: people(filter: {name: {contains: "NUN"}}) { totalCount }'
        ' b: people(filter: {email: {eq: " JOSE\u0301.N@X.example"}}) { totalCount }'
        ' c: people(filter: {email: {startsWith: "jose."}}) { totalCount }'
        ' d: objectives(filter: {labels: {has: "GRÖSSE"}}) { totalCount }'
        ' e: objectives(filter: {labels: {hasAll: ["große", "目標達成"]}}) { totalCount }'
        ' f: objectives(filter: {labels: {hasAny: ["große", "目標達成"]}}) { totalCount }'
        ' g: kpis(filter: {name: {startsWith: "ZUFRIEDENHEIT\'"}}) { totalCount }'
        ' h: objectives(filter: {title: {in: ["Cafe\u0301 (composed)"]}}) { totalCount } }'
    )
    assert {key: value["totalCount"] for key, value in answer.items()} == {
        **dict.fromkeys("abcdfgh", 1),
        "e": 0,
    }


def generated() -> list[str]:
    """Titles of everything that Unicode has, by themselves and together."""
    made: list[str] = []
    letters = st.characters(exclude_categories=["Cs"])
    scripts = st.sampled_from(
        "aZ9 ,.'’-éßİςא״عがク成ไทยกำ한कि्ျក་🚀+*\\\"/:^~()[]{}!&|?\u0301\u200d"
    )

    @seed(1)
    @settings(max_examples=200, database=None, suppress_health_check=list(HealthCheck))
    @given(st.text(letters | scripts, min_size=1, max_size=25))
    def collect(title: str) -> None:
        if line(title):
            made.append(title)

    collect()
    return made


async def test_every_generated_title_is_found_by_itself(database: Database, url: str) -> None:
    titles = generated()
    assert len(titles) > 100
    async with company(database, url, document(titles)) as made:
        client = await made.service()
        for index, title in enumerate(titles):
            assert f"obj_{index}" in await found(client, title), ascii(title)
            shouted = unicodedata.normalize("NFD", title)
            assert f"obj_{index}" in await found(client, shouted), ascii(title)


async def test_then_it_was_found_by_what_it_was_called(database: Database, url: str) -> None:
    async with company(database, url, document(["Erste", "Zweite"])) as made:
        admin = await made.service()
        first = await done(admin, "objectiveUpdate", {"id": "obj_0", "title": "Ähnlich"})
        then = await done(admin, "objectiveUpdate", {"id": "obj_0", "labels": ["später"]})
        asked = (
            "objectives(orderBy: {field: TITLE, direction: DESC}) { nodes { title } }"
            ' old: search(text: "erste") { totalCount } grown: search(text: "große") { totalCount }'
            ' new: search(text: "ahnlich") { totalCount } late: search(text: "spat") { totalCount }'
        )
        answer = await admin.ask(
            f"{{ now: organization {{ id }} {asked}"
            f" a: at(revision: {first['revision'] - 1}) {{ {asked} }}"
            f" b: at(revision: {then['revision'] - 1}) {{ {asked} }} }}"
        )
    answer.pop("now")
    before, between = answer.pop("a"), answer.pop("b")

    def counts(one: dict[str, Any]) -> dict[str, int]:
        return {key: one[key]["totalCount"] for key in ("old", "grown", "new", "late")}

    assert [one["title"] for one in before["objectives"]["nodes"]] == ["Zweite", "Erste"]
    assert counts(before) == {"old": 1, "grown": 1, "new": 0, "late": 0}
    assert [one["title"] for one in between["objectives"]["nodes"]] == ["Zweite", "Ähnlich"]
    assert counts(between) == {"old": 0, "grown": 1, "new": 1, "late": 0}
    assert counts(answer) == {"old": 0, "grown": 0, "new": 1, "late": 1}

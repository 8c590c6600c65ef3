"""Texts are stored in one form, blank ones are refused, and twins are one."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.errors import ImportRejected
from graph.interchange import import_document
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Case, done, refuse_all

INVISIBLE = "\u200b\u2060\u3000"
DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Case 12\t", "timezone": "UTC"},
    "teams": [{"id": "team_co", "name": "Case\n12", "kind": "COMPANY"}],
    "people": [
        {"id": "psn_a", "name": " Ada", "email": "\u200bADA@x.example", "role": "OWNER"},
        {"id": "psn_b", "name": "Jose\u0301", "email": "jose\u0301@x.example"},
    ],
    "objectives": [
        {
            "id": "obj_1",
            "title": " padded\u00a0",
            "description": " one\r\ntwo\x00 ",
            "owner": "team_co",
            "labels": ["Growth", "Growth ", "growth", "\u200bＧrowth"],
            "links": [{"title": " a\tpage ", "url": "https://x.example"}],
        }
    ],
}


@pytest.fixture(scope="module")
async def case(database: Database, url: str) -> AsyncIterator[Company]:
    """Texts as they are pasted."""
    async with company(database, url, DOCUMENT) as made:
        yield made


@pytest.fixture
async def admin(case: Company) -> Client:
    """Whoever may do everything."""
    return await case.service()


async def test_an_import_stores_texts_in_one_form(admin: Client) -> None:
    answer = await admin.ask(
        "{ organization { name } people { nodes { name email } }"
        ' objective(id: "obj_1") { title description labels links { title } owner { name } } }'
    )
    assert answer == {
        "organization": {"name": "Case 12"},
        "people": {
            "nodes": [
                {"name": "Ada", "email": "ada@x.example"},
                {"name": "José", "email": "josé@x.example"},
            ]
        },
        "objective": {
            "title": "padded",
            "description": "one\ntwo",
            "labels": ["Growth"],
            "links": [{"title": "a page"}],
            "owner": {"name": "Case 12"},
        },
    }


async def test_mutations_store_texts_in_one_form(admin: Client) -> None:
    given = {
        "title": "\u200b cafe\u0301\u0000\tplan ",
        "description": "\none\r\ntwo\u2028three",
        "owner": "team_co",
        "labels": ["Growth", "growth", "Cafe\u0301", "CAFÉ"],
        "links": [{"title": " x\ny ", "url": "https://x.example"}],
    }
    made = await done(
        admin,
        "objectiveCreate",
        given,
        "objective { id title description labels links { title url } }",
    )
    identifier = made["objective"].pop("id")
    assert made["objective"] == {
        "title": "café plan",
        "description": "one\ntwo\nthree",
        "labels": ["Growth", "Café"],
        "links": [{"title": "x y", "url": "https://x.example"}],
    }
    changed = await done(
        admin,
        "objectiveUpdate",
        {"id": identifier, "labels": ["b", "B ", "a"], "title": " c "},
        "objective { title labels }",
    )
    assert changed["objective"] == {"title": "c", "labels": ["b", "a"]}


async def test_blank_texts_and_taken_addresses_are_refused(admin: Client) -> None:
    cases: list[Case] = [
        (mutation, given | {name: INVISIBLE, "dryRun": True}, [("INVALID_INPUT", [name])])
        for mutation, given, name in [
            ("objectiveCreate", {"owner": "team_co"}, "title"),
            ("objectiveUpdate", {"id": "obj_1"}, "title"),
            ("teamCreate", {"parent": "team_co"}, "name"),
            ("personCreate", {"email": "c@x.example"}, "name"),
            ("cycleCreate", {"startsOn": "2026-01-01", "endsOn": "2026-12-31"}, "name"),
            ("organizationUpdate", {}, "name"),
            ("commentAdd", {"on": "obj_1"}, "body"),
            ("initiativeCreate", {"target": "obj_1"}, "title"),
        ]
    ]
    cases += [
        (
            "objectiveCreate",
            {"title": "x", "owner": "team_co", "labels": ["a", INVISIBLE]},
            [("INVALID_INPUT", ["labels", "1"])],
        ),
        ("personCreate", {"name": "C", "email": INVISIBLE}, [("INVALID_INPUT", ["email"])]),
        (
            "personCreate",
            {"name": "C", "email": unicodedata.normalize("NFD", "JOSÉ@x.example")},
            [("CONFLICT", ["email"])],
        ),
        ("personCreate", {"name": "C", "email": "a\u00adda@x.example"}, [("CONFLICT", ["email"])]),
    ]
    await refuse_all(admin, cases)


async def test_an_import_with_blank_titles_or_twin_addresses_is_refused(
    database: Database,
) -> None:
    document = DOCUMENT | {
        "people": [
            {"name": "Ada", "email": "ada@x.example"},
            {"name": "Ada", "email": "\u200bAda@X.example"},
        ],
        "objectives": [{"title": INVISIBLE, "owner": "team_co"}],
    }
    with pytest.raises(ImportRejected) as refused:
        await import_document(database, document, organization="org_case12_refused")
    assert [str(mistake) for mistake in refused.value.mistakes] == [
        "objectives[0].title: This may not be blank.",
        'people[1].email: "ada@x.example" is already the e-mail address of people[0].',
    ]

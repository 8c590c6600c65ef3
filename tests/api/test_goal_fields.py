"""An objective's priority, and what a key result says beside its number."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, done, example, refuse_all

SAID = "description labels links { title url } dueOn version"
LINK = {"title": "Sheet", "url": "https://lumen.example/churn"}
FORGET = """
MATCH (k:KeyResult {org: $p.org, id: 'kr_old'})
REMOVE k.labels, k.linkTitles, k.linkUrls
RETURN 1"""


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example()) as lumen:
        yield lumen


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def in_order(client: Client, direction: str, size: int) -> list[str]:
    """All objectives by their priority, page by page."""
    found: list[str] = []
    after = ""
    while True:
        data = await client.ask(
            f"{{ objectives(orderBy: {{field: PRIORITY, direction: {direction}}}, first: {size}"
            f"{after}) {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
        page = data["objectives"]
        found += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = f', after: "{page["pageInfo"]["endCursor"]}"'


@pytest.mark.parametrize("size", [1, 4, 100])
async def test_lists_are_ordered_by_priority_and_nulls_come_last(admin: Client, size: int) -> None:
    for identifier, priority in (("obj_care", 2), ("obj_grow", 1), ("obj_keep", 2)):
        await done(admin, "objectiveUpdate", {"id": identifier, "priority": priority})
    without = ["obj_brand", "obj_latte", "obj_macros"]
    assert await in_order(admin, "ASC", size) == ["obj_grow", "obj_care", "obj_keep", *without]
    assert await in_order(admin, "DESC", size) == [
        *("obj_keep", "obj_care", "obj_grow"),
        *reversed(without),
    ]


async def test_a_priority_is_set_changed_and_cleared(admin: Client) -> None:
    given = {"id": "obj_next", "title": "Next", "owner": "team_lumen", "priority": 3}
    selected = "objective { priority version }"
    made = await done(admin, "objectiveCreate", given, selected)
    assert made["objective"] == {"priority": 3, "version": 1}
    for priority, version in ((1, 2), (1, 2), (None, 3), (None, 3)):
        change = {"id": "obj_next", "priority": priority}
        changed = await done(admin, "objectiveUpdate", change, selected)
        assert changed["objective"] == {"priority": priority, "version": version}


async def test_what_a_key_result_says_is_set_changed_and_cleared(admin: Client) -> None:
    given = {
        "id": "kr_new",
        "objective": "obj_keep",
        "title": "New",
        "metric": {"goal": Enum("DONE")},
        "description": "More.",
        "labels": ["b", "a", "b"],
        "links": [LINK],
        "dueOn": "2026-12-24",
    }
    selected = f"keyResult {{ {SAID} }}"
    made = await done(admin, "keyResultCreate", given, selected)
    said: dict[str, Any] = {
        "description": "More.",
        "labels": ["b", "a"],
        "links": [LINK],
        "dueOn": "2026-12-24",
        "version": 1,
    }
    assert made["keyResult"] == said
    updated = await done(admin, "keyResultUpdate", {"id": "kr_new", "labels": ["c"]}, selected)
    assert updated["keyResult"] == said | {"labels": ["c"], "version": 2}
    cleared = dict.fromkeys(("description", "labels", "links", "dueOn"))
    updated = await done(admin, "keyResultUpdate", {"id": "kr_new", **cleared}, selected)
    assert updated["keyResult"] == {
        "description": None,
        "labels": [],
        "links": [],
        "dueOn": None,
        "version": 3,
    }


async def test_what_is_not_taken(admin: Client) -> None:
    labels = [f"label {number}" for number in range(51)]
    await refuse_all(
        admin,
        [
            ("keyResultUpdate", {"id": "kr_mrr", name: value}, [("INVALID_INPUT", [name])])
            for name, value in (("labels", labels), ("links", [LINK] * 51))
        ]
        + [
            (
                "objectiveUpdate",
                {"id": "obj_keep", "priority": priority},
                [("INVALID_INPUT", ["priority"])],
            )
            for priority in (0, -1, 10_001)
        ],
    )


async def test_a_key_result_from_before_there_were_labels(lumen: Company, admin: Client) -> None:
    given = {
        "id": "kr_old",
        "objective": "obj_keep",
        "title": "Old",
        "metric": {"goal": Enum("DONE")},
    }
    await done(admin, "keyResultCreate", given)

    async def forget(transaction: Any) -> None:
        await transaction.run("test.forget", FORGET, {"org": lumen.org})

    await lumen.database.write(lumen.org, forget)
    selected = f"keyResult {{ {SAID} }}"
    nothing: dict[str, Any] = {
        "description": None,
        "labels": [],
        "links": [],
        "dueOn": None,
        "version": 1,
    }
    again = await done(admin, "keyResultCreate", given, selected)
    assert again["keyResult"] == nothing
    update = {"id": "kr_old", "labels": [], "links": []}
    assert (await done(admin, "keyResultUpdate", update, selected))["keyResult"] == nothing

"""What is wrong with one field: where the error is said to be, and what of the answer it leaves."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company
from tests.api.mutation_client import example, stored

TOO_MANY = "`first` is 101; ask for 0 to 100."


@pytest.fixture(scope="module")
async def admin(database: Database, url: str) -> AsyncIterator[Client]:
    """A service of the worked example that sees everything."""
    async with company(database, url, example()) as imported:
        yield await imported.service("admin")


async def asked(client: Client, query: str, variables: dict[str, Any] | None = None) -> Any:
    """The data, and of each error its path, the text at its place, and its code."""
    response = await client.send(query, variables or {})
    answer = response.json()
    errors = []
    for error in answer.get("errors", ()):
        (place,) = error["locations"]
        line = query.splitlines()[place["line"] - 1][place["column"] - 1 :]
        errors.append((error["path"], line.split("(")[0].split(" ")[0], error["message"]))
    assert response.status_code == 200
    return answer["data"], errors


@pytest.mark.parametrize("where", ["literal", "variable"])
async def test_a_list_of_a_goal(admin: Client, where: str) -> None:
    query = """query($n: Int = 1) { objective(id: "obj_keep") {
      title a: keyResults(first: 3) { totalCount } b: keyResults(first: $n) { totalCount } } }"""
    if where == "literal":
        query = query.replace("first: $n", "first: 101").replace("($n: Int = 1)", "")
    data, errors = await asked(admin, query, {"n": 101} if where == "variable" else {})
    # A list is never null, so the goal is.
    assert data == {"objective": None}
    assert errors == [(["objective", "b"], "b:", TOO_MANY)]


async def test_siblings_of_a_nullable_field_are_left(admin: Client) -> None:
    query = """{
      one: objective(id: "obj_keep") { keyResults(first: 101) { totalCount } }
      two: objective(id: "obj_keep") { title }
      three: objective(id: "obj_keep") {
        id
        cycle { name history(after: "x") { nodes { revision } } }
        title
      }
    }"""
    data, errors = await asked(admin, query)
    (cycle_path, _, message) = next(error for error in errors if error[0][0] == "three")
    assert message == "`after` is not a cursor of this list; pass one that it gave out."
    assert cycle_path == ["three", "cycle", "history"]
    assert data["one"] is None
    assert data["two"]["title"]
    assert list(data["three"]) == ["id", "cycle", "title"]
    assert data["three"] | {"title": ""} == {"id": "obj_keep", "cycle": None, "title": ""}


async def test_items_of_a_list_that_may_be_null(admin: Client) -> None:
    query = """{ nodes(ids: ["obj_keep", "team_growth", "obj_none", "obj_keep"]) {
      __typename
      ... on Objective { keyResults(first: 101) { totalCount } }
      ... on Team { name }
    } }"""
    data, errors = await asked(admin, query)
    assert data["nodes"][0] is data["nodes"][2] is data["nodes"][3] is None
    assert data["nodes"][1]["__typename"] == "Team"
    assert errors == [
        (["nodes", 0, "keyResults"], "keyResults", TOO_MANY),
        (["nodes", 3, "keyResults"], "keyResults", TOO_MANY),
    ]


async def test_a_field_in_a_page_takes_what_may_not_be_null_along(admin: Client) -> None:
    query = """{ objectives(first: 2) { nodes { title keyResults(first: 101) { totalCount } } } }"""
    response = await admin.send(query)
    (error,) = response.json()["errors"]
    assert response.json()["data"] is None
    assert error["path"] == ["objectives", "nodes", 0, "keyResults"]


async def test_a_series_that_ends_before_it_begins(admin: Client) -> None:
    query = """query($from: DateTime!) { objective(id: "obj_keep") {
      title progressSeries(from: $from, to: "2026-01-01T00:00:00Z") { at } } }"""
    data, errors = await asked(admin, query, {"from": "2026-02-01T00:00:00Z"})
    assert data == {"objective": None}
    assert errors == [(["objective", "progressSeries"], "progressSeries", "`to` is before `from`.")]


@pytest.mark.parametrize("every", ["DAILY", "WEEKLY", "ANNUAL"])
async def test_no_series_is_too_long_to_refuse(admin: Client, every: str) -> None:
    query = """query($every: Frequency!) { objective(id: "obj_keep") { progressSeries(
      from: "0001-01-01T00:00:00Z", to: "9999-12-31T23:59:59Z", every: $every) { at } } }"""
    answer = (await admin.send(query, {"every": every})).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_INPUT"]


@pytest.mark.parametrize("key", ["18446744073709551615", "9223372036854775808", "-1e999", "true"])
async def test_a_cursor_with_a_huge_number(admin: Client, key: str) -> None:
    query = """query($after: String) {
      objectives(first: 1, after: $after, orderBy: {field: PROGRESS, direction: ASC}) {
        nodes { id } pageInfo { endCursor } } }"""
    cursor = (await admin.ask(query))["objectives"]["pageInfo"]["endCursor"]
    order = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split('"')[1]
    forged = base64.urlsafe_b64encode(f'["{order}",{key},"obj_x"]'.encode()).decode()
    answer = (await admin.send(query, {"after": forged})).json()
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    assert codes in ([], ["INVALID_INPUT"])


async def test_a_mutations_selection_is_wrong_before_anything_is_written(
    database: Database, url: str
) -> None:
    async with company(database, url, example()) as lumen:
        admin = await lumen.service("admin")
        before = await stored(database, lumen.org)
        query = """mutation { change: objectiveUpdate(input: {id: "obj_keep", title: "x"}) {
          objective { keyResults(first: 101) { totalCount } } } }"""
        answer = (await admin.send(query)).json()
        assert [error["path"] for error in answer["errors"]] == [
            ["change", "objective", "keyResults"]
        ]
        assert await stored(database, lumen.org) == before

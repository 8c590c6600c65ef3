"""What scalars take, what they refuse, and what messages of it say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.database.client import Database
from schema.scalars import moment
from tests.api.client import Client
from tests.api.companies import company
from tests.api.mutation_client import example

AT = "query($t: DateTime!) { at(time: $t) { time } }"


@pytest.fixture(scope="module")
async def admin(database: Database, url: str) -> AsyncIterator[Client]:
    """A service of the worked example that sees everything."""
    async with company(database, url, example()) as imported:
        yield await imported.service("admin")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02é09:00:00Z",
        "2026-11-02T09:00:00 Z",
        "2026-W45-1T09:00:00Z",
        "2026-11-02T09:00:00+01:00:30",
        "20261102T090000Z",
        "2026-11-02T09:00:00,123Z",
        "2026-11-02T09:00:00-00:00",
        "2026-11-02T09:00:00",
        "2026-11-02T09:00Z",
        "2026-11-02",
        "2026-11-02T25:00:00Z",
        "2026-02-30T09:00:00Z",
        "２026-11-02T09:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "",
    ],
)
async def test_what_is_no_rfc_3339_time_is_refused(admin: Client, text: str) -> None:
    response = await admin.send(AT, {"t": text})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (400, "INVALID_INPUT")
    assert f'DateTime cannot represent "{text}"' in error["message"]
    written = AT.replace("$t", f'"{text}"').replace(f'("{text}": DateTime!)', "")
    response = await admin.send(written)
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert error["locations"]


@pytest.mark.parametrize("text", ["2026-11-02t09:00:00.000z", "2026-11-02T11:00:00+02:00"])
def test_what_rfc_3339_allows_is_taken(text: str) -> None:
    assert moment(text) == datetime(2026, 11, 2, 9, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)), st.text("0123456789", max_size=20))
def test_a_moment_lies_where_its_digits_say(at: datetime, digits: str) -> None:
    text = f"{at:%H:%M:%S}.{digits}" if digits else f"{at:%H:%M:%S}"
    found = moment(f"{at.date().isoformat()}T{text}Z")
    exact = int(f"{digits:0<20}") if digits else 0
    millisecond = 10**17
    # Which millisecond it is in, and whether it is one.
    assert found.microsecond // 1000 == exact // millisecond
    assert (found.microsecond % 1000 == 0) is (exact % millisecond == 0)


@pytest.mark.parametrize(
    "text", ["2026-W45-1", "20261102", "2026-1-02", "2026-11-31", "２026-11-02"]
)
async def test_what_is_no_plain_date_is_refused(admin: Client, text: str) -> None:
    query = """mutation($d: Date!) { cycleCreate(input: {
      name: "x", kind: CUSTOM, startsOn: $d, endsOn: "2099-01-01", dryRun: true
    }) { cycle { startsOn } } }"""
    response = await admin.send(query, {"d": text})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (400, "INVALID_INPUT")
    assert f'Date cannot represent "{text}": write 2026-11-02.' in error["message"]


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 400])
async def test_a_literal_beyond_double_precision_is_refused(admin: Client, number: str) -> None:
    query = "{ objectives(first: 0, filter: {progress: {gt: %s}}) { totalCount } }"
    response = await admin.send(query.replace("%s", number))
    (error,) = response.json()["errors"]
    assert response.status_code == 400
    assert error["message"] == "Float cannot represent a number beyond double precision."


async def test_minus_zero_is_zero(admin: Client) -> None:
    query = """query($z: Float!) { objectives(filter: {progress: {eq: $z}}) { totalCount } }"""
    counts = [await admin.ask(query, {"z": zero}) for zero in (0.0, -0.0, 0)]
    assert counts[0] == counts[1] == counts[2]


async def test_times_finer_than_a_millisecond_mean_what_they_say(admin: Client) -> None:
    """Against the comparison of the times themselves, in microseconds."""
    page = await admin.ask("{ objectives(first: 1) { nodes { createdAt } } }")
    created = datetime.fromisoformat(page["objectives"]["nodes"][0]["createdAt"])
    stem = created.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    count = "query($f: ObjectiveFilter) { objectives(filter: $f) { totalCount } }"

    async def counted(comparator: str, value: Any) -> int:
        data = await admin.ask(count, {"f": {"createdAt": {comparator: value}}})
        found: int = data["objectives"]["totalCount"]
        return found

    whole, finer = f"{stem}Z", f"{stem}0000001Z"
    same = await counted("eq", whole)
    assert same > 0
    assert await counted("eq", finer) == 0
    assert await counted("gte", whole) - await counted("gte", finer) == same
    assert await counted("lt", finer) - await counted("lt", whole) == same
    assert await counted("gt", finer) == await counted("gt", whole)
    assert await counted("lte", finer) == await counted("lte", whole)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"direction": None}, "not to be null."),
        ({"first": True}, "Int cannot represent non-integer value: true"),
        (
            {"filter": {"titel": {"eq": None, "in": ["x", False]}}},
            'Found: {"titel":{"eq":null,"in":["x",false]}}.',
        ),
        (
            {"filter": {"title": {"in": [{"a": True}]}}},
            'String cannot represent a non string value: {"a":true}',
        ),
        ({"first": "x" * 5000}, "…"),
    ],
)
async def test_messages_speak_graphql(admin: Client, variables: dict[str, Any], told: str) -> None:
    query = """query($direction: OrderDirection = ASC, $first: Int, $filter: ObjectiveFilter) {
      objectives(first: $first, filter: $filter, orderBy: {field: TITLE, direction: $direction}) {
        totalCount } }"""
    answer = (await admin.send(query, variables)).json()
    (error,) = answer["errors"]
    assert error["message"].endswith(told)
    assert len(error["message"]) < 1100
    for word in ("None", "True", "False", "{'"):
        assert word not in error["message"]


async def test_an_integer_of_thousands_of_digits(admin: Client) -> None:
    answer = (await admin.send("{ objectives(first: 1" + "0" * 5000 + ") { totalCount } }")).json()
    (error,) = answer["errors"]
    assert "sys." not in error["message"]
    assert len(error["message"]) < 1100


async def test_at_most_five_request_errors_are_told(admin: Client) -> None:
    wrong = " ".join(f"no{number}" for number in range(30))
    assert len((await admin.send(f"{{ {wrong} }}")).json()["errors"]) == 5
    filters = {"in": [1.5] * 30}
    query = "query($f: ObjectiveFilter) { objectives(filter: $f) { totalCount } }"
    answer = (await admin.send(query, {"f": {"title": filters}})).json()
    assert len(answer["errors"]) == 5

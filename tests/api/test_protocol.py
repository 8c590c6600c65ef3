"""GraphQL over HTTP, as docs' protocol rules have it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api.client import TYPE, Client
from tests.api.toy_schema import happened

BOTH = [TYPE, "application/json"]


def told(response: httpx.Response) -> tuple[int, list[str]]:
    """Status and codes of a response that has no data."""
    answer = response.json()
    assert answer.keys() == {"errors"}, answer
    return response.status_code, [error["extensions"]["code"] for error in answer["errors"]]


async def test_answers_in_the_media_type_that_is_accepted(toy: Client) -> None:
    for accept, media in [
        (TYPE, TYPE),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        (f"{TYPE}, application/json;q=0.9", TYPE),
        (f"application/json, {TYPE}", "application/json"),
        (f"{TYPE};q=0.5, application/json", "application/json"),
        (f"{TYPE}, */*;q=0.1", TYPE),
        ("application/*", "application/json"),
        ("text/html, */*;q=0.8", "application/json"),
        (f"application/json;q=0, {TYPE}", TYPE),
    ]:
        response = await toy.send("{ thing { name } }", headers={"accept": accept})
        assert response.headers["content-type"] == f"{media}; charset=utf-8", accept
        assert response.json() == {"data": {"thing": {"name": "a thing"}}}
    response = await toy.send("{ thing { name } }", headers={"accept": "text/html"})
    assert told(response) == (406, ["NOT_ACCEPTABLE"])


async def test_get_answers_queries(toy: Client) -> None:
    response = await toy.get(
        query="query Q($t: String!) { echo(text: $t) }",
        variables=json.dumps({"t": "ä & b"}),
        operationName="Q",
    )
    assert (response.status_code, response.json()) == (200, {"data": {"echo": "ä & b"}})
    assert response.headers["cache-control"] == "no-store"


async def test_get_refuses_mutations(toy: Client) -> None:
    response = await toy.get(query="mutation { change }")
    assert told(response) == (405, ["METHOD_NOT_ALLOWED"])
    assert response.headers["allow"] == "POST"
    assert happened == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_other_methods_are_refused(toy: Client, method: str) -> None:
    response = await toy.http.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "query_string",
    [
        "query={__typename}&query={__typename}",
        "query={__typename}&variables={&operationName=",
        "query={__typename}&variables=[]",
        "query={__typename}&variables=1",
        "query={__typename}&extensions=[1]",
        "query=%ff",
        "variables={}",
        "",
    ],
)
async def test_bad_urls_are_refused(toy: Client, query_string: str) -> None:
    response = await toy.http.get(
        f"/graphql?{query_string}", headers={"authorization": f"Bearer {toy.token}"}
    )
    assert told(response) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"null",
        b'"{ __typename }"',
        b'{"query": "{ __typename }\xff"}',
        b'\xff\xfe{\x00"\x00',
        b'{"query": "\\ud800"}',
        b"{}",
        b'{"query": null}',
        b'{"query": 1}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b'{"query": "{ __typename }", "extensions": "x"}',
        b'{"query": "{ __typename }", "variables": ' + b"[" * 2000 + b"]" * 2000 + b"}",
    ],
)
@pytest.mark.parametrize("accept", BOTH)
async def test_bad_bodies_are_refused(toy: Client, body: bytes, accept: str) -> None:
    response = await toy.post(
        content=body, headers={"content-type": "application/json", "accept": accept}
    )
    assert told(response) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
    ],
)
async def test_other_content_types_are_refused(toy: Client, content_type: str | None) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    response = await toy.post(content=b'{"query": "{ __typename }"}', headers=headers)
    assert told(response) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


async def test_content_type_may_name_utf_8(toy: Client) -> None:
    for content_type in ('application/json;charset="UTF-8"', "Application/JSON ; charset=utf-8"):
        response = await toy.post(
            content=b'{"query": "{ __typename }"}', headers={"content-type": content_type}
        )
        assert response.json() == {"data": {"__typename": "Query"}}


async def test_compressed_bodies_are_refused(toy: Client) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    response = await toy.post(content=b"x", headers=headers)
    assert told(response) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ thing { } }", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { thing { name } }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "BAD_REQUEST"),
        ("fragment F on Query { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($t: String!) { echo(text: $t) }", "INVALID_INPUT"),
    ],
)
async def test_request_errors_have_no_data(toy: Client, query: str, code: str) -> None:
    for accept, status in ((TYPE, 400), ("application/json", 200)):
        response = await toy.send(query, headers={"accept": accept})
        assert told(response) == (status, [code])


async def test_operations_are_chosen_by_name(toy: Client) -> None:
    query = "query A { a: __typename } query B { b: __typename } mutation C { change }"
    response = await toy.send(query, operationName="B")
    assert response.json() == {"data": {"b": "Query"}}
    response = await toy.send(query, operationName="D")
    assert told(response) == (400, ["BAD_REQUEST"])
    response = await toy.get(query=query, operationName="A")
    assert response.json() == {"data": {"a": "Query"}}
    response = await toy.get(query=query, operationName="C")
    assert told(response) == (405, ["METHOD_NOT_ALLOWED"])


async def test_errors_of_fields_have_codes_and_places(toy: Client) -> None:
    response = await toy.send('{ ok: echo(text: "x") bad: fails(how: "invalid") }')
    assert response.status_code == 200
    assert response.json() == {
        "errors": [
            {
                "message": "No such cursor.",
                "locations": [{"line": 1, "column": 23}],
                "path": ["bad"],
                "extensions": {"code": "INVALID_INPUT", "inputPath": ["after"]},
            }
        ],
        "data": {"ok": "x", "bad": None},
    }


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("timeout", ("TIMEOUT", "It took longer than 8 s.")),
        ("memory", ("OUT_OF_MEMORY", "It takes too much memory.")),
        ("contention", ("CONTENTION", "Writers kept colliding.")),
        (
            "unavailable",
            ("DATABASE_UNAVAILABLE", "The database cannot be reached just now; try again."),
        ),
        ("database", ("INTERNAL", "Internal error")),
    ],
)
async def test_errors_of_ours_keep_code_and_message(
    toy: Client, how: str, expected: tuple[str, str]
) -> None:
    assert await toy.refused("query($how: String!) { fails(how: $how) }", {"how": how}) == [
        expected
    ]


async def test_an_argument_that_is_refused_while_executing_is_the_clients_mistake(
    toy: Client,
) -> None:
    errors = await toy.refused("query($v: Int) { number(value: $v) }", {"v": None})
    assert [code for code, _ in errors] == ["INVALID_INPUT"]


@pytest.mark.parametrize("query", ["{ boom }", "{ null }", "{ tooLarge }"])
async def test_anything_unexpected_is_masked(toy: Client, query: str) -> None:
    response = await toy.send(query, headers={"x-request-id": "mine-1"})
    (error,) = response.json()["errors"]
    assert error["message"] == "Internal error"
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "mine-1"}


async def test_a_client_that_goes_away_cancels_its_query(toy: Client) -> None:
    asking = asyncio.create_task(toy.send("{ a: slow(seconds: 20) b: slow(seconds: 20) }"))
    await _until(["began", "began"])
    asking.cancel()
    await _until(["began", "began", "cancelled", "cancelled"])


async def test_a_client_that_goes_away_leaves_its_change_to_be_finished(toy: Client) -> None:
    asking = asyncio.create_task(toy.send("mutation { change(seconds: 0.3) }"))
    await _until(["began"])
    asking.cancel()
    await _until(["began", "changed"])


async def test_a_body_may_come_in_pieces(toy: Client) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in b'{"query": "{ __typename }"}':
            yield bytes([byte])

    response = await toy.post(content=pieces(), headers={"content-type": "application/json"})
    assert response.json() == {"data": {"__typename": "Query"}}


async def test_head_and_body_leave_in_one_piece(toy: Client) -> None:
    address = httpx.URL(toy.url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    body = b'{"query": "{ __typename }"}'
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: {address.host}\r\nauthorization: Bearer {toy.token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    # Twice over one connection: nothing of the first answer is left behind for the second.
    for _ in range(2):
        writer.write(head.encode() + body)
        answer = await reader.read(2**16)
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.endswith(b'\r\n\r\n{"data":{"__typename":"Query"}}')
    # A head alone does not wait for a body that never comes.
    writer.write(head.replace("POST /graphql", "HEAD /healthz").encode() + body)
    answer = await asyncio.wait_for(reader.read(2**16), 10)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()


async def _until(expected: list[str]) -> None:
    for _ in range(500):
        if happened == expected:
            return
        await asyncio.sleep(0.01)
    assert happened == expected


async def test_a_trailing_slash_makes_no_difference(toy: Client) -> None:
    response = await toy.http.post(
        "/graphql/", json={"query": "{ __typename }"}, headers=toy.authorized()
    )
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})

"""Limits that no query gets around."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from graphql import get_introspection_query

from tests.api.client import Client

KIB = 1024


async def limits(toy: Client, query: str) -> list[str]:
    """Which limits a query is over; empty when it is answered."""
    answer = (await toy.send(query)).json()
    if "errors" not in answer:
        return []
    assert "data" not in answer
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"LIMIT_EXCEEDED"}
    return [error["extensions"].get("limit", error["message"]) for error in answer["errors"]]


def nested(levels: int) -> str:
    """A query of that many levels of fields."""
    return "{" + "thing {" * (levels - 1) + "name" + "}" * (levels - 1) + "}"


def doubling(levels: int, body: str = "{{ ...F{0} ...F{0} }}") -> str:
    """Fragments that each spread the next one twice, and a query of the first: 2^levels fields."""
    fragments = [f"fragment F{i} on Query {body.format(i + 1)}" for i in range(levels)]
    return " ".join([*fragments, f"fragment F{levels} on Query {{ __typename }} {{ ...F0 }}"])


async def test_tokens(toy: Client) -> None:
    def query(tokens: int) -> str:
        return "{ count(numbers: [" + "1 " * (tokens - 9) + "]) }"

    assert await toy.ask(query(2000)) == {"count": 1991}
    assert await limits(toy, query(2001)) == ["tokens"]
    (error,) = (await toy.send(query(2001))).json()["errors"]
    assert error["message"] == "A query may have at most 2,000 tokens."
    assert error["locations"] == [{"line": 1, "column": len(query(2001))}]
    assert error["extensions"]["maximum"] == 2000


async def test_comments(toy: Client) -> None:
    assert await limits(toy, "{ __typename }" + "#\n" * 3000) == ["comments"]


async def test_depth(toy: Client) -> None:
    assert await limits(toy, nested(22)) == []
    assert await limits(toy, nested(23)) == ["depth"]
    spread = "{ thing { ...T } } fragment T on Thing { " + "thing {" * 20 + "name" + "}" * 21
    assert await limits(toy, spread) == []
    assert await limits(toy, spread.replace("name", "thing { name }")) == ["depth"]
    inline = "{ ... { thing { ... on Thing { name } } } }"
    assert await limits(toy, inline) == []


async def test_nesting_beyond_the_parser(toy: Client) -> None:
    assert await limits(toy, nested(400)) == ["depth"]


async def test_fields_that_have_to_be_merged(toy: Client) -> None:
    assert await limits(toy, "{" + "thing { name } " * 490 + "}") == ["mergeComparisons"]


async def test_aliases(toy: Client) -> None:
    def aliased(count: int) -> str:
        return "{" + " ".join(f"a{i}: __typename" for i in range(count)) + "}"

    assert await limits(toy, aliased(50)) == []
    assert await limits(toy, aliased(51)) == ["aliases"]
    # A fragment's aliases count every time that it is spread.
    fragment = "fragment T on Thing { a: name b: name c: name }"
    spreads = " ".join(f"t{i}: thing {{ ...T }}" for i in range(13))
    assert await limits(toy, f"{{ {spreads} }} {fragment}") == ["aliases"]


async def test_introspection_is_not_deep(toy: Client) -> None:
    assert await limits(toy, get_introspection_query()) == []
    deep = "{ __schema { types {" + "ofType {" * 20 + "name" + "}" * 23
    assert await limits(toy, deep) == []
    assert await limits(
        toy, deep.replace("ofType {", "ofType { ofType {").replace("name", "name" + "}" * 20)
    ) == ["introspectionDepth"]


async def test_tools_may_introspect_goalgraph(url: str, token: str) -> None:
    query = get_introspection_query(specified_by_url=True, input_value_deprecation=True)
    async with Client(url, token) as client:
        first = await client.ask(query)
        assert first["__schema"]["queryType"]["name"] == "Query"
        # From now on it is answered from memory, operation by operation.
        assert await client.ask(query) == first
        both = (
            'query A { __schema { queryType { name } } } query B { __type(name: "Kpi") { name } }'
        )
        for _ in range(2):
            for name, data in (
                ("A", {"__schema": {"queryType": {"name": "Query"}}}),
                ("B", {"__type": {"name": "Kpi"}}),
            ):
                assert (await client.send(both, operationName=name)).json() == {"data": data}


async def test_introspection_is_not_multiplied(toy: Client) -> None:
    leaves = " ".join(f"a{i}: name" for i in range(45))
    below = "{ __schema { types { fields { " + "%s { name } } } } }".replace("name", leaves)
    assert await limits(toy, below.replace("%s", "args { type") + "}") == []
    assert await limits(toy, below.replace("%s", "type { fields") + "}") == ["introspectionWeight"]


async def test_nested_input(toy: Client) -> None:
    def literal(levels: int) -> str:
        return "{ thing(filter: " + "{no: " * levels + "{}" + "}" * levels + ") { name } }"

    assert await limits(toy, literal(31)) == []
    assert await limits(toy, literal(32)) == ["inputDepth"]
    query = "query($f: Filter) { thing(filter: $f) { name } }"
    value: dict[str, object] = {}
    for _ in range(31):
        value = {"no": value}
    assert await toy.ask(query, {"f": value}) == {"thing": {"name": "a thing"}}
    (error,) = (await toy.send(query, {"f": {"no": value}})).json()["errors"]
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "inputDepth", "maximum": 32}


@pytest.mark.parametrize(
    "query",
    [
        doubling(20),
        doubling(20, "{{ a: thing {{ name }} ...F{0} ...F{0} }}"),
        doubling(100),
        "fragment A on Query { ...B ...B } fragment B on Query { ...A ...A } { ...A }",
        "{ ...A } fragment A on Query { ...A }",
        "{ ...Missing }",
        "{" + "thing { name } " * 490 + "}",
        "{" + "thing { thing { thing { name } } } " * 190 + "}",
        "{" + 'echo(text: "x") ' * 280 + "}",
        "{ __typename " + "@skip(if: false) " * 280 + "}",
        "{ __typename " + "@nothing " * 900 + "}",
        "query(" + " ".join(f"$v{i}: Int" for i in range(400)) + ") { __typename }",
        "{" + "nothing " * 1990 + "}",
        "{" + " ".join(f"n{i}(x: $v{i})" for i in range(200)) + "}",
    ],
)
async def test_no_query_costs_much_to_refuse(toy: Client, query: str) -> None:
    began = time.process_time()
    answer = (await toy.send(query)).json()
    assert time.process_time() - began < 1
    assert "data" not in answer
    assert len(answer["errors"]) <= 21


async def test_nested_fragments_of_684_bytes_are_answered_at_once(toy: Client) -> None:
    query = doubling(16).ljust(684)
    assert len(query) == 684
    began = time.process_time()
    assert await limits(toy, query) == ["selections"]
    assert time.process_time() - began < 0.3


def padded(size: int) -> bytes:
    """A request of that many bytes."""
    body = b'{"query": "{ __typename }"}'
    return body + b" " * (size - len(body))


async def test_bodies_are_limited(toy: Client) -> None:
    headers = {"content-type": "application/json"}
    response = await toy.post(content=padded(256 * KIB), headers=headers)
    assert response.json() == {"data": {"__typename": "Query"}}
    for size in (256 * KIB + 1, 1024 * KIB, 9 * 1024 * KIB):
        response = await toy.post(content=padded(size), headers=headers)
        assert response.status_code == 413
        assert response.json()["errors"][0]["extensions"] == {
            "code": "LIMIT_EXCEEDED",
            "limit": "body",
            "maximum": 256 * KIB,
        }
        assert "connection" not in response.headers


async def test_a_body_without_a_length_is_limited(toy: Client) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b" " * 16 * KIB

    response = await toy.post(content=pieces(), headers={"content-type": "application/json"})
    assert response.status_code == 413


async def test_an_endless_body_is_cut_off(toy: Client) -> None:
    _reader, writer = await connected(toy, "Transfer-Encoding: chunked")
    with pytest.raises(ConnectionError):
        await _send_a_gigabyte(writer)
    writer.close()


async def test_a_declared_length_is_believed(toy: Client) -> None:
    reader, writer = await connected(toy, f"Content-Length: {10**9}")
    writer.write(b"{")
    assert (await reader.readline()).startswith(b"HTTP/1.1 413")
    writer.close()


async def _send_a_gigabyte(writer: asyncio.StreamWriter) -> None:
    for _ in range(64 * KIB):
        writer.write(b"4000\r\n" + b" " * 16 * KIB + b"\r\n")
        await writer.drain()


async def connected(toy: Client, length: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that has sent the head of a POST."""
    url = httpx.URL(toy.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        f"POST /graphql HTTP/1.1\r\nHost: {url.host}\r\nAuthorization: Bearer {toy.token}\r\n"
        f"Content-Type: application/json\r\n{length}\r\n\r\n".encode()
    )
    return reader, writer


async def test_long_urls_are_answered(toy: Client) -> None:
    response = await toy.get(query="{ __typename }" + " " * 30_000)
    assert response.json() == {"data": {"__typename": "Query"}}

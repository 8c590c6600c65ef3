"""What one connection may cost: heads, bodies that stop, idle ones, readers that do not read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import httpx
import orjson
import pytest

import api.http.protocol
import api.http.transport
from api.app import create_app
from api.config import Settings
from api.http.head import MAX_HEAD
from graph.database.client import Database
from tests.api.client import Client
from tests.api.serving import serving
from tests.api.toy_schema import toy_schema

HEAD = b"GET /healthz HTTP/1.1\r\nhost: x\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Streams]:
    """A connection that has sent nothing."""
    address = httpx.URL(url)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of the next answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(
        int(line.split(":")[1])
        for line in head.splitlines()
        if line.lower().startswith("content-length")
    )
    return int(head.split()[1]), await reader.readexactly(length)


def code(body: bytes) -> tuple[str, str | None]:
    """Code of the one error of an answer, and the limit that it names."""
    (error,) = orjson.loads(body)["errors"]
    return error["extensions"]["code"], error["extensions"].get("limit")


async def test_a_connection_that_sends_nothing_is_closed(
    toy_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.http.transport, "HEAD_SECONDS", 0.1)
    async with connected(toy_url) as (reader, _):
        assert await reader.read() == b""


async def test_a_head_that_comes_slowly_is_given_up(
    toy_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.http.transport, "HEAD_SECONDS", 0.3)
    async with connected(toy_url) as (reader, writer):
        writer.write(HEAD)
        for _ in range(3):
            writer.write(b"x-slow: x\r\n")
            await asyncio.sleep(0.01)
        status, body = await answer(reader)
        assert (status, code(body)) == (408, ("BAD_REQUEST", None))
        assert await reader.read() == b""


async def test_a_second_head_has_its_time_as_well(
    toy_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(toy_url) as (reader, writer):
        writer.write(HEAD + b"\r\n")
        assert (await answer(reader))[0] == 200
        monkeypatch.setattr(api.http.transport, "HEAD_SECONDS", 0.1)
        writer.write(HEAD)
        assert (await answer(reader))[0] == 408


@pytest.mark.parametrize("header", [b"x: %s\r\n" % (b"x" * 500), b"x" * 700])
async def test_a_head_without_an_end_is_refused(toy_url: str, header: bytes) -> None:
    async with connected(toy_url) as (reader, writer):
        writer.write(HEAD)
        # Far more than is taken, from a client that listens only when it has sent everything.
        for _ in range(2000):
            writer.write(header)
            await writer.drain()
        status, body = await answer(reader)
        assert (status, code(body)) == (431, ("LIMIT_EXCEEDED", "headers"))
        assert await reader.read() == b""


async def test_a_url_without_an_end_is_refused(toy_url: str) -> None:
    async with connected(toy_url) as (reader, writer):
        writer.write(b"GET /")
        for _ in range(100):
            writer.write(b"x" * 1000)
            await writer.drain()
            await asyncio.sleep(0)
        status, body = await answer(reader)
        assert (status, code(body)) == (414, ("LIMIT_EXCEEDED", "url"))


async def test_heads_are_taken_up_to_the_limit(toy: Client) -> None:
    for size, status in ((MAX_HEAD - 1000, 200), (MAX_HEAD, 431)):
        response = await toy.http.get("/healthz", headers={"x-large": "x" * size})
        assert response.status_code == status
    assert code(response.content) == ("LIMIT_EXCEEDED", "headers")
    assert response.headers["x-request-id"]
    response = await toy.http.get("/healthz", params={"x": "x" * MAX_HEAD})
    assert (response.status_code, code(response.content)) == (414, ("LIMIT_EXCEEDED", "url"))


def post(toy: Client, length: int) -> bytes:
    """The head of a POST to `/graphql`."""
    return (
        f"POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {toy.token}\r\n"
        f"content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("begun", [b"", b'{"query"'])
async def test_a_body_that_stops_is_given_up(
    toy: Client, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(api.http.protocol, "BODY_SECONDS", 0.1)
    monkeypatch.setattr(api.http.transport, "DISCARD_SECONDS", 0.1)
    async with connected(toy.url) as (reader, writer):
        writer.write(post(toy, 100) + begun)
        assert (await answer(reader))[0] == 408
        assert await reader.read() == b""


async def test_a_body_that_nobody_reads_does_not_keep_a_connection(
    toy: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.http.transport, "DISCARD_SECONDS", 0.1)
    async with connected(toy.url) as (reader, writer):
        writer.write(HEAD + b"content-length: 100\r\n\r\nxyz")
        assert (await answer(reader))[0] == 200
        assert await reader.read() == b""


async def test_what_is_too_large_can_be_told(toy: Client) -> None:
    size = 9 * 1024 * 1024
    async with connected(toy.url) as (reader, writer):
        writer.write(post(toy, size) + b" " * size)
        await writer.drain()
        status, body = await answer(reader)
        assert (status, code(body)) == (413, ("LIMIT_EXCEEDED", "body"))
        # The rest of it was dropped, and the next request is read where it begins.
        writer.write(HEAD + b"\r\n")
        assert (await answer(reader))[0] == 200


class Deaf(asyncio.Protocol):
    """A client that reads nothing."""

    def __init__(self, lost: asyncio.Future[None]) -> None:
        self._lost = lost

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Stops reading."""
        cast(asyncio.Transport, transport).pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Says so."""
        self._lost.set_result(None)


@pytest.fixture
async def small(database: Database) -> AsyncIterator[str]:
    """A server of at most ten connections, which waits a second for the next request."""
    app = create_app(Settings(), database=database, schema=toy_schema())
    async with serving(app, keep_alive=1, connections=10) as url:
        yield url


@pytest.mark.parametrize("between", [b"", b"\r\n"])
async def test_an_idle_connection_is_closed(small: str, between: bytes) -> None:
    async with connected(small) as (reader, writer):
        writer.write(HEAD + b"\r\n")
        assert (await answer(reader))[0] == 200
        writer.write(between)
        assert await reader.read() == b""


async def test_idle_connections_make_room(small: str) -> None:
    address = httpx.URL(small)
    idle = [await asyncio.open_connection(address.host, address.port) for _ in range(20)]
    async with httpx.AsyncClient(base_url=small) as client:
        assert (await client.get("/healthz")).status_code == 200
    # Those that have waited for longest are gone.
    assert await idle[0][0].read() == b""
    for _, writer in idle:
        writer.close()


async def test_busy_connections_do_not(small: str, token: str) -> None:
    async with Client(small, token) as client:
        slow = [asyncio.create_task(client.send("{ slow(seconds: 1) }")) for _ in range(10)]
        await asyncio.sleep(0.3)
        async with httpx.AsyncClient(base_url=small) as other:
            assert (await other.get("/healthz")).status_code == 503
        answers = await asyncio.gather(*slow)
        assert [answer.json() for answer in answers] == [{"data": {"slow": True}}] * 10


async def test_a_reader_that_does_not_read_is_cut_off(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.http.transport, "STALLED_SECONDS", 0.2)
    address = httpx.URL(url)
    assert address.port
    loop = asyncio.get_running_loop()
    lost = loop.create_future()
    transport, _ = await loop.create_connection(lambda: Deaf(lost), address.host, address.port)
    transport.write(b"GET /schema.graphql HTTP/1.1\r\nhost: x\r\n\r\n" * 1000)
    # It takes no more than what lies in between, and learns of its end when it sends.
    for _ in range(600):
        if lost.done():
            return
        transport.write(b"\r\n")
        await asyncio.sleep(0.05)
    raise AssertionError("The connection is still there.")

"""What clients of the field send and expect: compression, persisted queries, headers, marks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import orjson
import pytest

import api.graphql
from api.app import TRACED_WITH, create_app
from api.config import Settings
from graph.database.client import Database
from graph.database.embedded import EmbeddedSettings
from graph.domain.errors import SettingsError
from graph.writes.execution.tokens import create_token
from tests.api.client import Client
from tests.api.people import organization
from tests.api.serving import serving
from tests.api.toy_schema import happened, toy_schema
from tests.demo import load_demo

BOARD = "https://board.example"
HASH = "a" * 64


async def test_answers_of_more_than_a_kilobyte_are_compressed(toy: Client) -> None:
    long = "x" * 2000
    query = "query($t: String!) { echo(text: $t) }"
    for accept, encoding in (("gzip, br", "gzip"), ("identity", None), ("br", None)):
        response = await toy.send(query, {"t": long}, headers={"accept-encoding": accept})
        assert response.headers.get("content-encoding") == encoding
        assert response.json() == {"data": {"echo": long}}
        assert int(response.headers["content-length"]) < 300 or encoding is None
    response = await toy.send(query, {"t": "short"}, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize(
    ("accept", "status"), [("application/json", 200), ("application/graphql-response+json", 400)]
)
async def test_persisted_queries_are_declined(toy: Client, accept: str, status: int) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": HASH}}
    body = {"operationName": "Q", "variables": {}, "extensions": extensions}
    posted = await toy.post(json=body, headers={"accept": accept})
    got = await toy.get(
        headers={"accept": accept},
        operationName="Q",
        extensions=orjson.dumps(extensions).decode(),
    )
    for response in (posted, got):
        assert response.status_code == status
        assert response.json() == {
            "errors": [
                {
                    "message": "PersistedQueryNotSupported",
                    "extensions": {"code": "PERSISTED_QUERY_NOT_SUPPORTED"},
                }
            ]
        }
    # With the text, the hash makes no difference.
    response = await toy.send("query Q { __typename }", extensions=extensions)
    assert response.json() == {"data": {"__typename": "Query"}}


async def test_a_byte_order_mark_and_the_other_name_of_utf_8_are_taken(toy: Client) -> None:
    for media in ("application/json; charset=UTF8", 'application/json;charset="utf-8"'):
        response = await toy.post(
            content=b'\xef\xbb\xbf{"query": "{ __typename }"}', headers={"content-type": media}
        )
        assert response.json() == {"data": {"__typename": "Query"}}


async def test_an_answer_is_not_larger_than_its_limit(
    toy: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.graphql, "MAX_ANSWER", 100)
    response = await toy.send(f'{{ echo(text: "{"x" * 200}") }}')
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "answer", "maximum": 100}
    assert response.json()["data"] is None


async def allowed(client: httpx.AsyncClient, header: str) -> bool:
    """Whether a page of the board may send a header."""
    response = await client.options(
        "/graphql",
        headers={
            "origin": BOARD,
            "access-control-request-method": "POST",
            "access-control-request-headers": header,
        },
    )
    return response.status_code == 200


async def test_pages_may_send_what_tools_add(database: Database, toy: Client) -> None:
    for header in TRACED_WITH:
        assert await allowed(toy.http, header), header
    assert not await allowed(toy.http, "x-board")
    settings = Settings(cors=(BOARD,), cors_header=("X-Board",))
    app = create_app(settings, database=database, schema=toy_schema())
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as client:
        assert await allowed(client, "x-board")
        assert await allowed(client, "traceparent")


@pytest.mark.parametrize("header", ["*", "", "a b", "x:y"])
def test_what_is_no_header_is_refused(header: str) -> None:
    with pytest.raises(SettingsError):
        create_app(Settings(cors_header=(header,)), schema=toy_schema())


@pytest.fixture(scope="module")
async def demo_url(database: Database, embedded_settings: EmbeddedSettings) -> AsyncIterator[str]:
    """A demo that names a page on this machine, and one elsewhere."""
    await load_demo(database, embedded_settings)
    settings = Settings(demo=True, cors=("http://127.0.0.1:5173", BOARD))
    async with serving(create_app(settings, database=database, schema=toy_schema())) as url:
        yield url


async def test_a_page_on_this_machine_may_ask_the_demo(demo_url: str) -> None:
    async with Client(demo_url) as demo:
        local = {"origin": "http://127.0.0.1:5173", "sec-fetch-site": "same-site"}
        response = await demo.send("{ __typename }", headers=local)
        assert response.json() == {"data": {"__typename": "Query"}}
        assert response.headers["access-control-allow-origin"] == local["origin"]
        for other in (
            {"origin": BOARD},
            {"origin": "http://127.0.0.1:5174"},
            local | {"host": "evil.example"},
            {"x-forwarded-for": "192.0.2.1"},
            {"forwarded": "for=192.0.2.1"},
        ):
            assert (await demo.send("{ __typename }", headers=other)).status_code == 401


async def test_a_token_leaves_room_for_others(
    database: Database, token: str, organization_id: str
) -> None:
    await organization(database, organization_id)
    other = await create_token(database, organization_id, service="other", scope="read")
    settings = Settings(requests_of_a_token=2)
    happened.clear()
    app = create_app(settings, database=database, schema=toy_schema())
    async with serving(app) as url, Client(url, token) as busy, Client(url, other) as calm:
        asked = [asyncio.create_task(busy.send("{ slow(seconds: 0.5) }")) for _ in range(6)]
        await asyncio.sleep(0.2)
        running = 0
        # While two run and four wait, somebody else is answered.
        assert (await calm.ask('{ echo(text: "x") }')) == {"echo": "x"}
        answers = await asyncio.gather(*asked)
    assert [answer.json() for answer in answers] == [{"data": {"slow": True}}] * 6
    for event in happened:
        running += {"began": 1, "ended": -1}[event]
        assert running <= 2
    assert happened.count("ended") == 6

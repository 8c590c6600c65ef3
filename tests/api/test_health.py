"""Health, request ids, the log, and pages of other origins."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from graph.database.settings import DatabaseSettings
from graph.domain.errors import SettingsError
from tests.api.client import Client
from tests.api.serving import serving
from tests.api.toy_schema import toy_schema

BOARD = "https://board.example"
SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"


async def test_healthy_and_ready(toy: Client) -> None:
    for path in ("/healthz", "/readyz"):
        response = await toy.http.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_not_ready_without_the_database(database_settings: DatabaseSettings) -> None:
    gone = await Database.connect(database_settings)
    app = create_app(Settings(), database=gone, schema=toy_schema())
    async with serving(app) as url, httpx.AsyncClient(base_url=url) as client:
        assert (await client.get("/readyz")).status_code == 200
        await gone.close()
        with capture_logs() as log:
            response = await client.get("/readyz")
        assert (response.status_code, response.json()) == (503, {"status": "database_unavailable"})
        assert log[0]["event"] == "not_ready"
        assert (await client.get("/healthz")).status_code == 200


async def test_every_response_has_a_request_id(toy: Client) -> None:
    for path in ("/healthz", "/graphql", "/nowhere"):
        response = await toy.http.get(path)
        assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abc-1.2_3", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("a b", False),
        ('"}', False),
        ("", False),
    ],
)
async def test_a_sane_request_id_is_kept(toy: Client, given: str, kept: bool) -> None:
    response = await toy.http.get("/healthz", headers={"x-request-id": given})
    assert (response.headers["x-request-id"] == given) is kept


async def test_the_log_tells_of_a_request_but_no_secrets(toy: Client) -> None:
    with capture_logs() as log:
        await toy.send(
            "query Secretive($t: String!) { echo(text: $t) boom }",
            {"t": "a secret"},
            headers={"x-request-id": "r1"},
        )
        await toy.get(query='{ echo(text: "a secret") }')
    unexpected, request, other = log
    assert isinstance(unexpected.pop("exc_info"), RuntimeError)
    assert unexpected == {"event": "unexpected", "log_level": "error", "request_id": "r1"}
    assert request.pop("ms") >= request.pop("database_ms") >= 0
    assert request.pop("organization").startswith("org_")
    assert request.pop("statements") > 0
    assert request == {
        "event": "request",
        "log_level": "info",
        "request_id": "r1",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "operation": "Secretive",
        "viewer": "service tests",
        "errors": ["INTERNAL"],
    }
    assert (other["path"], other["operation"], other["errors"]) == ("/graphql", None, None)
    assert "secret" not in repr([request, other]).replace("Secretive", "")
    assert str(toy.token) not in repr(log)


async def test_pages_of_listed_origins_may_ask(toy: Client) -> None:
    preflight = {
        "origin": BOARD,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    response = await toy.http.options("/graphql", headers=preflight)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == BOARD
    assert "POST" in response.headers["access-control-allow-methods"]
    allowed = response.headers["access-control-allow-headers"].lower()
    assert "authorization" in allowed
    assert "access-control-allow-credentials" not in response.headers
    response = await toy.send("{ __typename }", headers={"origin": BOARD})
    assert response.headers["access-control-allow-origin"] == BOARD
    assert response.headers["access-control-expose-headers"] == (
        "goalgraph-at, idempotency-replayed, retry-after, x-request-id"
    )
    assert "origin" in response.headers["vary"].lower()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://board.example.evil"])
async def test_pages_of_other_origins_may_not(toy: Client, origin: str) -> None:
    preflight = {"origin": origin, "access-control-request-method": "POST"}
    response = await toy.http.options("/graphql", headers=preflight)
    assert response.status_code == 400
    assert "access-control-allow-origin" not in response.headers
    response = await toy.send("{ __typename }", headers={"origin": origin})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("origin", ["*", "https://board.example/", "board.example", "null", ""])
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(SettingsError):
        create_app(Settings(cors=(origin,)), schema=toy_schema())


async def test_the_sdl_is_served(url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        response = await client.get("/schema.graphql")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == SDL.read_text("utf-8")

"""How the page and its assets are served, on a small stand-in for the build."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from api.page import page_routes

SCRIPT = "export const answer = 42;\n" * 100


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>goalgraph</title>")
    (tmp_path / "assets" / "index-1a2b.js").write_text(SCRIPT)
    return tmp_path


@pytest.fixture
async def client(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=page_routes(dist)))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def test_the_page_is_checked_at_every_visit_and_sent_once(client: httpx.AsyncClient) -> None:
    first = await client.get("/")
    assert first.status_code == 200
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    again = await client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"


async def test_assets_are_kept_for_good_and_compressed(client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/index-1a2b.js")
    assert (answer.status_code, answer.text) == (200, SCRIPT)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].split(";")[0].endswith("/javascript")


async def test_the_policy_names_no_host(client: httpx.AsyncClient) -> None:
    for path in ("/", "/assets/index-1a2b.js"):
        headers = (await client.get(path)).headers
        sources = {
            source
            for directive in headers["content-security-policy"].split("; ")
            for source in directive.split(" ")[1:]
        }
        assert sources == {"'none'", "'self'", "'unsafe-inline'", "data:"}
        assert headers["x-content-type-options"] == "nosniff"


async def test_scripts_come_from_files_alone(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'"} <= set(policy)


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/assets/", "/assets/../index.html", "/assets/%2e%2e/index.html"]
)
async def test_nothing_but_assets_is_an_asset(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.send(
        client.build_request(
            "GET", httpx.URL("http://testserver").copy_with(raw_path=path.encode())
        )
    )
    assert answer.status_code == 404
    assert "cache-control" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/assets/index-1a2b.js"])
async def test_the_page_is_only_read(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.head(path)).status_code == 200
    assert (await client.post(path)).status_code == 405


async def test_a_page_that_is_not_built_says_how_to_build_it(
    client: httpx.AsyncClient, dist: Path
) -> None:
    built = (await client.get("/")).content
    (dist / "index.html").rename(dist / "away.html")
    answer = await client.get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    (dist / "away.html").rename(dist / "index.html")
    assert (await client.get("/")).content == built

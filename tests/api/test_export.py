"""`/export`: the organization as the viewer sees it, at one revision, whole or visibly not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from graph.domain.errors import ImportRejected
from graph.interchange import import_file
from tests.api.client import Client
from tests.api.companies import company
from tests.api.copies import every_id, random_change, read_export
from tests.api.exports import nodes_of_export
from tests.api.feeds import quiet_company, revision_of
from tests.api.mutation_client import Enum, change, done, example, stored
from tests.api.people import change as change_access
from tests.api.plans import Recording
from tests.api.rederived import placeless
from tests.api.serving import serving
from tests.api.test_privacy import DOCUMENT
from tests.api.test_statements import scans
from tests.interchange.rich import rich

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)


class Interrupted(Recording):
    """A database that lets something else happen before each page of an export."""

    meanwhile: Callable[[str], Awaitable[None]] | None = None

    async def read(
        self, name: str, statement: str, p: Mapping[str, Any], *, seconds: float | None = None
    ) -> Any:
        if self.meanwhile is not None and name.startswith("export.") and name != "export.begin":
            await self.meanwhile(name)
        return await super().read(name, statement, p, seconds=seconds)


@asynccontextmanager
async def interrupted(patient: Database) -> AsyncIterator[tuple[Interrupted, str]]:
    """Such a database, and the URL of a server on it."""
    database = await Interrupted.connect(patient.settings)
    try:
        async with serving(create_app(Settings(), database=database)) as url:
            yield database, url
    finally:
        await database.close()


async def lines_of(client: Client) -> list[dict[str, Any]]:
    """All lines of an export."""
    response = await client.http.get("/export", headers=client.authorized())
    assert response.status_code == 200
    return [json.loads(line) for line in response.text.splitlines()]


@pytest.mark.parametrize("document", [example(), rich()], ids=["example", "rich"])
async def test_an_import_of_it_gives_an_equal_organization(
    database: Database, url: str, document: dict[str, Any], tmp_path: Path
) -> None:
    async with company(database, url, document, now=NOW) as lumen:
        client = await lumen.service()
        response = await client.http.get("/export", headers=client.authorized())
        assert response.headers["content-type"] == "application/jsonl; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        path = tmp_path / "export.jsonl"
        path.write_bytes(response.content)
        header, organization = map(json.loads, response.text.splitlines()[:2])
        assert header == {
            "type": "export",
            "organization": lumen.org,
            "revision": await revision_of(client),
        }
        assert (organization["type"], organization["id"]) == ("organization", lumen.org)
        again = f"{lumen.org}-again"
        await import_file(database, path, organization=again, now=NOW)
        assert placeless(await stored(database, again)) == placeless(
            await stored(database, lumen.org)
        )


async def test_it_holds_what_the_viewer_sees(database: Database, url: str) -> None:
    async with company(database, url, DOCUMENT) as quiet:
        admin, out = await quiet_company(quiet)
        response = await out.http.get("/export", headers=out.authorized())
        assert "hush" not in response.text.lower()
        _, entities = await read_export(out)
        assert {one["id"] for one in entities if one["type"] == "objective"} == {
            "obj_top",
            "obj_below",
            "obj_plain",
        }
        _, everything = await read_export(admin)
        nodes = nodes_of_export(everything)
        assert {"obj_hush_both", "kr_hush_both", "aln_hush_below", "ini_hush_team"} <= set(nodes)


@pytest.mark.parametrize("seed", range(2))
async def test_writes_in_between_do_not_tear_it(
    database: Database, url: str, patient: Database, seed: int
) -> None:
    random = Random(seed)
    async with company(database, url, DOCUMENT) as quiet, interrupted(patient) as (slow, slow_url):
        admin, out = await quiet_company(quiet)
        guest = await quiet.person("guest@quiet.example")

        async def write(times: int) -> None:
            for _ in range(times):
                await change(admin, *random_change(random, await every_id(database, quiet.org)))

        async def meanwhile(name: str) -> None:
            await write(5)

        await write(20)
        for client in (admin, out, guest):
            before, entities = await read_export(client)
            slow.meanwhile = meanwhile
            async with Client(slow_url, client.token) as asker:
                header, while_written = await read_export(asker)
            slow.meanwhile = None
            assert header == before
            assert nodes_of_export(while_written) == nodes_of_export(entities)
            assert [_timeless(one) for one in while_written] == [_timeless(one) for one in entities]
            after, others = await read_export(client)
            assert after["revision"] > before["revision"]
            assert nodes_of_export(others) != nodes_of_export(entities)


def _timeless(entity: Any) -> Any:
    """Without health, which goes by the moment of the export."""
    if isinstance(entity, dict):
        return {name: _timeless(value) for name, value in entity.items() if name != "health"}
    return [_timeless(one) for one in entity] if isinstance(entity, list) else entity


async def test_one_that_is_not_whole_says_so(
    database: Database, url: str, patient: Database, tmp_path: Path
) -> None:
    """Rights that change meanwhile end it; so does everything else that goes wrong."""
    async with company(database, url, example()) as lumen, interrupted(patient) as (slow, slow_url):
        client = await lumen.person("jaan@lumen.example")

        async def meanwhile(name: str) -> None:
            if name == "export.kpis":
                await change_access(
                    database,
                    lumen.org,
                    "MATCH (p:Person {org: $p.org, id: 'psn_jaan'}) SET p.role = 'ADMIN'",
                )

        slow.meanwhile = meanwhile
        async with Client(slow_url, client.token) as asker:
            lines = await lines_of(asker)
            assert [one["type"] for one in lines[:2]] == ["export", "organization"]
            assert lines[-1] == {
                "type": "error",
                "message": "What you may see has changed meanwhile; begin again.",
                "extensions": {"code": "CONTENTION"},
            }
            # By then the rights are new, and looked up anew.
            slow.meanwhile = None
            assert (await lines_of(asker))[-1]["type"] == "complete"
        path = tmp_path / "export.jsonl"
        whole = (await client.http.get("/export", headers=client.authorized())).text
        path.write_text("".join(whole.splitlines(keepends=True)[:-1]), encoding="utf-8")
        with pytest.raises(ImportRejected) as rejected:
            await import_file(database, path, organization=f"{lumen.org}-again")
        [mistake] = rejected.value.mistakes
        assert str(mistake).endswith("The export was cut off; make it again.")


async def test_rights_of_others_do_not_end_it(
    database: Database, url: str, patient: Database
) -> None:
    async with company(database, url, DOCUMENT) as quiet, interrupted(patient) as (slow, slow_url):
        admin, out = await quiet_company(quiet)
        access: list[int] = []

        async def meanwhile(name: str) -> None:
            if name == "export.kpis":
                given: dict[str, Any] = {"id": "team_dev", "leads": ["psn_ann"]}
                await done(admin, "teamUpdate", given)
                given = {"id": "psn_mate", "role": Enum("ADMIN")}
                access.append((await done(admin, "personUpdate", given))["revision"])

        slow.meanwhile = meanwhile
        async with Client(slow_url, out.token) as asker:
            header, _ = await read_export(asker)
        assert access == [header["revision"] + 2]


async def test_a_client_that_goes_away_ends_it(
    database: Database, url: str, patient: Database
) -> None:
    document = example()
    document["kpis"] += [
        {**document["kpis"][0], "id": f"kpi_more_{number}", "drives": [], "values": []}
        for number in range(25)
    ]
    async with company(database, url, document) as lumen, interrupted(patient) as (slow, slow_url):
        client = await lumen.service()
        reached, gone, ended = (asyncio.Event() for _ in range(3))

        async def meanwhile(name: str) -> None:
            if name == "export.kpis" and [one.name for one in slow.sent].count(name) == 1:
                reached.set()
                await gone.wait()
                # The server hears of it in its own time.
                await asyncio.sleep(0.5)
                ended.set()

        slow.meanwhile = meanwhile
        async with (
            httpx.AsyncClient(base_url=slow_url, trust_env=False) as http,
            http.stream("GET", "/export", headers=client.authorized()) as response,
        ):
            lines = response.aiter_lines()
            assert (await anext(lines)).startswith('{"type":"export"')
            await reached.wait()
        gone.set()
        await ended.wait()
        # Whoever asks next is answered, and the export has asked for nothing more.
        async with Client(slow_url, client.token) as asker:
            await revision_of(asker)
        names = [one.name for one in slow.sent if one.name.startswith("export.")]
        assert names[-2:] == ["export.kpis", "export.kpis"]


async def test_what_is_refused(url: str, token: str) -> None:
    async with Client(url, token) as client:
        nobody = await client.http.get("/export")
        assert (nobody.status_code, nobody.json()["errors"][0]["extensions"]) == (
            401,
            {"code": "UNAUTHENTICATED"},
        )
        assert nobody.headers["www-authenticate"] == 'Bearer realm="goalgraph"'
        stranger = await client.http.get("/export", headers={"authorization": "Bearer gg_none"})
        assert stranger.status_code == 401
        assert "invalid_token" in stranger.headers["www-authenticate"]
        for method in ("POST", "PUT", "DELETE"):
            response = await client.http.request(method, "/export", headers=client.authorized())
            assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")
            assert response.json()["errors"][0]["extensions"] == {"code": "METHOD_NOT_ALLOWED"}
        head = await client.http.head("/export", headers=client.authorized())
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == "application/jsonl; charset=utf-8"
        head = await client.http.head("/export")
        assert (head.status_code, head.content) == (401, b"")


@pytest.mark.parametrize("at", ["1", "2026-11-02T09:00:00Z"])
async def test_it_is_of_the_present(url: str, token: str, at: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        response = await client.get(
            "/export", headers={"authorization": f"Bearer {token}", "goalgraph-at": at}
        )
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["message"] == "An export is of the present: leave Goalgraph-At out."


async def test_pages_of_other_origins(toy_url: str, token: str) -> None:
    async with Client(toy_url, token) as client:
        origin = {"origin": "https://board.example", "x-request-id": "mine"}
        response = await client.http.get("/export", headers=client.authorized(headers=origin))
        assert response.headers["access-control-allow-origin"] == "https://board.example"
        assert response.headers["x-request-id"] == "mine"


async def test_every_page_is_one_statement_from_an_index(patient: Database, url: str) -> None:
    async with company(patient, url, DOCUMENT) as quiet, interrupted(patient) as (slow, slow_url):
        for client in await quiet_company(quiet):
            async with Client(slow_url, client.token) as asker:
                slow.sent.clear()
                await read_export(asker)
            sent = [one for one in slow.sent if one.name != "viewerOfToken"]
            assert [one.name.removeprefix("export.") for one in sent] == [
                *("begin", "teams", "people", "cycles", "kpis", "objectives", "initiatives"),
                *("reports", "comments", "findingDismissals", "templates"),
            ]
            for one in sent:
                operators = await slow.explain(one)
                assert scans(operators) == [], one.text
                assert [it for it in operators if it.kind == "Top"] == [], one.text

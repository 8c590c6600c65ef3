"""Servers and databases killed while they write: every change is wholly there or wholly not.

`GOALGRAPH_KILLS=5 pytest …` kills fewer.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import httpx
import psutil
import pytest

from graph.database.client import Database
from graph.database.embedded import EmbeddedSettings, embedded
from graph.database.migrations import migrate
from graph.interchange import import_document
from graph.writes.execution.tokens import create_token
from tests.api.client import TYPE
from tests.api.rederived import check_derived
from tests.api.test_mutations_random import NOW, check_history
from tests.load.processes import Serving, on_database, serve
from tests.load.test_writers import GOALS, document

KILLS = int(os.environ.get("GOALGRAPH_KILLS", "50"))
# A database takes five times as long to come back as a server of the API.
OF_THE_DATABASE = max(1, KILLS // 10)
SENDERS = 4

CHECK_IN = """
mutation CheckIn($id: ID!, $keyResult: ID!, $value: Float!, $objective: ID!, $statement: String!) {
  keyResultCheckIn(input: {id: $id, keyResult: $keyResult, value: $value}) {
    revision problems { code }
  }
  objectiveUpdate(input: {id: $objective, contributionStatement: $statement}) {
    revision problems { code }
  }
}
"""


class Stream:
    """Requests with keys, several at once; each is sent until it is answered."""

    def __init__(self, token: str) -> None:
        self.random = Random(7)
        self.token = token
        self.sent = 0
        self._heard = asyncio.Semaphore(0)
        self.kills = 0
        self.unanswered: list[dict[str, Any]] = []

    def another(self) -> dict[str, Any]:
        """The variables of a request that was not sent yet: two changes of a leaf and its goal."""
        self.sent += 1
        number = GOALS - 1 - self.sent % 20
        return {
            "id": f"chk_{self.sent}",
            "keyResult": f"kr_{number}",
            "value": self.random.randrange(1, 100),
            "objective": f"obj_{number}",
            "statement": f"Statement {self.sent}",
        }

    async def send(self, client: httpx.AsyncClient) -> None:
        """One request; one that found nobody, or whose answer never came, is kept for later."""
        given = self.unanswered.pop(0) if self.unanswered else self.another()
        try:
            response = await client.post(
                "/graphql",
                json={"query": CHECK_IN, "variables": given},
                headers={
                    "accept": TYPE,
                    "authorization": f"Bearer {self.token}",
                    "idempotency-key": given["id"],
                },
            )
        except httpx.TransportError:
            self.unanswered.append(given)
            return
        answer = response.json()
        if "errors" in answer:
            codes = {error["extensions"]["code"] for error in answer["errors"]}
            # The database went first.
            assert codes <= {"DATABASE_UNAVAILABLE", "CONTENTION"}, answer
            self.unanswered.append(given)
            return
        for payload in answer["data"].values():
            assert payload["problems"] == []
        self._heard.release()

    async def until_killed(self, url: str) -> None:
        """Sends, in turn, until nobody answers any more."""

        async def sender() -> None:
            async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
                while not self._gone:
                    await self.send(client)

        self._gone = False
        await asyncio.gather(*(sender() for _ in range(SENDERS)))

    async def rest(self, url: str) -> None:
        """Sends what was never answered."""
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
            while self.unanswered:
                await self.send(client)

    async def killing(self, server: Serving, victim: psutil.Process | None = None) -> None:
        """Sends until the server, or first another process, is killed at some moment: every other
        time not before it has answered two requests, however slow it is."""
        self._heard = asyncio.Semaphore(0)
        sending = asyncio.create_task(self.until_killed(server.url))
        await asyncio.sleep(self.random.uniform(0.05, 0.6))
        self.kills += 1
        if self.kills % 2:
            for _ in range(2):
                await asyncio.wait_for(self._heard.acquire(), 60)
        if victim is not None:
            victim.kill()
            await asyncio.sleep(self.random.uniform(0.0, 0.1))
        self._gone = True
        await server.kill()
        await sending


async def check_whole(database: Database, org: str, stream: Stream) -> None:
    """Every request was carried out once, and everything follows from what is there."""
    found = await database.read(
        "test.whole",
        "MATCH (g:Organization {org: $p.org, id: $p.org}) RETURN {"
        "checkIns: COUNT { MATCH (c:CheckIn {org: $p.org}) }, "
        "revisions: COLLECT { MATCH (r:Revision {org: $p.org}) RETURN [r.number, r.operation] }, "
        "changed: COLLECT { MATCH (c:Change {org: $p.org}) RETURN DISTINCT c.revision }}",
        {"org": org},
    )
    assert found["checkIns"] == stream.sent
    operations = [operation for _, operation in found["revisions"]]
    assert operations.count("keyResultCheckIn") == stream.sent
    assert operations.count("objectiveUpdate") == stream.sent
    assert {
        number
        for number, operation in found["revisions"]
        if operation not in ("import", "tokenCreate")
    } <= set(found["changed"])
    await check_derived(database, org)
    await check_history(database, org)


@pytest.fixture
async def own(embedded_settings: EmbeddedSettings, tmp_path: Path) -> EmbeddedSettings:
    """A database that nobody else uses, with the organization in it."""
    settings = embedded_settings.model_copy(
        update={"folder": tmp_path / "data", "short_lived": True}
    )
    async with embedded(settings) as reached:
        database = await Database.connect(reached)
        await migrate(database)
        await import_document(database, document(), organization="org_killed", now=NOW)
        await database.close()
    return settings


async def test_servers_killed_while_they_write(database: Database, organization_id: str) -> None:
    org = organization_id
    await import_document(database, document(), organization=org, now=NOW)
    stream = Stream(await create_token(database, org, service="tests", scope="admin"))
    environment = on_database(database.settings)
    for _ in range(KILLS - OF_THE_DATABASE):
        async with serve(environment) as server:
            await stream.killing(server)
    async with serve(environment) as server:
        await stream.rest(server.url)
    assert stream.sent >= KILLS - OF_THE_DATABASE
    await check_whole(database, org, stream)


async def test_databases_killed_while_they_write(own: EmbeddedSettings) -> None:
    environment = {"GOALGRAPH_DATA": str(own.folder), "GOALGRAPH_NEO4J_SHORT_LIVED": "true"}
    environment["GOALGRAPH_NEO4J_VERSION"] = own.version
    async with AsyncExitStack() as stack:
        reached = await stack.enter_async_context(embedded(own))
        database = await Database.connect(reached)
        stream = Stream(await create_token(database, "org_killed", service="tests", scope="admin"))
        await database.close()
    for _ in range(OF_THE_DATABASE):
        async with serve(environment) as server:
            children = psutil.Process(server.process.pid).children(recursive=True)
            assert children
            await stream.killing(server, children[0])
            psutil.wait_procs(children, timeout=30)
    async with serve(environment) as server:
        await stream.rest(server.url)
    async with embedded(own) as reached:
        database = await Database.connect(reached)
        await check_whole(database, "org_killed", stream)
        await database.close()

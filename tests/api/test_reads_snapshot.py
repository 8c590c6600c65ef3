"""An answer is of one revision, whatever is written between its layers; and what is asked often is
asked as one statement."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, suppress
from typing import Any

import neo4j
import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from graph.database.settings import DatabaseSettings
from graph.reads.execution.plan_warmup import PlanWarmup
from resolvers import build_schema
from resolvers.reading import OFTEN
from resolvers.warming import Promotions
from tests.api.client import Client
from tests.api.companies import company
from tests.api.mutation_client import example
from tests.api.plans import Recording
from tests.api.serving import serving

GOAL = """
{ objective(id: "obj_keep") {
  title revision viewerCan { update }
  keyResults { totalCount nodes { title objective { title } } }
  owner { ... on Team { id name } }
} organization { revision name } }
"""
RENAME = """
mutation Rename($title: String!) {
  batch(input: {operations: [
    {objectiveUpdate: {id: "obj_keep", title: $title}}
    {keyResultUpdate: {id: "kr_churn", title: $title}}
  ]}) { revision problems { message } }
}
"""


class Interrupted(Recording):
    """A database that is written to before each of a question's later layers."""

    def __init__(self, settings: DatabaseSettings, driver: neo4j.AsyncDriver) -> None:
        super().__init__(settings, driver)
        self.writer: Client | None = None
        self.written = 0

    async def read(
        self, name: str, statement: str, p: Mapping[str, Any], *, seconds: float | None = None
    ) -> Any:
        writer = self.writer
        if writer is not None and "Objective.keyResults" in name:
            self.writer = None
            self.written += 1
            await writer.ask(RENAME, {"title": f"Title {self.written}"})
            self.writer = writer
        return await super().read(name, statement, p, seconds=seconds)


@pytest.fixture
async def interrupted(patient: Database) -> AsyncIterator[tuple[Interrupted, Client]]:
    """A server whose questions are interrupted, and a client of it."""
    async with AsyncExitStack() as stack:
        database = await Interrupted.connect(patient.settings)
        stack.push_async_callback(database.close)
        url = await stack.enter_async_context(serving(create_app(Settings(), database=database)))
        loaded = await stack.enter_async_context(company(patient, url, example()))
        yield database, await loaded.service("write")


async def test_an_answer_is_of_one_revision_though_writes_keep_coming(
    interrupted: tuple[Interrupted, Client],
) -> None:
    database, client = interrupted
    await client.ask(RENAME, {"title": "Title 0"})
    for _ in range(3):
        database.sent.clear()
        database.writer = client
        before = database.written
        goal = (await client.ask(GOAL))["objective"]
        database.writer = None
        titles = {goal["title"]}
        titles |= {one["objective"]["title"] for one in goal["keyResults"]["nodes"]}
        titles |= {one["title"] for one in goal["keyResults"]["nodes"] if "Title" in one["title"]}
        assert len(titles) == 1, titles
        # It was written to in each attempt, so the last was asked of the past.
        assert database.written > before + 1
        assert any(sent.name == "past.Objective.keyResults" for sent in database.sent)
        assert goal["viewerCan"] == {"update": True}
        now = (await client.ask(GOAL))["objective"]
        assert now["title"] == f"Title {database.written}"
        assert {**now, "title": "", "revision": 0, "keyResults": 0} == {
            **goal,
            "title": "",
            "revision": 0,
            "keyResults": 0,
        }


async def test_what_is_asked_often_becomes_one_statement(patient: Database) -> None:
    async with AsyncExitStack() as stack:
        database = await Recording.connect(patient.settings)
        stack.push_async_callback(database.close)
        schema = build_schema()
        promotions = Promotions(schema, PlanWarmup(patient))
        app = create_app(Settings(), database=database, schema=schema)
        url = await stack.enter_async_context(serving(app))
        loaded = await stack.enter_async_context(company(patient, url, example()))
        client = await loaded.service()
        answers = []
        layers = ["Objective.keyResults", "Objective.owner", "Objective.viewerCan"]
        for _ in range(OFTEN):
            database.sent.clear()
            answers.append(await client.ask(GOAL))
            assert set(layers) <= {sent.name for sent in database.sent}
        worker = asyncio.create_task(promotions.run())
        async with asyncio.timeout(60):
            while set(layers) & {sent.name for sent in database.sent}:
                await asyncio.sleep(0.1)
                database.sent.clear()
                answers.append(await client.ask(GOAL))
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
        assert sorted(sent.name for sent in database.sent) == ["objective", "organization"]
        assert all(answer == answers[0] for answer in answers)

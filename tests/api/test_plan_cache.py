"""What is kept of the plan is right in every process and for every viewer, whatever is changed.

`GOALGRAPH_EXAMPLES=50 pytest …` tries as many sequences of mutations.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from graph.reads.execution.plan_cache import PlanCache, PlanMoment
from tests.api.client import Client
from tests.api.companies import company
from tests.api.examples import PATIENTLY
from tests.api.mutation_client import example
from tests.api.plans import Recording
from tests.api.serving import serving
from tests.api.test_mutations_random import CYCLES, NOW, step
from tests.graphs import organizations

STEPS = 6
MOVERS = """
{ kpis(first: 10) { nodes { id
  movers(first: 10) {
    totalCount unownedShare hiddenShare groups(by: RELATION) { key count ownShare }
    edges { node { id title } share ownShare netShare effect helps
      paths(first: 3) { share effect steps { hidden node { id } } } }
  }
} } }
"""


@pytest.fixture(scope="module")
async def servers(patient: Database) -> AsyncIterator[list[str]]:
    """Two that keep what they computed, each for itself, and one that keeps nothing."""
    async with AsyncExitStack() as stack:
        urls = []
        for mib in (64, 64, 0):
            database = await Recording.connect(patient.settings)
            stack.push_async_callback(database.close)
            app = create_app(Settings(cache_mib=mib), database=database)
            urls.append(await stack.enter_async_context(serving(app)))
        yield urls


@PATIENTLY
@given(data=st.data(), document=organizations(objectives=5, kpis=2))
async def test_kept_answers_are_those_that_are_not(
    database: Database, servers: list[str], data: st.DataObject, document: dict[str, Any]
) -> None:
    document["cycles"] = CYCLES
    async with AsyncExitStack() as stack:
        loaded = await stack.enter_async_context(company(database, servers[0], document, now=NOW))
        admin = await loaded.service("admin")
        reader = await loaded.service("read")
        asking = [
            [await stack.enter_async_context(Client(url, one.token)) for url in servers]
            for one in (admin, reader)
        ]
        for _ in range(STEPS):
            await step(database, loaded.org, admin, data)
            for clients in asking:
                answers = [await client.ask(MOVERS) for client in clients]
                assert answers[0] == answers[2]
                assert answers[1] == answers[2]


CHECK_IN = """
mutation { keyResultCheckIn(input: {keyResult: "kr_churn", value: 4}) { revision problems {
  message } } }
"""
HIDE = """
mutation { objectiveUpdate(input: {id: "obj_keep", visibility: PRIVATE}) { revision problems {
  message } } }
"""
WEIGH = """
mutation { keyResultUpdate(input: {id: "kr_churn", weight: 9}) { revision problems { message } } }
"""


async def test_only_changes_of_the_plan_bring_it_again(patient: Database) -> None:
    async with AsyncExitStack() as stack:
        database = await Recording.connect(patient.settings)
        stack.push_async_callback(database.close)
        url = await stack.enter_async_context(serving(create_app(Settings(), database=database)))
        loaded = await stack.enter_async_context(company(patient, url, example()))
        admin, reader = await loaded.service("admin"), await loaded.service("read")

        async def brought(client: Client) -> tuple[bool, Any]:
            database.sent.clear()
            answer = await client.ask(MOVERS)
            return any(sent.name == "movers" for sent in database.sent), answer

        assert (await brought(admin))[0]
        again, seen = await brought(reader)
        assert not again
        assert (await admin.ask(CHECK_IN))["keyResultCheckIn"]["problems"] == []
        again, after = await brought(reader)
        assert not again
        shares = [
            [[edge["share"] for edge in kpi["movers"]["edges"]] for kpi in answer["kpis"]["nodes"]]
            for answer in (seen, after)
        ]
        assert shares[0] == shares[1]
        for mutation in (WEIGH, HIDE):
            [payload] = (await admin.ask(mutation)).values()
            assert payload["problems"] == []
            assert (await brought(reader))[0]
            assert not (await brought(admin))[0]
        hidden = (await brought(reader))[1]
        assert "obj_keep" not in str(hidden)
        assert "obj_keep" in str((await brought(admin))[1])
        past = await reader.send(MOVERS, headers={"goalgraph-at": "1"})
        assert "obj_keep" not in past.text


def test_the_cache_is_bounded_in_bytes() -> None:
    cache = PlanCache(1)
    moment = PlanMoment("org_a", 1, "2026-01-01")
    for subject in range(5):
        cache.put(moment, subject, f"value {subject}", 300_000)
    kept = [cache.get(moment, subject) for subject in range(5)]
    assert kept == [None, None, "value 2", "value 3", "value 4"]
    cache.put(moment, 9, "too large", 2**21)
    assert cache.get(moment, 9) is None
    assert cache.get(moment._replace(at="2026-01-02"), 4) is None

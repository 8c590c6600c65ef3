"""`Impact.findings`: what a mutation makes appear and settles, held against all findings before and
after it, for who sees everything and for who does not."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from graph.database.client import Database
from graph.reads.rules.findings import changes
from tests.api.client import Client
from tests.api.companies import company
from tests.api.misaligned import misaligned
from tests.api.mutation_client import Enum, change, example, stored
from tests.api.steps import IDS, STEP
from tests.api.test_findings_random import everything
from tests.api.test_mutations_random import NOW

SEEDS = range(1, 1 + int(os.environ.get("GOALGRAPH_SEEDS", "1")))
STEPS = 8
IMPACT = """
impact { findings {
  appearCount settledCount rulesNotCompared
  appear(first: 100) { key message nodes { id } }
  settled(first: 100) { key message }
} }
"""


async def keys(client: Client) -> list[str]:
    """The keys of all findings, in order."""
    rows, _ = await everything(client, None)
    return [key for _, key, _ in rows]


@pytest.mark.parametrize("seed", SEEDS)
async def test_the_difference_between_before_and_after(
    database: Database, url: str, seed: int
) -> None:
    random = Random(seed)
    now = datetime.now(UTC)
    differing = 0
    async with company(database, url, misaligned(random, now), now=now) as loaded:
        service = await loaded.service("admin")
        before = await keys(service)
        made = 0
        while made < STEPS:
            ids = await database.read("test.ids", IDS, {"org": loaded.org})
            mutation, given = STEP[random.choice(list(STEP))](random, ids)
            tried = await change(service, mutation, {**given, "dryRun": True}, IMPACT)
            done = await change(service, mutation, given, IMPACT)
            if done["problems"]:
                continue
            made += 1
            after = await keys(service)
            for payload in (tried, done):
                told = payload["impact"]["findings"]
                assert told["rulesNotCompared"] == []
                appear = [finding["key"] for finding in told["appear"]]
                settled = [finding["key"] for finding in told["settled"]]
                assert appear == [key for key in after if key not in before]
                assert settled == [key for key in before if key not in after]
                assert (told["appearCount"], told["settledCount"]) == (len(appear), len(settled))
                differing += len(appear) + len(settled)
            before = after
    assert differing > 0


async def test_what_aligning_a_goal_settles(database: Database, url: str) -> None:
    given = {"objective": "obj_latte", "to": "obj_care", "dryRun": True}
    async with company(database, url, example(), now=NOW) as lumen:
        admin = await lumen.service("admin")
        untouched = await stored(database, lumen.org)
        payload = await change(admin, "objectiveAlign", given, IMPACT)
        assert await stored(database, lumen.org) == untouched
        told = payload["impact"]["findings"]
        assert [finding["key"] for finding in told["settled"]] == [
            "ORPHAN_OBJECTIVE:obj_latte",
            "IDLE_OBJECTIVE:obj_latte",
        ]
        assert told["settled"][0]["message"] == (
            "“Learn latte art” has no way up to a company objective."
        )
        assert told["appear"] == []
        made = {"title": "Alone", "owner": "team_care", "lifecycle": Enum("ACTIVE"), "dryRun": True}
        payload = await change(admin, "objectiveCreate", made, IMPACT)
        appear = payload["impact"]["findings"]["appear"]
        assert [finding["key"].partition(":")[0] for finding in appear] == [
            "ORPHAN_OBJECTIVE",
            "UNMEASURABLE_OBJECTIVE",
            "IDLE_OBJECTIVE",
            "TOO_FEW_KEY_RESULTS",
        ]
        assert all("“Alone”" in finding["message"] for finding in appear)


async def test_too_large_an_organization_is_not_compared(database: Database, url: str) -> None:
    given: dict[str, Any] = {"objective": "obj_latte", "to": "obj_care", "dryRun": True}
    async with company(database, url, example(), now=NOW) as lumen:
        admin = await lumen.service("admin")
        with patch.object(changes, "MOST_COMPARED", 5):
            payload = await change(admin, "objectiveAlign", given, IMPACT)
        told = payload["impact"]["findings"]
        assert len(told["rulesNotCompared"]) == 21
        assert (told["appear"], told["settled"]) == ([], [])

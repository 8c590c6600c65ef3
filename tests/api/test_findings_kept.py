"""The organization's graph is kept and brought up by what has changed: after random mutations it is
what a fetch of all of it brings, and so is what is found in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.findings.lint import findings
from graph.domain.organization_graph import Question
from graph.domain.viewer import Viewer
from graph.reads.compile.compiler import Compiler
from graph.reads.execution.run import Run
from graph.reads.rules.findings.connection import lint
from graph.reads.rules.organization_fetch import Organization, OrganizationFetch
from graph.reads.rules.organizations import asked
from graph.reads.table.types import TYPES
from tests.api.companies import company
from tests.api.misaligned import misaligned
from tests.api.mutation_client import Enum, change
from tests.api.steps import IDS, STEP, Ids, Step
from tests.unit.test_organization_changes import rows_of, told

SEEDS = range(1, 1 + int(os.environ.get("GOALGRAPH_SEEDS", "2")))
STEPS = 40
ACCESS = "MATCH (g:Organization {org: $p.org, id: $p.org}) RETURN g.accessRevision"


def _archive(random: Random, ids: Ids) -> tuple[str, dict[str, Any]]:
    return random.choice(["kpiArchive", "kpiRestore"]), {"id": random.choice(ids["kpis"])}


MORE: Mapping[str, Step] = {
    "kpiArchive": _archive,
    "kpiRecordValues": lambda r, ids: (
        "kpiRecordValues",
        {"values": [{"kpi": r.choice(ids["kpis"]), "value": r.choice([1, 5, 9])}]},
    ),
    "kpiUpdate": lambda r, ids: (
        "kpiUpdate",
        {"id": r.choice(ids["kpis"]), "owner": r.choice(["team_1", "psn_3"])},
    ),
    "personUpdate": lambda r, ids: (
        "personUpdate",
        {"id": f"psn_{r.randrange(3, 7)}", "teams": [f"team_{r.randrange(1, 6)}"]},
    ),
    "teamUpdate": lambda r, ids: (
        "teamUpdate",
        {"id": f"team_{r.randrange(3, 6)}", "parent": f"team_{r.randrange(1, 3)}"},
    ),
    "cycle": lambda r, ids: (
        r.choice(["cycleClose", "cycleActivate"]),
        {"id": f"cyc_{r.choice([0, 2])}"},
    ),
    "organizationUpdate": lambda r, ids: (
        "organizationUpdate",
        {"rules": [{"rule": Enum("IDLE_OBJECTIVE"), "enabled": r.random() < 0.5}]},
    ),
    "findingRestore": lambda r, ids: (
        "findingRestore",
        {"key": f"ORPHAN_OBJECTIVE:{r.choice(ids['goals'])}"},
    ),
    "changeRevert": lambda r, ids: ("changeRevert", {"revision": ids["revision"]}),
}


class Counting(OrganizationFetch):
    """Counts how often all is fetched."""

    whole = 0

    async def organization(self, run: Run, most: int = 500_000) -> Organization:
        self.whole += 1
        return await super().organization(run, most)


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_is_kept_is_what_is_there(database: Database, url: str, seed: int) -> None:
    random = Random(seed)
    now = datetime.now(UTC)
    fetch = Counting(Compiler(TYPES, [], True))
    anew = OrganizationFetch(Compiler(TYPES, [], True))
    steps = {**STEP, **MORE}
    done = 0
    async with company(database, url, misaligned(random, now), now=now) as loaded:
        service = await loaded.service("admin")

        async def run() -> Run:
            access = await database.read("test.access", ACCESS, {"org": loaded.org})
            viewer = Viewer(loaded.org, None, "test", "admin", None, True, (), (), access)
            return Run(database, viewer, datetime.now(UTC), [])

        async def compare() -> Organization:
            everything = await asked(fetch, await run())
            expected = await anew.organization(await run())
            assert rows_of(everything.organization.graph) == rows_of(expected.graph)
            assert everything.organization.asks == expected.asks
            moment = everything.question.now
            found = await lint(everything)
            fresh = findings(
                Question(expected.graph, moment), expected.asks.settings, expected.asks.dismissals
            )
            assert told(found.all) == told(fresh)
            return everything.organization

        before, ids = await compare(), {}
        while done < STEPS:
            # Several writes may come between two questions.
            for _ in range(random.choice([1, 1, 3])):
                ids = await database.read("test.ids", IDS, {"org": loaded.org})
                with suppress(IndexError):
                    mutation, given = steps[random.choice(list(steps))](random, ids)
                    payload = await change(service, mutation, given)
                    done += not payload["problems"]
            before = await compare()
        assert fetch.whole == 1
        # Nothing that findings rest on: the very same, with what was found in it.
        [goal, *_] = ids["goals"]
        await change(service, "objectiveUpdate", {"id": goal, "description": "Another one"})
        assert await compare() is before


async def test_another_organization_of_the_same_name_is_fetched(
    database: Database, url: str
) -> None:
    """Its revisions have the same numbers, and were made at other times."""
    random = Random(3)
    now = datetime.now(UTC)
    fetch = Counting(Compiler(TYPES, [], True))
    async with company(database, url, misaligned(random, now), now=now) as loaded:
        access = await database.read("test.access", ACCESS, {"org": loaded.org})
        viewer = Viewer(loaded.org, None, "test", "admin", None, True, (), (), access)
        run = Run(database, viewer, now, [])
        everything = await asked(fetch, run)
        assert run.revision is not None
        _, stamp = await fetch.stamp(run)
        known, revision = everything.organization, run.revision
        assert await fetch.since(run, known, revision, stamp) is known
        earlier = (now - timedelta(1)).isoformat()
        assert await fetch.since(run, known, revision, earlier) is None

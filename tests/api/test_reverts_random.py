"""After any mutations, undoing them one by one, the last first, leads back through every state."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company
from tests.api.examples import PATIENTLY
from tests.api.mutation_client import change, stored
from tests.api.rederived import check_derived
from tests.api.test_mutations_random import (
    CYCLES,
    IDS,
    NOW,
    STEPS,
    step,
)
from tests.graphs import organizations

FOREVER = 9007199254740991
# They say when, and how often; an import leaves the organization to the ends of a relationship.
STAMPS = ("since", "born", "until", "version", "updatedAt", "org")
HISTORY = ("Revision", "Change", "FormerTitle", "Organization")

Present = tuple[dict[str, Any], list[str]]
"""The nodes by id, and the relationships, links with their properties."""


async def present(database: Database, org: str) -> Present:
    """What is stored of the present, without its stamps."""
    nodes, relationships = await stored(database, org)
    kept = {
        node["id"]: _without_stamps(node)
        for label, node in nodes
        if label not in HISTORY and not label.endswith("Version")
    }
    links = [
        json.dumps([kind, start, end, _without_stamps(properties)], sort_keys=True)
        for kind, start, end, properties in relationships
        if properties["until"] == FOREVER
    ]
    return kept, sorted(links)


def _without_stamps(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name not in STAMPS}


def check_same(now: Present, then: Present) -> None:
    """What was there is there again, and what came since is put away."""
    for identifier, node in then[0].items():
        assert now[0][identifier] == node
    new = now[0].keys() - then[0].keys()
    for identifier in new:
        assert _is_put_away(now[0][identifier]), now[0][identifier]
    of_the_new = [row for row in now[1] if not new.isdisjoint(json.loads(row)[1:3])]
    assert sorted([*then[1], *of_the_new]) == now[1]


async def undo(client: Client, revision: int) -> int:
    """The revision that undid another."""
    payload = await change(client, "changeRevert", {"revision": revision})
    assert payload["problems"] == [], payload
    undone: int = payload["revision"]
    return undone


def _is_put_away(node: dict[str, Any]) -> bool:
    return (
        node.get("archived") is True
        or node.get("lifecycle") == "ARCHIVED"
        or node.get("withdrawn") is True
        or node.get("ended") is True
    )


@PATIENTLY
@given(data=st.data(), document=organizations(objectives=5, kpis=2))
async def test_every_step_leads_back(
    database: Database, url: str, data: st.DataObject, document: dict[str, Any]
) -> None:
    document["cycles"] = CYCLES
    for number, objective in enumerate(document["objectives"]):
        objective["cycle"] = [None, "cyc_active", "cyc_planning"][number % 3]
        for result in objective["keyResults"][:1]:
            result["measuredBy"] = "kpi_0"
    async with company(database, url, document, now=NOW) as lumen:
        client = await lumen.service("admin")
        states: list[tuple[int, Present]] = []
        for _ in range(STEPS):
            revision = (await database.read("test.ids", IDS, {"org": lumen.org}))["revision"]
            before = await present(database, lumen.org)
            await step(database, lumen.org, client, data)
            after = (await database.read("test.ids", IDS, {"org": lumen.org}))["revision"]
            if after != revision:
                states.append((after, before))
        last = await present(database, lumen.org)
        undone = []
        for revision, before in reversed(states):
            undone.append(await undo(client, revision))
            check_same(await present(database, lumen.org), before)
        await check_derived(database, lumen.org)
        # And forth again: an undoing is a change like any other.
        for revision in reversed(undone):
            await undo(client, revision)
        assert await present(database, lumen.org) == last

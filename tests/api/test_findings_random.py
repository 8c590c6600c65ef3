"""Findings of random organizations over HTTP, against the slow and obvious version.

`GOALGRAPH_SEEDS=500 pytest …` tries as many organizations.
"""

from __future__ import annotations

import copy
import os
from collections import Counter
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company
from tests.api.copies import read_export
from tests.api.misaligned import document_of, misaligned, slowly
from tests.api.steps import change_all
from tests.reference import findings as reference

SEEDS = range(1, 1 + int(os.environ.get("GOALGRAPH_SEEDS", "3")))
VIEWERS = {
    "administrator": "p1@varied.example",
    "manager": "p3@varied.example",
    "member": "p4@varied.example",
    "outsider": "p8@varied.example",
}
PAGE = """
findings(first: 100, after: $after) {
  nodes { key severity rule nodes { id } facts { name value limit } message }
  totalCount
  pageInfo { hasNextPage endCursor }
  groups(by: RULE) { key count }
}
"""

Row = tuple[str, str, set[str]]


@pytest.mark.parametrize("seed", SEEDS)
async def test_findings_of_a_random_organization(database: Database, url: str, seed: int) -> None:
    random = Random(seed)
    now = datetime.now(UTC)
    async with company(database, url, misaligned(random, now), now=now) as loaded:
        service = await loaded.service()
        clients = {name: await loaded.person(email) for name, email in VIEWERS.items()}
        header, entities = await read_export(service)
        before, revision = document_of(header, entities), header["revision"]
        told = {}
        for name, client in clients.items():
            told[name] = await compare(service, client, before)
        assert told["administrator"] != told["outsider"]
        await change_all(database, loaded.org, service, random)
        header, entities = await read_export(service)
        after = document_of(header, entities)
        for client in clients.values():
            await compare(service, client, after)
            await compare(service, client, before, at=revision)


async def compare(
    admin: Client, viewer: Client, document: dict[str, Any], at: int | None = None
) -> list[Row]:
    """Everything a viewer is told, held against the slow version."""
    now = datetime.now(UTC)
    slow = await slowly(admin, viewer, copy.deepcopy(document), now, at)
    found, counts = await everything(viewer, at)
    expected = reference.findings(slow)
    assert found == expected
    assert counts == Counter(key.partition(":")[0] for _, key, _ in expected)
    return found


async def everything(client: Client, at: int | None) -> tuple[list[Row], dict[str, int]]:
    """All findings as (severity, key, others), page by page, and their number by rule."""
    rows: list[Row] = []
    after = None
    while True:
        asked = PAGE if at is None else f"at(revision: {at}) {{ {PAGE} }}"
        answer = await client.ask(f"query All($after: String) {{ {asked} }}", {"after": after})
        page = (answer if at is None else answer["at"])["findings"]
        for node in page["nodes"]:
            ids = [one["id"] for one in node["nodes"]]
            own = node["key"].partition(":")[2].split("+")
            assert ids[: len(own)] == own
            assert node["key"].startswith(f"{node['rule']}:")
            assert node["message"]
            rows.append((node["severity"], node["key"], set(ids[len(own) :])))
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(rows)
            return rows, {group["key"]: group["count"] for group in page["groups"]}

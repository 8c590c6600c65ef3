"""Who starts from an export and follows the changes has what they would read afresh.

`GOALGRAPH_EXAMPLES=50 pytest …` tries as many sequences.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from graph.database.client import Database
from tests.api.companies import company
from tests.api.copies import Copy, every_id, random_change, read_afresh, read_export
from tests.api.exports import nodes_of_export
from tests.api.mutation_client import change
from tests.api.test_privacy import DOCUMENT

EXAMPLES = int(os.environ.get("GOALGRAPH_EXAMPLES", "3"))
STEPS = 25
FOLLOWERS = ("out", "guest", "ann", "mate", "admin")


@pytest.mark.parametrize("seed", range(EXAMPLES))
async def test_a_copy_that_follows_is_one_that_is_read_afresh(
    database: Database, url: str, seed: int
) -> None:
    random = Random(seed)
    async with company(database, url, DOCUMENT) as quiet:
        writer = await quiet.service("admin")
        # Whose alignments to goals of others are proposals.
        proposer = await quiet.person("out@quiet.example", "write")
        clients = {name: await quiet.person(f"{name}@quiet.example") for name in FOLLOWERS} | {
            "writer": await quiet.service("write")
        }
        ids = await every_id(database, quiet.org)
        for _ in range(random.choice([0, STEPS])):
            mutation, given = random_change(random, ids, rights=True)
            await change(random.choice([writer, proposer]), mutation, given)
            ids = await every_id(database, quiet.org)
        copies = {}
        for name, client in clients.items():
            header, entities = await read_export(client)
            nodes = nodes_of_export(entities)
            assert nodes == await read_afresh(client, ids), (name, seed)
            copies[name] = Copy(client, nodes, header["revision"])
        ever = {name: set(copy.nodes) for name, copy in copies.items()}
        for _ in range(STEPS):
            mutation, given = random_change(random, ids, rights=True)
            await change(random.choice([writer, writer, proposer]), mutation, given)
            ids = await every_id(database, quiet.org)
            for name, copy in copies.items():
                ever[name] |= set(await read_afresh(copy.client, ids))
                if random.random() < 0.2:
                    await copy.follow(random.choice([1, 3, 50]))
        for name, copy in copies.items():
            await copy.follow(random.choice([2, 7, 100]))
            assert copy.nodes == await read_afresh(copy.client, ids), (name, seed)
            # What they could never see leaves no trace.
            assert copy.told <= ever[name], (name, seed)

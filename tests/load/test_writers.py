"""Eight writers and eight readers on one organization, from two servers at once.

`GOALGRAPH_LOAD_SECONDS=5 pytest …` takes less time.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from graphlib import TopologicalSorter
from random import Random
from typing import Any

from graph.database.client import Database
from graph.writes.execution.plan_warmup import warm
from tests.api.client import Client
from tests.api.companies import company
from tests.api.mutation_client import Enum, change
from tests.api.rederived import check_derived
from tests.api.test_mutations_random import NOW, check_history
from tests.load.processes import on_database, serve

SECONDS = float(os.environ.get("GOALGRAPH_LOAD_SECONDS", "60"))
WRITERS = READERS = 8
GOALS = 40
# What two writers may rightly do to each other. Anything else is an error that a client would see.
EXPECTED = {"ALIGNMENT_CYCLE", "CONFLICT", "NOT_FOUND", "VERSION_CONFLICT"}
COUNTED = "obj_0"

READS = (
    """{ objectives(first: 100) { totalCount nodes { id progress health
      keyResults { nodes { id current progress } } alignsTo { nodes { id } } } } }""",
    """{ kpi(id: "kpi_one") { movers(first: 20) { unownedShare totalCount
      edges { share ownShare node { id } paths(first: 1) { share steps { node { id } } } } } } }""",
    """{ objective(id: "obj_39") { pathsToCompany { share steps { node { id } } }
      ancestors { nodes { id progress } } } }""",
    "{ organization { revision } alignments(first: 100) { nodes { id weight } } }",
)


def document() -> dict[str, Any]:
    """Forty goals on five levels."""
    return {
        "organization": {"name": "Load"},
        "teams": [{"id": "team_all", "name": "All", "kind": "COMPANY"}],
        "kpis": [
            {
                "id": "kpi_one",
                "name": "One",
                "direction": "INCREASE",
                "frequency": "MONTHLY",
                "owner": "team_all",
            }
        ],
        "objectives": [
            {
                "id": f"obj_{n}",
                "title": f"Goal {n}",
                "owner": "team_all",
                "progressMode": "COMBINED",
                "alignsTo": [{"id": f"aln_{n}", "to": f"obj_{(n - 1) // 3}"}] if n else [],
                "keyResults": [
                    {
                        "id": f"kr_{n}",
                        "title": f"Result {n}",
                        "metric": {"goal": "INCREASE", "start": 0, "target": 100},
                        "supports": [{"kpi": "kpi_one", "effect": "RAISES"}] if n % 5 == 0 else [],
                    }
                ],
            }
            for n in range(GOALS)
        ],
    }


class Writer:
    """Changes at random; remembers the revisions of what succeeded and why the rest did not."""

    def __init__(self, number: int, client: Client) -> None:
        self.random = Random(number)
        self.number = number
        self.client = client
        self.count = 0
        self.increments = 0
        self.revisions: list[int] = []
        self.refused: Counter[str] = Counter()
        self.made: list[str] = []

    async def step(self) -> None:
        """One mutation, or two where the first has to be read before the second."""
        self.count += 1
        kind = self.random.choice(
            (self.check_in, self.check_in, self.align, self.remove, self.reweigh, self.increment)
        )
        await kind()

    async def done(self, mutation: str, given: dict[str, Any]) -> bool:
        payload = await change(self.client, mutation, given)
        if payload["problems"]:
            assert payload["revision"] is None
            self.refused.update(problem["code"] for problem in payload["problems"])
            return False
        self.revisions.append(payload["revision"])
        return True

    def goal(self) -> str:
        return f"obj_{self.random.randrange(GOALS)}"

    async def check_in(self) -> None:
        result = f"kr_{self.random.randrange(GOALS)}"
        await self.done(
            "keyResultCheckIn", {"keyResult": result, "value": self.random.randrange(120)}
        )

    async def align(self) -> None:
        # Half of all directions would close a circle sooner or later.
        identifier = f"aln_{self.number}_{self.count}"
        given = {"id": identifier, "objective": self.goal(), "to": self.goal()}
        if await self.done("objectiveAlign", given):
            self.made.append(identifier)

    async def remove(self) -> None:
        if self.made:
            await self.done("alignmentRemove", {"id": self.made.pop()})

    async def reweigh(self) -> None:
        weight = self.count + self.number / 100
        await self.done("keyResultUpdate", {"id": f"kr_{self.number}", "weight": weight})

    async def increment(self) -> None:
        """One more than was read, written only if nobody else wrote meanwhile."""
        data = await self.client.ask(
            f'{{ objective(id: "{COUNTED}") {{ version contributionStatement }} }}'
        )
        was = data["objective"]
        given = {
            "id": COUNTED,
            "expectedVersion": was["version"],
            "contributionStatement": str(int(was["contributionStatement"] or 0) + 1),
            "ambition": Enum("COMMITTED"),
        }
        self.increments += await self.done("objectiveUpdate", given)


async def until(deadline: float, step: Callable[[], Awaitable[Any]]) -> int:
    """How often a step was taken before a moment of the loop's clock."""
    count = 0
    while asyncio.get_running_loop().time() < deadline:
        await step()
        count += 1
    return count


async def test_writers_and_readers_at_once(database: Database, url: str) -> None:
    async with (
        company(database, url, document(), now=NOW) as load,
        serve(on_database(database.settings)) as other,
    ):
        here = [await load.service("admin") for _ in range(WRITERS)]
        start = (await here[0].ask("{ organization { revision } }"))["organization"]["revision"]
        clients = [
            await load.client(client.token or "") if number % 2 else client
            for number, client in enumerate(here)
        ]
        for number, client in enumerate(clients):
            if number % 2:
                client.http.base_url = other.url
        writers = [Writer(number, client) for number, client in enumerate(clients)]

        async def read(client: Client, number: int) -> None:
            # `ask` fails on any error.
            await client.ask(READS[number % len(READS)])

        # A server plans its writes when it starts. What is planned with the first write of a kind
        # would have those wait that come behind it, which is not what is tried here.
        await warm(database)
        for writer in writers:
            await writer.step()

        deadline = asyncio.get_running_loop().time() + SECONDS
        counts = await asyncio.gather(
            *(until(deadline, writer.step) for writer in writers),
            *(until(deadline, partial(read, clients[n], n)) for n in range(READERS)),
        )
        assert min(counts) > 0
        assert {code for writer in writers for code in writer.refused} <= EXPECTED
        assert sum(writer.refused["ALIGNMENT_CYCLE"] for writer in writers) > 0

        revisions = sorted(revision for writer in writers for revision in writer.revisions)
        assert revisions == list(range(start + 1, start + 1 + len(revisions)))
        data = await here[0].ask(
            f'{{ organization {{ revision }} objective(id: "{COUNTED}") '
            "{ contributionStatement } }"
        )
        assert data["organization"]["revision"] == start + len(revisions)
        assert int(data["objective"]["contributionStatement"] or 0) == sum(
            writer.increments for writer in writers
        )
        links = await load.database.read(
            "test.links",
            "MATCH (a:Objective {org: $p.org})-[:ALIGNS_TO]->(b) RETURN collect([a.id, b.id])",
            {"org": load.org},
        )
        above: dict[str, set[str]] = {}
        for source, target in links:
            above.setdefault(source, set()).add(target)
        TopologicalSorter(above).prepare()  # Raises for a circle.
        await check_derived(database, load.org)
        await check_history(database, load.org)

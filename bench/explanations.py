"""What explaining costs: a company goal with 10,000 below it, and a quarter of 5,000 check-ins.

`python -m bench.explanations` builds the organization once, in the embedded Neo4j of `--data`, and
asks over HTTP; it prints medians, and how long another small question waited meanwhile, since a
rule of Python must not hold up the others. Nothing here is a test: a figure never fails.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import orjson
import uvloop

from api.config import Settings
from api.logging import configure_logging
from bench.__main__ import HERE, server
from bench.http import Connection
from graph.database.client import Database
from graph.database.embedded import running_or_embedded
from graph.database.migrations import migrate
from graph.interchange import import_document
from graph.writes.execution.tokens import create_token

ORG: Final = "org_bench_explanations"
GOALS: Final = 10_000
CHECK_INS: Final = 5_000
ASKED: Final = 9

EXPLANATION = """
{ objective(id: "obj_0") { explanation {
  progress
  inputs { totalCount edges { node { __typename ... on Objective { title } } share contribution } }
  leaves(first: 50) { totalCount edges {
    node { ... on KeyResult { title } } share contribution checkIn { value effectiveAt }
  } }
} } }
"""
CHANGE = """
query Change($from: DateTime!) { objective(id: "obj_0") { progressChange(from: $from, first: 50) {
  difference totals { kind difference count }
  parts { totalCount nodes { kind difference node { __typename id } of { title } } }
} } }
"""
SMALL = '{ objective(id: "obj_0") { title progress } }'


def organization(now: datetime) -> dict[str, Any]:
    """A tree of goals, six below each, one key result each, half of them reported in a quarter."""
    random = Random(7)
    begun = now - timedelta(days=120)
    reported = set(random.sample(range(GOALS), CHECK_INS))

    def key_result(number: int) -> dict[str, Any]:
        days = random.randint(1, 89)
        report = {
            "value": random.randint(1, 10),
            "effectiveAt": (now - timedelta(days=days)).isoformat(timespec="seconds"),
        }
        return {
            "id": f"kr_{number}",
            "title": f"Result {number}",
            "createdAt": begun.isoformat(timespec="seconds"),
            "metric": {"goal": "INCREASE", "start": 0, "target": 10},
            "checkIns": [report] if number in reported else [],
        }

    return {
        "organization": {"name": "Explained", "timezone": "UTC", "fiscalYearStartMonth": 1},
        "teams": [{"id": "team_all", "name": "All", "kind": "COMPANY"}],
        "objectives": [
            {
                "id": f"obj_{number}",
                "title": f"Goal {number}",
                "owner": "team_all",
                "createdAt": begun.isoformat(timespec="seconds"),
                "progressMode": "COMBINED",
                "keyResults": [key_result(number)],
                "alignsTo": [{"to": f"obj_{(number - 1) // 6}"}] if number else [],
            }
            for number in range(GOALS + 1)
        ],
    }


async def asked(
    connection: Connection, other: Connection, text: str, variables: dict[str, Any]
) -> tuple[list[float], list[float]]:
    """Seconds of a question, asked some times after one for warming up, and of small questions that
    were asked all the while."""
    waited: list[float] = []
    done = asyncio.Event()

    async def ask_small() -> None:
        while not done.is_set():
            started = time.perf_counter()
            await other.ask(SMALL, {})
            waited.append(time.perf_counter() - started)
            await asyncio.sleep(0.01)

    meanwhile = asyncio.create_task(ask_small())
    seconds = []
    for _ in range(ASKED + 1):
        started = time.perf_counter()
        answer = orjson.loads(await connection.ask(text, variables))
        seconds.append(time.perf_counter() - started)
        if "errors" in answer:
            raise RuntimeError(answer["errors"])
    done.set()
    await meanwhile
    return seconds, waited


def told(name: str, seconds: Sequence[float], waited: Sequence[float]) -> str:
    """A line for people, in milliseconds."""
    first, *others = (second * 1000 for second in seconds)
    small = sorted(second * 1000 for second in waited)
    return (
        f"{name}: first {first:.0f} ms, then {statistics.median(others):.0f} ms; small questions "
        f"meanwhile {statistics.median(small):.1f} ms, slowest {small[-1]:.1f} ms"
    )


async def bench(folder: Path) -> None:
    """Everything, printed."""
    settings = Settings(data=folder)
    async with running_or_embedded(settings.embedded) as reached:
        database = await Database.connect(reached)
        try:
            await migrate(database)
            now = datetime.now(UTC)
            there = await database.read(
                "bench.there", "MATCH (o:Organization {org: $p.org}) RETURN o.id", {"org": ORG}
            )
            if there is None:
                started = time.perf_counter()
                await import_document(database, organization(now), organization=ORG, now=now)
                print(f"imported in {time.perf_counter() - started:.0f} s")
            token = await create_token(database, ORG, service="bench", scope="admin")
        finally:
            await database.close()
        async with server(reached) as port:
            asking, other = (Connection("127.0.0.1", port, token) for _ in range(2))
            await asking.open()
            await other.open()
            print(told("explanation", *await asked(asking, other, EXPLANATION, {})))
            quarter = {"from": (now - timedelta(days=90)).isoformat(timespec="seconds")}
            print(told("progressChange", *await asked(asking, other, CHANGE, quarter)))
            await asking.close()
            await other.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.explanations", description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE / ".data" / "explanations")
    given = parser.parse_args()
    given.data.mkdir(parents=True, exist_ok=True)
    configure_logging(logging.WARNING)
    uvloop.run(bench(given.data))


if __name__ == "__main__":
    main()

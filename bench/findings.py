"""`python -m bench.findings`: findings and the alignment report of a large organization, over HTTP.

Each is asked the first time, again while nothing has changed, and right after one goal has. The
embedded Neo4j and the server are processes of their own; the server's peak memory is told, too.
Nothing here is a test: a figure never fails.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import time
from pathlib import Path
from typing import Any

import orjson
import psutil
import uvloop
from rich.console import Console

from api.config import Settings
from api.logging import configure_logging
from bench.__main__ import HERE, keep, prepared, server
from bench.http import Connection
from bench.organization import FULL_SIZE
from graph.database.opening import reached

FINDINGS = """
{ findings(first: 50) {
  totalCount groups(by: RULE) { key count } nodes { key severity message nodes { id } }
} }
"""
REPORT = """
{ organization { alignmentReport {
  score { value deductions { measure points } }
  byTeam(first: 50) { team { name } score } silos { team { name } } crossTeamShare levelSkips
  keyPeople { person { name } share }
} } }
"""
CHANGE = """
mutation Change($input: ObjectiveUpdateInput!) {
  objectiveUpdate(input: $input) { problems { message } }
}
"""
AGAIN = 10
CHANGES = 5


async def timed(connection: Connection, question: str) -> float:
    """How long an answer took, in milliseconds."""
    started = time.perf_counter()
    answer = orjson.loads(await connection.ask(question, {}))
    if "errors" in answer:
        raise RuntimeError(str(answer["errors"]))
    return (time.perf_counter() - started) * 1000


async def measured(connection: Connection, question: str, leaf: str) -> dict[str, float]:
    """The first time, unchanged, and after a change: medians of the last two."""
    first = await timed(connection, question)
    unchanged = [await timed(connection, question) for _ in range(AGAIN)]
    changed = []
    for number in range(CHANGES):
        given = {"input": {"id": leaf, "title": f"Changed {number} {time.time_ns()}"}}
        answer = orjson.loads(await connection.ask(CHANGE, given))
        if answer["data"]["objectiveUpdate"]["problems"]:
            raise RuntimeError(str(answer))
        changed.append(await timed(connection, question))
    return {
        "first_ms": round(first, 1),
        "unchanged_ms": round(statistics.median(unchanged), 1),
        "after_a_change_ms": round(statistics.median(changed), 1),
    }


async def bench(folder: Path, size: int) -> None:
    """Everything, printed and kept."""
    console = Console()
    settings = Settings(data=folder / "database")
    async with reached(settings.neo4j, settings.embedded) as neo4j:
        console.print(f"Building an organization of {size:,} objectives, unless it is there…")
        facts = await prepared(neo4j, folder, size)
        async with server(neo4j) as port:
            [process] = [
                child
                for child in psutil.Process().children(recursive=True)
                if "serve" in child.cmdline()
            ]
            connection = Connection("127.0.0.1", port, facts.pop("token"))
            await connection.open()
            # The server plans and compiles for a while after its start.
            await asyncio.sleep(5)
            before = process.memory_info().rss
            rows: dict[str, Any] = {}
            for name, question in (("findings", FINDINGS), ("alignmentReport", REPORT)):
                rows[name] = await measured(connection, question, facts["leaf"])
                console.print(name, rows[name])
            rows["memoryMiB"] = {
                "before": round(before / 2**20),
                "after": round(process.memory_info().rss / 2**20),
            }
            await connection.close()
    console.print(f"Kept in {keep({**facts, **rows})}")


def main() -> None:
    """The command line of the bench."""
    parser = argparse.ArgumentParser(prog="bench.findings", description=__doc__)
    parser.add_argument("--objectives", type=int, default=FULL_SIZE)
    parser.add_argument("--data", type=Path, default=HERE / ".data")
    given = parser.parse_args()
    folder = given.data / str(given.objectives)
    folder.mkdir(parents=True, exist_ok=True)
    configure_logging(logging.WARNING)
    uvloop.run(bench(folder, given.objectives))


if __name__ == "__main__":
    main()

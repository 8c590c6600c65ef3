"""`python -m bench.history`: does the present slow down as history grows? What does the past cost?

Two organizations of one file, one of which gets past states and past links for every objective, as
its writes would have left them. The same questions are asked over HTTP of the present of both, in
turn, and of the past of the one that has some. Nothing here is a test: a figure never fails.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import time
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console
from rich.table import Table

from api.config import Settings
from api.logging import configure_logging
from bench.__main__ import HERE, keep, server
from bench.http import Connection
from bench.organization import write_organization
from graph.database.client import Database, Transaction
from graph.database.embedded import embedded
from graph.database.migrations import migrate
from graph.database.settings import DatabaseSettings
from graph.interchange import import_file
from graph.writes.execution.tokens import create_token

ROUNDS = 40
GOALS_AT_ONCE = 20
PAST_LINKS = 4

QUESTIONS = {
    "a goal and its key results": (
        'objective(id: "%s") { title progress health owner { name } cycle { name } keyResults {'
        " nodes { title progress health } } alignsTo { nodes { title } } }"
    ),
    "a page of goals with its count": (
        "objectives(first: 50) { totalCount nodes { title progress health owner { name } } }"
    ),
    "everything below a goal": (
        'objective(id: "%s") { descendants(first: 100) { totalCount nodes { title progress } } }'
    ),
    "movers of KPIs": (
        "kpis(first: 4) { nodes { name movers(first: 10) { totalCount edges { share node { title"
        " } } } } }"
    ),
}

GOALS = (
    "RETURN COLLECT { MATCH (n:Objective) WHERE n.org = $p.org AND n.id IS NOT NULL RETURN n.id }"
)
TOP = """
MATCH (n:Objective) WHERE n.org = $p.org AND n.level = 'COMPANY' AND n.id IS NOT NULL
RETURN n.id ORDER BY n.id LIMIT 1
"""
# The present state begins after all of them; the first begins when the goal was born.
GROW = """
MATCH (g:Organization {org: $p.org, id: $p.org})
UNWIND $p.goals AS id
MATCH (n:Objective {org: $p.org, id: id})
CALL (g, n) {
  UNWIND range(1, $p.changes) AS k
  CREATE (v:Version:ObjectiveVersion)
  SET v = properties(n), v.of = n.id, v.until = g.revision + k,
    v.since = CASE k WHEN 1 THEN n.since ELSE g.revision + k - 1 END
  REMOVE v.id
}
SET n.since = g.revision + $p.changes
WITH g, n
MATCH (n)-[a:ALIGNS_TO]->(m)
UNWIND range(1, $p.links) AS k
CREATE (n)-[p:ALIGNED_TO]->(m)
SET p = properties(a), p.id = a.id + '-' + k, p.since = a.since, p.until = g.revision + k
RETURN count(*)
"""
REVISIONS = """
MATCH (g:Organization {org: $p.org, id: $p.org})
MATCH (r:Revision {org: $p.org, number: g.revision})
CALL (g, r) {
  UNWIND range(1, $p.changes) AS k
  CREATE (:Revision {org: $p.org, number: g.revision + k, at: r.at, operation: 'bench'})
}
SET g.revision = g.revision + $p.changes
RETURN g.revision
"""


async def _write(database: Database, name: str, statement: str, p: dict[str, Any]) -> Any:
    async def work(transaction: Transaction) -> Any:
        return await transaction.run(name, statement, p)

    return await database.write(p["org"], work, seconds=300)


async def prepared(
    settings: DatabaseSettings, folder: Path, size: int, changes: int
) -> tuple[dict[str, str], str, int]:
    """Tokens of both organizations, a goal that much is below of, and a revision of the past."""
    database = await Database.connect(settings)
    try:
        await migrate(database)
        file = folder / "organization.jsonl"
        write_organization(file, size)
        stamp = int(time.time())
        orgs = {name: f"org_{name}-{stamp}" for name in ("plain", "history")}
        for org in orgs.values():
            await import_file(database, file, organization=org)
        grown = orgs["history"]
        goals = await database.read("bench.goals", GOALS, {"org": grown})
        for first in range(0, len(goals), GOALS_AT_ONCE):
            some = goals[first : first + GOALS_AT_ONCE]
            p = {"org": grown, "goals": some, "changes": changes, "links": PAST_LINKS}
            await _write(database, "bench.grow", GROW, p)
        last = await _write(
            database, "bench.revisions", REVISIONS, {"org": grown, "changes": changes}
        )
        top = await database.read("bench.top", TOP, {"org": grown})
        tokens = {
            name: await create_token(database, org, service="bench", scope="admin")
            for name, org in orgs.items()
        }
        return tokens, top, last - changes // 2
    finally:
        await database.close()


async def bench(folder: Path, size: int, changes: int) -> None:
    """Everything, printed and kept."""
    console = Console()
    rows = []
    async with embedded(Settings(data=folder / "database").embedded) as reached:
        console.print(
            f"Two organizations of {size:,} objectives, one with {changes:,} changes each…"
        )
        tokens, top, then = await prepared(reached, folder, size, changes)
        async with server(reached) as port:
            connections = {n: Connection("127.0.0.1", port, token) for n, token in tokens.items()}
            for connection in connections.values():
                await connection.open()
            for name, text in QUESTIONS.items():
                question = text % top if "%s" in text else text
                past = f"{{ at(revision: {then}) {{ {question} }} }}"
                sides = {
                    "no history": (connections["plain"], f"{{ {question} }}"),
                    "present": (connections["history"], f"{{ {question} }}"),
                    "past": (connections["history"], past),
                }
                times: dict[str, list[float]] = {side: [] for side in sides}
                for turn in range(ROUNDS + 5):
                    for side, (connection, asked) in sides.items():
                        started = time.perf_counter()
                        answer = await connection.ask(asked, {})
                        if b'"errors"' in answer[:12]:
                            raise RuntimeError(answer.decode())
                        # The first few warm every side up.
                        if turn >= 5:
                            times[side].append(time.perf_counter() - started)
                medians = {s: round(statistics.median(t) * 1000, 2) for s, t in times.items()}
                rows.append({"question": name, **medians})
                await asyncio.sleep(0)
    table = Table("question", "no history, ms", "present, ms", "past, ms")
    for one in rows:
        table.add_row(*(str(value) for value in one.values()))
    console.print(table)
    console.print(f"Kept in {keep({'size': size, 'changes': changes, 'rows': rows})}")


def main() -> None:
    """The command line of the bench."""
    parser = argparse.ArgumentParser(prog="bench.history", description=__doc__)
    parser.add_argument("--objectives", type=int, default=300)
    parser.add_argument("--changes", type=int, default=1_000)
    parser.add_argument("--data", type=Path, default=HERE / ".data" / "history")
    given = parser.parse_args()
    given.data.mkdir(parents=True, exist_ok=True)
    configure_logging(logging.WARNING)
    uvloop.run(bench(given.data, given.objectives, given.changes))


if __name__ == "__main__":
    main()

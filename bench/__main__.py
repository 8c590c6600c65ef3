"""`make bench`: a large organization, and the questions timed over HTTP next to the raw driver.

The embedded Neo4j and the server are processes of their own, on loopback; this one asks. Both sides
are asked in turn, in blocks, so that both meet the same machine. Ratios are of medians; the whole
result is kept as JSON under `bench/results/`. Nothing here is a test: a figure never fails.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import re
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import neo4j
import orjson
import uvloop
from rich.console import Console
from rich.table import Table

from api.config import Settings
from api.logging import configure_logging
from bench.http import Connection
from bench.new_questions import PLANNED_SECONDS, summary, time_new
from bench.organization import FULL_SIZE, write_organization
from bench.questions import ORG, Question, questions
from bench.writes import Replay, Statement, Write, check, writes
from graph.database.client import Database
from graph.database.embedded import embedded
from graph.database.migrations import migrate
from graph.database.settings import DatabaseSettings
from graph.interchange import import_file
from graph.writes.execution.tokens import create_token

HERE = Path(__file__).parent
CLIENTS = (1, 8)
BLOCKS = 6
WRITES = 20
"""How many writes a block has."""

WARM = 30
WARM_SECONDS = 180.0
"""How long after its start a server has planned all layers."""

Ask = Callable[[int], Awaitable[Any]]


async def prepared(settings: DatabaseSettings, folder: Path, size: int) -> dict[str, Any]:
    """The organization in the database, imported when it is not there yet, and where to ask."""
    database = await Database.connect(settings)
    try:
        await migrate(database)
        known = folder / "landmarks.json"
        there = await database.read(
            "bench.there",
            "MATCH (o:Organization {org: $p.org, id: $p.org}) RETURN o.id",
            {"org": ORG},
        )
        if there is None or not known.exists():
            file = folder / "organization.jsonl"
            marks = write_organization(file, size)
            facts: dict[str, Any] = {"leaf": marks.leaf, "size": size}
            started = time.perf_counter()
            await import_file(database, file)
            facts["importSeconds"] = round(time.perf_counter() - started, 1)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            facts["importPeakMiB"] = round(peak / 1024)
            known.write_text(json.dumps(facts))
        facts = json.loads(known.read_text())
        facts["token"] = await create_token(
            database, ORG, service=f"bench {time.time_ns()}", scope="admin"
        )
        return facts
    finally:
        await database.close()


@asynccontextmanager
async def server(settings: DatabaseSettings) -> Any:
    """The API as users run it, in a process of its own; gives its port."""
    environment = os.environ | {
        "NEO4J_URI": settings.uri,
        "NEO4J_USERNAME": settings.username,
        "NEO4J_PASSWORD": settings.password.get_secret_value(),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "api",
        "serve",
        "--port",
        "0",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        port = None
        while port is None:
            line = (await process.stdout.readline()).decode()
            if not line:
                raise RuntimeError("The server did not start.")
            if found := re.search(r"http://[\w.]+:(\d+)", line):
                port = int(found[1])
        yield port
    finally:
        process.terminate()
        await process.wait()


async def http_block(
    connections: Sequence[Connection], asks: Sequence[Ask], rounds: int, first: int
) -> list[float]:
    """A block over fresh connections: a server hangs up on those that wait for the other side."""
    for connection in connections:
        await connection.open()
    seconds = await block(asks, rounds, first)
    for connection in connections:
        await connection.close()
    return seconds


async def answers(connections: Sequence[Connection], ask: Ask, times: int) -> list[Any]:
    """The first answers, over a fresh connection."""
    await connections[0].open()
    found = [await ask(n) for n in range(times)]
    await connections[0].close()
    return found


async def block(asks: Sequence[Ask], rounds: int, first: int) -> list[float]:
    """Seconds of each answer, `rounds` of them from as many clients at once as there are asks."""
    seconds: list[float] = []

    async def client(ask: Ask, number: int) -> None:
        for turn in range(number, rounds, len(asks)):
            started = time.perf_counter()
            await ask(first + turn)
            seconds.append(time.perf_counter() - started)

    await asyncio.gather(*(client(ask, number) for number, ask in enumerate(asks)))
    return seconds


def close(one: Any, other: Any) -> bool:
    """Whether two answers are equal; shares to nine digits."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(close, one, other))
    return bool(one == other)


async def time_question(
    question: Question, http: list[Connection], driver: neo4j.AsyncDriver, clients: int
) -> dict[str, Any]:
    """Medians of both sides, in milliseconds, and their ratio."""

    async def read(statement: str, more: Mapping[str, Any]) -> Any:
        now = int(time.time() * 1000)
        async with driver.session(
            database="neo4j", default_access_mode=neo4j.READ_ACCESS
        ) as session:
            result = await session.run(statement, {"p": {"org": ORG, "now": now, **more}})
            record = await result.single()
            return record and record[0]

    def over_http(connection: Connection) -> Ask:
        async def ask(n: int) -> Any:
            return orjson.loads(await connection.ask(question.operation, question.variables(n)))

        return ask

    async def raw(n: int) -> Any:
        return await question.raw(read, question.variables(n))

    connections = http[:clients]
    asks = [over_http(connection) for connection in connections]
    raws = [raw] * clients
    ours = (await answers(connections, asks[0], 1))[0]
    theirs = await raw(0)
    if "errors" in ours or not close(question.compare(ours["data"]), theirs):
        raise RuntimeError(f"{question.name}: the two sides differ.")
    started = time.perf_counter()
    await answers(connections, asks[0], 2)
    elapsed = time.perf_counter() - started
    # Asked often enough, it is planned as one statement beside the requests.
    await answers(connections, asks[0], 1)
    await asyncio.sleep(PLANNED_SECONDS)
    rounds = max(12 * clients, min(400, int(2.0 / elapsed * 2)))
    await http_block(connections, asks, min(WARM, rounds), 0)
    await block(raws, min(WARM, rounds), 0)
    sides: dict[str, list[float]] = {"ours": [], "raw": []}
    for number in range(BLOCKS):
        sides["ours"] += await http_block(connections, asks, rounds // BLOCKS + 1, number * rounds)
        sides["raw"] += await block(raws, rounds // BLOCKS + 1, number * rounds)
    return row(question.name, clients, sides)


async def time_write(
    write: Write,
    connection: Connection,
    driver: neo4j.AsyncDriver,
    settings: DatabaseSettings,
    token: str,
) -> dict[str, Any]:
    """The same for a write; the raw side is a transaction of the very same statements."""
    replay = await Replay.of(write, settings, token)
    sides: dict[str, list[float]] = {"ours": [], "raw": []}
    async with driver.session(database="neo4j") as session:

        async def undone(statement: Statement | None) -> None:
            if statement is not None:
                await (await session.run(statement[0], {"p": dict(statement[1])})).consume()

        async def ours(n: int) -> float:
            given = write.given(n)
            started = time.perf_counter()
            answer = await connection.ask(write.operation, {"input": given})
            seconds = time.perf_counter() - started
            check(orjson.loads(answer))
            await undone(write.undo(given) if write.undo else None)
            return seconds

        async def raw(n: int) -> float:
            given = write.given(n)
            started = time.perf_counter()
            await session.execute_write(replay.work(given))
            seconds = time.perf_counter() - started
            await undone(write.undo(given) if write.undo else replay.undo(given))
            return seconds

        await undone(write.undo(replay.given) if write.undo else None)
        for turn in range(BLOCKS + 1):
            await connection.open()
            times = [await ours(turn * WRITES + n) for n in range(WRITES)]
            await connection.close()
            other = [await raw(turn * WRITES + n) for n in range(WRITES)]
            if turn:
                # The first block warms both sides up.
                sides["ours"] += times
                sides["raw"] += other
    return row(write.name, 1, sides) | {"statements": len(replay.sent)}


def row(name: str, clients: int, sides: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Medians of both sides, in milliseconds, and their ratio."""
    medians = {side: statistics.median(times) * 1000 for side, times in sides.items()}
    return {
        "question": name,
        "clients": clients,
        "ours_ms": round(medians["ours"], 3),
        "raw_ms": round(medians["raw"], 3),
        "ratio": round(medians["ours"] / medians["raw"], 2),
        "answers": len(sides["ours"]),
    }


async def bench(folder: Path, size: int, only: str | None, seed: int) -> None:
    """Everything, printed and kept."""
    console = Console()
    settings = Settings(data=folder / "database")
    async with embedded(settings.embedded) as reached:
        console.print(f"Building an organization of {size:,} objectives, unless it is there…")
        facts = await prepared(reached, folder, size)
        rows = []
        driver = neo4j.AsyncGraphDatabase.driver(
            reached.uri,
            auth=(reached.username, reached.password.get_secret_value()),
            notifications_min_severity="OFF",
        )
        async with driver, server(reached) as port:
            started = time.perf_counter()
            http = [Connection("127.0.0.1", port, facts["token"]) for _ in range(max(CLIENTS))]
            for question in questions(facts["leaf"], size):
                if only and only not in question.name:
                    continue
                for clients in CLIENTS:
                    rows.append(await time_question(question, http, driver, clients))
                    console.print(rows[-1])
            for write in writes(facts["leaf"], size):
                if only and only not in write.name:
                    continue
                rows.append(await time_write(write, http[0], driver, reached, facts["token"]))
                console.print(rows[-1])
            if not only or only == "new":
                rest = max(0.0, started + WARM_SECONDS - time.perf_counter())
                console.print(f"Waiting {rest:.0f} s until all layers are planned…")
                await asyncio.sleep(rest)
                facts["new"] = await time_new(http[0], seed)
                console.print(summary(facts["new"]))
    table = Table("question", "clients", "ours, ms", "raw driver, ms", "ratio")
    for one in rows:
        table.add_row(
            one["question"],
            str(one["clients"]),
            f"{one['ours_ms']:.2f}",
            f"{one['raw_ms']:.2f}",
            f"{one['ratio']:.2f}",
        )
    console.print(table)
    facts.pop("token")
    console.print(f"Kept in {keep({**facts, 'rows': rows})}")


def keep(result: Mapping[str, Any]) -> Path:
    """The result as a JSON file among the others."""
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    stamp = datetime.now(UTC)
    file = results / f"{stamp:%Y%m%dT%H%M%S}.json"
    file.write_text(json.dumps({"at": stamp.isoformat(), **result}, indent=1))
    return file.relative_to(HERE.parent)


def main() -> None:
    """The command line of the bench."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--objectives", type=int, default=FULL_SIZE)
    parser.add_argument("--data", type=Path, default=HERE / ".data")
    parser.add_argument("--only", help="only questions whose name contains this")
    parser.add_argument("--seed", type=int, default=1, help="of the new questions")
    given = parser.parse_args()
    folder = given.data / str(given.objectives)
    folder.mkdir(parents=True, exist_ok=True)
    configure_logging(logging.WARNING)
    uvloop.run(bench(folder, given.objectives, given.only, given.seed))


if __name__ == "__main__":
    main()

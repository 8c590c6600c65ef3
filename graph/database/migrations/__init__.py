"""Numbered migrations and how they are applied, each once.

A migration is a file `NNNN_name.cypher` beside this one: schema statements, each ended by `;` at
the end of a line and each such that it can be run again (`IF NOT EXISTS`), since Neo4j cannot
record a change of schema in the transaction that makes it. What was applied is never edited; a
change is a new file.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from graph.database.client import Database, Transaction
from graph.database.migrations import texts
from graph.database.stages import tell
from graph.domain.errors import DatabaseError, DatabaseRefused

FOLDER: Final = Path(__file__).parent
FILE_NAME: Final = re.compile(r"(\d{4})_(\w+)\.cypher")
# Longer than any index takes to build; a process that dies lets go of the lock at once.
PATIENCE_SECONDS: Final = 3600.0

ONLY_ONCE = (
    "CREATE CONSTRAINT migration_number_unique IF NOT EXISTS "
    "FOR (m:Migration) REQUIRE m.number IS UNIQUE"
)
NAME_TAKEN: Final = "Neo.ClientError.Schema.IndexWithNameAlreadyExists"
ATTEMPTS: Final = 5
PAUSE_SECONDS: Final = 0.5
# The lock: the constraint lets no second transaction create number 0 before the first one ends,
# and none ever commits it.
TAKE_TURNS = "MERGE (m:Migration {number: 0})"
APPLIED = """
MATCH (m:Migration)
WITH m ORDER BY m.number
RETURN collect({number: m.number, name: m.name, checksum: m.checksum})
"""
RECORD = """
CREATE (m:Migration {
  number: $p.number, name: $p.name, checksum: $p.checksum, appliedAt: toString(datetime())
})
"""
# What a migration does to what is stored, after its statements, by its name. It may be ended at any
# time, and is then done again.
FILLS: Final[Mapping[str, Callable[[Database], Awaitable[None]]]] = {"texts": texts.fill}
INDEXES_ONLINE = "CALL db.awaitIndexes(3600)"
# What a server that was killed leaves: an index whose constraint never came, or one that failed.
LEFT_OVER = """
SHOW INDEXES YIELD name, state, owningConstraint, type
WHERE owningConstraint IS NULL AND type <> 'LOOKUP'
RETURN collect({name: name, failed: state = 'FAILED'})
"""
CREATED: Final = re.compile(r"CREATE\s+(.*?\b(?:INDEX|CONSTRAINT))\s+(\w+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number and name, its statements, and the SHA-256 (hex) of its text."""

    number: int
    name: str
    statements: tuple[str, ...]
    checksum: str


def known(folder: Path = FOLDER) -> list[Migration]:
    """The migrations there are, in their order."""
    migrations = []
    for path in sorted(folder.glob("*.cypher")):
        match = FILE_NAME.fullmatch(path.name)
        if match is None:
            raise ValueError(f"{path.name} is not named like a migration.")
        text = path.read_text("utf-8")
        statements = (part.strip() for part in re.split(r";[ \t]*$", text, flags=re.MULTILINE))
        migrations.append(
            Migration(
                int(match[1]),
                match[2],
                tuple(statement for statement in statements if statement),
                hashlib.sha256(text.encode()).hexdigest(),
            )
        )
    return migrations


async def pending(database: Database, folder: Path = FOLDER) -> list[Migration]:
    """The migrations that this database still lacks.

    Raises DatabaseRefused when one was changed after it was applied, or when the database has one
    that this goalgraph does not know.
    """
    migrations = known(folder)
    by_number = {migration.number: migration for migration in migrations}
    done: list[dict[str, Any]] = await database.read("migrations", APPLIED, {})
    for record in done:
        migration = by_number.pop(record["number"], None)
        if migration is None:
            raise DatabaseRefused(
                f"The database has migration {record['number']} ({record['name']}), which this "
                "goalgraph does not know; use a newer goalgraph."
            )
        if migration.checksum != record["checksum"]:
            raise DatabaseRefused(
                f"Migration {migration.number} ({migration.name}) was changed after it had been "
                "applied to this database; restore the file and add a new one."
            )
    return list(by_number.values())


async def migrate(database: Database, folder: Path = FOLDER) -> list[Migration]:
    """Applies what is pending, one process at a time; returns it. All indexes are online then."""
    if not await pending(database, folder):
        return []
    await _only_once(database)
    async with database.holding("migration lock", TAKE_TURNS, seconds=PATIENCE_SECONDS):
        # Asked again: another process may have applied them while we waited for our turn.
        migrations = await pending(database, folder)
        if migrations:
            tell("Making indexes and constraints")
            await _repair(database, [text for one in migrations for text in one.statements])
        for migration in migrations:
            await database.change_schema(f"migration {migration.number}", migration.statements)
            await database.change_schema("await indexes", [INDEXES_ONLINE])
            if fill := FILLS.get(migration.name):
                await fill(database)
            await database.write("migrations", partial(_record, migration))
    return migrations


async def _only_once(database: Database) -> None:
    """Makes the constraint that the lock stands on, whoever else does so, and whatever was left of
    it."""
    for attempt in range(ATTEMPTS):
        try:
            await database.change_schema("migration constraint", [ONLY_ONCE])
        except DatabaseError as error:
            if error.data.get("neo4j") != NAME_TAKEN or attempt == ATTEMPTS - 1:
                raise
            # Another process may be making it just now: then it takes turns with us.
            await asyncio.sleep(PAUSE_SECONDS)
            with suppress(DatabaseError):
                await _repair(database, [ONLY_ONCE])
        else:
            return


async def _repair(database: Database, statements: Iterable[str]) -> None:
    """Drops what schema statements that were cut short have left, so that they can be run again.

    Neo4j makes a constraint's index first; killed in between, it keeps an index of the
    constraint's name, which `IF NOT EXISTS` does not get past.
    """
    left = {index["name"]: index for index in await database.read("indexes", LEFT_OVER, {})}
    if not left:
        return
    made = (found for text in statements if (found := CREATED.search(text)))
    broken = [
        f"DROP INDEX {name} IF EXISTS"
        for kind, name in (match.groups() for match in made)
        if name in left and (kind.endswith("CONSTRAINT") or left[name]["failed"])
    ]
    if broken:
        await database.change_schema("repair indexes", broken)


async def _record(migration: Migration, transaction: Transaction) -> None:
    await transaction.run(
        "record migration",
        RECORD,
        {"number": migration.number, "name": migration.name, "checksum": migration.checksum},
    )

"""Writes a document that was checked.

Everything is found from the Organization node, so that node is written last: what an import leaves
half done is seen by nobody, and the next import of that organization removes it first.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

from graph.database.client import Database, Transaction
from graph.domain.errors import Contention, GoalgraphError, InvalidInput
from graph.interchange.parse.entities import Document
from graph.interchange.store.history_steps import VERSIONED, past_steps_of
from graph.interchange.store.node_properties import Nodes
from graph.interchange.store.present_steps import Step, steps_of
from graph.writes.unit_of_work.statements import FOREVER

Progress = Callable[[str, int, int], None]
"""Told of what is being done, how much of it is done, and how much there is in all (0: not known);
while a file is read and checked, from another thread. What it raises ends the import."""

# Larger batches cost the database more for each row, since more is open at a time.
BATCH: Final = 1_000
REMOVED_AT_ONCE: Final = 5_000
WRITERS: Final = 2
# A batch on a slow disk takes longer than any question may.
BATCH_SECONDS: Final = 120.0
CANCEL_SECONDS: Final = 3.0

INDEXED: Final[Mapping[str, Sequence[str]]] = {
    "Change": ("revision", "sequence"),
    "Revision": ("number",),
    **{f"{kind}Version": ("of", "until") for kind in VERSIONED},
    **dict.fromkeys(
        (
            "Comment",
            "FindingDismissal",
            "Report",
            "Template",
            "CheckIn",
            "KeyResult",
            "Initiative",
            "Objective",
            "KpiValue",
            "KpiTarget",
            "Kpi",
            "Cycle",
            "Person",
            "Team",
        ),
        ("id",),
    ),
}
"""What an import writes before the organization, with the properties beside `org` that each has an
index on; what hangs from others comes first."""

_FIND_ORGANIZATION: Final = """\
OPTIONAL MATCH (o:Organization {org: $p.org, id: $p.org})
RETURN {exists: o IS NOT NULL, properties: properties(o), empty: NOT (
  EXISTS { MATCH (n:Team) WHERE n.org = $p.org AND n.id IS NOT NULL } OR
  EXISTS { MATCH (n:Person) WHERE n.org = $p.org AND n.id IS NOT NULL } OR
  EXISTS { MATCH (n:Revision) WHERE n.org = $p.org AND n.number IS NOT NULL })}"""

_REMOVE_ORGANIZATION: Final = """\
MATCH (o:Organization {org: $p.org, id: $p.org})
DELETE o
RETURN count(*)"""

_REMOVE_LEFTOVERS: Final = """\
MATCH (n:{label})
WHERE n.org = $p.org AND {indexed}
  AND NOT EXISTS {{ MATCH (:Organization {{org: $p.org, id: $p.org}}) }}
WITH n LIMIT $p.limit
DETACH DELETE n
RETURN count(*)"""

_COUNT_NODES: Final = """\
MATCH (n:{label})
WHERE n.org = $p.org AND {indexed}
RETURN count(*)"""

_RESTORE_ORGANIZATION: Final = """\
CREATE (o:Organization)
SET o = $p.former
RETURN 1"""

_CREATE_ORGANIZATION: Final = """\
CREATE (o:Organization)
SET o = $p.organization
RETURN 1"""


@dataclass(slots=True)
class Prepared:
    """A document without mistakes, ready to be written; `anonymous` when nobody has said which id
    its organization has."""

    document: Document
    nodes: Nodes
    counts: dict[str, int]
    anonymous: bool = False


async def write_all(database: Database, prepared: Prepared, tell: Progress) -> None:
    org = prepared.nodes.org
    former = await _claim(database, org)
    try:
        await remove_leftovers(database, org)
        written: Counter[str] = Counter()
        present = steps_of(prepared.document, prepared.nodes)
        past = past_steps_of(prepared.document, prepared.nodes, prepared.counts)
        for step in chain(present, past):
            written[step.thing] += await _write_step(database, org, step, tell)
        await _finish(database, prepared, written)
    except asyncio.CancelledError:
        # Whoever cancels does not want to wait; the next import removes the rest.
        with suppress(TimeoutError, GoalgraphError):
            async with asyncio.timeout(CANCEL_SECONDS):
                await _undo(database, org, former)
        raise
    except Exception:
        with suppress(GoalgraphError):
            await _undo(database, org, former)
        raise


async def _claim(database: Database, org: str) -> dict[str, Any] | None:
    """Takes an empty organization out of sight; gives back its properties, None without one."""

    async def work(transaction: Transaction) -> dict[str, Any] | None:
        found = await transaction.run("import.find", _FIND_ORGANIZATION, {"org": org})
        if not found["exists"]:
            return None
        if not found["empty"]:
            raise InvalidInput(
                f"The organization {org} is in the database already and is not empty; "
                "import into another one.",
                path=["organization"],
            )
        await transaction.run("import.claim", _REMOVE_ORGANIZATION, {"org": org})
        properties: dict[str, Any] = found["properties"]
        return properties

    return await database.write(org, work)


async def remove_leftovers(database: Database, org: str) -> None:
    """Removes what belongs to an organization that is not there."""
    for label in INDEXED:
        statement = _about(_REMOVE_LEFTOVERS, label)
        p = {"org": org, "limit": REMOVED_AT_ONCE}
        while await _run(database, org, f"import.remove.{label}", statement, p):
            pass


async def _write_step(database: Database, org: str, step: Step, tell: Progress) -> int:
    """Writes a step's rows, batch by batch; the next rows are made while the database is busy.
    How many there were."""
    taking, writing = asyncio.Lock(), asyncio.Semaphore(WRITERS if step.apart else 1)
    done = 0

    async def writer(number: int) -> None:
        nonlocal done
        while True:
            async with taking:
                batch = await asyncio.to_thread(_take, step.rows)
            if not batch:
                return
            p = {"org": org, "rows": batch, "forever": FOREVER}
            async with writing:
                # Nobody sees the organization yet, so its writes need not take turns.
                turn = f"{org}/{number}"
                written = await _run(
                    database, turn, f"import.write.{step.thing}", step.statement, p
                )
            if written != len(batch):
                raise _disturbed(org)
            done += len(batch)
            tell(step.thing, done, step.total)

    writers = [asyncio.create_task(writer(number)) for number in range(WRITERS)]
    try:
        await asyncio.gather(*writers)
    finally:
        for each in writers:
            each.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
    return done


def _take(rows: Iterator[Any]) -> list[Any]:
    return list(islice(rows, BATCH))


async def _finish(database: Database, prepared: Prepared, written: Mapping[str, int]) -> None:
    """Makes the organization, when everything it is to hold is there."""
    org, nodes = prepared.nodes.org, prepared.nodes
    assert prepared.document.organization is not None
    p = {
        "org": org,
        "organization": nodes.organization(prepared.document.organization),
    }

    async def work(transaction: Transaction) -> None:
        for label in INDEXED:
            count = _about(_COUNT_NODES, label)
            number = await transaction.run(f"import.count.{label}", count, {"org": org})
            if number != written.get(label, 0):
                raise _disturbed(org)
        await transaction.run("import.finish", _CREATE_ORGANIZATION, p)

    await database.write(org, work, seconds=BATCH_SECONDS)


async def _undo(database: Database, org: str, former: dict[str, Any] | None) -> None:
    await remove_leftovers(database, org)
    if former is not None:
        await _run(database, org, "import.restore", _RESTORE_ORGANIZATION, {"former": former})


async def _run(database: Database, turn: str, name: str, statement: str, p: dict[str, Any]) -> int:
    async def work(transaction: Transaction) -> int:
        number: int = await transaction.run(name, statement, p)
        return number

    return await database.write(turn, work, seconds=BATCH_SECONDS)


def _about(statement: str, label: str) -> str:
    """The statement about all nodes of a label, found by an index."""
    indexed = " AND ".join(f"n.{name} IS NOT NULL" for name in INDEXED[label])
    return statement.format(label=label, indexed=indexed)


def _disturbed(org: str) -> Contention:
    return Contention(f"Somebody else changed {org} during the import; nothing was written.")

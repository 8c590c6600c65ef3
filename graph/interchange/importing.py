"""Import: a file is read, checked as a whole, and written."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

from graph.database.client import Database
from graph.database.organizations import summaries
from graph.domain.calendar import cut
from graph.domain.errors import ImportRejected, InvalidInput
from graph.domain.ids import is_id, new_id
from graph.interchange.history.derive import derive
from graph.interchange.parse.entities import load
from graph.interchange.parse.entity_stream import Entity, read_document, read_file
from graph.interchange.parse.errors import Mistakes
from graph.interchange.store.node_properties import Nodes
from graph.interchange.store.present_steps import counts_of
from graph.interchange.store.write import Prepared, Progress, write_all
from graph.interchange.validate.entity_rules import check_rules
from graph.interchange.validate.references import check_references, name_all


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was written, or would be: the organization's id and name, and how many of each type
    (by the types' names; relationships that are no links are not counted)."""

    organization: str
    name: str
    counts: dict[str, int]
    dry_run: bool


async def import_file(
    database: Database | None,
    path: str | Path,
    *,
    organization: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> ImportReport:
    """Imports a file, a JSON document or JSONL, as `docs/import-format.md` describes it.

    `organization` is the id it gets, by default that in the file or a new one. `now` is when
    (aware); nothing in the file is reported for later than that, or than the present. With
    `dry_run` the file is checked and the database, which may be None, is not used.

    Raises ImportRejected with every mistake and its place; InvalidInput when the organization is
    there already and not empty, or its id is none; OSError when the file cannot be read; and a
    DatabaseError when the database does not play along. Whatever it raises, nothing was written.
    """

    def read(mistakes: Mistakes) -> Iterator[Entity]:
        return read_file(Path(path), mistakes)

    return await _import(
        database,
        read,
        organization=organization,
        dry_run=dry_run,
        progress=progress,
        now=now,
    )


async def import_document(
    database: Database | None,
    document: dict[str, Any],
    *,
    organization: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> ImportReport:
    """Imports a document that is in memory already; all else is as in `import_file`. The lists in
    the document are left as they are."""
    held = {
        key: list(value) if isinstance(value, list) else value for key, value in document.items()
    }

    def read(mistakes: Mistakes) -> Iterator[Entity]:
        return read_document(held, mistakes)

    return await _import(
        database,
        read,
        organization=organization,
        dry_run=dry_run,
        progress=progress,
        now=now,
    )


async def _import(
    database: Database | None,
    read: Callable[[Mistakes], Iterator[Entity]],
    *,
    organization: str | None,
    dry_run: bool,
    progress: Progress | None,
    now: datetime | None,
) -> ImportReport:
    if organization is not None and not is_id(organization, "Organization"):
        raise InvalidInput(
            f'"{organization}" is no id of an organization; those start with org_.',
            path=["organization"],
        )
    tell = progress or _tell_nobody
    moment = cut(now or datetime.now(UTC))
    with _many_objects() as made:
        stopped = Event()

        def tell_until_stopped(doing: str, done: int, total: int) -> None:
            if stopped.is_set():
                raise _Stopped
            tell(doing, done, total)

        try:
            prepared = await asyncio.to_thread(
                prepare, read, organization, moment, tell_until_stopped
            )
        finally:
            # A thread cannot be cancelled, and whoever pressed Ctrl-C would have to wait for it.
            stopped.set()
        made()
        if not dry_run:
            if database is None:
                raise InvalidInput("An import needs a database.", path=["database"])
            if prepared.anonymous:
                await _refuse_twin(database, prepared)
            await write_all(database, prepared, tell)
    assert prepared.document.organization is not None
    return ImportReport(
        prepared.nodes.org, prepared.document.organization.name, prepared.counts, dry_run
    )


async def _refuse_twin(database: Database, prepared: Prepared) -> None:
    """A file without an id would make another organization of the same name at every import."""
    organization = prepared.document.organization
    assert organization is not None
    found = await summaries(database)
    twins = [held["id"] for held in found if held["name"] == organization.name]
    if twins:
        raise InvalidInput(
            f"The database holds {organization.name} already ({twins[0]}), and the file gives its "
            "organization no id. To load it again beside that one, give it an id of its own with "
            "--organization (org_…); to load it anew, remove that one first.",
            path=["organization"],
        )


class _Stopped(Exception):
    """Ends the thread of an import that was cancelled."""


@contextmanager
def _many_objects() -> Iterator[Callable[[], None]]:
    """Keeps the garbage collector from looking through a document's millions of objects over and
    over, which takes longer than all the rest: there are no circles among them. Gives a function
    to call when they are made; from then on it looks at later objects as usual."""
    allocations, *others = gc.get_threshold()
    gc.set_threshold(1_000_000, *others)

    def made() -> None:
        gc.freeze()
        gc.set_threshold(allocations, *others)

    try:
        yield made
    finally:
        gc.unfreeze()
        gc.set_threshold(allocations, *others)


def _tell_nobody(doing: str, done: int, total: int) -> None:
    del doing, done, total


def prepare(
    read: Callable[[Mistakes], Iterator[Entity]],
    organization: str | None,
    now: datetime,
    tell: Progress,
) -> Prepared:
    """Reads, checks and derives. Raises ImportRejected."""
    mistakes = Mistakes()
    document = load(_told(read(mistakes), tell), mistakes)
    tell("checking", 0, 3)
    anonymous = organization is None and (
        document.organization is None or document.organization.id is None
    )
    names = name_all(document, mistakes)
    tell("checking", 1, 3)
    check_references(document, names, mistakes)
    tell("checking", 2, 3)
    check_rules(document, names, max(now, datetime.now(UTC)), mistakes)
    tell("checking", 3, 3)
    if mistakes.found or document.organization is None:
        raise ImportRejected(list(mistakes.found))
    # The sets of ids that only the checks need are large.
    names.seen.clear()
    tell("computing", 0, 1)
    derived = derive(document, names, now)
    org = organization or document.organization.id or new_id("Organization")
    tell("computing", 1, 1)
    return Prepared(document, Nodes(org, names, derived), counts_of(document), anonymous)


def _told(entities: Iterable[Entity], tell: Progress) -> Iterator[Entity]:
    number = 0
    for number, entity in enumerate(entities, start=1):
        if number % 1000 == 0:
            tell("reading", number, 0)
        yield entity
    tell("reading", number, number)

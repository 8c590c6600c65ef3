"""Organizations' graphs that were asked about last, with what has been found out about each.

What is kept is of one revision, which the statement before has named, so it is never stale: that of
the present is brought up to a later one by what has changed since. What goes by the clock is kept
for a minute. Bounded by the number of nodes and links in all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from cachetools import LRUCache

from graph.database.client import Database
from graph.database.reader import StatementReader
from graph.domain.organization_graph import Question
from graph.reads.rules.organization_fetch import (
    MOST_NODES,
    Organization,
    OrganizationFetch,
    too_many,
)

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

T = TypeVar("T")

MOST_KEPT: Final = 700_000
"""How many nodes and links all graphs that are kept may have."""
MOST_ANSWERS: Final = 64
"""How many things are kept that were found out about one graph."""


_Key = tuple[str, int, str | None, bool]
"""The organization, the revision, when that was made, and whether it is of the past."""


@dataclass(eq=False)
class Kept:
    """One graph, and what has been found out about it, by what was asked."""

    organization: Organization
    answers: LRUCache[Hashable, Any] = field(default_factory=lambda: LRUCache(MOST_ANSWERS))


@dataclass(eq=False)
class _OfDatabase:
    kept: LRUCache[_Key, Kept] = field(
        default_factory=lambda: LRUCache(MOST_KEPT, lambda kept: kept.organization.graph.size + 1)
    )
    locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def presents(self, org: str) -> list[_Key]:
        """The keys of what was kept of an organization's present."""
        return [key for key in self.kept if key[0] == org and not key[3]]

    async def brought_up(self, fetch: OrganizationFetch, run: Run, key: _Key) -> Kept | None:
        """What is kept of the present of before as it is now, with what was found out about it if
        that holds still; None if it has to be fetched."""
        org, revision, _, past = key
        for before in () if past else self.presents(org):
            if before[1] < revision:
                kept = self.kept[before]
                now = await fetch.since(run, kept.organization, before[1], before[2])
                if now is not None:
                    return kept if now is kept.organization else Kept(now)
        return None


_DATABASES: WeakKeyDictionary[StatementReader, _OfDatabase] = WeakKeyDictionary()


@dataclass(frozen=True)
class Asked:
    """A question about an organization, with where its answers are kept."""

    question: Question
    kept: Kept
    hidden: Set[str]
    lock: asyncio.Lock
    clock: Hashable
    revision: int
    stamp: str | None

    @property
    def organization(self) -> Organization:
        """The graph, and how the organization asks about it."""
        return self.kept.organization

    async def answer(self, name: Hashable, compute: Callable[[], T]) -> T:
        """What `compute` finds out, beside the event loop; kept until the clock goes on, for all
        who see the same."""
        key = (name, self.clock, self.hidden)
        async with self.lock:
            if key not in self.kept.answers:
                self.kept.answers[key] = await asyncio.to_thread(compute)
            found: T = self.kept.answers[key]
            return found


async def asked(fetch: OrganizationFetch, run: Run, most: int = MOST_NODES) -> Asked:
    """The graph that a run is about, fetched unless it is kept, as its viewer sees it. Raises
    LimitExceeded for one of more than `most` nodes."""
    # What is written and not committed is nobody else's, and is not kept.
    kept_by = _DATABASES if isinstance(run.database, Database) else None
    mine = _OfDatabase() if kept_by is None else kept_by.setdefault(run.database, _OfDatabase())
    org = run.viewer.org
    revision, stamp = await fetch.stamp(run)
    lock = mine.locks.setdefault(org, asyncio.Lock())
    key = (org, revision, stamp, run.past is not None)
    # Others who ask at the same time wait for the one fetch.
    async with lock:
        kept = mine.kept.get(key)
        if kept is None:
            kept = await mine.brought_up(fetch, run, key)
            if kept is None:
                if most < MOST_NODES:
                    await fetch.check_size(run, most)
                kept = Kept(await fetch.organization(run))
            if run.past is None:
                # Nobody asks about a present that is over.
                for other in mine.presents(org):
                    del mine.kept[other]
            if kept.organization.graph.size < MOST_KEPT:
                mine.kept[key] = kept
    hidden = await fetch.hidden(run)
    moment = run.moment
    clock = moment if run.past is not None else int(moment.timestamp() // 60)
    question = Question(kept.organization.graph, moment, hidden)
    if question.graph.nodes > most:
        raise too_many(most)
    return Asked(question, kept, hidden, lock, clock, revision, stamp)

"""What has been computed from the plan, kept in the process for as long as the plan stands.

An entry is right exactly as long as the organization's `planRevision` is the one that it was
computed at: the statement that asks for it says so each time, so nothing is ever told to forget.
Who may see what of it is judged on the way out.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import structlog
from cachetools import LRUCache

if TYPE_CHECKING:
    from graph.database.reader import StatementReader

DEFAULT_MIB: Final = 64


class PlanMoment(NamedTuple):
    """Which plan: the organization, the revision that changed it last, and when that was made, as
    an organization that is imported anew has the same numbers again."""

    org: str
    revision: int
    at: str


class PlanCache:
    """Bounded in bytes, by what entries say that they take; those used last are kept."""

    def __init__(self, mib: int = DEFAULT_MIB) -> None:
        self._entries: LRUCache[Hashable, tuple[Any, int]] = LRUCache(
            mib * 2**20, lambda entry: entry[1]
        )
        self._log = structlog.get_logger()

    def get(self, moment: PlanMoment, subject: Hashable) -> Any:
        """What is kept about a subject; None without anything."""
        entry = self._entries.get((moment, subject))
        self._log.debug("plan_cache", hit=entry is not None, bytes=self._entries.currsize)
        return None if entry is None else entry[0]

    def put(self, moment: PlanMoment, subject: Hashable, value: Any, size: int) -> None:
        """Keeps what takes so many bytes, unless it is more than there is room for."""
        if size <= self._entries.maxsize:
            self._entries[moment, subject] = value, size


_CACHES: WeakKeyDictionary[StatementReader, PlanCache] = WeakKeyDictionary()


def cache_of(database: StatementReader) -> PlanCache:
    """The cache of what is asked of a database."""
    return _CACHES.setdefault(database, PlanCache())


def bound(database: StatementReader, mib: int) -> None:
    """How much a database's cache may take; 0 for nothing."""
    _CACHES[database] = PlanCache(mib)

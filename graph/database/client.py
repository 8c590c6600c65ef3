"""The one way to the database: named reads and writes."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import SystemRandom
from typing import Any, Literal, Self, TypeVar, cast
from weakref import WeakValueDictionary

import neo4j
from neo4j.exceptions import ConfigurationError

from graph.database.failures import DriverProblem, out_of_memory, silent, translated
from graph.database.probe import check_usable
from graph.database.settings import DatabaseSettings
from graph.database.spent import SPENT
from graph.domain.errors import (
    Contention,
    SettingsError,
)

ADDRESS = re.compile(r"(bolt|neo4j)(\+s|\+ssc)?://.")
READ_ATTEMPTS = 4
# The server looks for overdue transactions every two seconds, so it may be this late; whoever
# does not answer by then has gone.
GRACE_SECONDS = 5.0
LOCK_PATIENCE_SECONDS = 30.0

_JITTER = SystemRandom()

T = TypeVar("T")
Access = Literal["read", "write", "schema"]


@dataclass(frozen=True, slots=True)
class StatementRun:
    """One statement that was sent: its name, its declared access, and seconds until its answer."""

    name: str
    access: Access
    seconds: float


class _RolledBack(Exception):
    """Carries a dry run's result out of the transaction that it undoes."""

    def __init__(self, result: Any) -> None:
        self.result = result


class Transaction:
    """An open write transaction of one organization; handed to the work of `Database.write`."""

    def __init__(
        self,
        database: Database,
        transaction: neo4j.AsyncManagedTransaction,
        heard: Callable[[], None],
    ) -> None:
        self._database = database
        self._transaction = transaction
        self._heard = heard

    async def run_ahead(self, name: str, statement: str, p: Mapping[str, Any]) -> None:
        """Runs a statement in a transaction of its own, which sees nothing of what this one has
        written, and stays whatever becomes of this one."""
        await self._database.run_apart(name, statement, p)

    async def run(self, name: str, statement: str, p: Mapping[str, Any]) -> Any:
        """The first value of the statement's single record, or None without a record."""
        started = time.perf_counter()
        try:
            result = await self._transaction.run(statement, {"p": dict(p)})
            record = await result.single()
        except DriverProblem as error:
            if out_of_memory(error):
                # The driver takes it for something that passes, and would try again.
                raise translated(error, "write", self._database.settings.uri, 0.0) from error
            raise
        finally:
            self._database.ran(name, "write", started)
        self._heard()
        return None if record is None else record[0]


class Database:
    """A pool of connections to one Neo4j database. Made by `connect`, ended by `close`.

    `observe`, when set, is called after every statement that was sent, in the task that sent it.
    """

    def __init__(self, settings: DatabaseSettings, driver: neo4j.AsyncDriver) -> None:
        self.settings = settings
        self.observe: Callable[[StatementRun], None] | None = None
        self._driver = driver
        # One server reads its own writes; of a cluster, bookmarks make a follower wait for them.
        self._bookmarks = (
            neo4j.AsyncGraphDatabase.bookmark_manager()
            if settings.uri.startswith("neo4j")
            else None
        )
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @classmethod
    async def connect(cls, settings: DatabaseSettings) -> Self:
        """A database that was reached, is new enough and can be written to.

        Raises SettingsError (an address that is none), DatabaseUnavailable or DatabaseRefused.
        """
        if not ADDRESS.match(settings.uri):
            raise SettingsError(
                f"NEO4J_URI has to begin with bolt://, neo4j://, or either with +s: {settings.uri}"
            )
        try:
            driver = neo4j.AsyncGraphDatabase.driver(
                settings.uri,
                auth=(settings.username, settings.password.get_secret_value()),
                max_connection_pool_size=settings.pool_size,
                connection_timeout=5.0,
                connection_acquisition_timeout=settings.statement_timeout,
                max_transaction_retry_time=settings.retry_for,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="goalgraph",
            )
        except (ConfigurationError, ValueError) as error:
            raise SettingsError(
                f"NEO4J_URI is not the address of a Neo4j ({settings.uri}): {error}"
            ) from error
        database = cls(settings, driver)
        try:
            await check_usable(database._session(neo4j.WRITE_ACCESS), settings)
        except BaseException:
            await database.close()
            raise
        return database

    async def read(
        self, name: str, statement: str, p: Mapping[str, Any], *, seconds: float | None = None
    ) -> Any:
        """The first value of the statement's single record, or None without a record.

        `p` is passed as the one parameter `$p`. `seconds` is the longest it may run, by
        default the settings' `statement_timeout`. Raises a DatabaseError of the kind that fits.
        """
        limit = seconds or self.settings.statement_timeout
        query = neo4j.Query(statement, timeout=limit)
        for attempt in range(1, READ_ATTEMPTS + 1):
            started = time.perf_counter()
            try:
                async with asyncio.timeout(limit + GRACE_SECONDS):
                    return await self._read_once(query, p)
            except TimeoutError as error:
                raise silent(self.settings.uri, limit + GRACE_SECONDS) from error
            except DriverProblem as error:
                final = attempt == READ_ATTEMPTS or out_of_memory(error)
                if final or not error.is_retryable():
                    raise translated(error, name, self.settings.uri, limit) from error
            finally:
                self.ran(name, "read", started)
            await asyncio.sleep(0.05 * 2**attempt * _JITTER.uniform(0.5, 1.5))
        raise AssertionError("the last attempt returns or raises")

    async def write(
        self,
        org: str,
        work: Callable[[Transaction], Awaitable[T]],
        *,
        dry_run: bool = False,
        seconds: float | None = None,
    ) -> T:
        """What `work` returns, its statements committed together; rolled back on `dry_run`.

        Writes of one organization take turns. `work` may run several times, so it changes nothing
        but the graph. Raises Contention when others were in the way for `retry_for` seconds,
        another DatabaseError of the kind that fits, and whatever `work` raises (then nothing
        was written).
        """
        limit = seconds or self.settings.statement_timeout

        # The server ends what runs longer than `limit`; one that says nothing for longer hangs.
        silence = asyncio.timeout(limit + GRACE_SECONDS)

        def heard() -> None:
            silence.reschedule(asyncio.get_running_loop().time() + limit + GRACE_SECONDS)

        @neo4j.unit_of_work(timeout=limit)
        async def attempt(transaction: neo4j.AsyncManagedTransaction) -> T:
            heard()
            result = await work(Transaction(self, transaction, heard))
            if dry_run:
                raise _RolledBack(result)
            return result

        # Taken before a connection is, so that writers queue here and leave the pool to readers.
        lock = self._locks.setdefault(org, asyncio.Lock())
        try:
            async with asyncio.timeout(LOCK_PATIENCE_SECONDS):
                await lock.acquire()
        except TimeoutError as error:
            raise Contention("Other writes of this organization took too long; try again.") from (
                error
            )
        try:
            async with silence, self._session(neo4j.WRITE_ACCESS) as session:
                return await session.execute_write(attempt)
        except TimeoutError as error:
            raise silent(self.settings.uri, limit + GRACE_SECONDS) from error
        except _RolledBack as rolled_back:
            return cast(T, rolled_back.result)
        except DriverProblem as error:
            raise translated(error, "write", self.settings.uri, limit) from error
        finally:
            lock.release()

    async def run_apart(self, name: str, statement: str, p: Mapping[str, Any]) -> None:
        """Runs one statement that writes, in a transaction of its own."""
        limit = self.settings.statement_timeout
        started = time.perf_counter()
        try:
            async with self._session(neo4j.WRITE_ACCESS) as session:
                await (await session.run(neo4j.Query(statement, timeout=limit), {"p": p})).consume()
        except DriverProblem as error:
            raise translated(error, name, self.settings.uri, limit) from error
        finally:
            self.ran(name, "write", started)

    async def change_schema(self, name: str, statements: Sequence[str]) -> None:
        """Runs schema statements in one transaction of theirs, for as long as they take."""

        @neo4j.unit_of_work(timeout=0)
        async def attempt(transaction: neo4j.AsyncManagedTransaction) -> None:
            for statement in statements:
                started = time.perf_counter()
                try:
                    await (await transaction.run(statement)).consume()
                finally:
                    self.ran(name, "schema", started)

        try:
            async with self._session(neo4j.WRITE_ACCESS) as session:
                await session.execute_write(attempt)
        except DriverProblem as error:
            raise translated(error, name, self.settings.uri, 0.0) from error

    @asynccontextmanager
    async def holding(self, name: str, statement: str, *, seconds: float) -> AsyncIterator[None]:
        """Keeps the locks that `statement` takes until the block ends, then undoes it.

        Waits for them, and keeps them, for at most `seconds`.
        """
        try:
            async with (
                self._session(neo4j.WRITE_ACCESS) as session,
                await session.begin_transaction(timeout=seconds) as transaction,
            ):
                started = time.perf_counter()
                await (await transaction.run(statement)).consume()
                self.ran(name, "write", started)
                yield
                await transaction.rollback()
        except DriverProblem as error:
            raise translated(error, name, self.settings.uri, seconds) from error

    async def close(self) -> None:
        """Ends all connections."""
        await self._driver.close()

    def ran(self, name: str, access: Access, started: float) -> None:
        """Tells the observer of a statement that began at `started` of `time.perf_counter`."""
        spent = SPENT.get()
        if spent is not None:
            spent.statements += 1
            spent.seconds += time.perf_counter() - started
        if self.observe is not None:
            self.observe(StatementRun(name, access, time.perf_counter() - started))

    def _session(self, access: str) -> neo4j.AsyncSession:
        return self._driver.session(
            database=self.settings.database,
            default_access_mode=access,
            bookmark_manager=self._bookmarks,
        )

    async def _read_once(self, query: neo4j.Query, p: Mapping[str, Any]) -> Any:
        async with self._session(neo4j.READ_ACCESS) as session:
            result = await session.run(query, {"p": p})
            record = await result.single()
        return None if record is None else record[0]

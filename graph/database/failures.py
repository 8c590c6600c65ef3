"""Driver errors become ours, here and nowhere else."""

from __future__ import annotations

from neo4j import exceptions as driver

from graph.domain.errors import (
    Contention,
    DatabaseError,
    DatabaseRefused,
    DatabaseUnavailable,
    OutOfMemory,
    StatementTimeout,
)

DriverProblem = (driver.Neo4jError, driver.DriverError)

_TIMED_OUT = (
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.TransientError.Transaction.TransactionTimedOut",
    "Neo.TransientError.Transaction.Terminated",
)
_READ_ONLY = (
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase",
    "Neo.ClientError.General.AccessMode",
    "Neo.ClientError.Statement.AccessMode",
)
# Of one transaction, of all of them, and of the server; some are transient to Neo4j, and to nobody
# who sends the same again.
_OUT_OF_MEMORY = (
    "Neo.ClientError.General.TransactionOutOfMemoryError",
    "Neo.TransientError.General.TransactionOutOfMemoryError",
    "Neo.TransientError.General.TransactionMemoryLimit",
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
    "Neo.TransientError.General.OutOfMemoryError",
    "Neo.DatabaseError.General.OutOfMemoryError",
)


def out_of_memory(error: Exception) -> bool:
    """Whether something took more memory than the database had for it: sent again, it would take as
    much again."""
    return getattr(error, "code", None) in _OUT_OF_MEMORY


def timed_out(name: str, seconds: float) -> StatementTimeout:
    """The error for a statement that ran longer than `seconds`."""
    return StatementTimeout(
        f"The statement {name} hit the limit of {seconds:g} s and was stopped. Ask for less at "
        "once: smaller pages, fewer nested lists, or a smaller maxDepth.",
        name=name,
        seconds=seconds,
    )


def silent(uri: str, seconds: float) -> DatabaseUnavailable:
    """The error for a server that says nothing, not even that a statement took too long."""
    return DatabaseUnavailable(
        f"Neo4j at {uri} has not answered for {seconds:g} s; try again later.", seconds=seconds
    )


def translated(error: Exception, name: str, uri: str, timeout: float) -> DatabaseError:
    """Our error for what the driver raised while the statement or write `name` ran."""
    code = getattr(error, "code", None) or type(error).__name__
    if code in _TIMED_OUT:
        return timed_out(name, timeout)
    if isinstance(error, driver.IncompleteCommit):
        return DatabaseUnavailable(
            f"The connection to {uri} was lost while {name} was being committed; look whether it "
            "was before trying again.",
            name=name,
        )
    if isinstance(error, driver.AuthError | driver.Forbidden):
        return DatabaseRefused(f"Neo4j at {uri} refused the credentials or the right: {error}.")
    if code in _READ_ONLY:
        return DatabaseRefused(f"The database at {uri} is read-only; goalgraph has to write.")
    if code == "Neo.ClientError.Database.DatabaseNotFound":
        return DatabaseRefused(f"Neo4j at {uri} has no such database (NEO4J_DATABASE): {error}.")
    if out_of_memory(error):
        return OutOfMemory(_too_much(name), name=name, neo4j=code)
    if isinstance(error, driver.TransientError) and not isinstance(
        error, driver.DatabaseUnavailable | driver.NotALeader
    ):
        return Contention(f"{name} kept colliding with other writes ({code}); try again.")
    if isinstance(error, driver.ConnectionAcquisitionTimeoutError):
        return DatabaseUnavailable(f"All connections to {uri} stayed busy; try again later.")
    if isinstance(
        error,
        driver.ServiceUnavailable
        | driver.SessionExpired
        | driver.TransientError
        | driver.BrokenRecordError,
    ):
        return DatabaseUnavailable(f"Neo4j at {uri} cannot be reached: {_reason(error)}.")
    return DatabaseError(f"Neo4j refused {name} ({code}): {error}", name=name, neo4j=code)


def _too_much(name: str) -> str:
    if name == "write":
        return (
            "This touches more than the database can change at once with the memory that it has; "
            "nothing was written. Do it in smaller steps, or give the database more memory."
        )
    return (
        f"The statement {name} takes more memory than the database has for it. Ask for less at "
        "once: smaller pages, fewer nested lists, or a smaller maxDepth."
    )


def _reason(error: BaseException) -> str:
    """The innermost cause, which is shorter and clearer than what the driver wraps around it."""
    while (
        inner := error.exceptions[0] if isinstance(error, BaseExceptionGroup) else error.__cause__
    ):
        error = inner
    return (getattr(error, "strerror", None) or str(error)).rstrip(".")

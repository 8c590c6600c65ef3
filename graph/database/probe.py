"""Whether a database can be used: reached, new enough, and written to."""

from __future__ import annotations

import re

import neo4j
from neo4j.exceptions import TransactionError

from graph.database.failures import DriverProblem, translated
from graph.database.settings import DatabaseSettings
from graph.domain.errors import DatabaseRefused, DatabaseUnavailable

OLDEST_VERSION = (5, 26)


async def check_usable(session: neo4j.AsyncSession, settings: DatabaseSettings) -> None:
    """Ends the session. Raises DatabaseUnavailable or DatabaseRefused unless it can be used."""
    uri = settings.uri
    try:
        # Creating and deleting one node in a transaction that is undone leaves no trace, and is the
        # only test that covers read-only databases, rights and clusters alike.
        async with session, await session.begin_transaction() as probe:
            agent = (await (await probe.run("RETURN 1")).consume()).server.agent
            version = re.search(r"(\d+)\.(\d+)", agent)
            if version is None or tuple(map(int, version.groups())) < OLDEST_VERSION:
                raise DatabaseRefused(
                    f"{uri} runs {agent}; goalgraph needs Neo4j 5.26 or newer.", agent=agent
                )
            await (await probe.run("CREATE (n) DELETE n")).consume()
            await probe.rollback()
    except TransactionError as error:
        raise DatabaseUnavailable(f"Neo4j at {uri} cannot be reached: {error}") from error
    except DriverProblem as error:
        raise translated(error, "connect", uri, settings.statement_timeout) from error

"""Which organizations a database holds."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from graph.database.client import Database, Transaction
from graph.domain.errors import InvalidInput, NotFound

_ORGANIZATIONS: Final = """
MATCH (o:Organization) WHERE o.org IS NOT NULL AND o.id IS NOT NULL
WITH o.id AS id ORDER BY id
RETURN collect(id)
"""

_SUMMARIES: Final = """
MATCH (o:Organization) WHERE o.org IS NOT NULL AND o.id IS NOT NULL
WITH o ORDER BY o.id
RETURN collect({
  id: o.id, name: o.name,
  objectives: COUNT { MATCH (g:Objective) WHERE g.org = o.org AND g.id IS NOT NULL }
})
"""

_UNTOUCHED: Final = """
MATCH (o:Organization {org: $p.org, id: $p.org})
MATCH (r:Revision {org: $p.org, number: o.revision})
RETURN r.operation = 'import' AND r.at < $p.day
"""

_FORGET: Final = """
MATCH (o:Organization {org: $p.org, id: $p.org})
OPTIONAL MATCH (r:Revision) WHERE r.org = $p.org AND r.number IS NOT NULL
DELETE o, r
"""


async def organizations(database: Database) -> list[str]:
    """The ids of all organizations, in their order."""
    found: list[str] = await database.read("organizations", _ORGANIZATIONS, {})
    return found


async def summaries(database: Database) -> list[dict[str, Any]]:
    """Of every organization its `id`, its `name` and the number of its `objectives`, by id."""
    found: list[dict[str, Any]] = await database.read("organizations.summaries", _SUMMARIES, {})
    return found


async def organization(database: Database, wanted: str | None) -> str:
    """The id of the organization that is wanted; without a wish, of the only one.

    Raises NotFound (there is no such one, or none at all) and InvalidInput (there are several).
    """
    found = await organizations(database)
    if not found:
        raise NotFound("The database holds no organization; import one first.")
    if wanted is None and len(found) > 1:
        raise InvalidInput(
            f"The database holds several organizations; name one with --organization: "
            f"{', '.join(found[:20])}{', …' if len(found) > 20 else ''}.",
            path=["organization"],
        )
    if wanted is not None and wanted not in found:
        raise NotFound(f"There is no organization {wanted}.")
    return wanted or found[0]


async def untouched(database: Database, org: str, day: date) -> bool:
    """Whether the organization was imported before a day (UTC), and nothing was changed in it
    since."""
    found: bool | None = await database.read(
        "untouched", _UNTOUCHED, {"org": org, "day": day.isoformat()}
    )
    return bool(found)


async def forget(database: Database, org: str) -> None:
    """Takes the organization out of sight; an import of it removes and replaces what is left."""

    async def work(transaction: Transaction) -> None:
        await transaction.run("forget", _FORGET, {"org": org})

    await database.write(org, work)

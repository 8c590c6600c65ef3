"""Small organizations for tests of who may see what, written straight into the stored model."""

from __future__ import annotations

from typing import Any

from graph.database.client import Database, Transaction
from graph.domain.text_properties import text_properties

ORGANIZATION = """
CREATE (:Organization {
  org: $p.org, id: $p.org, name: $p.org, timezone: 'UTC', fiscalYearStartMonth: 1,
  revision: 1, accessRevision: 1, since: 1, born: 1, version: 1,
  createdAt: '2026-01-01T00:00:00.000+00:00', updatedAt: '2026-01-01T00:00:00.000+00:00'
})
"""

TEAMS = """
UNWIND $p.teams AS row
CREATE (team:Team {org: $p.org, kind: 'TEAM', archived: false, since: 1, born: 1})
SET team += row
"""

PEOPLE = """
UNWIND $p.people AS row
CREATE (person:Person {org: $p.org, archived: false, since: 1, born: 1})
SET person += row
"""

RELATIONS = """
UNWIND $p.relations AS row
MATCH (a:Person|Team {org: $p.org, id: row[0]})
MATCH (b:Person|Team {org: $p.org, id: row[2]})
CREATE (a)-[:$(row[1]) {org: $p.org, since: 1, until: 9007199254740991}]->(b)
"""


async def organization(
    database: Database,
    org: str,
    *,
    people: list[dict[str, Any]] | None = None,
    teams: list[dict[str, Any]] | None = None,
    relations: list[tuple[str, str, str]] | None = None,
) -> None:
    """An organization with these people (`id`, `name`, `email`, `role`, …), teams (`id`, `name`)
    and relationships (from, type, to)."""
    p = {
        "org": org,
        "people": [row | text_properties("Person", row) for row in people or []],
        "teams": [row | text_properties("Team", row) for row in teams or []],
    }
    rows = [list(relation) for relation in relations or []]

    async def work(transaction: Transaction) -> None:
        await transaction.run("testOrganization", ORGANIZATION, p)
        await transaction.run("testTeams", TEAMS, p)
        await transaction.run("testPeople", PEOPLE, p)
        await transaction.run("testRelations", RELATIONS, {"org": org, "relations": rows})

    await database.write(org, work)


async def change(database: Database, org: str, statement: str, **p: Any) -> None:
    """Runs one statement as a change of who may see what."""

    async def work(transaction: Transaction) -> None:
        await transaction.run("testChange", statement, {"org": org, **p})
        await transaction.run(
            "testRevision",
            "MATCH (o:Organization {org: $p.org}) SET o.revision = o.revision + 1 "
            "SET o.accessRevision = o.revision, o.planRevision = o.revision",
            {"org": org},
        )

    await database.write(org, work)

"""Brings what is stored up to the rules of this version.

What follows from what people said is stored (`docs/model.md`), so that another rule leaves numbers
behind that nobody would compute any more. `Organization.rulesVersion` says by which rules those of
an organization were derived. Where that is not the present ones, they are derived anew, in one
write with a revision of its own. Its history stays as it was told.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from graph.database.client import Database, Transaction
from graph.domain.errors import Contention
from graph.domain.viewer import Viewer
from graph.reads.execution.run import AccessChanged
from graph.writes.unit_of_work.rollup import settle
from graph.writes.unit_of_work.unit_of_work import Unit
from graph.writes.unit_of_work.visibility_changes import record_sights

RULES: Final = 3
"""1: until a status was that of the current value, and KPIs could be stale. 2: until those who lead
private goals were among their readers."""

ATTEMPTS: Final = 5
# All that an organization has is read, and much of it written.
SECONDS: Final = 3600.0

BEHIND: Final = """\
MATCH (g:Organization) WHERE g.org IS NOT NULL AND g.id IS NOT NULL
  AND g.accessRevision IS NOT NULL AND coalesce(g.rulesVersion, 1) < $p.rules
WITH g.id AS id ORDER BY id
RETURN collect(id)"""
ACCESS: Final = """\
MATCH (g:Organization {org: $p.org, id: $p.org})
RETURN g.accessRevision"""
STATUSES: Final = """\
RETURN COLLECT {
  MATCH (k:KeyResult) WHERE k.org = $p.org AND k.id IS NOT NULL
  OPTIONAL MATCH (k)-[:LAST_CHECK_IN]->(c:CheckIn)
  WITH k, c WHERE coalesce(k.lastStatus, '') <> coalesce(c.status, '')
  RETURN [properties(k), c.status]
}"""
KPIS: Final = """\
RETURN COLLECT {
  MATCH (k:Kpi) WHERE k.org = $p.org AND k.id IS NOT NULL RETURN properties(k)
}"""
READERS: Final = """\
RETURN COLLECT {
  MATCH (o:Objective) WHERE o.org = $p.org AND o.id IS NOT NULL
    AND o.visibility = 'PRIVATE' AND o.leadId IS NOT NULL AND NOT o.leadId IN o.readers
  RETURN properties(o)
}"""
# The feed judges what happened by who could see the goals of then, and shows it by rights of today.
PAST_READERS: Final = """\
MATCH (o:ObjectiveVersion) WHERE o.org = $p.org
  AND o.visibility = 'PRIVATE' AND o.leadId IS NOT NULL AND NOT o.leadId IN o.readers
SET o.readers = o.readers + o.leadId
RETURN count(o)"""
GOALS: Final = """\
RETURN COLLECT {
  MATCH (o:Objective) WHERE o.org = $p.org AND o.id IS NOT NULL RETURN o.id
}"""
DONE: Final = """\
MATCH (g:Organization {org: $p.org, id: $p.org})
SET g.rulesVersion = $p.rules
RETURN 1"""


async def upgrade(database: Database) -> list[str]:
    """Derives anew what was derived by former rules; returns the ids of the organizations. It may
    be stopped and started again at any moment, and run by several processes at once."""
    behind: list[str] = await database.read("upgrade.behind", BEHIND, {"rules": RULES})
    for org in behind:
        await upgrade_organization(database, org)
    return behind


async def upgrade_organization(database: Database, org: str) -> None:
    """The same of one organization, if it is behind."""
    for _ in range(ATTEMPTS):
        access_revision = await database.read("upgrade.access", ACCESS, {"org": org})
        try:
            await _upgrade(database, org, access_revision)
        except AccessChanged:
            continue
        return
    raise Contention("Others kept changing this meanwhile; it is safe to try again.")


def ourselves(org: str, access_revision: int) -> Viewer:
    """Who writes what nobody asked for."""
    return Viewer(
        org=org,
        person=None,
        name="goalgraph",
        scope="admin",
        role=None,
        sees_all=True,
        mine=(),
        near=(),
        access_revision=access_revision,
    )


async def _upgrade(database: Database, org: str, access_revision: int) -> None:
    async def work(transaction: Transaction) -> None:
        unit = Unit(transaction, ourselves(org, access_revision), datetime.now(UTC))
        await unit.begin()
        if unit.organization.get("rulesVersion", 1) >= RULES:
            raise _Nothing
        await _derive(unit)
        await settle(unit)
        await record_sights(unit)
        if not unit.record.changes:
            raise _Nothing
        await unit.commit("upgrade")
        await unit.read("upgrade.done", DONE, {"rules": RULES})

    async def mark(transaction: Transaction) -> None:
        await transaction.run("upgrade.done", DONE, {"org": org, "rules": RULES})

    try:
        await database.write(org, work, seconds=SECONDS)
    except _Nothing:
        # No revision is made of it.
        await database.write(org, mark)


async def _derive(unit: Unit) -> None:
    for result, status in await unit.read("upgrade.statuses", STATUSES, {}):
        unit.derive("KeyResult", unit.known.same("KeyResult", result), {"lastStatus": status})
    for kpi in await unit.read("upgrade.kpis", KPIS, {}):
        unit.derive("Kpi", unit.known.same("Kpi", kpi), {"status": None})
        unit.kpis.add(kpi["id"])
    for row in await unit.read("upgrade.readers", READERS, {}):
        goal = unit.known.same("Objective", row)
        unit.derive("Objective", goal, {"readers": [*goal["readers"], goal["leadId"]]})
    await unit.read("upgrade.pastReaders", PAST_READERS, {})
    unit.restates(*await unit.read("upgrade.goals", GOALS, {}))


class _Nothing(Exception):
    """Nothing has to change: the revision stays."""

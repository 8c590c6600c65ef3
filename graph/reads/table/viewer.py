"""Who is asking: not a node, but lists that start from their own id."""

from __future__ import annotations

from collections.abc import Mapping

from graph.reads.compile.compiler import EntityMapping, Spec
from graph.reads.compile.field_kinds import One, Value
from graph.reads.compile.listing import Source
from graph.reads.compile.pages import Page
from graph.reads.table import entity
from graph.reads.table import lists as by
from graph.reads.table.groups import objectives
from graph.reads.table.proposals import of_owners
from graph.reads.table.stored import HEALTH, STATUS

_ME = "MATCH (_me:Person {org: $p.org, id: $p.person})"
# The person and the teams that they lead: whose goals need this person's attention.
_MINE = f"{_ME} MATCH (_me) (()-[:LEADS]->(:Team)){{0,1}} (_w) "
_TODAY = "toString(date(datetime({epochMillis: $p.now, timezone: g.timezone})))"
# Nobody has reported on a key result by the day on which it was due for the first time.
_OVERDUE = (
    "EXISTS { MATCH (node)-[:HAS_KEY_RESULT]->(_k:KeyResult) WHERE _k.archived = false "
    f"AND _k.lastCheckInAt IS NULL AND _k.checkInDueOn < {_TODAY} }}"
)

_FIELDS: Mapping[str, Spec] = {
    "name": Value("$p.name"),
    "scope": Value("$p.scope"),
    "seesEverything": Value("$p.seesAll"),
    "person": One(
        "MATCH (node:Person {org: $p.org, id: $p.person})",
        ["Person"],
    ),
    "organization": One("UNWIND [g] AS node WITH node", ["Organization"]),
    "objectives": objectives(
        f"{_ME} MATCH (_me)-[:OWNS|LEADS_GOAL]->(_o:Objective) "
        "WITH DISTINCT _o AS node MATCH (node)"
    ),
    "teamObjectives": objectives(
        f"{_ME} MATCH (_me)-[:MEMBER_OF|LEADS]->(_t:Team) WITH DISTINCT _t "
        "MATCH (_t)-[:OWNS]->(node:Objective)"
    ),
    "needsAttention": objectives(
        f"{_MINE} MATCH (_w)-[:OWNS|LEADS_GOAL]->(_o:Objective) "
        "WITH DISTINCT _o AS node MATCH (node)",
        "node.lifecycle = 'ACTIVE'",
        f"({HEALTH} IN ['OFF_TRACK', 'AT_RISK', 'STALE'] OR ({HEALTH} = 'NO_DATA' AND {_OVERDUE}))",
    ),
    "checkInsDue": Page(
        Source(
            f"{_MINE}MATCH (_w)-[:OWNS|LEADS_GOAL]->(_x) "
            "MATCH (_x) (()-[:HAS_KEY_RESULT]->()){0,1} (_y) "
            # Of one's goal's key results, those that nobody else has.
            "WHERE coalesce(_y.ownerId, _w.id) = _w.id WITH DISTINCT _y "
            "MATCH (_y:KeyResult)<-[:HAS_KEY_RESULT]-(_d:Objective WHERE _d.lifecycle = 'ACTIVE') "
            "WITH _y AS node MATCH (node)",
            "KeyResult",
            by.CHECK_IN_DUE_ON,
            by.KEY_RESULT_ORDERS,
            given={"by": "node.checkInDueOn <= GIVEN"},
            otherwise={"by": f"node.checkInDueOn <= {_TODAY}"},
        )
    ),
    "kpisBehind": entity.kpis(
        f"{_MINE} MATCH (_w)-[:OWNS]->(node:Kpi)",
        f"{STATUS} IN ['OFF_TARGET', 'WATCH', 'STALE']",
    ),
    "proposals": of_owners(_MINE),
}

VIEWER = EntityMapping("Viewer", _FIELDS)

"""What every list of a type can be filtered and ordered by."""

from __future__ import annotations

from collections.abc import Mapping

from graph.model.goals import KeyResult, Objective
from graph.model.kpis import Kpi, KpiValue
from graph.model.links import Alignment, Drive, Support
from graph.model.organization import Cycle, Person, Team
from graph.model.work import CheckIn, Comment, Initiative
from graph.reads.compile.filters import (
    FilterField,
    Filters,
    compares,
    either,
    judged_by_sight,
    of_cycle,
    of_team,
    related,
)
from graph.reads.compile.keyset import Key
from graph.reads.compile.text_filters import TEXTS
from graph.reads.table.stored import filters_of, orders_of

# Their own names, so that a cursor of a raw title, as they were once, is one of another order.
TITLE = Key("titleKey", "node.sortKey")
NAME = Key("nameKey", "node.sortKey")
CREATED_AT = Key("createdAt", "node.createdAt")
UPDATED_AT = Key("updatedAt", "node.updatedAt")
REVISION = Key("revision", "node.since", number=True)
POSITION = Key("position", "node.position", number=True)
CHECK_IN_DUE_ON = Key("checkInDueOn", "node.checkInDueOn", nullable=True)
STARTS_ON = Key("startsOn", "node.startsOn")
AT = Key("at", "node.at", descending=True)
WEEK = Key("week", "node.startsOn", descending=True)
EFFECTIVE_AT = Key("effectiveAt", "node.effectiveAt", descending=True)
LINKED_AT = Key("createdAt", "link.createdAt")
LINK_REVISION = Key("revision", "link.since", number=True)


STAMPED = {"CREATED_AT": CREATED_AT, "UPDATED_AT": UPDATED_AT, "REVISION": REVISION}
OBJECTIVE_ORDERS = orders_of(Objective) | {"TITLE": TITLE} | STAMPED
KEY_RESULT_ORDERS = orders_of(KeyResult) | {"TITLE": TITLE} | STAMPED
KPI_ORDERS = orders_of(Kpi) | {"NAME": NAME} | STAMPED
TEAM_ORDERS = orders_of(Team) | {"NAME": NAME} | STAMPED
PERSON_ORDERS = orders_of(Person) | {"NAME": NAME} | STAMPED
CYCLE_ORDERS = orders_of(Cycle) | {"NAME": NAME} | STAMPED
INITIATIVE_ORDERS = orders_of(Initiative) | {"TITLE": TITLE} | STAMPED
CHECK_IN_ORDERS = orders_of(CheckIn) | {
    "EFFECTIVE_AT": EFFECTIVE_AT,
    "CREATED_AT": CREATED_AT,
    "REVISION": REVISION,
}
COMMENT_ORDERS = STAMPED
KPI_VALUE_ORDERS = orders_of(KpiValue) | {
    "AT": AT,
    "CREATED_AT": CREATED_AT,
    "REVISION": REVISION,
}
LINK_ORDERS = {"CREATED_AT": LINKED_AT, "REVISION": LINK_REVISION}

_STAMPS: Mapping[str, FilterField] = {
    "id": compares("node.id"),
    "createdAt": compares("node.createdAt"),
    "updatedAt": compares("node.updatedAt"),
    "revision": compares("node.since"),
}


def _filters(**fields: FilterField) -> Filters:
    """What all lists of nodes are filtered by, and these fields."""
    return Filters({**_STAMPS, **fields})


# Whether there is a way up through active objectives to a company one: pruned breadth first, since
# its predicates read properties only. What the viewer may not see leads nowhere for them.
_WAY_UP = (
    "EXISTS { (node) (()-[:ALIGNS_TO]->"
    "(_up:Objective WHERE _up.lifecycle = 'ACTIVE' AND SEES(_up))){1,} "
    "(_top:Objective WHERE _top.level = 'COMPANY') }"
)
_ABOVE = "EXISTS { MATCH (node)-[:ALIGNS_TO]->(_to:Objective) WHERE SEES(_to) }"
_BELOW = "EXISTS { MATCH (node)<-[:ALIGNS_TO]-(_by:Objective) WHERE SEES(_by) }"

_IN_CYCLE = "(node)-[:IN_CYCLE]->(_other:Cycle)"
_RESULT_IN_CYCLE = "(node)<-[:HAS_KEY_RESULT]-(:Objective)-[:IN_CYCLE]->(_other:Cycle)"


def _cycle_filters(found: str, cycle_id: str) -> Mapping[str, FilterField]:
    """By the cycle that `found` finds as `_other`, whose id `cycle_id` is."""

    def day(name: str) -> FilterField:
        return compares(f"head(COLLECT {{ MATCH {found} RETURN _other.{name} }})")

    return {
        "cycleWithin": of_cycle(cycle_id),
        "cycleState": related(found, "state"),
        "cycleStartsOn": day("startsOn"),
        "cycleEndsOn": day("endsOn"),
    }


OBJECTIVE_FILTERS = _filters(
    **filters_of(Objective),
    **_cycle_filters(_IN_CYCLE, "node.cycleId"),
    text=either(TEXTS["title"], TEXTS["description"]),
    team=of_team("node.ownerId"),
    aligned=judged_by_sight(_ABOVE),
    root=judged_by_sight(f"NOT {_ABOVE} AND (node.level = 'COMPANY' OR {_BELOW})"),
    orphan=judged_by_sight(
        f"node.lifecycle = 'ACTIVE' AND node.level <> 'COMPANY' AND NOT {_WAY_UP}"
    ),
)
# Whoever answers for it: its own owner, or else its goal's.
_OWNER_OF_RESULT = (
    "coalesce(node.ownerId, head(COLLECT "
    "{ MATCH (node)<-[:HAS_KEY_RESULT]-(_o:Objective) RETURN _o.ownerId }))"
)
KEY_RESULT_FILTERS = _filters(
    **filters_of(KeyResult),
    cycle=related(_RESULT_IN_CYCLE),
    **_cycle_filters(
        _RESULT_IN_CYCLE,
        "head(COLLECT { MATCH (node)<-[:HAS_KEY_RESULT]-(_o:Objective) RETURN _o.cycleId })",
    ),
    lifecycle=related("(node)<-[:HAS_KEY_RESULT]-(_other:Objective)", "lifecycle"),
    goal=compares("node.metricGoal"),
    team=of_team(_OWNER_OF_RESULT),
)
KPI_FILTERS = _filters(**filters_of(Kpi), team=of_team("node.ownerId"))
KPI_VALUE_FILTERS = _filters(**filters_of(KpiValue))
CHECK_IN_FILTERS = _filters(**filters_of(CheckIn))
TEAM_FILTERS = _filters(**filters_of(Team))
PERSON_FILTERS = _filters(**filters_of(Person), team=related("(node)-[:MEMBER_OF]->(_other:Team)"))
CYCLE_FILTERS = _filters(**filters_of(Cycle))
INITIATIVE_FILTERS = _filters(**filters_of(Initiative))
COMMENT_FILTERS = _filters(**filters_of(Comment))


def _link_filters(**concerns: FilterField) -> Filters:
    return Filters({"id": compares("link.id"), "revision": compares("link.since"), **concerns})


ALIGNMENT_FILTERS = _link_filters(
    **filters_of(Alignment, "link"),
    **{"from": compares("startNode(link).id")},
    to=compares("endNode(link).id"),
    keyResult=compares("link.keyResultId"),
)
SUPPORT_FILTERS = _link_filters(
    **filters_of(Support, "link"),
    **{"from": compares("startNode(link).id")},
    kpi=compares("endNode(link).id"),
)
DRIVE_FILTERS = _link_filters(
    **filters_of(Drive, "link"),
    **{"from": compares("startNode(link).id")},
    to=compares("endNode(link).id"),
)

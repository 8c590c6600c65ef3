"""What comes into sight, or goes out of it, with a change of something else.

Who may see a goal may see what belongs to it. When a write changes who may see a goal, what belongs
to it has not changed itself, but some people's copies of it have to: so it has a row of its own in
the record of changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.writes.unit_of_work.change_log import Changed
from graph.writes.unit_of_work.unit_of_work import Unit

_READING: Final = frozenset(("visibility", "readers"))
_HOLDERS: Final = frozenset(("ownerId", "leadId"))

_FOLLOWERS: Final = """\
WITH COLLECT {
  UNWIND $p.objectives AS id MATCH (o:Objective {org: $p.org, id: id}) RETURN o
} AS goals
WITH goals, COLLECT {
  UNWIND goals AS o MATCH (o)-[:HAS_KEY_RESULT]->(k:KeyResult) RETURN k
  UNION
  UNWIND $p.results AS id MATCH (k:KeyResult {org: $p.org, id: id}) RETURN k
} AS results
RETURN [
  ['KeyResult', [k IN results | k.id]],
  ['CheckIn', COLLECT { UNWIND results AS k MATCH (k)-[:HAS_CHECK_IN]->(c:CheckIn) RETURN c.id }],
  ['Initiative', COLLECT {
    UNWIND goals + results AS x MATCH (x)<-[:ADVANCES]-(i:Initiative) RETURN i.id
  }],
  ['Alignment', COLLECT {
    UNWIND goals AS o MATCH (o)-[a:ALIGNS_TO]-(:Objective) RETURN DISTINCT a.id
  }],
  ['AlignmentProposal', COLLECT {
    UNWIND goals AS o MATCH (o)-[p:PROPOSES]-(:Objective) RETURN DISTINCT p.id
  }],
  ['Support', COLLECT { UNWIND goals + results AS x MATCH (x)-[s:SUPPORTS]->(:Kpi) RETURN s.id }],
  ['FindingDismissal', COLLECT {
    UNWIND goals + results AS x MATCH (x)<-[:DISMISSES]-(d:FindingDismissal) WHERE d.ended IS NULL
    RETURN DISTINCT d.id
  }]
]"""

# Who may see what they are on may see comments; what has ended, nobody may.
COMMENTS: Final = """\
RETURN COLLECT {
  UNWIND $p.ids AS id
  MATCH (c:Comment)
  WHERE c.org = $p.org AND c.onId = id AND c.createdAt IS NOT NULL AND c.id IS NOT NULL
    AND c.ended IS NULL
  RETURN c.id
}"""


async def record_sights(unit: Unit) -> None:
    """Adds to the unit's record what belongs to goals, and to moved key results, whose sight this
    write may have changed for somebody."""
    changed = [(*key, one) for key, one in unit.record.changes.items()]
    objectives = [
        id for id, kind, one in changed if kind == "Objective" and _other_sight(unit, id, one)
    ]
    results = [id for id, kind, one in changed if kind == "KeyResult" and _moved(one)]
    commented = [*objectives, *results]
    commented += [id for (id, _), one in unit.record.changes.items() if one.kind == "ENDED"]
    if objectives or results:
        p = {"objectives": objectives, "results": results}
        rows: Iterable[tuple[str, list[str]]] = await unit.read("write.sights", _FOLLOWERS, p)
        for node_type, ids in rows:
            unit.record.follow(node_type, ids)
            commented += ids
    if commented:
        ids = await unit.read("write.sightsOfComments", COMMENTS, {"ids": commented})
        unit.record.follow("Comment", ids)


def _other_sight(unit: Unit, identifier: str, one: Changed) -> bool:
    if one.kind == "CREATED":
        return False
    if not _READING.isdisjoint(one.before):
        return True
    # Whose it is, and who leads it, matters only while it is a draft.
    states = {one.before.get("lifecycle"), one.after.get("lifecycle")} - {None}
    if not states and not _HOLDERS.isdisjoint(one.before):
        found = unit.found.get(identifier)
        states = {"DRAFT" if found is None else found.node["lifecycle"]}
    return "DRAFT" in states


def _moved(one: Changed) -> bool:
    return one.kind != "CREATED" and "objectiveId" in one.before

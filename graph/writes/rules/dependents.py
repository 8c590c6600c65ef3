"""What stands on nodes that are put away, closed again or moved back.

Asked after everything else has been written: what has been put away meanwhile stands on nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graph.domain.ids import kind_of
from graph.writes.revert.entity_kinds import standing_on
from graph.writes.unit_of_work.unit_of_work import Unit

MOST: Final = 1000

_LIVE: Final = (
    "coalesce(m.archived, false) = false AND coalesce(m.superseded, false) = false "
    "AND coalesce(m.lifecycle, 'ACTIVE') <> 'ARCHIVED' AND m.ended IS NULL"
)
_STANDING: Final = """\
RETURN COLLECT {{
  UNWIND $p.ids AS id
  MATCH (n:{label} {{org: $p.org, id: id}})
  CALL (n) {{
    MATCH (n)-[:{outgoing}]->(m) WHERE {live} RETURN m.id AS other
    UNION
    MATCH (n)<-[:{incoming}]-(m) WHERE {live} RETURN m.id AS other
    UNION
    MATCH (n)-[r:{links}]-() RETURN r.id AS other
    UNION
    MATCH (n)<-[:HAS_KEY_RESULT]-()<-[r:ALIGNS_TO]-() WHERE r.keyResultId = n.id
    RETURN r.id AS other
  }}
  RETURN DISTINCT other LIMIT $p.most
}}"""
# The check-ins that came of a KPI's values.
_READ: Final = """\
RETURN COLLECT {
  UNWIND $p.ids AS id
  MATCH (v:KpiValue {org: $p.org, id: id})
  MATCH (n:Kpi {org: $p.org, id: v.kpiId})<-[:MEASURED_BY]-(k:KeyResult)
  MATCH (k)-[:HAS_CHECK_IN]->(c:CheckIn)
  WHERE c.effectiveAt = v.at AND c.source = 'KPI' AND c.superseded = false
  RETURN DISTINCT c.id LIMIT $p.most
}"""
# Links to key results that are no longer of the objective that the links lead to.
_LEFT_BEHIND: Final = """\
RETURN COLLECT {
  UNWIND $p.pairs AS pair
  MATCH (o:Objective {org: $p.org, id: pair[1]})<-[r:ALIGNS_TO]-()
  WHERE r.keyResultId = pair[0]
  RETURN DISTINCT r.id LIMIT $p.most
}"""
_BELONGING: Final = """\
RETURN COLLECT {
  UNWIND $p.ids AS id
  MATCH (o:Objective {org: $p.org, id: id})
  MATCH (o) (()-[:HAS_KEY_RESULT]->()){0,1} (n)
  CALL (n) {
    RETURN CASE WHEN n.since > $p.revision THEN n.id END AS other
    UNION
    MATCH (n)-[:HAS_CHECK_IN]->(c) WHERE c.since > $p.revision RETURN c.id AS other
    UNION
    MATCH (n)<-[:ADVANCES]-(i) WHERE i.since > $p.revision RETURN i.id AS other
    UNION
    MATCH (n)-[r:ALIGNS_TO|SUPPORTS]-() WHERE r.since > $p.revision RETURN r.id AS other
    UNION
    MATCH (n)-[r:ALIGNED_TO|SUPPORTED]-() WHERE r.until > $p.revision RETURN r.id AS other
  }
  WITH other WHERE other IS NOT NULL
  RETURN DISTINCT other LIMIT $p.most
}"""


async def standing(unit: Unit, ids: Iterable[str]) -> list[str]:
    """The ids of nodes and links in use that refer to any of these nodes."""
    by_kind: dict[str, list[str]] = {}
    for identifier in ids:
        by_kind.setdefault(kind_of(identifier) or "", []).append(identifier)
    outgoing, incoming, links = standing_on()
    found: list[str] = []
    for kind, some in by_kind.items():
        statement = _STANDING.format(
            label=kind, outgoing=outgoing, incoming=incoming, links=links, live=_LIVE
        )
        p = {"ids": some, "most": MOST}
        found += await unit.read(f"revert.standing{kind}", statement, p)
        if kind == "KpiValue":
            found += await unit.read("revert.readings", _READ, p)
    return list(dict.fromkeys(found))


async def left_behind(unit: Unit, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """The ids of alignments to these key results that lead to these objectives."""
    p = {"pairs": [list(pair) for pair in pairs], "most": MOST}
    found: list[str] = await unit.read("revert.leftBehind", _LEFT_BEHIND, p)
    return found


async def belonging(unit: Unit, goals: Iterable[str], revision: int) -> list[str]:
    """The ids of these objectives and of what belongs to them and may have changed since."""
    p = {"ids": sorted(goals), "revision": revision, "most": MOST}
    found: list[str] = await unit.read("revert.belonging", _BELONGING, p)
    return found

"""Whoever is archived holds no open work.

`putting_away` keeps those who hold some from being archived. What is over stays theirs; here, it
does not become open again before it is somebody else's, and takes another owner for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from graph.domain.errors import Conflict
from graph.writes.mutations.mutation import Given
from graph.writes.unit_of_work.loading import Found
from graph.writes.unit_of_work.unit_of_work import Unit

_SHOWN: Final = 3
_HOLDS: Final = {"OWNS": "belongs to", "LEADS_GOAL": "is led by"}
HOLDERS: Final[Mapping[str, str]] = {"owner": "ownerId", "lead": "leadId"}
"""The fields that say who holds something, and the properties that have their ids."""

# Open is what keeps whoever holds it from being archived (`putting_away`).
ARCHIVED_HOLDERS: Final = """\
RETURN COLLECT {{
  UNWIND $p.ids AS id
  MATCH (o:{kind} {{org: $p.org, id: id}}) (()-[:HAS_KEY_RESULT]->()){{0,1}} (x)
  WHERE coalesce(o.lifecycle, 'ACTIVE') IN ['DRAFT', 'ACTIVE']
    AND coalesce(x.archived, false) = false
    AND coalesce(x.state, 'PLANNED') IN ['PLANNED', 'IN_PROGRESS']
    AND NOT EXISTS {{ MATCH (o)-[:IN_CYCLE]->(c:Cycle) WHERE c.state = 'CLOSED' }}
  MATCH (x)<-[r:OWNS|LEADS_GOAL]-(w) WHERE w.archived
  WITH x, r, w ORDER BY x.id, type(r) DESC LIMIT $p.most
  RETURN [type(r), coalesce(x.title, x.name), w.name]
}}"""


async def check_held(unit: Unit, kind: str, ids: Iterable[str], path: list[str]) -> None:
    """Raises Conflict when what is open among these nodes, or a key result of theirs, is held by
    somebody who is archived. Asked when they are already as they shall be."""
    p = {"ids": list(ids), "most": _SHOWN + 1}
    rows = await unit.read(f"holders.{kind}", ARCHIVED_HOLDERS.format(kind=kind), p)
    if not rows:
        return
    held = [f'"{what}" {_HOLDS[how]} "{who}"' for how, what, who in rows[:_SHOWN]]
    more = ", and more like that" * (len(rows) > _SHOWN)
    raise Conflict(
        f"Archived people and teams hold no open work: {', '.join(held)}{more}. Give it to others "
        "first, by updates that name another `owner` or `lead` and nothing else, or restore who "
        "is archived.",
        path=path,
    )


async def hands_over(unit: Unit, found: Found, given: Given) -> bool:
    """Whether nothing is asked for but somebody else in the place of who is archived: that is
    taken of what is closed or archived, too."""
    names = given.keys() - {"id"}
    if not names or not names <= HOLDERS.keys():
        return False
    holders = [found.node.get(HOLDERS[name]) for name in names]
    if None in holders:
        return False
    await unit.find(one for one in holders if one is not None)
    return all(unit.found[one].node["archived"] for one in holders if one is not None)

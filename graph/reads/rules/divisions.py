"""How the plans for KPIs are divided, and which KPIs something is a part of the plan for.

A write asks both before and after. The viewer's sight decides which movers are hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from graph.domain.impact import Division
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.execution.run import Plan, Run
from graph.reads.rules.fetch import Fetch
from graph.reads.rules.moves import TAKES_PART
from graph.reads.rules.plans import divided, flagged
from graph.reads.table.types import TYPES

# From where the walk up begins: where a link or key result is a part of a pool, that pool's owner.
_STARTS: Final[Mapping[str, str]] = {
    "Objective": "MATCH (_s:Objective {org: $p.org, id: _id})",
    "KeyResult": "MATCH (:KeyResult {org: $p.org, id: _id})<-[:HAS_KEY_RESULT]-(_s:Objective)",
    "Kpi": "MATCH (_s:Kpi {org: $p.org, id: _id})",
    "Alignment": "MATCH ()-[:ALIGNS_TO {org: $p.org, id: _id}]->(_s:Objective)",
    "Support": "MATCH ()-[:SUPPORTS {org: $p.org, id: _id}]->(_s:Kpi)",
    "Drive": "MATCH ()-[:DRIVES {org: $p.org, id: _id}]->(_s:Kpi)",
}
_ABOVE: Final = (
    "WITH DISTINCT _s WHERE {takes_part} "
    "MATCH (_s) (()-[:ALIGNS_TO|HAS_KEY_RESULT|SUPPORTS|DRIVES]->(_m WHERE "
    f"{TAKES_PART})){{0,}} (_k:Kpi) WITH DISTINCT _k RETURN [_k.name, _k.id]"
)


class Divisions:
    """The statements, for a viewer who sees everything or for one who does not."""

    def __init__(self, *, sees_all: bool) -> None:
        c = Compiler(TYPES, [], sees_all)
        self._divided = Fetch(c, "divisions", "Kpi", flagged, None)
        self._above = _above(c.another())

    async def above(self, run: Run, starts: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """The names of the KPIs whose plan any of these has a part in, by id; `starts` holds ids by
        their kind."""
        ids = {kind: list(starts.get(kind, ())) for kind in _STARTS}
        found: list[tuple[str, str]] = await run.fetch(self._above, {"starts": ids})
        return {identifier: name for name, identifier in found}

    async def divided(self, run: Run, kpis: Sequence[str]) -> dict[str, Division]:
        """How the plans for those of these KPIs that are there are divided."""
        if not kpis:
            return {}
        return divided(await self._divided.of(run, list(kpis)), kpis)


def _above(c: Compiler) -> Plan:
    parts = []
    for kind, match in _STARTS.items():
        # Of what is left out of a walk, nothing goes up.
        takes_part = TAKES_PART.replace("_m", "_s")
        clauses = f"UNWIND $p.starts.{kind} AS _id {match} {_ABOVE}"
        parts.append(
            "COLLECT { " + c.render(clauses.replace("{takes_part}", takes_part), Scope("")) + " }"
        )
    return c.plan("above", "", " + ".join(parts))


@cache
def divisions(*, sees_all: bool) -> Divisions:
    """The statements are compiled once."""
    return Divisions(sees_all=sees_all)

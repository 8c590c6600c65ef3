"""`AlignmentProposal.impact`: what would follow from accepting it, from what one statement fetched.

To try it in a transaction that is undone would answer the same, but such a transaction holds the
organization's lock: a page of proposals would keep every writer waiting, and reads could not be
answered by a follower. The rules are the ones that a write settles by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.findings.settings import DEFAULTS
from graph.domain.impact import (
    MOST_COMPARED,
    Division,
    FindingChanges,
    Impact,
    Moves,
    Shifts,
    by_change,
    by_size,
    shifts,
)
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field
from graph.reads.rules.fetch import Fetch
from graph.reads.rules.impact_shown import KPI_FIELDS, ImpactShown
from graph.reads.rules.listing import Wanted
from graph.reads.rules.moves import TAKES_PART
from graph.reads.rules.plans import divided, flagged
from graph.reads.rules.projection import Projection
from graph.reads.rules.rollup import Contributor, risen, rising

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

_OPEN: Final = (
    "_e.lifecycle <> 'CLOSED' AND NOT EXISTS { (_e)-[:IN_CYCLE]->(_y:Cycle WHERE "
    "_y.state = 'CLOSED') }"
)
_GOAL: Final = (
    "{id: _a.id, lifecycle: _a.lifecycle, progressMode: _a.progressMode, "
    "manualProgress: _a.manualProgress, progress: _a.progress, healths: _a.healths, "
    "healthSince: _a.healthSince}"
)
_CYCLE: Final = "{startsMs: _c.startsMs, endsMs: _c.endsMs, state: _c.state}"

# Of each pending proposal: what it says, who would serve, whom that is served by already, what is
# above the target, and the KPIs whose plan the target has a part in.
_PENDING: Final = (
    "WITH collect(CASE WHEN _p.state = 'PENDING' THEN _p END) AS _ps "
    "RETURN ["
    "COLLECT { UNWIND _ps AS _q UNWIND [startNode(_q)] AS _f UNWIND [endNode(_q)] AS _t RETURN ["
    "_q.id, _q.weight, _q.counts, _q.keyResultId, _t.id, _t.lifecycle, "
    "[_f.id, _f.lifecycle, _f.progress, _f.healths, _f.healthSince], "
    "all(_ok IN COLLECT { UNWIND [_f, _t] AS _e RETURN " + _OPEN + " } WHERE _ok), "
    "COLLECT { MATCH (_f)-[_l:ALIGNS_TO]->(_t) RETURN _l.keyResultId IS NULL AND "
    "_q.keyResultId IS NULL OR _l.keyResultId = _q.keyResultId }, "
    "COLLECT { MATCH (_t) (()-[:ALIGNS_TO]->(:Objective)){0,} (_u) RETURN DISTINCT _u.id }, "
    "COLLECT { MATCH (_t) (()-[:ALIGNS_TO|HAS_KEY_RESULT|SUPPORTS|DRIVES]->(_m WHERE "
    f"{TAKES_PART})){{0,}} (_z:Kpi) WHERE _t.lifecycle = 'ACTIVE' "
    "WITH DISTINCT _z RETURN [_z.name, _z.id] }] }, "
    "COLLECT { UNWIND _ps AS _h UNWIND [endNode(_h)] AS _s "
)


class Pending(NamedTuple):
    """A proposal that nobody has decided about."""

    id: str
    weight: float
    counts: bool
    key_result: str | None
    target: str
    target_lifecycle: str
    source: Sequence[Any]
    open: bool
    there: Sequence[bool | None]
    above: Sequence[str]
    kpis: Sequence[tuple[str, str]]

    @property
    def possible(self) -> bool:
        """Whether it could be accepted as it stands: nothing is closed, there is no such
        alignment, and none would close a circle."""
        return self.open and True not in self.there and self.source[0] not in self.above

    def contributor(self) -> dict[str, Contributor]:
        """The one more that its target would have, by the target."""
        _, lifecycle, progress, healths, since = self.source
        if not self.counts or lifecycle not in ("ACTIVE", "CLOSED"):
            return {}
        if self.target_lifecycle != "ACTIVE":
            return {}
        more = Contributor(self.weight, progress, healths, since, self.source[0])
        return {self.target: more}

    def compared(self, most: int) -> list[str]:
        """The KPIs whose plan it may divide otherwise, the first `most` by name."""
        named = sorted((name, identifier) for name, identifier in self._changing())
        return [identifier for _, identifier in named[:most]]

    def not_compared(self, most: int) -> int:
        """How many more there are."""
        return max(0, len(self._changing()) - most)

    def _changing(self) -> Sequence[tuple[str, str]]:
        return self.kpis if self.source[1] == "ACTIVE" else []


class ProposedRule:
    """One selected `impact` field."""

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        def pending(c: Compiler, start: str) -> str:
            visible = " AND ".join(c.visible("Objective", goal := c.fresh("a"))) or "true"
            above = rising(_GOAL, _CYCLE, visible)
            text = f"WITH _p {_PENDING}{above} }}]"
            return c.render(text, Scope(""), p=start, a=goal)

        self.fetch = Fetch(c, "proposed", "PROPOSES", pending, None, link=True)
        self._below = Fetch(c, "proposed.below", "Kpi|Objective", flagged, None)
        self._kpis = any(one.name in KPI_FIELDS for one in selected.only())
        projection = Projection(c.another(), "proposed.page")
        self._shown = ImpactShown(projection, selected)
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """What would follow from each of the proposals, by its id; null for those that cannot be
        accepted as they stand."""
        rows, above = await self.fetch.of(run, ids)
        pending = [one for one in (Pending(*row) for row in rows) if one.possible]
        # What takes long is to divide plans: as many are compared, whatever is asked for.
        most = max(1, MOST_COMPARED // max(1, len(pending)))
        plans = await self._plans(run, pending, most)
        impacts: dict[str, Impact] = {}
        wanted: Wanted = {}
        before = risen(above)
        seen = {row[0]["id"] for row in above if row[4]}
        for one in pending:
            after = risen(above, more=one.contributor())
            goals = by_change(
                Moves(goal, before[goal].progress, after[goal].progress)
                for goal in seen
                if before[goal].progress != after[goal].progress
            )
            impact = impacts[one.id] = Impact(goals)
            # What would be found then is told by a dry run of the acceptance.
            impact.findings = FindingChanges(not_compared=list(DEFAULTS))
            if self._kpis:
                impact.kpis = by_size(plans[one.id])
                impact.not_compared = one.not_compared(most)
            self._shown.wants(run, impact, wanted)
        found = await self._projection.fill(run, wanted)
        built = {one: self._shown.build(run, impact, found) for one, impact in impacts.items()}
        return {one: built.get(one) for one in ids}

    async def _plans(
        self, run: Run, pending: Sequence[Pending], most: int
    ) -> dict[str, list[Shifts | None]]:
        kpis = {one.id: one.compared(most) for one in pending} if self._kpis else {}
        tops = dict.fromkeys(kpi for some in kpis.values() for kpi in some)
        if not tops:
            return {one.id: [] for one in pending}
        sources = dict.fromkeys(one.source[0] for one in pending if kpis[one.id])
        raw = await self._below.of(run, [*tops, *sources])
        before = divided(raw, tops)
        return {one.id: list(_shifted(one, kpis[one.id], raw, before)) for one in pending}


def _shifted(
    one: Pending, kpis: Sequence[str], raw: Any, before: Mapping[str, Division]
) -> Iterator[Shifts | None]:
    more = (one.source[0], one.target, one.key_result, one.weight)
    after = divided(raw, kpis, [more])
    for kpi in kpis:
        yield shifts(kpi, before.get(kpi), after.get(kpi))

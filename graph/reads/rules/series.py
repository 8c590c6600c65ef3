"""`Objective.progressSeries`: what the check-ins effective by each moment amount to."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from graph.domain.calendar import period_of, time_text, zone_of
from graph.domain.errors import InvalidInput
from graph.domain.health import NO_DATA
from graph.domain.metrics import Metric, clamped, raw_progress
from graph.domain.progress import Goal, Outcome, Part, roll_up
from graph.reads.compiler import Compiler, Scope
from graph.reads.rules.fetch import Fetch
from graph.reads.selection import Field

if TYPE_CHECKING:
    from graph.reads.run import Run

MOST_POINTS = 400

# Everything the objectives' progress is computed from, with every check-in that still counts.
_INPUTS = (
    "MATCH (_start) (()<-[:ALIGNS_TO]-(_m:Objective)){0,} (_n) "
    "WITH DISTINCT _n WITH collect(_n) AS _goals "
    "RETURN [g.timezone, g.fiscalYearStartMonth, "
    "[_g IN _goals | [_g.id, _g.progressMode, _g.lifecycle IN ['ACTIVE', 'CLOSED'], "
    "_g.manualProgress, CASE WHEN _g.lifecycle = 'CLOSED' THEN [_g.closedAt, _g.progress] END]], "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)<-[_a:ALIGNS_TO]-(_c:Objective) WHERE _a.counts "
    "RETURN [_c.id, _o.id, _a.weight] }, "
    "COLLECT { UNWIND _goals AS _o MATCH (_o)-[:HAS_KEY_RESULT]->(_r:KeyResult) "
    "WHERE _r.archived = false RETURN [_o.id, _r.weight, _r.metricGoal, "
    "[_r.metricStart, _r.metricTarget, _r.metricLower, _r.metricUpper], "
    "COLLECT { MATCH (_r)-[:HAS_CHECK_IN]->(_x:CheckIn) WHERE NOT _x.superseded "
    "WITH _x ORDER BY _x.effectiveAt, _x.recordedAt, _x.id RETURN [_x.effectiveAt, _x.value] }] }]"
)


class SeriesRule:
    """One selected `progressSeries` field."""

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._field = selected

        def inputs(c: Compiler, start: str) -> str:
            return c.render(_INPUTS, Scope(""), start=start)

        self.fetch = Fetch(c, "series", "Objective", inputs, this)

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The points of each objective, by its id."""
        raw = await self.fetch.of(run, ids)
        moments = _moments(run.values[self._field.index], run.moment, raw[0], raw[1])
        lines: dict[str, list[dict[str, Any]]] = {one: [] for one in ids}
        for moment in moments:
            text = time_text(moment)
            outcomes = roll_up(*_goals_at(text, raw))
            for objective in ids:
                values = {
                    "at": text,
                    "progress": outcomes[objective].progress,
                    "__typename": "ProgressPoint",
                }
                lines[objective].append({one.key: values[one.name] for one in self._field.only()})
        return lines


def _moments(
    arguments: Mapping[str, Any], now: datetime, timezone: str, fiscal_start: int
) -> list[datetime]:
    """`from`, the start of every period up to `to`, and `to` itself."""
    start: datetime = arguments["from"]
    end: datetime = arguments.get("to") or now
    if end < start:
        raise InvalidInput("`to` is before `from`.", path=["to"])
    zone = zone_of(timezone)
    every = arguments["every"].value
    moments = [start]
    while True:
        following = period_of(every, moments[-1], zone, fiscal_start).ends_at
        if following >= end:
            break
        moments.append(following)
        if len(moments) >= MOST_POINTS:
            raise InvalidInput(
                f"That is more than {MOST_POINTS} points; ask for fewer or for longer steps.",
                path=["every"],
            )
    if moments[-1] != end:
        moments.append(end)
    return moments


def _goals_at(
    moment: str, raw: Sequence[Any]
) -> tuple[dict[str, Goal], list[tuple[str, str, float]]]:
    """The goals with the check-ins that were effective by a moment, and their contributions."""
    parts: dict[str, list[Part]] = defaultdict(list)
    for objective, weight, goal, numbers, check_ins in raw[4]:
        effective = bisect_right(check_ins, moment, key=lambda one: one[0])
        current = check_ins[effective - 1][1] if effective else None
        progress = clamped(raw_progress(Metric(goal, *numbers), current))
        parts[objective].append(Part(weight, progress, NO_DATA))
    goals = {}
    for objective, mode, live, manual, closed in raw[2]:
        goal = Goal(mode, live, parts.get(objective, ()), manual)
        if closed and closed[0] is not None and closed[0] <= moment:
            goal = replace(goal, frozen=Outcome(closed[1], NO_DATA))
        goals[objective] = goal
    return goals, [tuple(row) for row in raw[3]]

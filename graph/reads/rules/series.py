"""`Objective.progressSeries`: what an objective's progress was at each moment, as history has it.

Whatever changes it is rolled up when it happens, into another state of the objective. So a point is
what a question `at` that moment answers, whatever was aligned, live or measured otherwise by then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from graph.domain.calendar import Frequency, period_of, time_text, zone_of
from graph.domain.errors import InvalidInput
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.selection import Field, asked_by
from graph.reads.rules.fetch import Fetch

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

MOST_POINTS = 400

# Each objective's states since the revision that there was at the first moment, and the times at
# which they began. Times of revisions never go back, so the states are in the order of both.
_STATES = """\
head(COLLECT {{
  WITH coalesce(head(COLLECT {{
    MATCH (_r:Revision) WHERE _r.org = $p.org AND _r.at <= {begin}
    RETURN _r.number ORDER BY _r.org DESC, _r.at DESC LIMIT 1
  }}), 0) AS _first
  RETURN COLLECT {{
    UNWIND _goals AS _o
    RETURN [
      _o.id,
      COLLECT {{
        MATCH (_v:ObjectiveVersion)
        WHERE _v.org = $p.org AND _v.of = _o.id AND _v.until > _first{asked}
        MATCH (_s:Revision {{org: $p.org, number: _v.since}})
        RETURN [_s.at, _v.progress] ORDER BY _v.org, _v.of, _v.until
      }} + COLLECT {{
        MATCH (_t:Revision {{org: $p.org, number: _o.since}}){present}
        RETURN [_t.at, _o.progress]
      }}
    ]
  }}
}})"""


class SeriesRule:
    """One selected `progressSeries` field."""

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._field = selected

        def states(c: Compiler, start: str) -> str:
            begin = c.param(c.argument(selected), lambda given: time_text(given["from"]))
            text = _STATES.format(
                begin=begin,
                asked=" AND _v.since <= $p.at" if c.past else "",
                present=" WHERE _o.since <= $p.at" if c.past else "",
            )
            # States are looked up here by themselves, of whichever moment this is asked.
            return c.render(
                "MATCH (_start) WITH collect(_start) AS _goals "
                f"RETURN [g.timezone, g.fiscalYearStartMonth, {c.today(text)}]",
                Scope(""),
                start=start,
            )

        self.fetch = Fetch(c, "series", "Objective", states, this)

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The points of each objective, by its id."""
        timezone, fiscal_start, states = await self.fetch.of(run, ids)
        given = run.values[self._field.index]
        with asked_by(self._field.index):
            moments = _moments(given, run.moment, timezone, fiscal_start)
        times = [time_text(one) for one in moments]
        return {identifier: self._points(times, known) for identifier, known in states}

    def _points(self, times: list[str], states: list[list[Any]]) -> list[dict[str, Any]]:
        """Of one objective: at each time the last of its states that had begun, if any had."""
        points = []
        for at in times:
            begun = bisect_right(states, at, key=lambda state: state[0])
            values = {
                "at": at,
                "progress": states[begun - 1][1] if begun else None,
                "__typename": "ProgressPoint",
            }
            points.append({one.key: values[one.name] for one in self._field.only()})
        return points


def _moments(
    arguments: Mapping[str, Any], now: datetime, timezone: str, fiscal_start: int
) -> list[datetime]:
    """`from`, the start of every period up to `to`, and `to` itself."""
    start: datetime = arguments["from"]
    end: datetime = arguments.get("to") or now
    if end < start:
        raise InvalidInput("`to` is before `from`.", path=["to"])
    zone = zone_of(timezone)
    asked = arguments["every"]
    every: Frequency = "WEEKLY" if asked is None else asked.value
    moments = [start]
    while True:
        try:
            following = period_of(every, moments[-1], zone, fiscal_start).ends_at
        except OverflowError:
            raise InvalidInput("The calendar ends before this does.", path=["from"]) from None
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

"""The revisions of two moments, and what key results' current values were between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.calendar import time_text
from graph.domain.errors import InvalidInput
from graph.domain.explanations.reports import Report
from graph.reads.compile.compiler import Compiler, Scope

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

# Several revisions may have one time; the last of them is how things stood.
_AT: Final = (
    "coalesce(head(COLLECT {{ MATCH (_r:Revision) WHERE _r.org = $p.org AND _r.at <= {0} "
    "WITH _r.at AS _at ORDER BY _r.org DESC, _r.at DESC LIMIT 1 "
    "MATCH (_q:Revision) WHERE _q.org = $p.org AND _q.at = _at "
    "RETURN _q.number ORDER BY _q.number DESC LIMIT 1 }}), 0)"
)
_CURRENT: Final = (
    "COLLECT { UNWIND $p.results AS _id MATCH (_k:KeyResult {org: $p.org, id: _id})"
    "-[_l:LAST_CHECK_IN|WAS_LAST_CHECK_IN]->(_c:CheckIn) "
    "WHERE _l.since <= $p.end AND _l.until > $p.begin "
    "RETURN [_k.id, _l.since, _l.until, _c.id, _c.value] }"
)


class Between(NamedTuple):
    """Two moments, with the last revision there was at each: 0 before the first."""

    begin: datetime
    end: datetime
    begin_revision: int
    end_revision: int
    asked: bool
    """Whether the later one is the moment that is asked about."""


class MomentsFetch:
    """The statement that finds the revisions of `from` and `to`."""

    def __init__(self, c: Compiler, name: str) -> None:
        own = c.another()
        text = f"[{_AT.format('$p.begin')}, {_AT.format('$p.end')}]"
        text = own.today(own.render(text, Scope("")))
        self._plan = own.plan(f"{name}.moments", "", text)

    async def between(self, run: Run, begin: datetime, end: datetime | None) -> Between:
        """The revisions of `begin` and `end`, which is the moment asked about unless given. Raises
        InvalidInput when they are the wrong way round, or beyond that moment."""
        last = run.moment
        for name, moment in (("from", begin), ("to", end)):
            if moment is not None and moment > last:
                raise InvalidInput(
                    f"`{name}` is after {time_text(last)}, and nothing is known of that yet.",
                    path=[name],
                )
        if end is not None and begin > end:
            raise InvalidInput("`from` is after `to`.", path=["from"])
        p = {"begin": time_text(begin), "end": time_text(end or last)}
        first, then = await run.fetch(self._plan, p)
        asked = run.revision if run.past is None else run.past.revision
        assert asked is not None
        if end is None:
            then = asked
        return Between(begin, end or last, min(first, asked), min(then, asked), end is None)


class CurrentValues:
    """What the current values of key results were from a revision to another."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._held: dict[str, list[tuple[int, int, str, float]]] = {}
        for key_result, since, until, check_in, value in rows:
            self._held.setdefault(key_result, []).append((since, until, check_in, value))
        for held in self._held.values():
            held.sort()
        self.home = {row[2]: key for key, held in self._held.items() for row in held}
        """The key result of each check-in."""

    def between(self, key_result: str, begin: int, end: int) -> list[Report]:
        """What was current at revision `begin`, and everything that came to be up to `end`."""
        held = self._held.get(key_result, [])
        steps: dict[int, Report] = {}
        for since, until, check_in, value in held:
            if until <= end:
                steps.setdefault(until, Report(until, None, None))
            if since <= end:
                steps[since] = Report(since, check_in, value)
        rows = [steps[since] for since in sorted(steps)]
        first = bisect_right(rows, begin, key=lambda row: row.since)
        before = rows[first - 1] if first else Report(begin, None, None)
        return [before, *rows[first:]]


class CurrentValuesFetch:
    """The statement that finds them."""

    def __init__(self, c: Compiler, name: str) -> None:
        own = c.another()
        text = own.today(own.render(_CURRENT, Scope("")))
        self._plan = own.plan(f"{name}.values", "", text)

    async def of(self, run: Run, key_results: Iterable[str], begin: int, end: int) -> CurrentValues:
        """The values of these key results from revision `begin` to `end`."""
        p: Mapping[str, Any] = {"results": sorted(key_results), "begin": begin, "end": end}
        return CurrentValues(await run.fetch(self._plan, p))

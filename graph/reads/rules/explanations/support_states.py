"""The states of the supports of KPIs between two revisions, as history has them.

A support takes part while it is there, what supports is not archived, and its objective is live.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.domain.explanations.prediction import Held
from graph.reads.compile.compiler import Compiler, Scope

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

_SUPPORTS: Final = (
    "COLLECT { UNWIND $p.ids AS _id MATCH (_q:Kpi {org: $p.org, id: _id})"
    "<-[_s:SUPPORTS|SUPPORTED]-(_x) WHERE _s.since <= $p.end AND _s.until > $p.begin "
    "RETURN [_q.id, _s.id, _s.since, _s.until, _s.expectedDelta, _x.id, COLLECT { "
    "MATCH (_o:Objective)-[_h:HAS_KEY_RESULT|HAD_KEY_RESULT]->(_x) "
    "WHERE _h.since <= $p.end AND _h.until > $p.begin RETURN [_o.id, _h.since, _h.until] }] }"
)
_STATES: Final = " + ".join(
    f"COLLECT {{ UNWIND $p.{ids} AS _id MATCH (_n:{label} {{org: $p.org, id: _id}}) "
    f"RETURN [_n.id, COLLECT {{ MATCH (_v:{label}Version) WHERE _v.org = $p.org "
    "AND _v.of = _n.id AND _v.until > $p.begin "
    f"RETURN [_v.since, {live.replace('_n', '_v')}, _v.progress] "
    "ORDER BY _v.org, _v.of, _v.until } + "
    f"[[_n.since, {live}, _n.progress]]] }}"
    for ids, label, live in (
        ("goals", "Objective", "_n.lifecycle IN ['ACTIVE', 'CLOSED']"),
        ("results", "KeyResult", "NOT _n.archived"),
    )
)


class _Link(NamedTuple):
    """A state of a support: while it is from `since` until before `until`, what supports, and the
    objectives that a key result is of, each with the same."""

    since: int
    until: int
    expected_delta: float | None
    source: str
    homes: Sequence[tuple[str, int, int]]


class SupportStates:
    """What was fetched: by KPI, its supports, and of each its states in order."""

    def __init__(self, links: Iterable[Sequence[Any]], seen: Mapping[str, bool]) -> None:
        self.of: dict[str, dict[str, list[_Link]]] = {}
        for kpi, support, *state in links:
            self.of.setdefault(kpi, {}).setdefault(support, []).append(_Link(*state))
        self._states: dict[str, list[tuple[int, bool, float | None]]] = {}
        self._seen = seen

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add the states of objectives and key results."""
        for node, states in rows:
            self._states[node] = sorted((since, live, p) for since, live, p in states)

    def sees(self, kpi: str, support: str) -> bool:
        """Whether the viewer may see a support."""
        return all(self._seen.get(goal, False) for goal in _goals(self.of[kpi][support]))

    def held(self, kpi: str, support: str, begin: int, end: int) -> list[Held]:
        """The states of a support that were there between two revisions."""
        found = []
        for link in sorted(self.of[kpi][support]):
            nodes = [link.source, *(goal for goal, _, _ in link.homes)]
            bounds = {link.since, max(link.since, begin)}
            bounds.update(at for _, since, until in link.homes for at in (since, until))
            bounds.update(row[0] for node in nodes for row in self._states.get(node, ()))
            inside = sorted(at for at in bounds if link.since <= at < link.until and at <= end)
            for since, until in zip(inside, [*inside[1:], link.until], strict=True):
                live, progress = self._at(link, since)
                found.append(Held(since, until, link.expected_delta, live, progress))
        return found

    def _at(self, link: _Link, revision: int) -> tuple[bool, float | None]:
        own = self._state(link.source, revision)
        if own is None:
            return False, None
        live, progress = own
        if link.source.startswith("kr_"):
            home = next((g for g, since, until in link.homes if since <= revision < until), None)
            of = None if home is None else self._state(home, revision)
            live = live and of is not None and of[0]
        return live, progress

    def _state(self, node: str, revision: int) -> tuple[bool, float | None] | None:
        states = self._states.get(node, [])
        position = bisect_right(states, revision, key=lambda state: state[0])
        return states[position - 1][1:] if position else None


def _goals(links: Iterable[_Link]) -> set[str]:
    goals = {goal for link in links for goal, _, _ in link.homes}
    return goals | {link.source for link in links if link.source.startswith("obj_")}


class SupportStatesFetch:
    """The statements that find them."""

    def __init__(self, c: Compiler) -> None:
        own = c.another()
        text = own.today(own.render(_SUPPORTS, Scope("")))
        self._supports = own.plan("prediction.supports", "", text)
        own = c.another()
        text = own.today(own.render(_STATES, Scope("")))
        self._states = own.plan("prediction.states", "", text)
        own = c.another()
        item, goal = own.fresh("id"), own.fresh("o")
        visible = " AND ".join(own.visible("Objective", goal)) or "true"
        self._seen = own.plan(
            "prediction.seen",
            "",
            f"COLLECT {{ UNWIND $p.goals AS {item} "
            f"MATCH ({goal}:Objective {{org: $p.org, id: {item}}}) "
            f"RETURN [{goal}.id, {visible}] }}",
        )

    async def of(self, run: Run, kpis: Collection[str], begin: int, end: int) -> SupportStates:
        """The states of the supports of these KPIs from revision `begin` to `end`."""
        p = {"begin": begin, "end": end}
        links = await run.fetch(self._supports, {"ids": sorted(kpis), **p})
        ends = SupportStates(links, {})
        goals = {
            goal
            for supports in ends.of.values()
            for rows in supports.values()
            for goal in _goals(rows)
        }
        results = {row[5] for row in links if row[5].startswith("kr_")}
        ids = {"goals": sorted(goals), "results": sorted(results)}
        seen = dict(await run.fetch(self._seen, {"goals": ids["goals"]}))
        found = SupportStates(links, seen)
        found.add(await run.fetch(self._states, {**ids, **p}))
        return found

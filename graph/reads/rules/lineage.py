"""What is above and below objectives: `ancestors`, `descendants` and `pathsToCompany`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from graph.domain.errors import InvalidInput
from graph.domain.lineage import LineageGraph, Relative, ancestors, descendants, paths_to_company
from graph.domain.paths import Path
from graph.reads.compile.compiler import Compiler, Scope
from graph.reads.compile.keyset import page_size
from graph.reads.compile.selection import Field
from graph.reads.execution.computing import computed
from graph.reads.rules.facets import by_id, facets
from graph.reads.rules.fetch import Fetch
from graph.reads.rules.listing import Listing, Order, Wanted, Window
from graph.reads.rules.projection import MOST_NEAR, Near, Projection
from graph.reads.rules.shown_paths import Paths

if TYPE_CHECKING:
    from graph.reads.execution.run import Run

Way = Literal["up", "down"]
ORDER = Order("lineage", lambda row: (row.depth, row.objective), falling=False)

_LIVE = "lifecycle IN ['ACTIVE', 'CLOSED']"

# Every objective that a walk along alignments reaches, and for each the sums that shares divide by:
# its key results' weights, and the weights of all live alignments into it. They are not summed by
# `sum`, whose rows would each count as large as the list of all objectives.
_REACHED = (
    "MATCH (_start) {walk} (_n) WITH DISTINCT _n WITH collect(_n) AS _goals "
    "RETURN ["
    f"[_g IN _goals | [_g.id, _g.{_LIVE}, _g.level = 'COMPANY']], "
    "COLLECT { UNWIND _goals AS _o RETURN [_o.id, reduce(_s = 0.0, _w IN "
    "COLLECT { MATCH (_o)-[:HAS_KEY_RESULT]->(_r:KeyResult) WHERE _r.archived = false "
    "RETURN _r.weight } | _s + _w)] }, "
    "COLLECT { UNWIND _goals AS _o {alignments} "
    "RETURN [_c.id, _d.id, _a.keyResultId, _a.weight] }, "
    "{sums}, "
)
_WALKS: Mapping[Way, Mapping[str, str]] = {
    "up": {
        "{walk}": "(()-[:ALIGNS_TO]->(:Objective)){0,}",
        "{alignments}": "WITH _o AS _c MATCH (_c)-[_a:ALIGNS_TO]->(_d:Objective)",
        # What aligns from beside the walk is never fetched, only its sum.
        "{sums}": (
            "COLLECT { UNWIND _goals AS _o RETURN [_o.id, reduce(_t = 0.0, _v IN "
            f"COLLECT {{ MATCH (_o)<-[_b:ALIGNS_TO]-(_e:Objective) WHERE _e.{_LIVE} "
            "RETURN _b.weight } | _t + _v)] }"
        ),
    },
    "down": {
        "{walk}": "(()<-[:ALIGNS_TO]-(:Objective)){0,}",
        "{alignments}": "WITH _o AS _d MATCH (_d)<-[_a:ALIGNS_TO]-(_c:Objective)",
        "{sums}": "null",
    },
}


# Where each type of a step is found from all that is above.
_STEPS = {
    "Objective": "UNWIND {goals} AS {node}",
    "KeyResult": "UNWIND {goals} AS {goal} MATCH ({goal})-[:HAS_KEY_RESULT]->({node}:KeyResult)",
}


def reached(c: Compiler, way: Way, start: str, last: Callable[[Compiler, str], str]) -> str:
    """The clauses that fetch what is above or below an objective; `last` gives one expression more
    over the variable that holds them all."""
    template = _REACHED
    for name, clause in _WALKS[way].items():
        template = template.replace(name, clause)
    goals = c.fresh("goals")
    return f"{c.render(template, Scope(''), start=start, goals=goals)}{last(c, goals)}]"


def lineage_graph(raw: Sequence[Any]) -> LineageGraph:
    """The graph of what was fetched, with what lies beside a walk up as one sum a target."""
    objectives, key_results, alignments, sums, _ = raw
    links = list(alignments)
    if sums is not None:
        live = {row[0] for row in objectives if row[1]}
        fetched: dict[str, float] = {}
        for source, target, _key_result, weight in alignments:
            if source in live:
                fetched[target] = fetched.get(target, 0.0) + weight
        for target, whole in sums:
            rest = whole - fetched.get(target, 0.0)
            if rest > whole * 1e-14:
                links.append((None, target, None, rest))
    weights = {objective: weight for objective, weight in key_results if weight}
    return LineageGraph(objectives, weights, links)


class LineageRule:
    """One selected `ancestors` or `descendants` field."""

    def __init__(self, way: Way, c: Compiler, selected: Field, this: str | None) -> None:
        self._field = selected
        self._relatives = ancestors if way == "up" else descendants

        def walked(c: Compiler, start: str) -> str:
            return reached(c, way, start, lambda c, goals: facets(c, selected, goals))

        self.fetch = Fetch(c, "above" if way == "up" else "below", "Objective", walked, this)
        projection = Projection(c.another(), f"lineage.{way}.page")
        self._listing = Listing(c, projection, selected, "Objective", ORDER)
        self._projection = projection.done()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The connection of each objective, by its id."""
        raw = await self.fetch.of(run, ids)
        known = by_id(raw[4])
        depth = run.values[self._field.index].get("maxDepth")
        if depth is not None and depth < 1:
            raise InvalidInput(f"`maxDepth` is {depth}; ask for 1 or more.", path=["maxDepth"])
        wanted: Wanted = {}

        def walk() -> dict[str, Window]:
            graph = lineage_graph(raw)
            windows = {}
            for objective in ids:
                rows = [
                    row
                    for row in self._relatives(graph, objective)
                    if (depth is None or row.depth <= depth)
                    and known[row.objective][1]
                    and known[row.objective][2]
                ]
                windows[objective] = self._listing.window(rows, run.values, None)
                self._listing.wants(windows[objective], wanted)
            return windows

        windows = await computed(walk, (len(raw[0]) + len(raw[2])) * len(ids))
        found = await self._projection.fill(run, wanted)

        def scalars(row: Relative) -> Mapping[str, Any]:
            return {"depth": row.depth, "share": row.share}

        return {
            objective: self._listing.build(window, found, scalars)
            for objective, window in windows.items()
        }


class PathsRule:
    """One selected `pathsToCompany` field."""

    def __init__(self, c: Compiler, selected: Field, this: str | None) -> None:
        self._field = selected
        projection = Projection(c.another(), "paths.page")
        self._paths = Paths(projection, selected)
        self._projection = projection.done()
        self._near: Near | None = None

        def above(c: Compiler, start: str) -> str:
            return reached(c, "up", start, self._beside if this else lambda c, goals: "null")

        self.fetch = Fetch(c, "above", "Objective", above, this)

    def _beside(self, c: Compiler, goals: str) -> str:
        """What is shown of all that is above, when that is little: one statement less."""
        self._near = Near(c, goals, _STEPS)
        Paths(self._near, self._field)
        return self._near.expression()

    async def resolve(self, run: Run, ids: list[Any]) -> Mapping[Any, Any]:
        """The paths of each objective, by its id."""
        raw = await self.fetch.of(run, ids)
        first = page_size(run.values[self._field.index].get("first"))

        def walk() -> dict[str, list[Path]]:
            graph = lineage_graph(raw)
            return {objective: paths_to_company(graph, objective, first) for objective in ids}

        rows = (len(raw[0]) + len(raw[2])) * len(ids)
        paths = await computed(walk, rows, first * len(ids))
        wanted: Wanted = {}
        for some in paths.values():
            self._paths.wants(some, wanted)
        if self._near is not None and len(raw[0]) <= MOST_NEAR:
            found = self._near.found(raw[4], run, wanted)
        else:
            found = await self._projection.fill(run, wanted)
        return {objective: self._paths.build(some, found) for objective, some in paths.items()}

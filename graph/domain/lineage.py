"""Tracing goals up to the company's and down to what serves them, along alignments.

A hop from an objective to its target has a share: the alignment's weight, divided by the weights of
the target's key results and of all live alignments into the target or one of them; 0 when either
end is not live.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graph.domain.order import after_all
from graph.domain.paths import Hop, Path, Step, largest_paths

_LARGEST_SUM = 1e307
_SMALLER = 2.0**-24


class Relative(NamedTuple):
    """An objective above or below another. `depth` is the fewest alignments between them, live or
    not; `share`, from 0 to 1, is how much of the upper one rests on the lower one: the sum over
    all paths of the product of the hops' shares."""

    objective: str
    depth: int
    share: float


class LineageGraph:
    """What was fetched above or below an objective. The alignments in it are acyclic.

    - `objectives`: (objective, whether it is live, whether its level is COMPANY)
    - `key_result_weight`: by objective, the sum of the weights of its unarchived key results
    - `alignments`: (source objective, target objective, key result of the target or None, weight);
      a source of None stands for live others that were not fetched, their weights summed

    Weights are positive and finite, of any size.
    """

    def __init__(
        self,
        objectives: Iterable[tuple[str, bool, bool]],
        key_result_weight: Mapping[str, float],
        alignments: Iterable[tuple[str | None, str, str | None, float]],
    ) -> None:
        self._live: set[str] = set()
        self.company: set[str] = set()
        """The live objectives of level COMPANY: those that a path up ends at."""
        for objective, live, company in objectives:
            if live:
                self._live.add(objective)
                if company:
                    self.company.add(objective)
        links = list(alignments)
        # Only ratios matter: a power of two keeps them, and keeps the largest sums finite.
        self._scale = 1.0
        self._pools = self._sums(key_result_weight, links)
        if max(self._pools.values(), default=0.0) > _LARGEST_SUM:
            self._scale = _SMALLER
            self._pools = self._sums(key_result_weight, links)
        above: dict[tuple[str, str, str | None], float] = {}
        self.above: dict[str, list[tuple[str, str | None, float]]] = {}
        """What each objective is aligned to: (target, key result or None, share of the hop)."""
        self.below: dict[str, list[tuple[str, float]]] = {}
        """What is aligned to each objective: (source, share of the hop)."""
        for source, target, key_result, weight in links:
            if source is not None:
                link = (source, target, key_result)
                above[link] = above.get(link, 0.0) + self.hop_share(source, target, weight)
        for (source, target, key_result), share in above.items():
            self.above.setdefault(source, []).append((target, key_result, share))
            self.below.setdefault(target, []).append((source, share))

    def _sums(
        self,
        key_result_weight: Mapping[str, float],
        links: list[tuple[str | None, str, str | None, float]],
    ) -> dict[str, float]:
        scale = self._scale
        sums = {objective: weight * scale for objective, weight in key_result_weight.items()}
        for source, target, _, weight in links:
            if source is None or source in self._live:
                sums[target] = sums.get(target, 0.0) + weight * scale
        return sums

    def hop_share(self, source: str, target: str, weight: float) -> float:
        """The share of one alignment of `weight`, which has to be among the `alignments`."""
        if source not in self._live or target not in self._live:
            return 0.0
        return weight * self._scale / self._pools[target]

    def is_live(self, objective: str) -> bool:
        """Whether it counts: ACTIVE or CLOSED."""
        return objective in self._live


def paths_to_company(graph: LineageGraph, objective: str, first: int) -> list[Path]:
    """The `first` largest paths (at most 100) from a live objective through live ones up to a
    COMPANY one, those equal to twelve digits by the ids of their steps. A path ends at the COMPANY
    objective that it reaches; a longer one may go on through it. A step into a key result is
    followed by its objective. Paths have no effect."""
    if not graph.is_live(objective):
        return []
    # The largest share of a path from an objective that goes on beyond it; absent: there is none.
    beyond: dict[str, float] = {}
    for lower in reversed(after_all([objective], graph.above)):
        for target, _, share in graph.above.get(lower, ()):
            if graph.is_live(target):
                left = 1.0 if target in graph.company else beyond.get(target)
                if left is not None:
                    beyond[lower] = max(beyond.get(lower, 0.0), share * left)

    def hops(here: str) -> Iterator[Hop[str]]:
        for target, key_result, share in graph.above.get(here, ()):
            if not graph.is_live(target):
                continue
            steps: tuple[Step, ...] = (Step(target, share, None),)
            if key_result is not None:
                steps = (Step(key_result, share, None), Step(target, 1.0, None))
            if target in graph.company:
                yield steps, None, 1.0
            if target in beyond:
                yield steps, target, beyond[target]

    return largest_paths(objective, objective, hops, first)


def ancestors(graph: LineageGraph, objective: str) -> list[Relative]:
    """Every objective above this one, live or not, once: by depth, then id."""
    return _relatives(objective, graph.above)


def descendants(graph: LineageGraph, objective: str) -> list[Relative]:
    """Every objective below this one, live or not, once: by depth, then id."""
    return _relatives(objective, graph.below)


def _relatives(objective: str, edges: Mapping[str, Sequence[tuple[Any, ...]]]) -> list[Relative]:
    depths, shares = {objective: 0}, {objective: 1.0}
    for node in (opened := [objective]):
        for edge in edges.get(node, ()):
            if edge[0] not in depths:
                depths[edge[0]] = depths[node] + 1
                opened.append(edge[0])
    for node in after_all([objective], edges):
        for edge in edges.get(node, ()):
            shares[edge[0]] = shares.get(edge[0], 0.0) + shares[node] * edge[-1]
    relatives = [
        Relative(other, depth, min(1.0, shares[other])) for other, depth in depths.items() if depth
    ]
    relatives.sort(key=lambda relative: (relative.depth, relative.objective))
    return relatives

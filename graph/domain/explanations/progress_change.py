"""What changed an objective's progress between two moments, as parts that add up to the difference.

The symmetric midpoint (Bennet) decomposition of a weighted mean, applied down the graph. At every
objective, with N = sum(w p), D = sum(w), P = N / D, and ~ for the mean of before and after:

    dP = sum(~w / ~D * dp)  +  sum((~p - ~P) * dw / ~D)

which is exact, since dN = ~P dD + ~D dP. The first sum is passed on down by the inputs that are
there with a progress at both ends; the second one's terms are parts: what was reweighted, joined or
left. It needs the two states alone, does not depend on the order of what happened between them,
changes its sign when time is reversed, and gives an unchanged input exactly 0.
(T. L. Bennet, "The Theory of Measurement of Changes in Cost of Living", JRSS 83, 1920.)

Of a CLOSED objective the inputs are those of the moment it closed at. So a step of the pass is an
objective with a moment on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum
from typing import Literal, NamedTuple

from graph.domain.explanations.contributions import Contributions, Input, shares_scale
from graph.domain.explanations.reports import Report, check_in_parts
from graph.domain.order import after_all

PartKind = Literal["CHECK_IN", "METRIC", "MANUAL", "REWEIGHTED", "JOINED", "LEFT", "FROZEN"]

NEGLIGIBLE = 1e-12
"""Parts smaller than this are left out; the largest part takes what they came to."""


class Part(NamedTuple):
    """A part of the difference: `node` is what changed (a check-in, key result, alignment or
    objective), `of` the objective that it is an input of, None for check-ins."""

    kind: PartKind
    node: str
    of: str | None
    difference: float


class Step(NamedTuple):
    """An objective as of one moment before and one after; both are its closing moments where it is
    CLOSED. Moments are revisions."""

    objective: str
    before: int
    after: int


class Missing(NamedTuple):
    """What has to be known still: the closing moments of CLOSED objectives, by (objective, moment),
    and by moment the objectives whose inputs then."""

    closings: set[tuple[str, int]]
    inputs: dict[int, set[str]]

    def __bool__(self) -> bool:
        return bool(self.closings or self.inputs)


Reports = Callable[[str, int, int], Sequence[Report]]
"""What a key result's current value was from a moment to another: the first that of the former."""


class History:
    """An objective's inputs at the moments that matter: `states` by moment, `closings` the moments
    at which objectives closed, by (objective, a moment at which it is CLOSED)."""

    def __init__(
        self, states: Mapping[int, Contributions], closings: Mapping[tuple[str, int], int]
    ) -> None:
        self.states = states
        self.closings = closings
        self._sides: dict[tuple[str, int], _Side] = {}

    def missing(self, root: Step) -> Missing:
        """What `progress_change` has to know still, as far as can be told."""
        missing = Missing(set(), {})
        self._steps(root, missing)
        return missing

    def steps(self, root: Step) -> dict[Step, list[tuple[Step, float]]]:
        """Each step of the pass with those that it passes on to, and how much."""
        return self._steps(root, Missing(set(), {}))

    def _closed_at(self, objective: str, moment: int, missing: Missing) -> int | None:
        """The moment whose inputs count for an objective at one; None when that is missing."""
        if not self.states[moment].goals[objective].frozen:
            return moment
        closed = self.closings.get((objective, moment))
        if closed is None:
            missing.closings.add((objective, moment))
        return closed

    def _steps(self, root: Step, missing: Missing) -> dict[Step, list[tuple[Step, float]]]:
        found: dict[Step, list[tuple[Step, float]]] = {}
        first = self._step(*root, missing)
        queue = [first] if first is not None else []
        for step in queue:
            if step in found or not self._known(step, missing):
                continue
            found[step] = passed = []
            before, after = (
                self.side(step.objective, step.before),
                self.side(step.objective, step.after),
            )
            scale, whole = _mean_weight(before, after)
            for key, row in after.inputs.items():
                former = before.inputs.get(key)
                if former is None or row.link is None:
                    continue
                part = (former.weight * scale + row.weight * scale) / 2 / whole
                lower = self._step(row.node, step.before, step.after, missing)
                if lower is not None and lower.before != lower.after:
                    passed.append((lower, part))
                    queue.append(lower)
        return found

    def _step(self, objective: str, before: int, after: int, missing: Missing) -> Step | None:
        was = self._closed_at(objective, before, missing)
        now = self._closed_at(objective, after, missing)
        return None if was is None or now is None else Step(objective, was, now)

    def _known(self, step: Step, missing: Missing) -> bool:
        known = True
        for moment in (step.before, step.after):
            state = self.states.get(moment)
            if state is None or step.objective not in state.opened:
                missing.inputs.setdefault(moment, set()).add(step.objective)
                known = False
        return known

    def side(self, objective: str, moment: int) -> _Side:
        """An objective's inputs at a moment."""
        known = self._sides.get((objective, moment))
        if known is None:
            known = self._sides[objective, moment] = _side(self.states[moment], objective)
        return known


class _Side(NamedTuple):
    """What an objective is the mean of: by key, its inputs; one of CLOSED or MANUAL objectives may
    be itself. `beyond` is what its progress is more than that mean."""

    inputs: Mapping[str, Input]
    mean: float
    beyond: float
    manual: bool


def _side(graph: Contributions, objective: str) -> _Side:
    goal = graph.goals[objective]
    progress = goal.progress or 0.0
    manual = goal.mode == "MANUAL"
    rows = {} if manual else {row.key: row for row in graph.counted(objective)}
    mean = None if manual else graph.mean(objective)
    if mean is None:
        itself = Input(objective, None, 1.0, 1.0, progress, progress, None)
        return _Side({objective: itself}, progress, 0.0, manual)
    return _Side(rows, mean, progress - mean if goal.frozen else 0.0, manual)


def _mean_weight(before: _Side, after: _Side) -> tuple[float, float]:
    """What weights are scaled by, and the mean of both sides' sums of weights so scaled."""
    weights = [row.weight for side in (before, after) for row in side.inputs.values()]
    scale = shares_scale(weights)
    return scale, fsum(weight * scale for weight in weights) / 2


def progress_change(history: History, root: Step, reports: Reports) -> list[Part]:
    """The parts of what changed in `root.objective`, whose progress is not null at either end:
    by size, largest first, then by ids. `fsum` of them is the difference (to 1e-12)."""
    was = history.states[root.before].goals[root.objective].progress
    now = history.states[root.after].goals[root.objective].progress
    return _rounded(all_parts(history, root, reports), (now or 0.0) - (was or 0.0))


def all_parts(history: History, root: Step, reports: Reports) -> list[Part]:
    """The parts as they come, in no order, with those that are 0 or nearly so."""
    steps = history.steps(root)
    arrived: dict[Step, float] = {next(iter(steps)): 1.0} if steps else {}
    found: dict[tuple[PartKind, str, str | None], list[float]] = {}
    for step in after_all(arrived, steps):
        share = arrived[step]
        for kind, node, of, difference in _parts(history, step, reports):
            found.setdefault((kind, node, of), []).append(share * difference)
        for lower, part in steps[step]:
            arrived[lower] = arrived.get(lower, 0.0) + share * part
    return [Part(*key, fsum(terms)) for key, terms in found.items()]


def _rounded(parts: Iterable[Part], difference: float) -> list[Part]:
    kept = [part for part in parts if abs(part.difference) >= NEGLIGIBLE]
    kept.sort(key=lambda part: (-abs(part.difference), part.node, part.kind, part.of or ""))
    if kept:
        rest = difference - fsum(part.difference for part in kept)
        kept[0] = kept[0]._replace(difference=kept[0].difference + rest)
    return kept


def _parts(history: History, step: Step, reports: Reports) -> Iterable[Part]:
    """The parts at one objective, as if it were the whole."""
    objective = step.objective
    before, after = history.side(objective, step.before), history.side(objective, step.after)
    scale, whole = _mean_weight(before, after)
    middle = (before.mean + after.mean) / 2
    if after.beyond != before.beyond:
        yield Part("FROZEN", objective, objective, after.beyond - before.beyond)
    for key in sorted({*before.inputs, *after.inputs}):
        was, now = before.inputs.get(key), after.inputs.get(key)
        if was is None or now is None:
            row = was or now
            assert row is not None
            kind: PartKind = "LEFT" if now is None else "JOINED"
            weight = row.weight * scale if was is None else -(row.weight * scale)
            yield Part(kind, key, objective, ((row.progress or 0.0) - middle) * (weight / whole))
            continue
        p_was, p_now = was.progress or 0.0, now.progress or 0.0
        if now.weight != was.weight:
            moved = (now.weight * scale - was.weight * scale) / whole
            difference = ((p_was + p_now) / 2 - middle) * moved
            yield Part("REWEIGHTED", key, objective, difference)
        if was.link is not None or (p_was == p_now and key == objective):
            continue
        part = (was.weight * scale + now.weight * scale) / 2 / whole
        if key == objective:
            kind = "MANUAL" if before.manual or after.manual else "FROZEN"
            yield Part(kind, objective, objective, part * (p_now - p_was))
            continue
        values = reports(key, step.before, step.after)
        metrics = (
            history.states[step.before].key_results[key].metric,
            history.states[step.after].key_results[key].metric,
        )
        told, rest = check_in_parts(values, *metrics, p_now - p_was)
        for check_in, difference in told:
            yield Part("CHECK_IN", check_in, None, part * difference)
        yield Part("METRIC", key, objective, part * rest)

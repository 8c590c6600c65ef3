"""The goals below an objective as of one moment, and what of them counts in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Literal, NamedTuple

from graph.domain.metrics import Metric
from graph.domain.order import after_all
from graph.domain.progress import Lifecycle, ProgressMode, is_live, weighted_mean

ExclusionReason = Literal[
    "NOT_COUNTED", "NOT_LIVE", "NO_PROGRESS", "MODE", "ARCHIVED", "TARGET_NOT_LIVE"
]

_LARGEST_SUM = 1e307
_SMALLER = 2.0**-24


class GoalState(NamedTuple):
    """An objective at one moment, with its stored progress (0 to 1; None: nothing to measure)."""

    id: str
    lifecycle: Lifecycle
    mode: ProgressMode
    manual: float | None
    progress: float | None

    @property
    def live(self) -> bool:
        """Whether it counts: ACTIVE or CLOSED."""
        return is_live(self.lifecycle)

    @property
    def frozen(self) -> bool:
        """Whether its progress stays as it closed."""
        return self.lifecycle == "CLOSED"


class KeyResultState(NamedTuple):
    """A key result at one moment; `progress` is `raw` held between 0 and 1. `metric` and the
    `current` value are there where a question needs them."""

    id: str
    objective: str
    weight: float
    archived: bool
    progress: float
    raw: float
    metric: Metric | None = None
    current: float | None = None


class AlignmentState(NamedTuple):
    """An alignment at one moment, to its target as a whole or to one of its key results."""

    id: str
    source: str
    target: str
    weight: float
    counts: bool


class Input(NamedTuple):
    """Something that stands below an objective: a key result of its own (`link` is None), or an
    objective that `link` aligns to it.

    `share` is its weight over the weights of all that counts, 0 for what is `excluded`;
    `contribution` is share x progress.
    """

    node: str
    link: str | None
    weight: float
    share: float
    progress: float | None
    contribution: float
    excluded: ExclusionReason | None

    @property
    def key(self) -> str:
        """What tells it from the objective's other inputs: its link's id, or the key result's."""
        return self.link or self.node


class Contributions:
    """What is below some objectives at one moment. The alignments in it are acyclic.

    An alignment's source and target are both among the `goals`. `opened` are those of which the
    inputs are there, all unless given: below CLOSED ones they need not be, for their progress
    stands. Weights are positive and finite, of any size.
    """

    def __init__(
        self,
        goals: Iterable[GoalState],
        key_results: Iterable[KeyResultState],
        alignments: Iterable[AlignmentState],
        opened: Iterable[str] | None = None,
    ) -> None:
        self.goals = {goal.id: goal for goal in goals}
        self.opened = frozenset(self.goals if opened is None else opened)
        self.key_results = {row.id: row for row in key_results}
        self._own: dict[str, list[KeyResultState]] = {}
        for key_result in self.key_results.values():
            self._own.setdefault(key_result.objective, []).append(key_result)
        self._into: dict[str, list[AlignmentState]] = {}
        for link in alignments:
            self._into.setdefault(link.target, []).append(link)
        self._inputs: dict[str, list[Input]] = {}
        self._counted: dict[str, list[Input]] = {}

    def inputs(self, objective: str) -> Sequence[Input]:
        """Everything that stands below an objective: what counts first, then by share, largest
        first, by the node's id and the link's."""
        known = self._inputs.get(objective)
        if known is None:
            known = self._inputs[objective] = self._judged(objective)
        return known

    def counted(self, objective: str) -> Sequence[Input]:
        """The inputs that its progress is the weighted mean of."""
        known = self._counted.get(objective)
        if known is None:
            known = [row for row in self.inputs(objective) if row.excluded is None]
            self._counted[objective] = known
        return known

    def mean(self, objective: str) -> float | None:
        """The weighted mean of what counts in an objective; None when nothing does."""
        return weighted_mean((row.weight, row.progress or 0.0) for row in self.counted(objective))

    def below(self, objective: str) -> list[str]:
        """The objective and all objectives that its progress rests on, each after all that it is
        an input of. Nothing below a CLOSED or MANUAL one."""
        edges: dict[str, list[tuple[str]]] = {}
        opened = {objective}
        for goal in (queue := [objective]):
            edges[goal] = [] if self.is_leaf(goal) else self._contributors(goal)
            for (source,) in edges[goal]:
                if source not in opened:
                    opened.add(source)
                    queue.append(source)
        return after_all([objective], edges)

    def _contributors(self, objective: str) -> list[tuple[str]]:
        return [(row.node,) for row in self.counted(objective) if row.link is not None]

    def is_leaf(self, objective: str) -> bool:
        """Whether an objective's progress comes from nothing below it: it is CLOSED or MANUAL."""
        goal = self.goals[objective]
        return goal.frozen or goal.mode == "MANUAL"

    def _judged(self, objective: str) -> list[Input]:
        goal = self.goals[objective]
        own, into = self._own.get(objective, ()), self._into.get(objective, ())
        measured = any(not row.archived for row in own)
        rows: list[tuple[str, str | None, float, float | None, ExclusionReason | None]] = [
            (row.id, None, row.weight, row.progress, _key_result_excluded(goal, row)) for row in own
        ]
        for link in into:
            source = self.goals[link.source]
            reason = _alignment_excluded(goal, source, link, measured=measured)
            rows.append((source.id, link.id, link.weight, source.progress, reason))
        scale = shares_scale(weight for _, _, weight, _, reason in rows if reason is None)
        whole = fsum(weight * scale for _, _, weight, _, reason in rows if reason is None)
        inputs = []
        for node, link_id, weight, progress, reason in rows:
            share = 0.0 if reason is not None else weight * scale / whole
            part = share * (progress or 0.0)
            inputs.append(Input(node, link_id, weight, share, progress, part, reason))
        inputs.sort(
            key=lambda row: (row.excluded is not None, -row.share, row.node, row.link or "")
        )
        return inputs

    @property
    def size(self) -> int:
        """How many objectives and key results there are."""
        return len(self.goals) + len(self.key_results)


def shares_scale(weights: Iterable[float]) -> float:
    """What weights are multiplied by so that their sum is finite: only ratios matter, and a power
    of two keeps them."""
    return _SMALLER if max(weights, default=0.0) > _LARGEST_SUM / 2**24 else 1.0


def _key_result_excluded(goal: GoalState, row: KeyResultState) -> ExclusionReason | None:
    if row.archived:
        return "ARCHIVED"
    return "MODE" if goal.mode in ("CONTRIBUTIONS", "MANUAL") else None


def _alignment_excluded(
    target: GoalState, source: GoalState, link: AlignmentState, *, measured: bool
) -> ExclusionReason | None:
    """The first reason why an aligned objective does not count. `measured`: the target has key
    results that are not archived."""
    if source.lifecycle == "ARCHIVED":
        return "ARCHIVED"
    if not source.live:
        return "NOT_LIVE"
    if not link.counts:
        return "NOT_COUNTED"
    if not target.live:
        return "TARGET_NOT_LIVE"
    if target.mode in ("KEY_RESULTS", "MANUAL") or (target.mode == "AUTO" and measured):
        return "MODE"
    return "NO_PROGRESS" if source.progress is None else None

"""What progress is made of and what changed it, the slow and obvious way.

Every way down is walked by itself, with exact fractions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

LIVE = ("ACTIVE", "CLOSED")


@dataclass(frozen=True)
class Result:
    """A key result: progress is `raw` held between 0 and 1."""

    id: str
    weight: Fraction
    raw: Fraction
    archived: bool = False

    @property
    def progress(self) -> Fraction:
        return min(max(self.raw, Fraction(0)), Fraction(1))


@dataclass(frozen=True)
class Link:
    id: str
    source: str
    target: str
    weight: Fraction
    counts: bool = True


@dataclass(frozen=True)
class Goal:
    """`closed` is the progress it closed with, for CLOSED ones."""

    id: str
    lifecycle: str = "ACTIVE"
    mode: str = "AUTO"
    manual: Fraction | None = None
    closed: Fraction | None = None
    results: tuple[Result, ...] = ()


@dataclass
class Picture:
    """Goals and links at one moment."""

    goals: dict[str, Goal]
    links: list[Link]
    _progress: dict[str, Fraction | None] = field(default_factory=dict)

    def excluded(self, target: str, part: Result | Link) -> str | None:
        """Why a key result of the target, or what is aligned to it, does not count."""
        goal = self.goals[target]
        if isinstance(part, Result):
            if part.archived:
                return "ARCHIVED"
            return "MODE" if goal.mode in ("MANUAL", "CONTRIBUTIONS") else None
        source = self.goals[part.source]
        if source.lifecycle == "ARCHIVED":
            return "ARCHIVED"
        if source.lifecycle == "DRAFT":
            return "NOT_LIVE"
        if not part.counts:
            return "NOT_COUNTED"
        if goal.lifecycle not in LIVE:
            return "TARGET_NOT_LIVE"
        own = [result for result in goal.results if not result.archived]
        if goal.mode in ("MANUAL", "KEY_RESULTS") or (goal.mode == "AUTO" and own):
            return "MODE"
        return "NO_PROGRESS" if self.progress(part.source) is None else None

    def parts(self, target: str) -> list[Result | Link]:
        """All that stands below a goal."""
        return [*self.goals[target].results, *(ln for ln in self.links if ln.target == target)]

    def counted(self, target: str) -> list[Result | Link]:
        return [part for part in self.parts(target) if self.excluded(target, part) is None]

    def value(self, part: Result | Link) -> Fraction | None:
        return part.progress if isinstance(part, Result) else self.progress(part.source)

    def progress(self, identifier: str) -> Fraction | None:
        if identifier not in self._progress:
            self._progress[identifier] = self._computed(identifier)
        return self._progress[identifier]

    def _computed(self, identifier: str) -> Fraction | None:
        goal = self.goals[identifier]
        if goal.lifecycle == "CLOSED":
            return goal.closed
        if goal.mode == "MANUAL":
            return goal.manual
        counted = self.counted(identifier)
        if not counted:
            return None
        whole = sum(part.weight for part in counted)
        values = [(part.weight, self.value(part) or Fraction(0)) for part in counted]
        return sum((w * p for w, p in values), Fraction(0)) / whole

    def ways(self, root: str) -> list[tuple[str, Fraction]]:
        """Every way from a goal down to a leaf, with the product of the shares on it."""
        goal = self.goals[root]
        if self.progress(root) is None:
            return []
        if goal.lifecycle == "CLOSED" or goal.mode == "MANUAL":
            return [(root, Fraction(1))]
        counted = self.counted(root)
        whole = sum(part.weight for part in counted)
        ways = []
        for part in counted:
            share = part.weight / whole
            if isinstance(part, Result):
                ways.append((part.id, share))
            else:
                ways += [(leaf, share * rest) for leaf, rest in self.ways(part.source)]
        return ways

    def leaves(self, root: str) -> dict[str, Fraction]:
        """How much of a goal rests on each leaf."""
        shares: dict[str, Fraction] = {}
        for leaf, share in self.ways(root):
            shares[leaf] = shares.get(leaf, Fraction(0)) + share
        return shares

    def with_raw(self, result: str, raw: Fraction) -> Picture:
        """The same with another raw progress of one key result."""
        goals = {
            goal.id: Goal(
                goal.id,
                goal.lifecycle,
                goal.mode,
                goal.manual,
                goal.closed,
                tuple(
                    Result(r.id, r.weight, raw if r.id == result else r.raw, r.archived)
                    for r in goal.results
                ),
            )
            for goal in self.goals.values()
        }
        return Picture(goals, self.links)

    def at_best(self) -> Picture:
        """The same with everything that is still open at 1."""
        one = Fraction(1)
        goals = {
            goal.id: Goal(
                goal.id,
                goal.lifecycle,
                goal.mode,
                goal.manual if goal.manual is None else one,
                goal.closed,
                tuple(Result(r.id, r.weight, one, r.archived) for r in goal.results),
            )
            for goal in self.goals.values()
        }
        return Picture(goals, self.links)


class Changed:
    """What changed a goal between two moments, way by way down, with exact fractions.

    `pictures` are by moment; `closed` says when a goal closed that is CLOSED at a moment. What
    changed a key result is one part, whether by check-ins or its metric.
    """

    def __init__(self, pictures: dict[int, Picture], closed: dict[tuple[str, int], int]) -> None:
        self.pictures = pictures
        self.closed = closed

    def parts(self, root: str, before: int, after: int) -> dict[tuple[str, str, str], Fraction]:
        """By (kind, node, goal), the parts that are not 0; key results are of kind KEY_RESULT."""
        found: dict[tuple[str, str, str], Fraction] = {}
        self._walk(root, before, after, Fraction(1), found)
        return {key: part for key, part in found.items() if part}

    def _side(
        self, goal: str, at: int
    ) -> tuple[int, dict[str, tuple[str, Fraction, Fraction]], Fraction]:
        """When its inputs are looked at, each input's node, weight and progress, and by how much
        the goal's own progress is more than their mean."""
        picture = self.pictures[at]
        progress = picture.progress(goal)
        assert progress is not None
        frozen = picture.goals[goal].lifecycle == "CLOSED"
        if frozen:
            at = self.closed[goal, at]
            picture = self.pictures[at]
        inputs = {}
        for part in () if picture.goals[goal].mode == "MANUAL" else picture.counted(goal):
            node = part.id if isinstance(part, Result) else part.source
            inputs[part.id] = (node, part.weight, picture.value(part) or Fraction(0))
        if not inputs:
            return at, {goal: (goal, Fraction(1), progress)}, Fraction(0)
        return at, inputs, progress - _mean(inputs)

    def _walk(
        self,
        goal: str,
        before: int,
        after: int,
        factor: Fraction,
        found: dict[tuple[str, str, str], Fraction],
    ) -> None:
        def add(kind: str, node: str, part: Fraction) -> None:
            key = (kind, node, goal)
            found[key] = found.get(key, Fraction(0)) + factor * part

        modes = [self.pictures[at].goals[goal].mode for at in (before, after)]
        before, was, beyond_was = self._side(goal, before)
        after, now, beyond_now = self._side(goal, after)
        add("FROZEN", goal, beyond_now - beyond_was)
        sums = [sum((w for _, w, _ in side.values()), Fraction(0)) for side in (was, now)]
        whole, middle = sum(sums, Fraction(0)) / 2, (_mean(was) + _mean(now)) / 2
        for key in was.keys() | now.keys():
            if key not in was:
                node, w1, p1 = now[key]
                add("JOINED", key, (p1 - middle) * w1 / whole)
                continue
            node, w0, p0 = was[key]
            if key not in now:
                add("LEFT", key, (p0 - middle) * -w0 / whole)
                continue
            _, w1, p1 = now[key]
            add("REWEIGHTED", key, ((p0 + p1) / 2 - middle) * (w1 - w0) / whole)
            passed = (w0 + w1) / 2 / whole
            if key == goal:
                add("MANUAL" if "MANUAL" in modes else "FROZEN", goal, passed * (p1 - p0))
            elif key == node:
                add("KEY_RESULT", key, passed * (p1 - p0))
            else:
                self._walk(node, before, after, factor * passed, found)


def _mean(inputs: dict[str, tuple[str, Fraction, Fraction]]) -> Fraction:
    weighted = sum((weight * progress for _, weight, progress in inputs.values()), Fraction(0))
    return weighted / sum((weight for _, weight, _ in inputs.values()), Fraction(0))

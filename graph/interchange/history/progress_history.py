"""Progress and health of all objectives, as they went up the tree, revision by revision.

Only what changed is computed again, contributors first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from graph.domain.progress import Contribution, Goal, Outcome, Part, outcome_of
from graph.interchange.history.timeline import Timeline, goes_on

Passed = tuple[Outcome, bool]
"""What an objective had come to, and whether it was closed."""


@dataclass(slots=True)
class Climber:
    """An objective on its way. `parts` are those of its key results as they are at first, None for
    one that is not there yet; `goal` has all the rest as it is while it is open, and `closed` as it
    is from the revision `closes` on."""

    born: int
    goal: Goal
    parts: list[Part | None]
    closed: Goal | None = None
    closes: int = 0


@dataclass(slots=True)
class Events:
    """What happened to whom, by revision; a part has its place among those of its objective."""

    parts: dict[int, list[tuple[str, int, Part]]]
    links: dict[int, list[Contribution]]


def roll_through(climbers: dict[str, Climber], events: Events) -> dict[str, Timeline[Passed]]:
    """What every objective came to, from its birth on."""
    born: dict[int, list[str]] = defaultdict(list)
    closing: dict[int, list[str]] = defaultdict(list)
    for identifier, climber in climbers.items():
        born[climber.born].append(identifier)
        if climber.closed is not None:
            closing[climber.closes].append(identifier)
    rank = _ranks(climbers, events)
    by_rank = sorted(rank, key=rank.__getitem__)
    into: dict[str, list[tuple[str, float]]] = defaultdict(list)
    out_of: dict[str, list[str]] = defaultdict(list)
    courses: dict[str, Timeline[Passed]] = {identifier: [] for identifier in climbers}
    for revision in sorted({*born, *closing, *events.parts, *events.links}):
        dirty = {rank[identifier] for identifier in born.get(revision, ())}
        for identifier, place, part in events.parts.get(revision, ()):
            climbers[identifier].parts[place] = part
            dirty.add(rank[identifier])
        for source, target, weight in events.links.get(revision, ()):
            into[target].append((source, weight))
            out_of[source].append(target)
            dirty.add(rank[target])
        for identifier in closing.get(revision, ()):
            climber = climbers[identifier]
            climber.goal, climber.closed = climber.closed or climber.goal, None
            dirty.add(rank[identifier])
        queue = list(dirty)
        heapify(queue)
        while queue:
            identifier = by_rank[heappop(queue)]
            passed = _passed(climbers[identifier], into.get(identifier, ()), courses)
            if not goes_on(courses[identifier], revision, passed):
                continue
            for target in out_of.get(identifier, ()):
                if rank[target] not in dirty:
                    dirty.add(rank[target])
                    heappush(queue, rank[target])
    return courses


def _passed(
    climber: Climber, into: Iterable[tuple[str, float]], courses: dict[str, Timeline[Passed]]
) -> Passed:
    goal = climber.goal
    contributions = []
    for source, weight in into:
        outcome = courses[source][-1][1][0]
        if outcome.progress is not None:
            contributions.append(Part(weight, outcome.progress, outcome.health))
    parts = [part for part in climber.parts if part is not None]
    closed = goal.closed_ms is not None or goal.frozen is not None
    now = Goal(goal.mode, goal.live, parts, goal.manual, goal.cycle, goal.closed_ms, goal.frozen)
    return outcome_of(now, contributions), closed


def _ranks(climbers: Iterable[str], events: Events) -> dict[str, int]:
    """A place for each objective, after all that contribute to it."""
    missing = dict.fromkeys(climbers, 0)
    targets: dict[str, list[str]] = {}
    for links in events.links.values():
        for source, target, _ in links:
            targets.setdefault(source, []).append(target)
            missing[target] += 1
    ready = [identifier for identifier, number in missing.items() if number == 0]
    for identifier in ready:
        for target in targets.get(identifier, ()):
            missing[target] -= 1
            if missing[target] == 0:
                ready.append(target)
    return {identifier: place for place, identifier in enumerate(ready)}

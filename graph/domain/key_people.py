"""How much of a company objective rests on one person."""

from __future__ import annotations

from collections import defaultdict
from math import fsum
from typing import NamedTuple

from graph.domain.order import after_all
from graph.domain.organization_graph import Question, same
from graph.domain.organization_rows import Goal
from graph.domain.plan import PlanGraph


class KeyPerson(NamedTuple):
    """A person and the share of a COMPANY objective that stays with goals they answer for."""

    person: str
    objective: str
    share: float


def key_people(question: Question, limit: float) -> list[KeyPerson]:
    """Whoever answers for at least `limit` of an ACTIVE COMPANY objective, by the goals that the
    viewer may see; largest share first, then by ids."""
    found = []
    for goal in question.graph.active.values():
        if goal.level != "COMPANY" or goal.id in question.hidden:
            continue
        for person, share in shares_by_person(question, goal.id).items():
            if share >= limit or same(share, limit):
                found.append(KeyPerson(person, goal.id, share))
    return sorted(found, key=lambda row: (-row.share, row.person, row.objective))


def shares_by_person(question: Question, objective: str) -> dict[str, float]:
    """The sums of own shares of an objective by who answers for the goals, of those that the viewer
    may see."""
    parts: defaultdict[str, list[float]] = defaultdict(list)
    for goal, share in own_shares(question.graph.plan, objective).items():
        person = answers_for(question.graph.goals[goal])
        if person is not None and goal not in question.hidden:
            parts[person].append(share)
    return {person: fsum(shares) for person, shares in parts.items()}


def answers_for(goal: Goal) -> str | None:
    """The person who owns a goal, or the lead of a team's; nobody without one."""
    return goal.owner if goal.level == "PERSONAL" else goal.lead


def own_shares(plan: PlanGraph, objective: str) -> dict[str, float]:
    """What stays with each goal of a share of 1 that starts at an objective and is divided by
    influence's rule for objectives. Together they are 1."""
    arrived: defaultdict[str, float] = defaultdict(float)
    arrived[objective] = 1.0
    own = {}
    for goal in after_all([objective], plan.into):
        share = arrived[goal]
        if goal not in plan.aligned_weight:
            own[goal] = share
            continue
        keys = plan.key_weight.get(goal, 0.0)
        pool = keys + plan.aligned_weight[goal]
        own[goal] = share * (keys / pool)
        for source, _, _, weight in plan.into.get(goal, ()):
            arrived[source] += share * (weight / pool)
    return own

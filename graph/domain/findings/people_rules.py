"""Rules about who carries the plan, and how far it is dared."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from graph.domain.findings.finding import Fact
from graph.domain.findings.rule import Found
from graph.domain.key_people import key_people as people_by_share
from graph.domain.organization_graph import Question, same
from graph.domain.organization_rows import Goal

FEWEST_SCORED = 5


def key_people(question: Question, limit: float) -> Iterator[Found]:
    """One person answers for at least so much of an ACTIVE COMPANY objective."""
    for row in people_by_share(question, limit):
        yield Found((row.person, row.objective), facts=(Fact("share", row.share, limit),))


def sandbagging(question: Question, limit: float) -> Iterator[Found]:
    """The aspirational goals that a team owned in a CLOSED cycle were scored above the limit on
    average, and there are at least five: of those that the viewer may see."""
    graph = question.graph
    scored: dict[tuple[str, str], list[float]] = {}
    for goal in graph.goals.values():
        cycle = graph.cycles.get(goal.cycle or "")
        score = score_of(goal)
        if (
            score is not None
            and goal.ambition == "ASPIRATIONAL"
            and goal.owner in graph.teams
            and cycle is not None
            and cycle.state == "CLOSED"
            and goal.id not in question.hidden
        ):
            scored.setdefault((goal.owner, cycle.id), []).append(score)
    for key, scores in scored.items():
        mean = fsum(scores) / len(scores)
        if len(scores) >= FEWEST_SCORED and mean > limit and not same(mean, limit):
            yield Found(key, facts=(Fact("mean", mean, limit), Fact("count", float(len(scores)))))


def score_of(goal: Goal) -> float | None:
    """What a goal was scored; of a CLOSED one without a score, the progress it closed with."""
    if goal.score is not None:
        return goal.score
    return goal.progress if goal.lifecycle == "CLOSED" else None

"""The slow and obvious version of a retrospective's numbers, over a document in the import format.

With exact fractions. It shares no code with `graph`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Document = dict[str, Any]

EDGES = {
    "LOW": (Fraction(0), Fraction(4, 10)),
    "MIDDLE": (Fraction(4, 10), Fraction(7, 10)),
    "HIGH": (Fraction(7, 10), Fraction(2)),
}


def goals_of(document: Document, cycle: str, team: str | None) -> list[dict[str, Any]]:
    """The live goals of a cycle that a team, one below it or somebody of these owns; or all."""
    goals = [
        goal
        for goal in document["objectives"]
        if goal.get("cycle") == cycle and goal.get("lifecycle", "ACTIVE") in ("ACTIVE", "CLOSED")
    ]
    if team is None:
        return goals
    teams, before = {team}, set[str]()
    while teams != before:
        before = set(teams)
        teams |= {one["id"] for one in document["teams"] if one.get("parent") in teams}
    people = {one["id"] for one in document["people"] if teams & set(one.get("teams", ()))}
    return [goal for goal in goals if goal["owner"] in teams | people]


def score_of(goal: dict[str, Any]) -> Fraction | None:
    """A goal's score, or the progress that it closed with."""
    told = goal.get("score")
    if told is None and goal.get("lifecycle") == "CLOSED":
        told = goal.get("progress")
    return None if told is None else Fraction(str(told))


def retrospective(document: Document, cycle: str, team: str | None) -> dict[str, Any]:
    """The numbers, but for those that follow from KPIs and findings."""
    goals = goals_of(document, cycle, team)
    scored = [(goal, score) for goal in goals if (score := score_of(goal)) is not None]
    bands = []
    for band, (low, high) in EDGES.items():
        for ambition in ("COMMITTED", "ASPIRATIONAL"):
            least = Fraction(1) if ambition == "COMMITTED" else Fraction(7, 10)
            there = [
                score
                for goal, score in scored
                if goal.get("ambition", "COMMITTED") == ambition and low <= score < high
            ]
            bands.append(
                {
                    "band": band,
                    "ambition": ambition,
                    "count": len(there),
                    "meets": sum(score >= least for score in there),
                }
            )
    aspiring = [score for goal, score in scored if goal.get("ambition") == "ASPIRATIONAL"]
    enough = len(aspiring) >= 5
    return {
        "objectives": len(goals),
        "scored": len(scored),
        "meanScore": float(sum(s for _, s in scored) / len(scored)) if scored else None,
        "bands": bands,
        "abandoned": sum(goal.get("decision") == "ABANDON" for goal in goals),
        "sandbagging": sum(aspiring) / len(aspiring) > Fraction(85, 100) if enough else None,
    }

"""The slow and obvious version of the rollover, over goals as the API shows them.

Written from the contract's text, goal by goal. It shares no code with `graph`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Goal = dict[str, Any]

KEPT = (
    *("title", "description", "owner", "lead", "ambition", "visibility", "labels", "links"),
    *("progressMode", "priority", "contributionStatement"),
)
KEPT_OF_RESULT = (
    *("title", "description", "owner", "measure", "weight", "labels", "links", "cadenceDays"),
    *("measuredBy", "measuredAs"),
)


def rolled_over(goals: list[Goal], from_: str, to: dict[str, str], *, weights: bool) -> list[Goal]:
    """What each copied goal becomes. Links are told by the titles of what they lead to."""
    chosen = {
        goal["id"]: goal
        for goal in goals
        if (goal["cycle"] or {}).get("id") == from_
        and (
            goal["lifecycle"] == "ACTIVE"
            or (goal["lifecycle"] == "CLOSED" and goal["decision"] in ("KEEP", "MODIFY"))
        )
    }
    kept = {
        result["id"]
        for goal in chosen.values()
        for result in goal["keyResults"]
        if _goes_on(goal, result)
    }
    return [_copy(goal, chosen, kept, to, weights=weights) for goal in chosen.values()]


def _goes_on(goal: Goal, result: Goal) -> bool:
    if result["archived"]:
        return False
    if result["progress"] >= 1 and goal["decision"] != "MODIFY":
        return False
    metric, current = result["metric"], result["current"]
    if result["measuredAs"] != "VALUE":
        return True
    if current is not None and metric["goal"] == "INCREASE" and current >= metric["target"]:
        return False
    return not (
        current is not None and metric["goal"] == "DECREASE" and current <= metric["target"]
    )


def _copy(
    goal: Goal, chosen: dict[str, Goal], kept: set[str], to: dict[str, str], *, weights: bool
) -> Goal:
    results, left_out = [], []
    for result in goal["keyResults"]:
        if result["id"] not in kept:
            if not result["archived"]:
                left_out.append(result["id"])
            continue
        metric, ratio = dict(result["metric"]), Fraction(1)
        moving = metric["goal"] in ("INCREASE", "DECREASE") and result["measuredAs"] == "VALUE"
        if moving and result["current"] is not None:
            whole = Fraction(metric["target"]) - Fraction(metric["start"])
            metric["start"] = result["current"]
            ratio = (Fraction(metric["target"]) - Fraction(metric["start"])) / whole
        copy = {name: result[name] for name in KEPT_OF_RESULT} | {"metric": metric}
        if not weights:
            copy["weight"] = 1.0
        copy["supports"] = _supports(result, ratio, weights=weights)
        results.append(copy)
    return {
        **{name: goal[name] for name in KEPT},
        "sharedWith": [who["id"] for who in goal["sharedWith"] if not who["archived"]],
        "originId": goal["originId"],
        "lifecycle": "DRAFT",
        "manualProgress": None,
        "leftOut": left_out,
        "keyResults": results,
        "supports": _supports(goal, Fraction(1), weights=weights),
        "alignsTo": _links(goal, chosen, kept, to, weights=weights),
    }


def _supports(holder: dict[str, Any], ratio: Fraction, *, weights: bool) -> list[dict[str, Any]]:
    links = [link for link in holder["supports"] if not link["kpi"]["archived"]]
    return [_support(link, ratio, weights=weights) for link in links]


def _support(link: dict[str, Any], ratio: Fraction, *, weights: bool) -> dict[str, Any]:
    expected = link["expectedDelta"]
    return {
        "kpi": link["kpi"],
        "effect": link["effect"],
        "weight": link["weight"] if weights else 1.0,
        "expectedDelta": None if expected is None else float(Fraction(expected) * ratio),
    }


def _links(
    goal: Goal, chosen: dict[str, Goal], kept: set[str], to: dict[str, str], *, weights: bool
) -> list[tuple[Any, ...]]:
    found: dict[tuple[str, str, str | None], list[dict[str, Any]]] = {}
    for link in goal["alignsTo"]:
        target, result = link["target"], link["keyResult"]
        cycle = target["cycle"]
        if target["id"] in chosen:
            of = result["title"] if result and result["id"] in kept else None
            found.setdefault(("copy", target["title"], of), []).append(link)
        elif target["lifecycle"] == "ACTIVE" and (
            cycle is None
            or (cycle["startsOn"] <= to["startsOn"] and to["endsOn"] <= cycle["endsOn"])
        ):
            of = result and result["title"]
            found.setdefault(("same", target["title"], of), []).append(link)
    return sorted(
        (
            *(part or "" for part in end),
            sum(link["weight"] for link in links) if weights else 1.0,
            any(link["counts"] for link in links),
        )
        for end, links in found.items()
    )

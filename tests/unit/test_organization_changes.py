"""An organization's graph brought up by what has changed, against the same rows all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.findings.finding import Finding
from graph.domain.findings.lint import findings
from graph.domain.findings.settings import DEFAULTS
from graph.domain.organization_changes import Part, Rest, changed
from graph.domain.organization_graph import OrganizationGraph, Question
from graph.domain.organization_rows import Alignment, Goal, KeyResult, Support

RANDOM = st.randoms(use_true_random=False)
NOW = datetime(2026, 11, 10, tzinfo=UTC)
SETTINGS = {rule: setting._replace(enabled=True) for rule, setting in DEFAULTS.items()}
GOALS = [f"obj_{number}" for number in range(7)]
KPIS = [f"kpi_{number}" for number in range(3)]

Rows = dict[str, Any]


def random_goal(random: Random, goal: str) -> Rows:
    """A goal that may be live, with its own rows."""
    number = GOALS.index(goal)
    level = random.choice(["COMPANY", "TEAM", "PERSONAL"])
    health = (random.choice(["ON_TRACK", "OFF_TRACK", "STALE"]),)
    row = (
        *(goal, random.choice(["ACTIVE", "ACTIVE", "CLOSED"]), level),
        *(random.choice(["team_a", "psn_a"]), random.choice([None, "psn_a"]), "cyc_a"),
        *(random.choice(["AUTO", "COMBINED"]), "ASPIRATIONAL", random.choice([None, 0.5])),
        *(None, health, ()),
    )
    results = [
        (f"kr_{number}_{part}", goal, random.choice([1.0, 2.0]), None, "DONE")
        + (None,) * 5
        + ("NUMBER", None, None, health, ())
        for part in range(random.randrange(3))
    ]
    # Upward only: without cycles.
    aligned = [
        (goal, target, None, random.choice([1.0, 3.0]), random.random() < 0.5)
        for target in random.sample(GOALS[:number], min(number, random.randrange(3)))
    ]
    supports = [
        (f"sup_{number}_{place}", source, random.choice(KPIS), 1.0, random.random() < 0.5, None)
        for place, source in enumerate(
            random.sample([goal, *(result[0] for result in results)], random.randrange(2))
        )
    ]
    live = random.random() < 0.8
    return {"live": live, "row": row, "results": results, "aligned": aligned, "supports": supports}


def random_rest(random: Random) -> Rest:
    """KPIs, some of them archived, and what is no goal's."""
    kpis = [
        (
            kpi,
            "team_a",
            "INCREASE",
            ("WATCH",),
            (),
            "MONTHLY",
            "NUMBER",
            None,
            None,
            1.0,
            None,
            None,
        )
        for kpi in random.sample(KPIS, random.choice([2, 3, 3]))
    ]
    drives = [(KPIS[0], KPIS[1], 1.0, True)] if random.random() < 0.5 else []
    cycles = [("cyc_a", "2026-10-01", "2026-12-31", random.choice(["ACTIVE", "CLOSED"]))]
    teams = [("team_a", random.choice(["TEAM", "COMPANY"]), None)]
    members = [("psn_a", "team_a")] if random.random() < 0.5 else []
    return Rest(ZoneInfo("UTC"), 1, kpis, [], drives, cycles, teams, members)


def part_of(goal: Rows) -> Part:
    """What a fetch of one goal makes of it."""
    if not goal["live"]:
        return Part(None)
    return Part(
        Goal._make(goal["row"]),
        [KeyResult._make(row) for row in goal["results"]],
        [Alignment._make(row) for row in goal["aligned"]],
        [Support._make(row) for row in goal["supports"]],
    )


def whole(goals: dict[str, Rows], rest: Rest) -> OrganizationGraph:
    """All of it at once."""
    live = [goal for goal in goals.values() if goal["live"]]
    return OrganizationGraph(
        **rest._asdict(),
        goals=[goal["row"] for goal in live],
        key_results=[row for goal in live for row in goal["results"]],
        alignments=[row for goal in live for row in goal["aligned"]],
        supports=[row for goal in live for row in goal["supports"]],
    )


def rows_of(graph: OrganizationGraph) -> list[Any]:
    """Everything that a graph has, in no order."""
    return [
        *(graph.goals, graph.key_results, graph.kpis, graph.cycles, graph.teams),
        *(Counter(rows) for rows in (graph.alignments, graph.supports, graph.drives)),
        *(Counter(graph.targets), Counter(graph.members)),
    ]


# How long it takes says nothing.
@settings(deadline=None)
@given(RANDOM)
def test_a_graph_that_is_brought_up_is_the_one_fetched_anew(random: Random) -> None:
    goals = {goal: random_goal(random, goal) for goal in GOALS}
    rest = random_rest(random)
    kept = whole(goals, rest)
    for _ in range(6):
        assert _told(kept) == _told(whole(goals, rest))
        touched = random.sample(GOALS, random.randrange(3))
        for goal in touched:
            if random.random() < 0.7:
                goals[goal] = random_goal(random, goal)
        if other := random.random() < 0.3:
            rest = random_rest(random)
        parts = {goal: part_of(goals[goal]) for goal in touched}
        before = kept
        kept = changed(kept, parts, rest if other else None)
        expected = whole(goals, rest)
        assert rows_of(kept) == rows_of(expected)
        # It is the same object exactly when it is the same.
        assert (kept is before) == (rows_of(before) == rows_of(expected)) or _loose_differ(
            before, kept
        )
    assert _told(kept) == _told(whole(goals, rest))


def _loose_differ(before: OrganizationGraph, after: OrganizationGraph) -> bool:
    return (Counter(before.loose_alignments), Counter(before.loose_supports)) != (
        Counter(after.loose_alignments),
        Counter(after.loose_supports),
    )


def _told(graph: OrganizationGraph) -> list[Any]:
    return told(findings(Question(graph, NOW), SETTINGS))


def told(found: Iterable[Finding]) -> list[Any]:
    """What findings say, sums to nine digits: they go by the order of rows."""
    return [
        (
            *(finding.key, finding.severity, sorted(finding.others), finding.dismissal),
            [(fact.name, round(fact.value, 9), fact.limit) for fact in finding.facts],
        )
        for finding in found
    ]

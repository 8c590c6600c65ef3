"""What progress is made of, what changes it and what follows: against the slow and obvious way."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import fsum
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.explanations.contributions import (
    AlignmentState,
    Contributions,
    GoalState,
    KeyResultState,
)
from graph.domain.explanations.explanation import leaves, notes
from graph.domain.explanations.landing import Expectation, expected, landed
from graph.domain.explanations.progress_change import (
    History,
    Part,
    Step,
    all_parts,
    progress_change,
)
from graph.domain.explanations.reports import Report, check_in_parts
from graph.domain.metrics import Metric
from tests.pictures import contributions, later, picture
from tests.reference.explanations import Changed, Picture

RANDOM = st.randoms(use_true_random=False)
# How long a slow version takes says nothing.
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NEAR = 1e-9


@SLOW
@given(RANDOM)
def test_inputs_are_judged_and_shared_out(random: Random) -> None:
    made = picture(random)
    graph = contributions(made)
    for goal in made.goals:
        wanted = {part.id: made.excluded(goal, part) for part in made.parts(goal)}
        rows = graph.inputs(goal)
        assert {row.key: row.excluded for row in rows} == wanted
        places = [(row.excluded is not None, -row.share, row.node, row.link or "") for row in rows]
        assert places == sorted(places)
        counted = graph.counted(goal)
        if counted:
            assert fsum(row.share for row in counted) == pytest.approx(1, abs=NEAR)
        lifecycle, mode = made.goals[goal].lifecycle, made.goals[goal].mode
        if counted and lifecycle != "CLOSED" and mode != "MANUAL":
            total = fsum(row.contribution for row in rows)
            assert total == pytest.approx(graph.goals[goal].progress, abs=NEAR)


@SLOW
@given(RANDOM)
def test_leaves_are_all_ways_down_added_up(random: Random) -> None:
    made = picture(random)
    graph = contributions(made)
    for goal in made.goals:
        wanted = made.leaves(goal)
        rows = leaves(graph, goal)
        assert {row.node: row.share for row in rows} == pytest.approx(
            {node: float(share) for node, share in wanted.items()}, abs=NEAR
        )
        progress = made.progress(goal)
        assert bool(rows) == (progress is not None)
        if progress is not None:
            assert fsum(row.share for row in rows) == pytest.approx(1, abs=NEAR)
            total = fsum(row.contribution for row in rows)
            assert total == pytest.approx(float(progress), abs=NEAR)
        contributed = [row.contribution for row in rows]
        assert all(b <= a * (1 + NEAR) for a, b in pairwise(contributed))


@SLOW
@given(RANDOM)
def test_landing_is_computing_it_all_again(random: Random) -> None:
    made = picture(random)
    graph = contributions(made)
    raw = Fraction(random.randint(-8, 24), 16)
    for goal in made.goals.values():
        for result in goal.results:
            changed = made.with_raw(result.id, raw)
            rows = {
                row.objective: row
                for row in landed(graph, result.id, float(min(max(raw, Fraction(0)), Fraction(1))))
            }
            for other in made.goals:
                before, after = made.progress(other), changed.progress(other)
                row = rows.get(other)
                if row is None:
                    assert before == after
                else:
                    assert row.before == pytest.approx(float(before or 0), abs=NEAR)
                    assert row.after == pytest.approx(float(after or 0), abs=NEAR)


@SLOW
@given(RANDOM)
def test_what_is_lost_is_against_a_plan_that_succeeds(random: Random) -> None:
    made = picture(random)
    graph = contributions(made)
    best = made.at_best()
    for goal in made.goals.values():
        for result in goal.results:
            lost = best.with_raw(result.id, result.raw)
            for row in landed(graph, result.id, None):
                assert row.before == pytest.approx(float(best.progress(row.objective) or 0))
                assert row.after == pytest.approx(float(lost.progress(row.objective) or 0))


def _reports(before: Picture, after: Picture) -> dict[str, list[Report]]:
    """One check-in between the pictures for each key result whose value differs."""
    found: dict[str, list[Report]] = {}
    for index, made in enumerate((before, after)):
        for goal in made.goals.values():
            for result in goal.results:
                row = Report(index, f"chk_{result.id}_{index}", float(result.raw))
                found.setdefault(result.id, []).append(row)
    return found


def _closed(*made: Picture) -> dict[tuple[str, int], int]:
    """A CLOSED goal closed at the moment of its own picture."""
    return {
        (goal.id, moment): moment
        for moment, picture in enumerate(made)
        for goal in picture.goals.values()
        if goal.lifecycle == "CLOSED"
    }


def _by_input(parts: list[Part]) -> dict[tuple[str, str, str], float]:
    """Check-ins and metrics of a key result together, told by it and by its objective."""
    found: dict[tuple[str, str, str], float] = {}
    for part in parts:
        kind, node, of = part.kind, part.node, part.of or ""
        if kind in ("CHECK_IN", "METRIC"):
            number = node.split("_")[2 if kind == "CHECK_IN" else 1]
            node = "_".join(node.split("_")[1:4]) if kind == "CHECK_IN" else node
            key = ("KEY_RESULT", node, f"obj_{number}")
        else:
            key = (kind, node, of)
        found[key] = found.get(key, 0.0) + part.difference
    return {key: part for key, part in found.items() if abs(part) > 1e-11}


def _parts(before: Picture, after: Picture, *, back: bool = False) -> list[Part] | None:
    states = {0: contributions(before), 1: contributions(after)}
    closings = _closed(before, after)
    known = _reports(before, after)

    def reports(key_result: str, begin: int, end: int) -> Sequence[Report]:
        rows = known[key_result]
        return [rows[begin], rows[end]] if len(rows) == 2 else rows

    if before.progress("obj_0") is None or after.progress("obj_0") is None:
        return None
    history = History(states, closings)
    root = Step("obj_0", 1, 0) if back else Step("obj_0", 0, 1)
    assert not history.missing(root)
    parts = progress_change(history, root, reports)
    # Nothing is hidden by what the largest part takes over from negligible ones.
    found = fsum(part.difference for part in all_parts(history, root, reports))
    assert found == pytest.approx(fsum(part.difference for part in parts), abs=1e-14)
    return parts


@SLOW
@given(RANDOM)
def test_parts_of_a_change_add_up_and_turn_with_time(random: Random) -> None:
    before = picture(random)
    after = later(random, before)
    parts = _parts(before, after)
    if parts is None:
        return
    difference = float((after.progress("obj_0") or 0) - (before.progress("obj_0") or 0))
    assert fsum(part.difference for part in parts) == pytest.approx(difference, abs=1e-12)
    slow = Changed({0: before, 1: after}, _closed(before, after)).parts("obj_0", 0, 1)
    assert _by_input(parts) == pytest.approx({k: float(v) for k, v in slow.items()}, abs=1e-11)
    back = _parts(before, after, back=True)
    assert back is not None
    turned = {"JOINED": "LEFT", "LEFT": "JOINED"}

    def told(rows: list[Part], sign: int) -> dict[tuple[str, str, str | None], float]:
        # A check-in is told by the one that is current after the step.
        found: dict[tuple[str, str, str | None], float] = {}
        for row in rows:
            kind = turned.get(row.kind, row.kind) if sign < 0 else row.kind
            node = row.node[:-2] if row.kind == "CHECK_IN" else row.node
            found[kind, node, row.of] = sign * row.difference
        return found

    assert told(back, -1) == pytest.approx(told(parts, 1), abs=1e-15)


@SLOW
@given(RANDOM)
def test_what_did_not_change_has_no_part(random: Random) -> None:
    before = picture(random)
    parts = _parts(before, before)
    assert not parts


def test_check_ins_and_metric_divide_by_their_mean_effect() -> None:
    was, now = Metric("INCREASE", 0.0, 10.0), Metric("INCREASE", 0.0, 20.0)
    reports = [Report(1, "chk_a", 2.0), Report(2, "chk_b", 6.0), Report(5, "chk_c", 10.0)]
    # From 2 of 10 to 10 of 20: 0.2 to 0.5.
    told, rest = check_in_parts(reports, was, now, 0.3)
    assert dict(told) == pytest.approx({"chk_b": (0.4 + 0.2) / 2, "chk_c": (0.4 + 0.2) / 2})
    assert rest == pytest.approx(0.3 - 0.6)
    # The one that ceased tells of a step to none.
    told, rest = check_in_parts([reports[0], Report(3, None, None)], was, was, -0.2)
    assert dict(told) == pytest.approx({"chk_a": -0.2})
    assert rest == 0.0


def test_vast_weights_stay_finite() -> None:
    graph = Contributions(
        [GoalState("obj_a", "ACTIVE", "AUTO", None, 0.5)],
        [
            KeyResultState("kr_a", "obj_a", 1.7e308, False, 1.0, 1.0),
            KeyResultState("kr_b", "obj_a", 1.7e308, False, 0.0, -3.0),
        ],
        [],
    )
    rows = leaves(graph, "obj_a")
    assert [(row.node, row.share, row.contribution, row.clamped) for row in rows] == [
        ("kr_a", 0.5, 0.5, False),
        ("kr_b", 0.5, 0.0, True),
    ]


def test_notes_say_why() -> None:
    def of(goal: GoalState) -> list[str]:
        graph = Contributions(
            [goal, GoalState("obj_b", "ACTIVE", "AUTO", None, 0.5)],
            [KeyResultState("kr_a", "obj_a", 1.0, False, 0.5, 0.5)],
            [AlignmentState("aln_b", "obj_b", "obj_a", 1.0, True)],
        )
        return list(notes(graph, "obj_a"))

    assert of(GoalState("obj_a", "ACTIVE", "AUTO", None, 0.5)) == ["MODE_IGNORES_CONTRIBUTIONS"]
    assert of(GoalState("obj_a", "ACTIVE", "CONTRIBUTIONS", None, 0.5)) == [
        "MODE_IGNORES_KEY_RESULTS"
    ]
    assert of(GoalState("obj_a", "ACTIVE", "COMBINED", None, 0.5)) == []
    assert of(GoalState("obj_a", "ACTIVE", "MANUAL", None, None)) == ["MANUAL_UNSET"]
    assert of(GoalState("obj_a", "CLOSED", "COMBINED", None, None)) == ["FROZEN", "NO_INPUTS"]
    assert of(GoalState("obj_a", "DRAFT", "AUTO", None, 0.5)) == ["NOT_LIVE"]


def test_what_supports_expect_is_summed_where_they_say_it() -> None:
    assert expected([Expectation(None, 0, 1)]) is None
    assert expected([Expectation(-2.0, 0.25, 0.5), Expectation(None, 0, 1)]) == (-0.5, -1.0)

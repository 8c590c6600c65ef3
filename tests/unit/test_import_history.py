"""The revisions that moments become, and courses of states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.calendar import to_ms
from graph.domain.reports import Ledger, Report, reported
from graph.interchange.history.timeline import (
    MOST_REVISIONS,
    Timeline,
    goes_on,
    history_of,
    spans_of,
)
from graph.writes.unit_of_work.statements import FOREVER

NOW = to_ms(datetime(2026, 11, 10, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("step", "seconds"),
    [
        (timedelta(seconds=7), 60),
        (timedelta(minutes=3), 3600),
        (timedelta(hours=5), 86_400),
        (timedelta(days=3), 7 * 86_400),
        (timedelta(days=9), 30 * 86_400),
        (timedelta(days=40), 365 * 86_400),
    ],
)
def test_many_moments_are_taken_together(step: timedelta, seconds: int) -> None:
    width = step // timedelta(milliseconds=1)
    moments = [NOW - 1 - number * width for number in range(MOST_REVISIONS + 500)]
    history = history_of({}, moments, NOW)
    assert history.last <= MOST_REVISIONS
    span = seconds * 1000
    ends = {ms // span: ms for ms in sorted(moments)}
    assert history.moments == [*ends.values(), NOW]
    for ms in moments:
        assert history.moments[history.revision_at(ms) - 1] == ends[ms // span]


def test_few_moments_stay_as_they_are() -> None:
    moments = [NOW - 1 - number for number in range(MOST_REVISIONS - 1)]
    history = history_of({"obj_a": NOW - 1}, [*moments, NOW, NOW + 1], NOW)
    assert history.moments == [*reversed(moments), NOW]
    assert history.born_at("obj_a") == MOST_REVISIONS - 1
    assert history.born_at("obj_b") == history.born_at("obj_a", "obj_b") == MOST_REVISIONS
    assert history.revision_at(NOW + 1) == MOST_REVISIONS


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from("abc"))))
def test_a_course_says_what_was_when(steps: list[tuple[int, str]]) -> None:
    steps.sort(key=lambda one: one[0])
    course: Timeline[str] = []
    for revision, state in steps:
        goes_on(course, revision, state)
    for revision in range(1, 8):
        said = [state for since, state in steps if since <= revision]
        held = [state for since, until, state in spans_of(course) if since <= revision < until]
        assert held == said[-1:]
    assert all(one[1] != following[1] for one, following in pairwise(course))
    assert not course or list(spans_of(course))[-1][1] == FOREVER


@given(st.randoms(use_true_random=False))
def test_a_ledger_comes_to_what_its_reports_do(random: Random) -> None:
    ledger = Ledger()
    there: list[Report] = []
    for number in range(random.randint(0, 12)):
        if there and random.random() < 0.3:
            ledger.remove(there.pop(random.randrange(len(there))))
        else:
            report = Report(
                f"2026-0{random.randint(1, 3)}",
                random.random() < 0.5,
                f"2026-0{random.randint(1, 3)}",
                f"chk_{number}",
                random.random(),
                random.choice([None, "ON_TRACK", "AT_RISK"]),
                random.choice([None, 0.5, 1.0]),
            )
            ledger.add(report)
            there.append(report)
        assert ledger.comes_to == reported(there)

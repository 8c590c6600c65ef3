"""What a report becomes when it is saved, and which check-ins are due in a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.calendar import start_of_day, to_ms
from graph.domain.errors import InvalidInput
from graph.domain.health import CycleSpan
from graph.domain.metrics import Metric
from graph.domain.reports import standing
from graph.domain.weekly_reports import (
    Cadence,
    due_in,
    open_plans,
    saved_items,
    week_at,
    week_of,
)
from graph.model.weekly import MOST_ITEMS
from tests.reference.weekly_reports import saved_slowly

TOPICS = st.sampled_from(["PLAN", "PROGRESS", "PROBLEM"])
ITEM = st.fixed_dictionaries(
    {"topic": TOPICS, "text": st.sampled_from("abc")},
    optional={
        "id": st.sampled_from([None, *(f"itm_{number}" for number in range(8))]),
        "about": st.sampled_from([None, [], ["obj_1"], ["obj_1", "kpi_2"]]),
        "done": st.sampled_from([None, False, True]),
    },
)
ZONE = ZoneInfo("Europe/Tallinn")
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def stored() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Items that were saved before."""
    bodies = st.lists(
        st.tuples(TOPICS, st.sampled_from("abc"), st.sampled_from([[], ["kr_1"]]), st.booleans()),
        max_size=4,
    )

    def made(rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": f"itm_{number}",
                "topic": topic,
                "text": text,
                "about": about,
                "done": done,
                "carriedFrom": None,
            }
            for number, (topic, text, about, done) in enumerate(rows)
        ]

    return bodies.map(made)


@given(st.lists(ITEM, max_size=6), stored(), st.booleans())
def test_items_are_saved_as_the_slow_version_has_it(
    items: list[dict[str, Any]], before: list[dict[str, Any]], new: bool
) -> None:
    """Of a report that is there, and of a new one after another."""
    there, carried = ([], open_plans(before)) if new else (before, [])
    expected = saved_slowly(items, there, carried)
    numbers = count()
    try:
        saved: Any = saved_items(items, there, carried, lambda: f"itm_new{next(numbers)}")
    except InvalidInput as error:
        saved = error.data["path"]
    assert saved == expected


def test_a_report_has_at_most_so_many_items() -> None:
    plan = {"topic": "PLAN", "text": "a", "about": [], "done": False, "carriedFrom": None}
    carried = [{**plan, "id": f"itm_{number}"} for number in range(MOST_ITEMS)]
    ids = count()

    def made() -> str:
        return f"itm_new{next(ids)}"

    assert len(saved_items([], [], carried, made)) == MOST_ITEMS
    finished = [{"id": one["id"], "topic": "PLAN", "text": "a", "done": True} for one in carried]
    assert len(saved_items(finished, [], carried, made)) == MOST_ITEMS
    with pytest.raises(InvalidInput) as refused:
        saved_items([{"topic": "PLAN", "text": "b"}], [], carried, made)
    assert refused.value.data["path"] == ["items"]


@given(DAYS, st.integers(-3, 9))
def test_a_week_is_monday_to_sunday(day: date, days: int) -> None:
    last = day + timedelta(days)
    if day.isoweekday() == 1 and days == 6:
        assert week_of(day.isoformat(), last.isoformat()) == (day, last)
        return
    with pytest.raises(InvalidInput) as refused:
        week_of(day.isoformat(), last.isoformat())
    assert str(day) in refused.value.message


@given(DAYS, st.integers(1, 40), st.none() | DAYS, st.none() | DAYS)
def test_due_is_what_was_due_when_the_week_began(
    day: date, cadence: int, begins: date | None, last: date | None
) -> None:
    """As the next check-in of a key result is due, which is stored with it."""
    week = week_at(day, ZONE)
    if last is not None and last >= week.starts_on:
        last = None
    cycle = None
    if begins is not None:
        starts = to_ms(start_of_day(begins, ZONE))
        cycle = CycleSpan(starts, starts + 90 * 86_400_000, True)
    last_ms = None if last is None else to_ms(start_of_day(last, ZONE)) + 3_600_000
    metric = Metric("INCREASE", 0, 1, None, None)
    due_on = standing(metric, 0, last_ms, None, cadence, cycle, ZONE).due_on
    expected = due_on is not None and date.fromisoformat(due_on) <= week.ends_on
    assert due_in(week, Cadence(cadence, begins, last)) == expected


def test_a_week_begins_where_the_organization_is() -> None:
    week = week_at(date(2026, 3, 29), ZONE)
    assert (week.starts_on, week.ends_on) == (date(2026, 3, 23), date(2026, 3, 29))
    assert week.starts_at == datetime(2026, 3, 22, 22, tzinfo=UTC)
    # The clocks go forward on its last day.
    assert week.ends_at == datetime(2026, 3, 29, 21, tzinfo=UTC)

"""The rules of suggestions, held against a slow version and against cases worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.kpi_series import Measured
from graph.domain.kpis import Calendar, Judging, Target
from graph.domain.templates.advice import About, draft_of, message_of
from graph.domain.templates.library import library
from graph.domain.templates.suggestions import Expected, suggestions
from tests.reference import suggestions as slow
from tests.reference.suggestions import Aim, Given, month_end

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
MONTHS = [date(2026, month, 1) for month in range(1, 13)]
UTC_ZONE = ZoneInfo("UTC")
ABOUT = About("kpi_x", "Customer churn", "team_x")


def measured(
    values: dict[date, float],
    aims: list[Aim],
    *,
    direction: Any = "INCREASE",
    band: float = 0.1,
    summed: bool = False,
) -> Measured:
    return Measured(
        Calendar("MONTHLY", UTC_ZONE),
        Judging(direction, band, None, summed),
        "SUM" if summed else "LAST",
        "NEVER",
        {datetime(day.year, day.month, 1, tzinfo=UTC): value for day, value in values.items()},
        [(Target(aim.starts, aim.ends, aim.value), f"tgt_{i}") for i, aim in enumerate(aims)],
    )


def monthly(*numbers: float) -> list[Aim]:
    """A target for each month of the year, from January on."""
    return [
        Aim(first, month_end(first), value) for first, value in zip(MONTHS, numbers, strict=False)
    ]


NUMBERS = st.sampled_from([4.0, 5.0, 6.0, 8.0])
QUARTERS = [Aim(date(2026, m, 1), month_end(date(2026, m + 2, 1)), 5.0) for m in (1, 4, 7, 10)]


@given(
    st.dictionaries(st.sampled_from(MONTHS[:7]), NUMBERS),
    st.lists(NUMBERS, max_size=12),
    st.lists(NUMBERS, max_size=4),
    st.sampled_from(["INCREASE", "DECREASE"]),
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from([0.2, 0.5, 0.9]), st.sampled_from([0.5, 1.0])), max_size=2),
)
def test_which_rules_hold(
    values: dict[date, float],
    months: list[float],
    quarters: list[float],
    direction: str,
    summed: bool,
    helped: bool,
    outlook: list[tuple[float, float]],
) -> None:
    aims = monthly(*months)
    aims += [aim._replace(value=value) for aim, value in zip(QUARTERS, quarters, strict=False)]
    if not aims:
        outlook = []
    kpi = measured(values, aims, direction=direction, summed=summed)
    expected = [Expected("tgt_0", 5.0, probability, error) for probability, error in outlook]
    rows = suggestions(kpi, NOW, expected, helped=helped)
    sign = 1 if direction == "INCREASE" else -1
    asked = Given(values, aims, sign, 0.1, summed, NOW.date())
    assert [row.reason for row in rows] == slow.reasons(asked, outlook, helped=helped)
    for row in rows:
        # Each can be told, and drafted.
        assert "{" not in message_of(row, ABOUT)
        assert draft_of(row, ABOUT, None)["operations"]
        if row.reason == "RAISE_TARGET":
            assert row.target is not None
            assert row.target.value == slow.raised(asked)
            assert row.effect is None
        else:
            assert row.effect == ("RAISES" if sign == 1 else "LOWERS")


def test_behind_between_bounds_says_which_way_helps() -> None:
    bounds = Target(date(2026, 1, 1), date(2026, 12, 31), None, 10, 20)
    for value, effect, limit in ((5.0, "RAISES", 10), (25.0, "LOWERS", 20)):
        kpi = measured({MONTHS[4]: value, MONTHS[5]: value}, [], direction="BETWEEN")
        kpi = Measured(**{**_fields(kpi), "targets": [(bounds, "tgt_b")]})
        [row] = suggestions(kpi, NOW, [], helped=False)
        assert row.reason == "BEHIND"
        assert row.effect == effect
        assert [(fact.name, fact.value, fact.limit) for fact in row.facts] == [
            ("value", value, limit)
        ]
        assert suggestions(kpi, NOW, [], helped=True) == []


def _fields(kpi: Measured) -> dict[str, Any]:
    return {name: getattr(kpi, name) for name in kpi.__slots__}


def test_a_gap_does_not_end_being_behind() -> None:
    kpi = measured({MONTHS[1]: 1.0, MONTHS[4]: 1.0}, monthly(*[5.0] * 12))
    assert [row.reason for row in suggestions(kpi, NOW, [], helped=False)] == ["BEHIND"]
    # The month that is not over does not count.
    kpi = measured({MONTHS[4]: 1.0, MONTHS[6]: 1.0}, monthly(*[5.0] * 12))
    assert [row.reason for row in suggestions(kpi, NOW, [], helped=False)] == []


def test_nothing_is_said_without_values() -> None:
    assert suggestions(measured({}, monthly(*[5.0] * 12)), NOW, [], helped=False) == []


def test_the_same_draft_has_the_same_ids() -> None:
    kpi = measured({MONTHS[4]: 1.0, MONTHS[5]: 1.0}, monthly(*[5.0] * 12))
    [row] = suggestions(kpi, NOW, [], helped=False)
    template = library()["tpl_library-success-stay-with-us"]
    one, again = (draft_of(row, ABOUT, template) for _ in range(2))
    assert one == again
    ids = [given["id"] for operation in one["operations"] for given in operation.values()]
    assert len(set(ids)) == len(ids) == 2 + len(template.results) + len(template.initiatives)
    other = draft_of(row, ABOUT._replace(kpi="kpi_y"), template)
    assert not {*ids} & {
        given["id"] for operation in other["operations"] for given in operation.values()
    }


def test_the_days_of_a_better_target_are_the_present_ones() -> None:
    good = {MONTHS[3]: 7.0, MONTHS[4]: 9.0, MONTHS[5]: 8.0}
    year = Aim(date(2026, 1, 1), date(2026, 12, 31), 5.0)
    [row] = suggestions(measured(good, [year]), NOW, [], helped=True)
    assert row.target == Target(year.starts, year.ends, 8.0)
    half = Aim(date(2026, 1, 1), date(2026, 6, 30), 5.0)
    [row] = suggestions(measured(good, [half]), NOW, [], helped=True)
    assert row.target == Target(date(2026, 7, 1), date(2026, 7, 31), 8.0)
    assert draft_of(row, ABOUT, None) == {
        "operations": [
            {
                "kpiTargetSet": {
                    "kpi": "kpi_x",
                    "period": {"startsOn": "2026-07-01", "endsOn": "2026-07-31"},
                    "value": 8.0,
                }
            }
        ]
    }


def test_messages() -> None:
    kpi = measured({MONTHS[4]: 1.0, MONTHS[5]: 1.5}, monthly(*[5.0] * 7, 6.0))
    look = Expected("tgt_7", 2.0, 0.012, 0.5)
    rows = suggestions(kpi, NOW, [look], helped=False)
    assert [message_of(row, ABOUT) for row in rows] == [
        "“Customer churn” was behind its target in its last two measured periods, and nothing in "
        "the plan pushes it the right way.",
        "The target of “Customer churn” from 2026-08-01 to 2026-08-31 asks for more than the one "
        "before, 6, and is far from the latest value, 1.5; nothing in the plan pushes it the right "
        "way.",
    ]
    kpi = measured({MONTHS[5]: 1.5}, monthly(*[5.0] * 12))
    [row] = suggestions(kpi, NOW, [look], helped=False)
    assert message_of(row, ABOUT) == (
        "“Customer churn” is expected to be 2 by 2026-08-31, and meets its target with a "
        "probability of 1.2 % only; nothing in the plan pushes it the right way."
    )
    assert row.facts[1].value == pytest.approx(0.012)

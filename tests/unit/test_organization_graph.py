"""The organization's graph as rules see it: what is shared, passed over, and turned."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from graph.domain.organization_graph import OrganizationGraph, Sharing, same

VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()


def goal(name: str, lifecycle: str = "ACTIVE", level: str = "TEAM") -> list[Any]:
    """A row of a goal."""
    return [
        *(name, lifecycle, level, "team_a", None, "cyc_a", "AUTO", "COMMITTED", 0.5, None),
        *(["ON_TRACK", "STALE"], [5]),
    ]


def graph(**rows: Any) -> OrganizationGraph:
    """A graph of these rows."""
    names = (
        *("goals", "key_results", "kpis", "targets", "alignments", "supports", "drives"),
        *("cycles", "teams", "members"),
    )
    empty: dict[str, Any] = {name: [] for name in names}
    return OrganizationGraph(zone=ZoneInfo("UTC"), fiscal_year_start_month=1, **empty | rows)


@given(st.lists(st.lists(VALUES | st.lists(st.text()))))
def test_shared_rows_are_the_same_rows(rows: list[list[Any]]) -> None:
    shared = Sharing().rows(rows)
    expected = [tuple(tuple(v) if isinstance(v, list) else v for v in row) for row in rows]
    assert shared == expected
    assert [[type(v) for v in row] for row in shared] == [[type(v) for v in r] for r in expected]


def test_equal_values_are_one_object() -> None:
    one, other = Sharing().rows([["".join(["a", "b"]), ["x"]], ["".join(["a", "b"]), ["x"]]])
    assert one[0] is other[0]
    assert one[1] is other[1]


def test_links_to_what_is_not_there_are_passed_over() -> None:
    found = graph(
        goals=[goal("obj_a"), goal("obj_b", "CLOSED")],
        alignments=[
            ["obj_b", "obj_a", None, 1.0, True],
            ["obj_gone", "obj_a", None, 1.0, True],
        ],
        supports=[["sup_a", "obj_a", "kpi_gone", 1.0, False, None]],
    )
    assert [link.source for link in found.into["obj_a"]] == ["obj_b"]
    assert found.active_alignments == []
    assert found.supports == []


def test_closed_goals_can_be_taken_for_active() -> None:
    found = graph(
        goals=[goal("obj_a"), goal("obj_b", "CLOSED")],
        alignments=[["obj_b", "obj_a", None, 1.0, True]],
    )
    assert set(found.active) == {"obj_a"}
    assert found.plan.into == {}
    live = found.as_live()
    assert set(live.active) == {"obj_a", "obj_b"}
    assert [row[0] for row in live.plan.into["obj_a"]] == ["obj_b"]
    assert set(found.active) == {"obj_a"}


def test_numbers_are_the_same_to_twelve_digits() -> None:
    assert same(0.1 + 0.2, 0.3)
    assert same(0.0, 0.0)
    assert not same(1.0, 1.0 + 1e-11)
    assert not same(None, None)
    assert not same(float("inf"), 1.0)

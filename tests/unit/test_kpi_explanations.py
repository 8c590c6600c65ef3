"""A KPI's gap, prediction and root causes: against the slow and obvious way."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import fsum
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.explanations.gap import divided_gap
from graph.domain.explanations.prediction import Held, Predicted, predicted, total_expected
from graph.domain.explanations.root_causes import Driver, Sign, deviation, root_causes
from graph.domain.influence import Influence
from tests.fetched import plan_graph
from tests.graphs import organizations

RANDOM = st.randoms(use_true_random=False)
# How long a slow version takes says nothing.
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FOREVER = 9007199254740991

Links = dict[str, list[tuple[str, Fraction, bool]]]


def _ways(links: Links, kpi: str) -> list[tuple[list[str], Fraction, int]]:
    """Every way along drivers from a KPI: its ids, the product of its shares, and its sign."""
    ways = [([kpi], Fraction(1), 1)]
    for ids, share, sign in ways:
        for driver, part, lowers in links.get(ids[-1], []):
            ways.append(([*ids, driver], share * part, -sign if lowers else sign))
    return ways


def _causes(
    links: Links, deviations: dict[str, Sign], kpi: str, depth: int
) -> dict[str, tuple[int, Fraction, list[str]]]:
    """By cause: how near, its share, and its way: walked one by one."""
    own = deviations.get(kpi)
    found: dict[str, list[tuple[list[str], Fraction]]] = {}
    for ids, share, _ in _ways(links, kpi):
        signs, sign = [], 1
        for driven, driver in pairwise(ids):
            lowers = next(low for to, _, low in links[driven] if to == driver)
            sign = -sign if lowers else sign
            signs.append(deviations.get(driver, 0) * sign == own)
        if own and signs and signs[-1] and not any(signs[:-1]) and len(signs) <= depth:
            found.setdefault(ids[-1], []).append((ids, share))
    return {
        cause: (
            min(len(ids) - 1 for ids, _ in rows),
            sum((share for _, share in rows), Fraction(0)),
            min(rows, key=lambda row: (len(row[0]), -row[1], row[0][::-1]))[0][::-1],
        )
        for cause, rows in found.items()
    }


@SLOW
@given(RANDOM)
def test_root_causes_are_those_of_all_ways(random: Random) -> None:
    links: Links = {}
    for n in range(7):
        pool = random.randint(1, 3)
        for other in range(n + 1, 7):
            if random.random() < 0.4:
                weight = random.randint(1, 3)
                pool += weight
                row = (f"kpi_{other}", Fraction(weight), random.random() < 0.5)
                links.setdefault(f"kpi_{n}", []).append(row)
        if f"kpi_{n}" in links:
            links[f"kpi_{n}"] = [(to, w / pool, low) for to, w, low in links[f"kpi_{n}"]]
    off: list[Sign] = [-1, 1]
    deviations = {
        f"kpi_{n}": random.choice(off) for n in range(7) if n == 0 or random.random() < 0.4
    }
    drivers = {
        kpi: [Driver(to, float(share), low) for to, share, low in rows]
        for kpi, rows in links.items()
    }
    for depth in (1, 2, 8):
        wanted = _causes(links, deviations, "kpi_0", depth)
        rows = root_causes("kpi_0", deviations, drivers, depth)
        assert {row.kpi: row.depth for row in rows} == {
            kpi: near for kpi, (near, _, _) in wanted.items()
        }
        assert {row.kpi: row.share for row in rows} == pytest.approx(
            {kpi: float(share) for kpi, (_, share, _) in wanted.items()}
        )
        assert {row.kpi: [step.id for step in row.steps] for row in rows} == {
            kpi: way for kpi, (_, _, way) in wanted.items()
        }
        order = [(row.depth, -row.share, row.kpi) for row in rows]
        assert order == sorted(order)
        assert root_causes("kpi_6x", deviations, drivers, depth) == []


@pytest.mark.parametrize(
    ("direction", "latest", "target", "off"),
    [
        ("INCREASE", 4, (5, None, None), -1),
        ("INCREASE", 5, (5, None, None), None),
        ("DECREASE", 6, (5, None, None), 1),
        ("DECREASE", 5, (5, None, None), None),
        ("BETWEEN", 1, (None, 2, 4), -1),
        ("BETWEEN", 5, (None, 2, 4), 1),
        ("BETWEEN", 3, (None, 2, 4), None),
        ("INCREASE", 4, (None, None, None), None),
    ],
)
def test_which_way_a_value_is_off(
    direction: str, latest: float, target: tuple[Any, Any, Any], off: Sign | None
) -> None:
    assert deviation(direction, latest, *target) == off


@SLOW
@given(organizations(), st.floats(0, 1e6), RANDOM)
def test_the_parts_of_a_gap_add_up(document: Any, size: float, random: Random) -> None:
    graph = plan_graph(document)
    for kpi in document["kpis"]:
        movers = Influence(graph, kpi["id"]).movers
        hidden = {row.objective for row in movers.rows if random.random() < 0.3}
        gap = divided_gap(size, movers, hidden)
        assert not hidden & {part.objective for part in gap.parts}
        total = fsum([*(part.size for part in gap.parts), gap.unowned, gap.hidden])
        assert total == pytest.approx(size, rel=1e-9, abs=1e-9)


def test_a_support_predicts_by_what_it_was_at_both_ends() -> None:
    states = [
        Held(2, 5, 10.0, True, 0.25),
        Held(5, 9, 10.0, True, 0.5),
        Held(9, FOREVER, 20.0, True, None),
    ]
    assert predicted("sup_a", states, 3, 6) == Predicted("sup_a", 0.25, 0.5, 2.5)
    # It began later than the first end, with the progress that it began with.
    assert predicted("sup_a", states, 1, 6) == Predicted("sup_a", 0.25, 0.5, 2.5)
    # No progress is 0, and the expected delta is that of the later end.
    assert predicted("sup_a", states, 6, 9) == Predicted("sup_a", 0.5, 0.0, -10.0)
    # It ended before the later end, with the progress that it had.
    assert predicted("sup_a", states[:2], 3, 20) == Predicted("sup_a", 0.25, 0.5, 2.5)
    assert predicted("sup_a", states[:2], 10, 20) is None
    draft = [Held(2, 5, 10.0, False, 0.25), Held(5, FOREVER, 10.0, True, 0.5)]
    assert predicted("sup_a", draft, 3, 4) is None
    assert predicted("sup_a", draft, 3, 6) == Predicted("sup_a", 0.5, 0.5, 0.0)
    assert predicted("sup_a", [Held(1, FOREVER, None, True, 0.5)], 2, 3) == Predicted(
        "sup_a", 0.5, 0.5, None
    )


def test_what_predicts_nothing_is_not_summed() -> None:
    assert total_expected([Predicted("sup_a", 0, 1, None)]) is None
    rows = [Predicted("sup_a", 0, 1, None), Predicted("sup_b", 0, 1, -1.5)]
    assert total_expected(rows) == -1.5

"""The rule of influence: the worked example, random graphs against the reference, and extremes."""

from __future__ import annotations

import itertools
import json
import random
import time
from fractions import Fraction
from math import fsum, prod
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from graph.domain.influence import (
    Influence,
    Mover,
    Movers,
    Path,
    PlanGraph,
    Step,
    moved,
    mover_paths,
    movers,
)
from tests import reference
from tests.fetched import plan_graph
from tests.graphs import organizations

EXAMPLE = json.loads((File(__file__).parents[2] / "data" / "example.json").read_text())
COPIES = 15


# The reference walks every path: how long that takes says nothing.
SLOW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def close(value: float | Fraction) -> Any:
    return pytest.approx(float(value), rel=1e-9, abs=1e-12)


def test_the_worked_example() -> None:
    graph = plan_graph(EXAMPLE)
    expected = {
        "kpi_mrr": [
            ("obj_grow", 0.5610294117647, 0.2805147058823, "RAISES", "ALIGNED"),
            ("obj_keep", 0.4375, 0.2441176470588, "RAISES", "DIRECT"),
            ("obj_macros", 0.3779411764705, 0.3779411764705, "RAISES", "ALIGNED"),
            ("obj_care", 0.1948529411764, 0.0974264705882, "RAISES", "DRIVER"),
        ],
        "kpi_churn": [
            ("obj_care", 0.7794117647058, 0.3897058823529, "LOWERS", "DIRECT"),
            ("obj_keep", 0.75, 0.1764705882352, "LOWERS", "DIRECT"),
            ("obj_macros", 0.4117647058823, 0.4117647058823, "LOWERS", "ALIGNED"),
            ("obj_grow", 0.0441176470588, 0.0220588235294, "LOWERS", "ALIGNED"),
        ],
        "kpi_subs": [
            ("obj_grow", 1.0, 0.5, "RAISES", "DIRECT"),
            ("obj_macros", 0.5, 0.5, "RAISES", "ALIGNED"),
        ],
    }
    for kpi, rows in expected.items():
        assert movers(graph, kpi) == Movers(
            [
                Mover(
                    objective,
                    close(share),
                    close(own),
                    close(share if effect == "RAISES" else -share),
                    effect,  # type: ignore[arg-type]
                    relation,  # type: ignore[arg-type]
                )
                for objective, share, own, effect, relation in rows
            ],
            0.0,
        )


def test_the_paths_of_the_worked_example() -> None:
    expected = {
        "kpi_mrr": [
            (0.5, "obj_grow, kr_subs, kpi_subs, kpi_mrr"),
            (0.25, "obj_keep, kr_mrr, kpi_mrr"),
            (0.25, "obj_macros, obj_grow, kr_subs, kpi_subs, kpi_mrr"),
            (0.1323529411764, "obj_care, kr_churn, kpi_churn, kpi_mrr"),
        ],
        "kpi_churn": [
            (0.5294117647058, "obj_care, kr_churn, kpi_churn"),
            (0.75, "obj_keep, kr_churn, kpi_churn"),
            (0.2647058823529, "obj_macros, obj_care, kr_churn, kpi_churn"),
            (0.0441176470588, "obj_grow, obj_keep, kr_churn, kpi_churn"),
        ],
    }
    for kpi, rows in expected.items():
        influence = Influence(plan_graph(EXAMPLE), kpi)
        for share, ids in rows:
            (path,) = influence.paths(ids.split(", ")[0], 1)
            assert path.share == close(share)
            assert [step.id for step in path.steps] == ids.split(", ")


def test_a_step_has_the_share_and_effect_of_the_link_that_led_to_it() -> None:
    (path,) = mover_paths(plan_graph(EXAMPLE), "kpi_mrr", "obj_care", 1)
    assert path == Path(
        close(0.1323529411764),
        "RAISES",
        [
            Step("obj_care", 1.0, None),
            Step("kr_churn", close(12 / 17), None),
            Step("kpi_churn", 0.75, "LOWERS"),
            Step("kpi_mrr", 0.25, "LOWERS"),
        ],
    )


def test_a_path_leaves_an_objective_by_another_way_than_it_came() -> None:
    graph = PlanGraph(
        [("kr_a", "obj_top", 1.0), ("kr_b", "obj_mid", 1.0)],
        [("obj_low", "obj_mid", "kr_b", 1.0), ("obj_mid", "obj_top", "kr_a", 1.0)],
        [("obj_top", "kpi", 1.0, True), ("kr_a", "kpi", 1.0, False)],
        [],
    )
    assert [
        (path.share, path.effect, [step.id for step in path.steps])
        for path in mover_paths(graph, "kpi", "obj_low", 5)
    ] == [
        (0.125, "RAISES", ["obj_low", "kr_b", "obj_mid", "kr_a", "kpi"]),
        (0.125, "LOWERS", ["obj_low", "kr_b", "obj_mid", "kr_a", "obj_top", "kpi"]),
    ]


def test_what_nobody_supports_is_unowned() -> None:
    assert movers(PlanGraph([], [], [], []), "kpi_any") == Movers([], 1.0)
    assert moved(PlanGraph([], [], [], []), "obj_any") == []
    assert mover_paths(PlanGraph([], [], [], []), "kpi_any", "obj_any", 3) == []
    graph = PlanGraph([], [], [("obj_a", "kpi_a", 1.0, False)], [("kpi_b", "kpi_a", 3.0, True)])
    assert movers(graph, "kpi_a") == Movers(
        [Mover("obj_a", 0.25, 0.25, 0.25, "RAISES", "DIRECT")], 0.75
    )


def test_alignments_to_archived_key_results_are_one_to_the_objective() -> None:
    graph = PlanGraph(
        [("kr_a", "obj_top", 1.0)],
        [("obj_low", "obj_top", "kr_gone", 1.0), ("obj_low", "obj_top", None, 2.0)],
        [("kr_a", "kpi", 1.0, False)],
        [],
    )
    assert [row.share for row in movers(graph, "kpi").rows] == [1.0, 0.75]
    (path,) = mover_paths(graph, "kpi", "obj_low", 9)
    assert [(step.id, step.share) for step in path.steps] == [
        ("obj_low", 1.0),
        ("obj_top", 0.75),
        ("kr_a", 1.0),
        ("kpi", 1.0),
    ]


def test_opposite_effects_that_cancel_are_mixed() -> None:
    graph = PlanGraph(
        [("kr_a", "obj_a", 1.0), ("kr_b", "obj_a", 1.0)],
        [],
        [("kr_a", "kpi", 1.0, False), ("kr_b", "kpi", 1.0, True)],
        [],
    )
    assert movers(graph, "kpi").rows == [Mover("obj_a", 1.0, 1.0, 0.0, "MIXED", "DIRECT")]


def test_others_take_their_share_unseen() -> None:
    """What is fetched above one objective: its siblings are one sum for each pool."""
    graph = PlanGraph(
        [("kr_a", "obj_top", 1.0)],
        [("obj_low", "obj_top", None, 1.0), (None, "obj_top", "kr_a", 2.0)],
        [("kr_a", "kpi", 1.0, False), (None, "kpi", 1.0, False)],
        [(None, "kpi", 2.0, False)],
    )
    (row,) = moved(graph, "obj_low")
    assert (row.kpi, row.share, row.own_share) == ("kpi", 0.0625, 0.0625)
    assert mover_paths(graph, "kpi", "obj_low", 1)[0].share == 0.0625


@SLOW
@given(organizations())
def test_movers_are_those_of_the_reference(document: dict[str, Any]) -> None:
    plan = reference.Plan(document)
    graph = plan_graph(document)
    for kpi in plan.kpis:
        expected, unowned = reference.movers(plan, kpi)
        answer = movers(graph, kpi)
        assert answer == Movers(
            [
                Mover(
                    row.objective,
                    close(row.share),
                    close(row.own_share),
                    close(row.net_share),
                    row.effect,  # type: ignore[arg-type]
                    row.relation,  # type: ignore[arg-type]
                )
                for row in expected
            ],
            close(unowned),
        )
        owned = fsum(row.own_share for row in answer.rows)
        assert owned + answer.unowned_share == pytest.approx(1.0, abs=1e-9)


@SLOW
@given(organizations())
def test_moved_is_the_inverse_of_movers(document: dict[str, Any]) -> None:
    plan = reference.Plan(document)
    graph = plan_graph(document)
    for objective in plan.objectives:
        if plan.is_active(objective):
            assert moved(graph, objective) == [
                (
                    row.kpi,
                    close(row.share),
                    close(row.own_share),
                    close(row.net_share),
                    row.effect,
                    row.relation,
                )
                for row in reference.moved(plan, objective)
            ]


@SLOW
@given(organizations())
def test_paths_are_those_of_the_reference(document: dict[str, Any]) -> None:
    plan = reference.Plan(document)
    graph = plan_graph(document)
    for kpi in plan.kpis:
        influence = Influence(graph, kpi)
        for objective in plan.objectives:
            expected = reference.paths(plan, kpi, objective, 100)
            found = influence.paths(objective, 100)
            assert found == [
                (
                    close(path.share),
                    "RAISES" if path.sign == 1 else "LOWERS",
                    [(step.id, close(step.share), step.effect) for step in path.steps],
                )
                for path in expected
            ]
            assert influence.paths(objective, 2) == found[:2]
            for path in found:
                assert prod(step.share for step in path.steps) == path.share


def lattice(levels: int, width: int, weight: float = 1.0) -> PlanGraph:
    """Every objective of a level is aligned to every one of the level above; the top level's
    key results support the KPI. `width ** levels` paths reach each objective of the last level."""
    names = [[f"obj_{level}_{number:02}" for number in range(width)] for level in range(levels)]
    return PlanGraph(
        [(f"kr_{name}", name, weight) for level in names for name in level],
        [
            (low, high, None, weight)
            for above, below in itertools.pairwise(names)
            for high in above
            for low in below
        ],
        [(f"kr_{name}", "kpi", weight, False) for name in names[0]],
        [],
    )


@pytest.mark.parametrize("weight", [1.0, 1e-300, 1e300, 1.7e308])
def test_a_lattice_with_ten_million_paths_is_no_harder(weight: float) -> None:
    graph = lattice(7, COPIES, weight)
    answer = movers(graph, "kpi")
    assert len(answer.rows) == 7 * COPIES
    assert fsum(row.own_share for row in answer.rows) == pytest.approx(1.0, abs=1e-9)
    started = time.perf_counter()
    found = mover_paths(graph, "kpi", "obj_6_07", 100)
    print(f"100 paths of {COPIES**6 * COPIES:,}: {(time.perf_counter() - started) * 1e3:.1f} ms")
    # All are equal, so the ids decide, and the last levels vary first.
    assert [path.steps[-3].id for path in found[:COPIES]] == [
        f"obj_0_{number:02}" for number in range(COPIES)
    ]
    ids = [[step.id for step in path.steps] for path in found]
    assert len(ids) == 100
    assert ids == sorted(ids)


def test_the_largest_of_many_unequal_paths_come_first() -> None:
    rng = random.Random(7)
    names = [[f"obj_{level}_{number}" for number in range(6)] for level in range(5)]
    alignments = [
        (low, high, None, rng.uniform(0.1, 5.0))
        for above, below in itertools.pairwise(names)
        for high in above
        for low in below
    ]
    graph = PlanGraph([], alignments, [(name, "kpi", 1.0, False) for name in names[0]], [])
    into: dict[str, float] = {}
    for _, high, _, weight in alignments:
        into[high] = into.get(high, 0.0) + weight
    shares = [1.0]
    frontier = [("obj_4_3", 1.0 / 6)]
    for _ in range(4):
        frontier = [
            (high, share * weight / into[high])
            for here, share in frontier
            for low, high, _, weight in alignments
            if low == here
        ]
    shares = sorted((share for _, share in frontier), reverse=True)
    assert len(shares) == 6**4
    found = mover_paths(graph, "kpi", "obj_4_3", 100)
    assert [path.share for path in found] == [close(share) for share in shares[:100]]


@pytest.mark.parametrize(
    ("key_result", "other", "whole", "named", "own"),
    [
        (1e-300, 1e300, 1e300, 1e-300, 1 / 3),
        (1e300, 1e-300, 1e300, 1e300, 1 / 3),
        (1.7e308, 1.7e308, 1.7e308, 1.7e308, 1 / 2.5),
        (1e-308, 1e300, 1e300, 1e-308, 1 / 3),
        (1.0, 1.0, 1e-300, 1e300, 1e-300),
    ],
)
def test_weights_of_any_size(
    key_result: float, other: float, whole: float, named: float, own: float
) -> None:
    graph = PlanGraph(
        [("kr_a", "obj_top", key_result), ("kr_b", "obj_top", other)],
        [("obj_1", "obj_top", None, whole), ("obj_2", "obj_top", "kr_a", named)],
        [("kr_a", "kpi", 1.0, False)],
        [],
    )
    answer = movers(graph, "kpi")
    shares = {row.objective: row for row in answer.rows}
    assert shares.keys() == {"obj_top", "obj_1", "obj_2"}
    assert shares["obj_top"].own_share == pytest.approx(own, rel=1e-9)
    assert fsum(row.own_share for row in answer.rows) == pytest.approx(1.0, abs=1e-9)
    for objective, row in shares.items():
        assert moved(graph, objective) == [("kpi", *row[1:])]


def test_a_share_too_small_for_a_double_still_counts() -> None:
    graph = PlanGraph(
        [("kr_a", "obj_a", 1e300)],
        [("obj_b", "obj_a", None, 1e-300)],
        [("kr_a", "kpi", 1.0, True)],
        [],
    )
    assert movers(graph, "kpi").rows[1] == Mover("obj_b", 0.0, 0.0, -0.0, "LOWERS", "ALIGNED")
    assert moved(graph, "obj_b") == [("kpi", 0.0, 0.0, 0.0, "LOWERS", "ALIGNED")]
    assert [step.id for step in mover_paths(graph, "kpi", "obj_b", 1)[0].steps] == [
        "obj_b",
        "obj_a",
        "kr_a",
        "kpi",
    ]


def test_ten_thousand_movers() -> None:
    rng = random.Random(1)
    count = 10_000
    key_results = [(f"kr_{n}_{k}", f"obj_{n}", 1.0) for n in range(count) for k in range(3)]
    alignments: list[tuple[str | None, str, str | None, float]] = []
    for n in range(50, count):
        for target in {n // 8, rng.randrange(n)} if n % 10 == 0 else {n // 8}:
            named = f"kr_{target}_0" if rng.random() < 0.5 else None
            alignments.append((f"obj_{n}", f"obj_{target}", named, rng.uniform(0.5, 2.0)))
    supports = [(f"kr_{n}_0", "kpi", 1.0, n % 2 == 0) for n in range(50)]
    started = time.perf_counter()
    graph = PlanGraph(key_results, alignments, supports, [])
    built = time.perf_counter()
    answer = movers(graph, "kpi")
    done = time.perf_counter()
    influence = Influence(graph, "kpi")
    for row in answer.rows[:50]:
        assert influence.paths(row.objective, 3)
    listed = time.perf_counter()
    print(
        f"{len(answer.rows):,} movers: graph {(built - started) * 1e3:.0f} ms, "
        f"shares {(done - built) * 1e3:.0f} ms, paths of 50 {(listed - done) * 1e3:.0f} ms"
    )
    assert len(answer.rows) == count
    assert fsum(row.own_share for row in answer.rows) == pytest.approx(1.0, abs=1e-9)
    shares = [row.share for row in answer.rows]
    assert all(low <= high * (1 + 1e-12) for high, low in itertools.pairwise(shares))

"""Tracing up and down: the worked example, random graphs against the reference, and extremes."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from graph.domain.lineage import (
    LineageGraph,
    Relative,
    ancestors,
    descendants,
    paths_to_company,
)
from graph.domain.paths import Path, Step
from tests import reference
from tests.fetched import lineage_graph
from tests.graphs import organizations

EXAMPLE = json.loads((File(__file__).parents[2] / "data" / "example.json").read_text())


# The reference walks every path: how long that takes says nothing.
SLOW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def close(value: float | Fraction) -> Any:
    return pytest.approx(float(value), rel=1e-9, abs=1e-12)


def test_the_worked_example() -> None:
    graph = lineage_graph(EXAMPLE)
    assert paths_to_company(graph, "obj_macros", 100) == [
        Path(
            close(0.1875),
            None,
            [
                Step("obj_macros", 1.0, None),
                Step("obj_care", 0.5, None),
                Step("kr_churn", 0.375, None),
                Step("obj_keep", 1.0, None),
            ],
        ),
        Path(
            close(0.0625),
            None,
            [
                Step("obj_macros", 1.0, None),
                Step("obj_grow", 0.5, None),
                Step("obj_keep", 0.125, None),
            ],
        ),
    ]
    (care,) = paths_to_company(graph, "obj_care", 100)
    assert (care.share, [step.id for step in care.steps]) == (
        0.375,
        ["obj_care", "kr_churn", "obj_keep"],
    )
    (grow,) = paths_to_company(graph, "obj_grow", 100)
    assert (grow.share, [step.id for step in grow.steps]) == (0.125, ["obj_grow", "obj_keep"])
    for alone in ("obj_keep", "obj_latte", "obj_brand", "obj_unknown"):
        assert paths_to_company(graph, alone, 100) == []
    assert ancestors(graph, "obj_macros") == [
        Relative("obj_care", 1, 0.5),
        Relative("obj_grow", 1, 0.5),
        Relative("obj_keep", 2, 0.25),
    ]
    assert descendants(graph, "obj_keep") == [
        Relative("obj_care", 1, 0.375),
        Relative("obj_grow", 1, 0.125),
        Relative("obj_macros", 2, 0.25),
    ]


def test_a_path_ends_at_a_company_objective_and_a_longer_one_goes_on() -> None:
    graph = LineageGraph(
        [("obj_a", True, False), ("obj_b", True, True), ("obj_c", True, True)],
        {"obj_b": 1.0},
        [("obj_a", "obj_b", None, 1.0), ("obj_b", "obj_c", None, 1.0)],
    )
    assert [
        (path.share, [step.id for step in path.steps])
        for path in paths_to_company(graph, "obj_a", 100)
    ] == [(0.5, ["obj_a", "obj_b"]), (0.5, ["obj_a", "obj_b", "obj_c"])]
    assert len(paths_to_company(graph, "obj_a", 1)) == 1
    assert paths_to_company(graph, "obj_a", 0) == []
    assert len(paths_to_company(graph, "obj_b", 100)) == 1


def test_an_edge_counts_only_when_both_its_ends_do() -> None:
    graph = LineageGraph(
        [
            ("obj_top", True, True),
            ("obj_draft", False, False),
            ("obj_live", True, False),
            ("obj_low", True, False),
        ],
        {"obj_top": 1.0},
        [
            ("obj_draft", "obj_top", None, 5.0),
            ("obj_live", "obj_top", None, 1.0),
            ("obj_low", "obj_draft", None, 1.0),
            (None, "obj_top", None, 2.0),
        ],
    )
    assert graph.hop_share("obj_live", "obj_top", 1.0) == 0.25
    assert graph.hop_share("obj_draft", "obj_top", 5.0) == 0.0
    assert graph.hop_share("obj_low", "obj_draft", 1.0) == 0.0
    assert paths_to_company(graph, "obj_low", 100) == []
    assert paths_to_company(graph, "obj_draft", 100) == []
    assert ancestors(graph, "obj_low") == [
        Relative("obj_draft", 1, 0.0),
        Relative("obj_top", 2, 0.0),
    ]
    assert descendants(graph, "obj_top") == [
        Relative("obj_draft", 1, 0.0),
        Relative("obj_live", 1, 0.25),
        Relative("obj_low", 2, 0.0),
    ]


@SLOW
@given(organizations())
def test_lineage_is_that_of_the_reference(document: dict[str, Any]) -> None:
    plan = reference.Plan(document)
    graph = lineage_graph(document)
    for link in plan.alignments:
        share = graph.hop_share(link.source, link.target, float(link.weight))
        assert share == close(reference.hop_share(plan, link))
    for objective in plan.objectives:
        assert ancestors(graph, objective) == [
            (row.objective, row.depth, close(row.share))
            for row in reference.ancestors(plan, objective)
        ]
        assert descendants(graph, objective) == [
            (row.objective, row.depth, close(row.share))
            for row in reference.descendants(plan, objective)
        ]
        assert paths_to_company(graph, objective, 100) == [
            (
                close(line.share),
                None,
                [(step.id, close(step.share), None) for step in line.steps],
            )
            for line in reference.paths_to_company(plan, objective, 100)
        ]


@pytest.mark.parametrize("weight", [1.0, 1e-300, 1.7e308])
def test_a_lattice_with_ten_million_paths_is_no_harder(weight: float) -> None:
    width = 15
    names = [[f"obj_{level}_{number:02}" for number in range(width)] for level in range(7)]
    graph = LineageGraph(
        [(name, True, name in names[0]) for level in names for name in level],
        {name: weight for level in names for name in level},
        [
            (low, high, None, weight)
            for above, below in itertools.pairwise(names)
            for high in above
            for low in below
        ],
    )
    above = ancestors(graph, "obj_6_00")
    assert [relative.depth for relative in above] == [n for n in range(1, 7) for _ in range(width)]
    # Each level divides by 16, and 15 objectives pass it on.
    assert above[-1].share == pytest.approx(15**5 / 16**6, rel=1e-9)
    assert len(descendants(graph, "obj_0_00")) == 6 * width
    ids = [[step.id for step in path.steps] for path in paths_to_company(graph, "obj_6_00", 1000)]
    assert len(ids) == 100
    assert ids == sorted(ids)
    assert ids[0] == ["obj_6_00", *(f"obj_{level}_00" for level in range(5, -1, -1))]

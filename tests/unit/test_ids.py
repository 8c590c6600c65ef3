"""Ids, and circles among them."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.ids import id_pattern, is_id, kind_of, new_id
from graph.interchange.validate.cycle_detection import circles
from graph.model.registry import PREFIXES


@pytest.mark.parametrize("kind", PREFIXES)
def test_a_new_id_is_one_of_its_kind(kind: str) -> None:
    identifier = new_id(kind)
    assert kind_of(identifier) == kind
    assert is_id(identifier)
    assert is_id(identifier, kind, "Objective")
    assert re.search(id_pattern(kind), identifier)


def test_new_ids_are_different_and_sort_as_they_were_made() -> None:
    made = [new_id("CheckIn") for _ in range(10_000)]
    assert len(set(made)) == 10_000
    assert sorted(made) == made


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "obj",
        "obj_",
        "obj_ ",
        "obj_a b",
        "OBJ_a",
        "goal_1",
        "obj_a\n",
        "obj_é",
        "obj_" + "a" * 65,
    ],
)
def test_what_is_no_id(identifier: str) -> None:
    assert kind_of(identifier) is None
    assert not is_id(identifier)
    assert not re.fullmatch(id_pattern("Objective"), identifier)


def test_the_longest_id() -> None:
    assert is_id("obj_" + "a" * 64, "Objective")
    assert not is_id("obj_" + "a" * 64, "KeyResult")


graphs = st.integers(1, 6).flatmap(
    lambda number: st.dictionaries(
        st.integers(0, number - 1), st.lists(st.integers(0, number - 1), max_size=4)
    ).map(
        lambda edges: {
            f"n{node}": [f"n{to}" for to in edges.get(node, [])] for node in range(number)
        }
    )
)


def reachable(graph: dict[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += graph[node]
    return found


@settings(max_examples=200, deadline=None)
@given(graphs)
def test_one_circle_for_every_knot(graph: dict[str, list[str]]) -> None:
    found = circles(graph)
    for circle in found:
        assert circle[0] == circle[-1]
        assert len(set(circle)) == len(circle) - 1
        assert all(to in graph[node] for node, to in pairwise(circle))
    knots = {
        frozenset(to for to in reachable(graph, node) if node in reachable(graph, to))
        for node in graph
        if node in reachable(graph, node)
    }
    assert len(found) == len(knots)
    assert all(any(set(circle) <= knot for circle in found) for knot in knots)


def test_a_long_circle_needs_no_recursion() -> None:
    graph = {f"n{node:05}": [f"n{(node + 1) % 20_000:05}"] for node in range(20_000)}
    (circle,) = circles(graph)
    assert len(circle) == 20_001

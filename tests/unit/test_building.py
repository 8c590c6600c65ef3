"""Builds that write themselves as one expression, held against building step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from graph.reads.compile.row_builders import each, members, one_of
from graph.reads.execution.run import Build


class Shape(NamedTuple):
    """A build, and the same by itself."""

    build: Build | None
    slow: Callable[[Any], Any]


RUN: Any = object()
"""What builds are handed and only hand on."""


def doubled(raw: Any, run: Any) -> Any:
    assert run is RUN
    return [raw, raw]


LEAF = Shape(None, lambda raw: raw)
CALLED = Shape(doubled, lambda raw: [raw, raw])
NAMES = st.sampled_from(["id", "it's", 'a "b"', "class", "raw", "run", "x1", "i2", "b3"])


def a_list(inner: Shape) -> Shape:
    return Shape(each(inner.build), lambda raw: [inner.slow(item) for item in raw])


def an_object(parts: dict[str, Shape]) -> Shape:
    keys, shapes = list(parts), list(parts.values())

    def slow(raw: Any) -> Any:
        if raw is None:
            return None
        return {key: one.slow(raw[i]) for i, (key, one) in enumerate(parts.items())}

    return Shape(members(keys, [one.build for one in shapes]), slow)


def a_choice(shapes: list[Shape]) -> Shape:
    def slow(raw: Any) -> Any:
        return None if raw is None else shapes[raw[0]].slow(raw[1])

    return Shape(one_of([one.build for one in shapes]), slow)


def pairs(shape_and_raw: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Shapes of shapes, each with something that it can be built from."""
    items = st.lists(shape_and_raw, min_size=1, max_size=3)
    return st.one_of(
        # All items of a list have its shape; one of them is enough to tell.
        shape_and_raw.map(lambda one: (a_list(one[0]), [one[1], one[1]])),
        shape_and_raw.map(lambda one: (a_list(one[0]), [])),
        st.dictionaries(NAMES, shape_and_raw, max_size=3).map(
            lambda some: (
                an_object({key: one[0] for key, one in some.items()}),
                [one[1] for one in some.values()],
            )
        ),
        shape_and_raw.map(lambda one: (an_object({"gone": one[0]}), None)),
        items.flatmap(
            lambda some: st.sampled_from(range(len(some))).map(
                lambda i: (a_choice([one[0] for one in some]), [i, some[i][1]])
            )
        ),
        items.map(lambda some: (a_choice([one[0] for one in some]), None)),
    )


LEAVES = st.tuples(st.sampled_from([LEAF, CALLED]), st.none() | st.integers() | st.text())


@given(st.recursive(LEAVES, pairs, max_leaves=12))
def test_the_expression_builds_what_its_parts_build(pair: tuple[Shape, Any]) -> None:
    shape, raw = pair
    expected = shape.slow(raw)
    assert (raw if shape.build is None else shape.build(raw, RUN)) == expected


def test_members_are_made_and_finished() -> None:
    class Typed(dict[str, Any]):
        pass

    def finish(built: dict[str, Any], raw: Any, run: Any) -> dict[str, Any]:
        assert (type(built), raw, run) == (Typed, [1, 2], RUN)
        built["b"] = "later"
        return built

    build = each(members(["b", "a"], [None, None], make=Typed, finish=finish))
    assert build is not None
    [built] = build([[1, 2]], RUN)
    assert list(built.items()) == [("b", "later"), ("a", 2)]


def test_lists_may_be_as_deep_as_one_likes() -> None:
    shape: Shape = LEAF
    raw: Any = 1
    for _ in range(60):
        shape, raw = a_list(an_object({"a": shape})), [[raw]]
    assert shape.build is not None
    assert shape.build(raw, RUN) == shape.slow(raw)

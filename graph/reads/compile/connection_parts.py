"""From the rows of a page to the parts of its connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.reads.compile.keyset import Row, Window
from graph.reads.compile.row_builders import Source, Written
from graph.reads.compile.selection import Cursor, Field
from graph.reads.execution.run import Build, Run


@dataclass(frozen=True, slots=True)
class Names:
    """What a part of a page is written with: the names of what was returned for the connection, of
    all the rows among it, one more than the page has, and of the page's own, in the list's order.
    """

    raw: str
    fetched: str
    shown: str


PartOfPage = Callable[[Source, Names], str]
"""Writes the value of one part."""


def connection(
    builds: Sequence[tuple[str, PartOfPage]],
    window: Window,
    others: int,
    finish: Callable[[dict[str, Any], Any, Run], dict[str, Any]] | None = None,
) -> Build:
    """A connection of its parts, from its rows, with `others` after them where there are any;
    `finish` has the last word on it."""
    size_name = window.size.removeprefix("$p.")

    def cut(fetched: Any, run: Run) -> Any:
        size = run.params[size_name] - 1
        shown = fetched[:size] if len(fetched) > size else fetched
        return shown[::-1] if window.backward else shown

    def write(source: Source, raw: str) -> str:
        if not others:
            return source.given(raw, lambda rows: whole(source, rows, rows))
        return source.given(raw, lambda parts: whole(source, parts, f"{parts}[0]"))

    def whole(source: Source, raw: str, fetched: str) -> str:
        return source.given(
            f"{source.bind(cut)}({fetched}, run)",
            lambda shown: parts(source, Names(raw, fetched, shown)),
        )

    def parts(source: Source, names: Names) -> str:
        made = "{" + ", ".join(f"{key!r}: {part(source, names)}" for key, part in builds) + "}"
        return made if finish is None else f"{source.bind(finish)}({made}, {names.raw}, run)"

    return Written(write)


def nodes_part(row: Row, index: int, build: Build | None) -> PartOfPage:
    """The nodes, which stand at `index` of the rows."""
    return lambda source, names: source.each(
        names.shown, lambda item: source.build(build, row.part(item, index))
    )


def edges_part(
    row: Row, index: int, build: Build | None, cursors: Sequence[str], order: str
) -> PartOfPage:
    """The edges, which stand at `index` of the rows; their cursors go under the keys `cursors`."""

    def placed(edge: dict[str, Any], item: Any) -> dict[str, Any]:
        for key in cursors:
            edge[key] = Cursor(order, item[-2], item[-1]).encode()
        return edge

    def write(source: Source, names: Names) -> str:
        return source.each(names.shown, lambda item: edge(source, item))

    def edge(source: Source, item: str) -> str:
        built = source.build(build, row.part(item, index))
        return f"{source.bind(placed)}({built}, {item})" if cursors else built

    return write


def page_info_part(selected: Field, window: Window) -> PartOfPage:
    """Where the page begins and ends, and what there is beyond."""
    inner = selected.only()
    skipped = window.before is not None if window.backward else window.after is not None

    def page_info(shown: Any, fetched: Any) -> Any:
        ends = [Cursor(window.name, i[-2], i[-1]).encode() for i in (*shown[:1], *shown[-1:])]
        beyond = skipped, len(fetched) > len(shown)
        return page_info_of(inner, ends, *(beyond[:: -1 if window.backward else 1]))

    return lambda source, names: f"{source.bind(page_info)}({names.shown}, {names.fetched})"


def page_info_of(
    selected: Sequence[Field], ends: Sequence[str], previous: bool, following: bool
) -> dict[str, Any]:
    """A PageInfo from the cursors of the first and last item, if there are any."""
    values = {
        "hasPreviousPage": previous,
        "hasNextPage": following,
        "startCursor": ends[0] if ends else None,
        "endCursor": ends[-1] if ends else None,
        "__typename": "PageInfo",
    }
    return {one.key: values[one.name] for one in selected}


def other_part(index: int, build: Build | None) -> PartOfPage:
    """What stands at `index` beside the rows."""
    return lambda source, names: source.build(build, f"{names.raw}[{index}]")


def always(value: Any) -> PartOfPage:
    """What does not depend on anything."""
    return lambda source, names: repr(value)

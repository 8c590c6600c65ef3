"""From the rows of a page to the parts of its connection. Imports its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.reads.compiler import Build
from graph.reads.selection import Cursor, Field
from graph.reads.windows import Window

if TYPE_CHECKING:
    from graph.reads.run import Run


@dataclass(slots=True)
class Rows:
    """The rows of one page in the list's order, and what lies on either side."""

    items: list[Any]
    more: bool


PartOfPage = Callable[[Any, Rows, "Run"], Any]


def connection(builds: Sequence[tuple[str, PartOfPage]], window: Window) -> Build:
    size_name = window.size.removeprefix("$p.")

    def build(raw: Any, run: Run) -> Any:
        items = raw[0] or []
        size = run.params[size_name] - 1
        rows = Rows(items[:size], len(items) > size)
        if window.backward:
            rows.items.reverse()
        return {key: part(raw, rows, run) for key, part in builds}

    return build


def nodes_part(index: int, build: Build | None) -> PartOfPage:
    def nodes(raw: Any, rows: Rows, run: Run) -> Any:
        if build is None:
            return [item[index] for item in rows.items]
        return [build(item[index], run) for item in rows.items]

    return nodes


def edges_part(index: int, build: Build | None, cursors: Sequence[str], order: str) -> PartOfPage:
    def edges(raw: Any, rows: Rows, run: Run) -> Any:
        built = []
        for item in rows.items:
            edge = build(item[index], run) if build else item[index]
            for key in cursors:
                edge[key] = Cursor(order, item[-2], item[-1]).encode()
            built.append(edge)
        return built

    return edges


def page_info_part(selected: Field, window: Window) -> PartOfPage:
    inner = selected.only()
    skipped = window.before is not None if window.backward else window.after is not None

    def page_info(raw: Any, rows: Rows, run: Run) -> Any:
        ends = [
            Cursor(window.name, i[-2], i[-1]).encode() for i in (*rows.items[:1], *rows.items[-1:])
        ]
        return page_info_of(inner, ends, *((skipped, rows.more)[:: -1 if window.backward else 1]))

    return page_info


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
    return lambda raw, rows, run: build(raw[index], run) if build else raw[index]


def always(value: Any) -> PartOfPage:
    return lambda raw, rows, run: value

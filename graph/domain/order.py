"""Topological order of what can be reached in an acyclic graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeVar

Node = TypeVar("Node", bound=Hashable)


def after_all(
    starts: Iterable[Node], edges: Mapping[Node, Iterable[tuple[Any, ...]]]
) -> list[Node]:
    """`starts` and every node that can be reached from them, each after all those that lead to it.

    `edges` has, for each node, tuples whose first item is the node that the edge leads to. Nodes on
    a cycle, and those behind it, are left out.
    """
    waits_for = dict.fromkeys(starts, 0)
    opened = list(waits_for)
    for node in opened:
        for edge in edges.get(node, ()):
            to = edge[0]
            if to in waits_for:
                waits_for[to] += 1
            else:
                waits_for[to] = 1
                opened.append(to)
    ready = [node for node, before in waits_for.items() if not before]
    for node in ready:
        for edge in edges.get(node, ()):
            to = edge[0]
            waits_for[to] -= 1
            if not waits_for[to]:
                ready.append(to)
    return ready

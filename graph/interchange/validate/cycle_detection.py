"""Circles in a directed graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def circles(successors: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """One circle of every knot (strongly connected part) of the graph, in the order in which nodes
    are given: its nodes, the first of them again at the end. Linear in nodes and edges.

    Every node has to be a key of `successors`.
    """
    found = []
    for knot in _knots(successors):
        inside = set(knot)
        start = min(knot) if len(knot) > 1 else knot[0]
        if len(knot) == 1 and start not in successors[start]:
            continue
        # Breadth first from any node of the knot, within it, comes back to that node.
        came_from: dict[str, str] = {}
        queue = [start]
        for node in queue:
            for successor in successors[node]:
                if successor in inside and successor not in came_from:
                    came_from[successor] = node
                    queue.append(successor)
        path = [start]
        while len(path) == 1 or path[-1] != start:
            path.append(came_from[path[-1]])
        found.append(path[::-1])
    return found


def _knots(successors: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Tarjan's algorithm, with a stack of its own instead of recursion."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_nodes: list[str] = []
    is_open: set[str] = set()
    knots = []
    for root in successors:
        if root in order:
            continue
        visits = [(root, iter(successors[root]))]
        order[root] = lowest[root] = len(order)
        open_nodes.append(root)
        is_open.add(root)
        while visits:
            node, rest = visits[-1]
            for successor in rest:
                if successor not in order:
                    order[successor] = lowest[successor] = len(order)
                    open_nodes.append(successor)
                    is_open.add(successor)
                    visits.append((successor, iter(successors[successor])))
                    break
                if successor in is_open:
                    lowest[node] = min(lowest[node], order[successor])
            else:
                visits.pop()
                if visits:
                    above = visits[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == order[node]:
                    knot: list[str] = []
                    while not knot or knot[-1] != node:
                        knot.append(open_nodes.pop())
                        is_open.discard(knot[-1])
                    knots.append(knot)
    return knots

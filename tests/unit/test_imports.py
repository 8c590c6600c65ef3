"""Modules import one another in one direction, also for types alone."""

from graphlib import TopologicalSorter

import grimp

ROOMS = ("api", "graph", "resolvers", "schema")


def test_no_modules_import_one_another_in_a_circle() -> None:
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert len(imports) > 300
    # Raises CycleError, which names the circle.
    TopologicalSorter(imports).prepare()

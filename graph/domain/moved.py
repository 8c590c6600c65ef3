"""What one objective moves: the rule of `influence`, turned around.

Instead of dividing each KPI's share downwards, it asks of every node above the objective how much
of a share there would arrive at the objective, and adds that up from the objective to the KPIs: one
pass for all KPIs.
"""

from __future__ import annotations

from graph.domain.order import after_all
from graph.domain.paths import by_share
from graph.domain.plan import PlanGraph
from graph.domain.shares import LOWERS, NEAR, RAISES, TURNED, Moved, summary


def moved(graph: PlanGraph, objective: str) -> list[Moved]:
    """The KPIs that `objective` moves, over a graph that holds everything above it: largest share
    first, those equal to twelve digits by id. The numbers are those of `movers` of each KPI."""
    arriving, staying = _at_supporters(graph, objective)
    own = {objective, *graph.supporting.get(objective, ())}
    direct: set[str] = set()
    # For each KPI: what is raised, what is lowered, what stays with the objective, and the bits.
    kpis: dict[str, tuple[float, float, float, int]] = {}

    def add(kpi: str, raised: float, lowered: float, stays: float, bits: int) -> None:
        up, down, kept, by = kpis.get(kpi, (0.0, 0.0, 0.0, 0))
        kpis[kpi] = (up + raised, down + lowered, kept + stays, by | bits)

    for source, arrives in arriving.items():
        for kpi, weight, lowers in graph.supports.get(source, ()):
            part = weight / graph.kpi_pool[kpi]
            stays = staying[source] * part
            if lowers:
                add(kpi, 0.0, arrives * part, stays, LOWERS | NEAR)
            else:
                add(kpi, arrives * part, 0.0, stays, RAISES | NEAR)
            if source in own:
                direct.add(kpi)
    for driver in after_all(kpis, graph.drives):
        raised, lowered, stays, bits = kpis[driver]
        bits &= ~NEAR
        for kpi, weight, lowers in graph.drives.get(driver, ()):
            part = weight / graph.kpi_pool[kpi]
            if lowers:
                add(kpi, lowered * part, raised * part, stays * part, TURNED[bits])
            else:
                add(kpi, raised * part, lowered * part, stays * part, bits)
    rows = [
        summary(kpi, raised, lowered, stays, bits, direct=kpi in direct)
        for kpi, (raised, lowered, stays, bits) in kpis.items()
    ]
    return list(map(Moved._make, by_share(rows)))


def _at_supporters(graph: PlanGraph, objective: str) -> tuple[dict[str, float], dict[str, float]]:
    """Of a share of 1 at each objective and supporting key result above: how much arrives at
    `objective`, and how much of that stays there."""
    stays = 1.0
    if objective in graph.aligned_weight:
        stays = graph.key_weight.get(objective, 0.0) / graph.objective_pool(objective)
    arriving, staying = {objective: 1.0}, {objective: stays}
    for key_result in graph.supporting.get(objective, ()):
        arriving[key_result] = 1.0
        staying[key_result] = (
            graph.key_results[key_result][2] / graph.key_result_pool(key_result)[0]
        )

    def add(node: str, part: float) -> None:
        arriving[node] = arriving.get(node, 0.0) + part
        staying[node] = staying.get(node, 0.0) + part * stays

    for source in after_all([objective], graph.above):
        arrives = arriving[source]
        for (target, entered), weight in graph.above.get(source, {}).items():
            add(target, arrives * (weight / graph.objective_pool(target)))
            if entered is None:
                part = arrives * (weight / graph.aligned_to(target)[None])
                for key_result in graph.supporting.get(target, ()):
                    pool, whole = graph.key_result_pool(key_result)
                    add(key_result, part * (whole / pool))
            elif entered in graph.supports:
                add(entered, arrives * (weight / graph.key_result_pool(entered)[0]))
    return arriving, staying

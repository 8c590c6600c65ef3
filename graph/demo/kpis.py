"""The KPIs of the demo company: a tree of drivers under revenue and cash."""

from __future__ import annotations

from graph.demo.kpis_growth import GROWTH_KPIS
from graph.demo.kpis_operations import OPERATIONS_KPIS
from graph.demo.rows import Kpi

KPIS: tuple[Kpi, ...] = (*GROWTH_KPIS, *OPERATIONS_KPIS)

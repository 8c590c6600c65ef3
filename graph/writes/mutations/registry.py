"""What each mutation does, by name: each noun's module has a table of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.writes.mutations.alignments import ALIGNMENTS
from graph.writes.mutations.check_ins import REPORTS
from graph.writes.mutations.comments import COMMENTS
from graph.writes.mutations.cycles import CYCLES
from graph.writes.mutations.findings import FINDINGS
from graph.writes.mutations.fiscal_cycles import FISCAL_CYCLES
from graph.writes.mutations.initiatives import INITIATIVES
from graph.writes.mutations.key_results import KEY_RESULTS
from graph.writes.mutations.kpi_targets import KPI_TARGETS
from graph.writes.mutations.kpi_values import KPI_VALUES
from graph.writes.mutations.kpis import KPIS
from graph.writes.mutations.mutation import Handler
from graph.writes.mutations.objective_lifecycle import OBJECTIVE_LIFE
from graph.writes.mutations.objectives import OBJECTIVES
from graph.writes.mutations.organization import ORGANIZATION
from graph.writes.mutations.people import PEOPLE
from graph.writes.mutations.proposals import PROPOSALS
from graph.writes.mutations.rollover import ROLLOVER
from graph.writes.mutations.supports import SUPPORTS
from graph.writes.mutations.teams import TEAMS
from graph.writes.mutations.templates import TEMPLATES
from graph.writes.mutations.weekly_reports import WEEKLY_REPORTS
from graph.writes.revert.revert import REVERTS

HANDLERS: Final[Mapping[str, Handler]] = {
    **OBJECTIVES,
    **OBJECTIVE_LIFE,
    **KEY_RESULTS,
    **REPORTS,
    **ALIGNMENTS,
    **PROPOSALS,
    **SUPPORTS,
    **TEAMS,
    **PEOPLE,
    **CYCLES,
    **FISCAL_CYCLES,
    **ROLLOVER,
    **ORGANIZATION,
    **KPIS,
    **KPI_TARGETS,
    **KPI_VALUES,
    **INITIATIVES,
    **REVERTS,
    **COMMENTS,
    **FINDINGS,
    **WEEKLY_REPORTS,
    **TEMPLATES,
}

"""All mutations by name: each noun's module has a list of its own. May import graph.writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.writes.alignments import ALIGNMENTS
from graph.writes.comments import COMMENTS
from graph.writes.cycles import CYCLES
from graph.writes.initiatives import INITIATIVES
from graph.writes.key_results import KEY_RESULTS
from graph.writes.kpi_values import KPI_VALUES
from graph.writes.kpis import KPIS
from graph.writes.mutations import Mutation
from graph.writes.objective_life import OBJECTIVE_LIFE
from graph.writes.objectives import OBJECTIVES
from graph.writes.organization import ORGANIZATION
from graph.writes.people import PEOPLE
from graph.writes.proposals import PROPOSALS
from graph.writes.reports import REPORTS
from graph.writes.reverts import REVERTS
from graph.writes.supports import SUPPORTS
from graph.writes.teams import TEAMS

MUTATIONS: Final[Mapping[str, Mutation]] = {
    mutation.name: mutation
    for mutations in (
        OBJECTIVES,
        OBJECTIVE_LIFE,
        KEY_RESULTS,
        REPORTS,
        ALIGNMENTS,
        PROPOSALS,
        SUPPORTS,
        TEAMS,
        PEOPLE,
        CYCLES,
        ORGANIZATION,
        KPIS,
        KPI_VALUES,
        INITIATIVES,
        REVERTS,
        COMMENTS,
    )
    for mutation in mutations
}

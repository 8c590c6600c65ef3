"""The database runs what mutations look up from an index."""

from __future__ import annotations

import pytest

from graph.database.client import Database
from graph.writes import (
    comments,
    cycles,
    holders,
    kpi_periods,
    kpi_standing,
    kpi_values,
    lists,
    organization,
    people,
    putting_away,
    readings,
    sights,
    teams,
)
from tests.api.plans import Recording, Sent
from tests.api.test_statements import scans

STATEMENTS = {
    **{f"archive.{kind}": putting_away.statement(kind) for kind in ("Team", "Person", "Cycle")},
    **{f"list.{which.name}": lists.statement(which) for which in (lists.LEADS, lists.TEAMS)},
    **{
        f"holders.{kind}": holders.ARCHIVED_HOLDERS.format(kind=kind)
        for kind in ("Objective", "Initiative", "Kpi")
    },
    "team.company": teams.COMPANY,
    "team.goals": teams.GOALS,
    "person.email": people.WITH_EMAIL,
    "person.owners": people.OTHER_OWNERS,
    "cycle.goals": cycles.GOALS,
    "cycle.parts": cycles.PARTS,
    "kpi.allValues": kpi_periods.VALUES,
    "kpi.values": kpi_values.STORED,
    "settle.kpis": kpi_standing.STANDINGS,
    "readings.measured": readings.MEASURED,
    "readings.taken": readings.TAKEN,
    "comment.replies": comments.REPLIES,
    "write.sightsOfComments": sights.COMMENTS,
    "organization.measured": organization.MEASURED,
    "organization.cycles": organization.CYCLES,
    "organization.goals": organization.GOALS,
}


@pytest.mark.parametrize("name", STATEMENTS)
async def test_statements_start_from_an_index(patient: Database, name: str) -> None:
    p = {"org": "org_plans", "id": "psn_1", "email": "a@b", "kpis": [], "frequencies": ["DAILY"]}
    p |= {"periods": [], "times": [], "ids": [], "most": 4}
    recording = await Recording.connect(patient.settings)
    try:
        operators = await recording.explain(Sent(name, STATEMENTS[name], p))
    finally:
        await recording.close()
    assert operators
    assert scans(operators) == [], STATEMENTS[name]

"""The database runs what mutations look up from an index."""

from __future__ import annotations

from typing import Any

import pytest

from graph.database.client import Database
from graph.writes.mutations import comments, cycles, kpi_values, organization, people, teams
from graph.writes.rules import (
    archiving,
    kpi_check_ins,
    kpi_periods,
    kpi_status,
    ownership,
    reference_lists,
)
from graph.writes.unit_of_work import visibility_changes
from tests.api.plans import Recording, Sent
from tests.api.test_statements import scans

STATEMENTS = {
    **{f"archive.{kind}": archiving.statement(kind) for kind in ("Team", "Person", "Cycle")},
    **{
        f"list.{which.name}": reference_lists.statement(which)
        for which in (reference_lists.LEADS, reference_lists.TEAMS)
    },
    **{
        f"holders.{kind}": ownership.ARCHIVED_HOLDERS.format(kind=kind)
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
    "settle.kpis": kpi_status.STANDINGS,
    "readings.measured": kpi_check_ins.MEASURED,
    "readings.taken": kpi_check_ins.TAKEN,
    "comment.replies": comments.REPLIES,
    "write.sightsOfComments": visibility_changes.COMMENTS,
    "organization.measured": organization.MEASURED,
    "organization.cycles": organization.CYCLES,
    "organization.goals": organization.GOALS,
}


@pytest.mark.parametrize("name", STATEMENTS)
async def test_statements_start_from_an_index(patient: Database, name: str) -> None:
    p: dict[str, Any] = {
        "org": "org_plans",
        "id": "psn_1",
        "email": "a@b",
        "kpis": [],
        "frequencies": ["DAILY"],
    }
    p |= {"periods": [], "times": [], "ids": [], "most": 4}
    recording = await Recording.connect(patient.settings)
    try:
        operators = await recording.explain(Sent(name, STATEMENTS[name], p))
    finally:
        await recording.close()
    assert operators
    assert scans(operators) == [], STATEMENTS[name]

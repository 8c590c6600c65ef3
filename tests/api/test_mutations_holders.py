"""What is over does not become open again while whoever it belongs to is archived."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, done, example, refused, stored
from tests.api.test_reverts import revision_of
from tests.api.test_reverts_random import undo

HOW = (
    "Give it to others first, by updates that name another `owner` or `lead` and nothing else, or "
    "restore who is archived."
)


def document() -> dict[str, Any]:
    """The worked example with a goal, a KPI and an initiative of somebody who leaves."""
    made = example()
    made["people"] += [
        {"id": "psn_gone", "name": "Gone", "email": "gone@lumen.example", "manager": "psn_boss"},
        {"id": "psn_boss", "name": "Boss", "email": "boss@lumen.example"},
    ]
    made["kpis"].append(
        {
            "id": "kpi_hers",
            "name": "Hers",
            "owner": "psn_gone",
            "direction": "INCREASE",
            "frequency": "MONTHLY",
        }
    )
    made["objectives"] += [
        {
            "id": "obj_hers",
            "title": "Hers",
            "owner": "psn_gone",
            "lead": "psn_gone",
            "cycle": "cyc_2026q4",
            "keyResults": [
                {"id": "kr_hers", "title": "Part", "metric": {"goal": "DONE"}, "owner": "psn_gone"}
            ],
        },
        {
            "id": "obj_boss",
            "title": "Boss's",
            "owner": "psn_boss",
            "initiatives": [{"id": "ini_hers", "title": "Work", "owner": "psn_gone"}],
        },
    ]
    return made


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, document()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def over(admin: Client, how: str = "objectiveClose") -> int:
    """Everything of hers is over and then she is archived; the revision at which her goal was."""
    ended = await revision_of(admin, how, {"id": "obj_hers"})
    await done(admin, "kpiArchive", {"id": "kpi_hers"})
    await done(admin, "initiativeArchive", {"id": "ini_hers"})
    await done(admin, "personArchive", {"id": "psn_gone"})
    return ended


async def stays(
    lumen: Company, client: Client, mutation: str, given: dict[str, Any], held: str, at: str = "id"
) -> None:
    """That it is refused, with what is held by whom, and changes nothing."""
    before = await stored(lumen.database, lumen.org)
    assert await refused(client, mutation, given) == [
        ("CONFLICT", f"Archived people and teams hold no open work: {held}. {HOW}", [at])
    ]
    assert await stored(lumen.database, lumen.org) == before


@pytest.mark.parametrize("how", ["objectiveClose", "objectiveArchive"])
async def test_a_goal_is_given_to_others_before_it_is_reopened(
    lumen: Company, admin: Client, how: str
) -> None:
    ended = await over(admin, how)
    boss = await lumen.person("boss@lumen.example", "write")
    every = '"Part" belongs to "Gone", "Hers" belongs to "Gone", "Hers" is led by "Gone"'
    await stays(lumen, boss, "objectiveReopen", {"id": "obj_hers"}, every)
    await stays(lumen, admin, "changeRevert", {"revision": ended}, every, "revision")
    if how == "objectiveClose":
        for mutation, given in (
            ("objectiveUpdate", {"id": "obj_hers", "owner": "psn_boss", "title": "Mine"}),
            ("objectiveUpdate", {"id": "obj_hers", "title": "Mine"}),
            ("keyResultUpdate", {"id": "kr_hers", "owner": "psn_boss", "weight": 2}),
        ):
            ((code, _, path),) = await refused(boss, mutation, given)
            assert (code, path) == ("READ_ONLY", ["id"])
    assert [
        one[::2]
        for one in await refused(boss, "objectiveUpdate", {"id": "obj_hers", "owner": "psn_gone"})
    ] == [("INVALID_INPUT", ["owner"])]
    await done(boss, "objectiveUpdate", {"id": "obj_hers", "owner": "psn_boss"})
    part = '"Part" belongs to "Gone"'
    await stays(
        lumen, boss, "objectiveReopen", {"id": "obj_hers"}, f'{part}, "Hers" is led by "Gone"'
    )
    await done(boss, "keyResultUpdate", {"id": "kr_hers", "owner": None})
    await done(boss, "objectiveUpdate", {"id": "obj_hers", "lead": None})
    if how == "objectiveClose":
        # It is somebody's who is there, and as closed as any other.
        again = await refused(admin, "objectiveUpdate", {"id": "obj_hers", "owner": "psn_jaan"})
        assert [one[0] for one in again] == ["READ_ONLY"]
    who = "owner { id } lead { id } keyResults { nodes { owner { id } } }"
    shown = f"objective {{ lifecycle level {who} }}"
    reopened = await done(boss, "objectiveReopen", {"id": "obj_hers"}, shown)
    assert reopened["objective"] == {
        "lifecycle": "ACTIVE",
        "level": "PERSONAL",
        "owner": {"id": "psn_boss"},
        "lead": None,
        "keyResults": {"nodes": [{"owner": None}]},
    }


async def test_one_batch_does_it_all(lumen: Company, admin: Client) -> None:
    await over(admin)
    operations: list[dict[str, Any]] = [
        {"objectiveUpdate": {"id": "obj_hers", "owner": "psn_boss", "lead": "psn_boss"}},
        {"keyResultUpdate": {"id": "kr_hers", "owner": "psn_boss"}},
        {"objectiveReopen": {"id": "obj_hers"}},
        {"kpiUpdate": {"id": "kpi_hers", "owner": "psn_boss"}},
        {"kpiRestore": {"id": "kpi_hers"}},
        {"initiativeUpdate": {"id": "ini_hers", "owner": "psn_boss"}},
        {"initiativeRestore": {"id": "ini_hers"}},
    ]
    made = await revision_of(admin, "batch", {"operations": operations})
    # Nothing is given back to who is archived.
    assert await refused(admin, "changeRevert", {"revision": made}) == [
        ("READ_ONLY", '"Gone" is archived; restore it first.', ["revision"])
    ]
    await done(admin, "personRestore", {"id": "psn_gone"})
    await undo(admin, made)
    goal = await admin.ask('{ objective(id: "obj_hers") { lifecycle owner { id } } }')
    assert goal == {"objective": {"lifecycle": "CLOSED", "owner": {"id": "psn_gone"}}}


async def test_restoring_who_was_archived_is_enough(lumen: Company, admin: Client) -> None:
    ended = await over(admin)
    await done(admin, "personRestore", {"id": "psn_gone"})
    await undo(admin, ended)
    for mutation, identifier in (("kpiRestore", "kpi_hers"), ("initiativeRestore", "ini_hers")):
        await done(admin, mutation, {"id": identifier})


async def test_kpis_and_initiatives(lumen: Company, admin: Client) -> None:
    await over(admin)
    hers = '"{0}" belongs to "Gone"'
    await stays(lumen, admin, "kpiRestore", {"id": "kpi_hers"}, hers.format("Hers"))
    work = hers.format("Work")
    await stays(lumen, admin, "initiativeRestore", {"id": "ini_hers"}, work)
    ((code, _, _),) = await refused(
        admin, "kpiUpdate", {"id": "kpi_hers", "owner": "psn_boss", "name": "His"}
    )
    assert code == "READ_ONLY"
    await done(admin, "kpiUpdate", {"id": "kpi_hers", "owner": "psn_boss"})
    await done(admin, "kpiRestore", {"id": "kpi_hers"})
    await done(admin, "initiativeUpdate", {"id": "ini_hers", "owner": None})
    await done(admin, "initiativeRestore", {"id": "ini_hers"})


async def test_work_that_is_done_stays_done(lumen: Company, admin: Client) -> None:
    await done(admin, "initiativeUpdate", {"id": "ini_hers", "state": Enum("DONE")})
    await done(admin, "kpiArchive", {"id": "kpi_hers"})
    await done(admin, "objectiveArchive", {"id": "obj_hers"})
    await done(admin, "personArchive", {"id": "psn_gone"})
    # What is done may be hers, archived or not.
    await done(admin, "initiativeArchive", {"id": "ini_hers"})
    await done(admin, "initiativeRestore", {"id": "ini_hers"})
    given = {"id": "ini_hers", "state": Enum("PLANNED")}
    await stays(lumen, admin, "initiativeUpdate", given, '"Work" belongs to "Gone"', "state")
    await done(admin, "initiativeUpdate", given | {"owner": "psn_boss"})


async def test_a_cycle_that_is_opened_again(lumen: Company, admin: Client) -> None:
    """Goals of a closed cycle are in nobody's way, whatever state they are in."""
    await done(admin, "cycleClose", {"id": "cyc_2026q4"})
    await done(admin, "kpiArchive", {"id": "kpi_hers"})
    await done(admin, "initiativeArchive", {"id": "ini_hers"})
    await done(admin, "personArchive", {"id": "psn_gone"})
    every = '"Part" belongs to "Gone", "Hers" belongs to "Gone", "Hers" is led by "Gone"'
    await stays(lumen, admin, "cycleActivate", {"id": "cyc_2026q4"}, every)
    await done(admin, "keyResultUpdate", {"id": "kr_hers", "owner": "psn_boss"})
    given = {"id": "obj_hers", "owner": "psn_boss", "lead": "psn_boss"}
    await done(admin, "objectiveUpdate", given)
    await done(admin, "cycleActivate", {"id": "cyc_2026q4"})

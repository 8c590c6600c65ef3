"""Lists of a goal, values of KPIs and messages of circles are bounded."""

from __future__ import annotations

from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.errors import ImportRejected
from graph.interchange import import_document
from graph.writes.rules.cycle_detection import MOST_NAMED
from tests.api.companies import company
from tests.api.mutation_client import change, done, refuse_all, stored
from tests.api.truth import kpi, now, small, text

LABELS = [f"label {n}" for n in range(51)]
LINKS = [{"title": "A page", "url": f"https://small.example/{n}"} for n in range(51)]
PEOPLE = [{"id": f"psn_{n}", "name": f"P{n}", "email": f"p{n}@small.example"} for n in range(201)]
IDS = [person["id"] for person in PEOPLE]


def _goal(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"obj_{number}", "title": f"Goal {number}", "owner": "team_co", **more}


async def test_lists_of_goals(database: Database, url: str) -> None:
    async with company(database, url, small(people=PEOPLE, objectives=[_goal(1)])) as loaded:
        admin = await loaded.service()
        before = await stored(database, loaded.org)
        new = {"title": "New", "owner": "team_co"}
        await refuse_all(
            admin,
            [
                (mutation, given | {name: value}, [("INVALID_INPUT", [name])])
                for name, value in (("labels", LABELS), ("links", LINKS))
                for mutation, given in (
                    ("objectiveCreate", new),
                    ("objectiveUpdate", {"id": "obj_1"}),
                )
            ]
            + [
                ("objectiveCreate", new | {"sharedWith": IDS}, [("INVALID_INPUT", ["sharedWith"])]),
                (
                    "objectiveShare",
                    {"id": "obj_1", "sharedWith": IDS},
                    [("INVALID_INPUT", ["sharedWith"])],
                ),
            ],
        )
        assert await stored(database, loaded.org) == before
        most = {"id": "obj_1", "labels": LABELS[:50], "links": LINKS[:50]}
        await done(admin, "objectiveUpdate", most)
        await done(admin, "objectiveShare", {"id": "obj_1", "sharedWith": IDS[:200]})


@pytest.mark.parametrize(
    ("name", "value"), [("labels", LABELS), ("links", LINKS), ("sharedWith", IDS)]
)
async def test_lists_of_goals_in_files(name: str, value: list[Any]) -> None:
    document = small(people=PEOPLE, objectives=[_goal(1, **{name: value})])
    with pytest.raises(ImportRejected) as rejected:
        await import_document(None, document, dry_run=True)
    assert [mistake.place for mistake in rejected.value.mistakes] == [f"objectives[0].{name}"]


async def test_values_of_kpis(database: Database, url: str) -> None:
    document = small(kpis=[kpi(values=[{"at": text(now()), "value": -1.1e100}])])
    with pytest.raises(ImportRejected):
        await import_document(None, document, dry_run=True)
    async with company(database, url, small(kpis=[kpi()])) as loaded:
        admin = await loaded.service()
        for value in (1.1e100, -1.1e100):
            given = {"values": [{"kpi": "kpi_1", "value": value}]}
            refused = [("INVALID_INPUT", ["values", "0", "value"])]
            await refuse_all(admin, [("kpiRecordValues", given, refused)])
        await done(admin, "kpiRecordValues", {"values": [{"kpi": "kpi_1", "value": 1e100}]})


async def test_the_message_of_a_long_circle(database: Database, url: str) -> None:
    goals = [_goal(n, alignsTo=[{"to": f"obj_{n + 1}"}] if n < 60 else []) for n in range(61)]
    async with company(database, url, small(objectives=goals)) as loaded:
        admin = await loaded.service()
        given = {"objective": "obj_60", "to": "obj_0"}
        [problem] = (await change(admin, "objectiveAlign", given))["problems"]
        assert problem["message"].count("Goal") == MOST_NAMED
        assert f"… {62 - MOST_NAMED} more …" in problem["message"]
        # What carries the data has all of it.
        assert len(problem["steps"]) == 62

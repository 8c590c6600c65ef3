"""Mutations that touch many things take as many statements as those that touch few."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database, StatementRun
from tests.api.client import Client
from tests.api.companies import Company, Document, company
from tests.api.mutation_client import done, refused, stored
from tests.api.serving import serving

FEW, MANY = 2, 12


def goal(identifier: str, **more: Any) -> dict[str, Any]:
    return {"id": identifier, "title": identifier, "owner": "team_all", **more}


def wide(contributors: int) -> Document:
    """A goal with so many others that align to its key result, and one goal beside it."""
    result = {"id": "kr_wide", "title": "Calls", "metric": {"goal": "AT_LEAST", "target": 3}}
    other = {**result, "id": "kr_other", "title": "Visits"}
    return {
        "organization": {"id": "org_wide", "name": "Wide", "timezone": "UTC"},
        "teams": [{"id": "team_all", "name": "All", "kind": "COMPANY"}],
        "objectives": [
            goal("obj_wide", keyResults=[result, other]),
            goal("obj_beside"),
            *(
                goal(f"obj_{number}", alignsTo=[{"id": f"aln_{number}", "to": "kr_wide"}])
                for number in range(contributors)
            ),
        ],
    }


class Watched:
    """A company, a client of it, and the statements of its writes."""

    def __init__(self, place: Company, client: Client, runs: list[StatementRun]) -> None:
        self.place = place
        self.client = client
        self._runs = runs

    async def statements(self, mutation: str, given: dict[str, Any]) -> tuple[int, list[str]]:
        """The revision of a mutation, and the statements that it took."""
        self._runs.clear()
        payload = await done(self.client, mutation, given)
        return payload["revision"], [run.name for run in self._runs if run.access == "write"]

    async def alignments(self) -> list[tuple[str, str, str | None]]:
        """All alignments: from where, to where, to which key result."""
        _, links = await stored(self.place.database, self.place.org)
        return sorted(
            (start, end, properties.get("keyResultId"))
            for type_, start, end, properties in links
            if type_ == "ALIGNS_TO"
        )


@asynccontextmanager
async def watched(patient: Database, document: Document) -> AsyncIterator[Watched]:
    database = await Database.connect(patient.settings)
    runs: list[StatementRun] = []
    database.observe = runs.append
    try:
        async with (
            serving(create_app(Settings(), database=database)) as url,
            company(patient, url, document) as place,
        ):
            yield Watched(place, await place.service("admin"), runs)
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("mutation", "given", "left"),
    [
        ("keyResultMove", {"id": "kr_wide", "objective": "obj_beside"}, ("obj_beside", "kr_wide")),
        ("keyResultArchive", {"id": "kr_wide"}, ("obj_wide", None)),
    ],
)
async def test_what_serves_a_key_result_follows_it_at_once_and_comes_back_at_once(
    patient: Database, mutation: str, given: dict[str, Any], left: tuple[str, str | None]
) -> None:
    taken = []
    for contributors in (FEW, MANY):
        async with watched(patient, wide(contributors)) as one:
            before = await one.alignments()
            revision, forth = await one.statements(mutation, given)
            moved = [(start, *left) for start, _, _ in before]
            assert await one.alignments() == moved
            _, back = await one.statements("changeRevert", {"revision": revision})
            assert len(before) == contributors
            assert await one.alignments() == before
            taken.append((forth, back))
    assert taken[0] == taken[1]


async def test_a_circle_of_what_serves_a_key_result_is_found_where_it_would_go(
    patient: Database,
) -> None:
    document = wide(FEW)
    document["objectives"][1]["alignsTo"] = [{"to": "obj_1"}]
    async with watched(patient, document) as one:
        before = await stored(patient, one.place.org)
        given = {"id": "kr_wide", "objective": "obj_beside"}
        assert await refused(one.client, "keyResultMove", given) == [
            (
                "ALIGNMENT_CYCLE",
                "This would close a circle: obj_1 → obj_beside → obj_1. Remove one of its links "
                "first.",
                ["objective"],
            )
        ]
        assert await stored(patient, one.place.org) == before

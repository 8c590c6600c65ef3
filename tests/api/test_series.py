"""`Objective.progressSeries`: each point is what `at` its moment says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from graph.demo import demo_company
from tests.api.client import Client
from tests.api.companies import BEFORE, Document, company
from tests.api.mutation_client import Enum, done, example
from tests.api.random_organization import varied
from tests.api.slow_reference import measured
from tests.api.steps import change_all

ALL = "{lifecycle: {in: [DRAFT, ACTIVE, CLOSED, ARCHIVED]}}"
GOALS = f"objectives(first: 100, filter: {ALL}) {{ nodes {{ id progress }} }}"
SERIES = f"""
query Series($from: DateTime!, $to: DateTime, $every: Frequency) {{
  objectives(first: 100, filter: {ALL}) {{
    nodes {{ id progressSeries(from: $from, to: $to, every: $every) {{ at progress }} }}
  }}
}}
"""
FIRST = "MATCH (r:Revision {org: $p.org, number: 1}) RETURN r.at"

Points = list[dict[str, Any]]


async def series(
    client: Client, start: datetime, end: datetime | None, every: str = "WEEKLY"
) -> dict[str, Points]:
    """The points of every objective."""
    given = {"from": start.isoformat(), "to": end and end.isoformat(), "every": every}
    answer = await client.ask(SERIES, {k: v for k, v in given.items() if v is not None})
    return {one["id"]: one["progressSeries"] for one in answer["objectives"]["nodes"]}


async def then(client: Client, times: list[str]) -> list[dict[str, float | None]]:
    """The progress of every objective at each of these times, one question for each; one that was
    not there is left out."""
    found = []
    for time in times:
        answer = await client.ask(f'{{ at(time: "{time}") {{ {GOALS} }} }}')
        found.append({one["id"]: one["progress"] for one in answer["at"]["objectives"]["nodes"]})
    return found


async def compare(client: Client, lines: dict[str, Points], first: str) -> int:
    """Each point with `at` its time; how many of them have progress. There is no history from
    before `first`."""
    times = [point["at"] for point in next(iter(lines.values()))]
    known = [time for time in times if time >= first]
    were: list[dict[str, Any]] = [{}] * (len(times) - len(known)) + await then(client, known)
    for identifier, points in lines.items():
        expected = [
            {"at": time, "progress": was.get(identifier)}
            for time, was in zip(times, were, strict=True)
        ]
        assert points == expected, identifier
    return sum(point["progress"] is not None for points in lines.values() for point in points)


def imported(which: str, random: Random) -> Document:
    """A document whose dates are of the last months."""
    if which == "demo":
        return demo_company(datetime.now(UTC).date())
    return measured(random, datetime.now(UTC))


@pytest.mark.parametrize("which", ["demo", "1", "2", "3"])
async def test_points_of_an_import_are_what_was(database: Database, url: str, which: str) -> None:
    document = imported(which, Random(which))
    async with company(database, url, document, now=datetime.now(UTC)) as loaded:
        client = await loaded.service()
        first = await database.read("test.first", FIRST, {"org": loaded.org})
        start = datetime.now(UTC) - timedelta(140)
        lines = await series(client, start, None)
        assert len(lines) == len(document["objectives"])
        assert await compare(client, lines, first) > 10


@pytest.mark.parametrize("seed", [1, 2])
async def test_points_of_changes_are_what_was(database: Database, url: str, seed: int) -> None:
    random = Random(seed)
    document = varied(random, datetime.now(UTC))
    async with company(database, url, document, now=datetime.now(UTC)) as varying:
        client = await varying.service()
        first = await database.read("test.first", FIRST, {"org": varying.org})
        times = [datetime.now(UTC)]
        for _ in range(3):
            await change_all(database, varying.org, client, random)
            times.append(datetime.now(UTC))
        start = times[0] - timedelta(90)
        assert await compare(client, await series(client, start, None), first) > 0
        for before, after in pairwise(times):
            lines = await series(client, before, after)
            assert {len(points) for points in lines.values()} == {2}
            assert await compare(client, lines, first) > 0
            # Much has changed in between, so that nothing is compared with itself.
            assert any(one["progress"] != other["progress"] for one, other in lines.values())
        # Of the past, a line ends with how it was then, and stays what it was.
        begins, middle = (one.isoformat() for one in times[1:3])
        asked = f'nodes {{ id progressSeries(from: "{begins}") {{ progress }} }}'
        answer = await client.ask(
            f'{{ at(time: "{middle}") {{ objectives(first: 100) {{ {asked} }} }} }}'
        )
        [early, late] = await then(client, [begins, middle])
        for one in answer["at"]["objectives"]["nodes"]:
            points = [point["progress"] for point in one["progressSeries"]]
            assert points == [early.get(one["id"]), late[one["id"]]]


async def test_moments(database: Database, url: str) -> None:
    """The first one, the start of every period of the organization's calendar, and the last."""
    async with company(database, url, example(), now=BEFORE) as lumen:
        client = await lumen.service()
        start, end = datetime(2026, 11, 4, 5, tzinfo=UTC), datetime(2026, 11, 24, 3, tzinfo=UTC)
        lines = await series(client, start, end)
        assert {tuple(point["at"] for point in points) for points in lines.values()} == {
            (
                "2026-11-04T05:00:00.000+00:00",
                "2026-11-08T22:00:00.000+00:00",
                "2026-11-15T22:00:00.000+00:00",
                "2026-11-22T22:00:00.000+00:00",
                "2026-11-24T03:00:00.000+00:00",
            )
        }
        given = {"from": start.isoformat(), "to": end.isoformat(), "every": None}
        answer = await client.ask(SERIES, given)
        nodes = answer["objectives"]["nodes"]
        assert {one["id"]: one["progressSeries"] for one in nodes} == lines
        for first, last, every, at in (
            (start, start - timedelta(1), "WEEKLY", "to"),
            (start, end, "HOURLY", "every"),
        ):
            given = {"from": first.isoformat(), "to": last.isoformat(), "every": every}
            answer = (await client.send(SERIES, given)).json()
            [error] = answer["errors"]
            assert error["extensions"]["code"] == "INVALID_INPUT"
            assert error["extensions"]["inputPath"] == [at]
        # What is yet to come is as it now stands.
        tomorrow = datetime.now(UTC) + timedelta(1)
        lines = await series(client, tomorrow, tomorrow)
        now = await client.ask(f"{{ {GOALS} }}")
        assert {one: points[0]["progress"] for one, points in lines.items()} == {
            one["id"]: one["progress"] for one in now["objectives"]["nodes"]
        }


async def test_what_was_not_there_yet_does_not_count(database: Database, url: str) -> None:
    """A goal, a key result, an alignment and a mode are nothing before they are there."""
    async with company(database, url, example(), now=BEFORE) as lumen:
        client = await lumen.service()
        moments = [datetime.now(UTC)]

        async def after(mutation: str, given: dict[str, Any]) -> None:
            await done(client, mutation, given)
            moments.append(datetime.now(UTC))

        goal = {"id": "obj_new", "title": "New", "owner": "psn_jaan", "lifecycle": Enum("ACTIVE")}
        await after("objectiveCreate", goal)
        metric = {"goal": Enum("DONE")}
        result = {"id": "kr_new", "objective": "obj_new", "title": "One", "metric": metric}
        await after("keyResultCreate", result)
        await after("keyResultCheckIn", {"keyResult": "kr_new", "value": 1})
        other = {"id": "kr_other", "objective": "obj_new", "title": "Two", "metric": metric}
        await after("keyResultCreate", other)
        await after("keyResultArchive", {"id": "kr_other"})
        await after("objectiveUpdate", {"id": "obj_new", "progressMode": Enum("CONTRIBUTIONS")})
        await after("objectiveAlign", {"objective": "obj_macros", "to": "obj_new"})
        parts = " ".join(
            f'm{n}: progressSeries(from: "{one}", to: "{one}") {{ progress }}'
            for n, one in enumerate(moment.isoformat() for moment in moments)
        )
        answer = await client.ask(f'{{ objective(id: "obj_new") {{ {parts} }} }}')
        line = [points[0]["progress"] for points in answer["objective"].values()]
        assert line == [None, None, 0.0, 1.0, 0.5, 1.0, None, 1.0]

"""What was answered at a moment is answered of it ever after, whatever has changed since."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from httpx import Timeout

from api.app import create_app
from api.config import Settings
from api.http import waiting
from graph.database.client import Database
from resolvers import build_schema
from resolvers.reading import PRESENT
from tests.api.client import Client
from tests.api.companies import company
from tests.api.corpus import Operation, generated, written
from tests.api.random_organization import varied
from tests.api.serving import serving
from tests.api.steps import IDS, STEP, change_all

SCHEMA = build_schema().graphql
# What follows the present is not asked of the past.
CORPUS = [one for one in (*generated(SCHEMA, outlined=True), *written()) if one.name not in PRESENT]


@dataclass
class Moment:
    """When all was asked, and what was answered: by operation and viewer."""

    time: datetime
    revision: int
    answers: dict[tuple[str, int], Any]


@dataclass
class Told:
    """Who asks, and what they have been told."""

    clients: list[Client]
    moments: list[Moment]
    org: str


@pytest.fixture(scope="module")
async def told(database: Database) -> AsyncIterator[Told]:
    """Someone who does not see all and someone who does, asked everything at two moments of an
    organization that has changed before, in between and since."""
    random = Random(25)
    async with AsyncExitStack() as stack:
        # Whole types are selected here, which nobody does, and a busy machine plans that for long.
        stack.enter_context(patch.object(waiting, "OPERATION_SECONDS", 100.0))
        settings = database.settings.model_copy(update={"statement_timeout": 100.0})
        unhurried = await Database.connect(settings)
        stack.push_async_callback(unhurried.close)
        url = await stack.enter_async_context(serving(create_app(Settings(), database=unhurried)))
        document = varied(random, datetime.now(UTC))
        varying = await stack.enter_async_context(company(unhurried, url, document))
        writer = await varying.service()
        clients = [await varying.person("p4@varied.example"), writer]
        for client in clients:
            client.http.timeout = Timeout(120)
        told = Told(clients, [], varying.org)
        for number in range(3):
            done = await change_all(unhurried, varying.org, writer, random)
            assert set(done) == set(STEP), "every kind of mutation has to have been done"
            if number < 2:
                told.moments.append(await _ask(unhurried, told))
        yield told


async def _ask(database: Database, told: Told) -> Moment:
    answers = {}
    for operation in CORPUS:
        for who, client in enumerate(told.clients):
            sent = await client.send(operation.text, operation.variables)
            answers[operation.name, who] = sent.json()
    ids = await database.read("test.ids", IDS, {"org": told.org})
    return Moment(datetime.now(UTC), ids["revision"], answers)


# How much of a cycle is over differs by what passed while all was asked, up to minutes of weeks;
# so does now, which the report of a cycle that is not over is of, and where what a KPI has to show
# for it begins or ends, in seconds. A mean goes by the order in which the database adds.
_NEARLY = {"elapsed": 1e-4, "seconds": 600.0, "meanProgress": 1e-12}
_OF_NOW = {"CycleAlignment": ("at",), "KpiPrediction": ("from", "to")}


def comparable(value: Any, name: str = "", *, expected: bool = False) -> Any:
    """An answer without what is of the present in the past as well: what changes are shown with,
    and what may be done. One that is `expected` takes numbers that are nearly the same."""
    if isinstance(value, dict):
        of_now = _OF_NOW.get(value.get("__typename", ""), ())
        return {
            key: comparable(datetime.fromisoformat(inner).timestamp(), "seconds", expected=expected)
            if key in of_now
            else comparable(inner, key, expected=expected)
            for key, inner in value.items()
            if key not in ("viewerCan", "history")
        }
    if isinstance(value, list):
        return [comparable(inner, expected=expected) for inner in value]
    if expected and value is not None and name in _NEARLY:
        return pytest.approx(value, rel=0, abs=_NEARLY[name])
    return value


@pytest.mark.parametrize("operation", CORPUS, ids=lambda operation: operation.name)
async def test_the_past_is_what_was_answered(told: Told, operation: Operation) -> None:
    for moment in told.moments:
        for who, client in enumerate(told.clients):
            header = {"goalgraph-at": moment.time.isoformat()}
            sent = await client.send(operation.text, operation.variables, headers=header)
            assert sent.headers["goalgraph-at"] == str(moment.revision)
            answered = moment.answers[operation.name, who]
            assert comparable(sent.json()) == comparable(answered, expected=True)


def test_the_moments_differ(told: Told) -> None:
    """Nothing would be shown by moments at which everything is the same."""
    one, other = told.moments
    same = [key[0] for key, answer in one.answers.items() if answer == other.answers[key]]
    assert set(same) < {operation.name for operation in CORPUS}
    assert len(same) < len(CORPUS)


async def test_a_snapshot_answers_as_the_header_does(told: Told) -> None:
    inner = (
        "organization { revision } objectives(first: 3) { totalCount nodes { title health moves {"
        " totalCount } } } kpis { nodes { movers(first: 2) { edges { share } } } }"
        ' node(id: "obj_01") { __typename id } nodes(ids: ["kpi_1", "obj_01"]) { id }'
        ' objective(id: "obj_01") { title ancestors { nodes { title } } }'
    )
    for client in told.clients:
        for moment in told.moments:
            text = f"at(revision: {moment.revision}) {{ __typename revision time {inner} }}"
            snapshot = (await client.ask(f"{{ {text} }}"))["at"]
            assert snapshot.pop("__typename") == "Snapshot"
            assert snapshot.pop("revision") == moment.revision
            made = snapshot.pop("time")
            assert datetime.fromisoformat(made) <= moment.time
            for given in (str(moment.revision), made):
                sent = await client.send(f"{{ {inner} }}", headers={"goalgraph-at": given})
                assert sent.json() == {"data": snapshot}
            assert snapshot["organization"] == {"revision": moment.revision}
            at = json.dumps(made)
            by_time = await client.ask(f"{{ at(time: {at}) {{ {inner} }} }}")
            assert by_time == {"at": snapshot}


async def test_moments_within_one_request(told: Told) -> None:
    one, other = (moment.revision for moment in told.moments)
    parts = "{ revision objectives(first: 2) { nodes { title } } }"
    both = await told.clients[1].ask(
        f"{{ one: at(revision: {one}) {parts} other: at(revision: {other}) {parts} }}"
    )
    for name, revision in (("one", one), ("other", other)):
        alone = await told.clients[1].ask(f"{{ at(revision: {revision}) {parts} }}")
        assert both[name] == alone["at"]

"""Tokens: how they end, when they were used, what they bound, and what unknown ones cost."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from api.auth import Authenticator
from api.http.protocol import RefusedError
from graph.database.client import Database, StatementRun
from graph.domain.errors import InvalidInput, NotFound, Unauthenticated
from graph.domain.viewer import Scope
from graph.writes.execution.tokens import (
    create_token,
    list_tokens,
    make_token,
    revoke_token,
    rotate_token,
)
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import example
from tests.api.people import change, organization

INTROSPECTION = "{ __schema { queryType { name } } }"


@pytest.fixture
async def org(database: Database, organization_id: str) -> str:
    """An organization with nothing in it."""
    await organization(database, organization_id)
    return organization_id


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    """The worked example."""
    async with company(database, url, example()) as imported:
        yield imported


@contextmanager
def statements(database: Database) -> Any:
    """The names of the statements that are sent meanwhile."""
    names: list[str] = []

    def note(run: StatementRun) -> None:
        names.append(run.name)

    database.observe = note
    try:
        yield names
    finally:
        database.observe = None


async def test_a_token_ends(database: Database, org: str) -> None:
    token = await create_token(
        database, org, service="sync", scope="read", lifetime=timedelta(seconds=1)
    )
    authenticator = Authenticator(database)
    assert (await authenticator.viewer(token)).name == "sync"
    await asyncio.sleep(1.1)
    # What is cached ends with it.
    with pytest.raises(Unauthenticated):
        await authenticator.viewer(token)


async def test_names_of_services_are_unique(database: Database, org: str) -> None:
    await create_token(database, org, service="sync", scope="read")
    with pytest.raises(InvalidInput, match="sync already"):
        await create_token(database, org, service=" sync ", scope="admin")
    other = f"org_{secrets.token_hex(8)}"
    await organization(database, other)
    await create_token(database, other, service="sync", scope="read")


async def test_tokens_are_listed_with_the_day_of_their_last_use(
    database: Database, org: str
) -> None:
    used = await create_token(
        database, org, service="a", scope="admin", lifetime=timedelta(days=90)
    )
    await create_token(database, org, service="b", scope="read")
    before = datetime.now(UTC)
    await Authenticator(database).viewer(used)
    first, second = await list_tokens(database, org)
    assert (first.name, first.scope, first.email) == ("a", "admin", None)
    assert first.used_on in {before.date(), datetime.now(UTC).date()}
    assert first.expires_at is not None
    assert timedelta(days=89) < first.expires_at - before < timedelta(days=91)
    assert (second.name, second.expires_at, second.used_on) == ("b", None, None)
    # A second use on a day writes nothing.
    with statements(database) as names:
        await Authenticator(database).viewer(used)
    assert names == ["viewerOfToken"]


async def test_a_rotated_token_is_another_with_the_same_name(database: Database, org: str) -> None:
    old = await create_token(database, org, service="sync", scope="write")
    new = await rotate_token(database, org, "sync")
    authenticator = Authenticator(database)
    assert (await authenticator.viewer(new)).scope == "write"
    with pytest.raises(Unauthenticated):
        await authenticator.viewer(old)
    (facts,) = await list_tokens(database, org)
    newest = await rotate_token(database, org, facts.handle)
    assert (await authenticator.viewer(newest)).name == "sync"


async def test_what_is_no_token_cannot_be_revoked(database: Database, org: str) -> None:
    await create_token(database, org, service="sync", scope="write")
    other = f"org_{secrets.token_hex(8)}"
    await organization(database, other)
    (facts,) = await list_tokens(database, org)
    for which, where in (("none", org), ("", org), (facts.handle, other), ("tok_", org)):
        with pytest.raises(NotFound):
            await revoke_token(database, where, which)
    assert len(await list_tokens(database, org)) == 1


@pytest.mark.parametrize(
    "query",
    [
        "{ organization { id } }",
        "{ __typename }",
        INTROSPECTION,
        "{ ...F } fragment F on Query { __typename }",
    ],
)
async def test_the_next_request_of_a_revoked_token_is_refused(lumen: Company, query: str) -> None:
    token = await create_token(lumen.database, lumen.org, service="sync", scope="read")
    async with Client(lumen.url, token) as client:
        await client.ask(query)
        await client.ask(query)
        await revoke_token(lumen.database, lumen.org, "sync")
        response = await client.send(query)
        assert response.status_code == 401
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_an_unknown_token_costs_one_statement(database: Database) -> None:
    authenticator = Authenticator(database)
    unknown = make_token()
    with statements(database) as names, capture_logs() as log:
        for _ in range(5):
            with pytest.raises(Unauthenticated):
                await authenticator.viewer(unknown, address="192.0.2.1")
    assert names == ["viewerOfToken"]
    assert [entry["event"] for entry in log] == ["sign_in_refused"] * 5
    assert {entry["address"] for entry in log} == {"192.0.2.1"}
    assert unknown not in repr(log)


async def test_an_address_fails_some_times_a_second(
    database: Database, org: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A second that does not end while this runs.
    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)
    token = await create_token(database, org, service="sync", scope="read")
    authenticator = Authenticator(database)
    with statements(database) as names:
        for _ in range(20):
            with pytest.raises(Unauthenticated):
                await authenticator.viewer(make_token(), address="192.0.2.1")
        with pytest.raises(RefusedError) as refused:
            await authenticator.viewer(make_token(), address="192.0.2.1")
        assert (refused.value.status, refused.value.headers) == (429, (("retry-after", "1"),))
        assert names == ["viewerOfToken"] * 20
    # Others are not kept waiting, nor are those who are known.
    assert (await authenticator.viewer(token, address="192.0.2.2")).name == "sync"
    assert (await authenticator.viewer(token, address="192.0.2.1")).name == "sync"


async def test_the_scope_bounds_an_administrator(lumen: Company) -> None:
    await change(
        lumen.database,
        lumen.org,
        "MATCH (p:Person {org: $p.org, id: 'psn_jaan'}) SET p.role = 'OWNER'",
    )
    create = """mutation { personCreate(
      input: {name: "New", email: "new@lumen.example", dryRun: true}
    ) { problems { code } person { name } } }"""
    # Everybody may try it.
    rename = """mutation ($try: Boolean!) {
      objectiveUpdate(input: {id: "obj_keep", title: "x", dryRun: $try}) { problems { code } }
    }"""
    expected: dict[Scope, tuple[list[str], list[str]]] = {
        "read": (["FORBIDDEN"], ["FORBIDDEN"]),
        "write": (["FORBIDDEN"], ["FORBIDDEN"]),
        "admin": ([], []),
    }
    for scope, (creating, renaming) in expected.items():
        client = await lumen.client(
            await create_token(
                lumen.database, lumen.org, person_email="jaan@lumen.example", scope=scope
            )
        )
        data = await client.ask(create)
        assert [problem["code"] for problem in data["personCreate"]["problems"]] == creating, scope
        data = await client.ask(rename, {"try": scope == "admin"})
        problems = data["objectiveUpdate"]["problems"]
        assert [problem["code"] for problem in problems] == renaming, scope

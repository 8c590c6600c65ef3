"""Who is asking: tokens, what they let their owners see, and the demo without one."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import cast

import httpx
import pytest

from api.app import DEMO_ORGANIZATION, create_app
from api.auth import Authenticator
from api.config import Settings
from graph.database.client import Database, StatementRun
from graph.database.embedded import EmbeddedSettings
from graph.demo import DEMO_ADMINISTRATOR
from graph.domain.errors import InvalidInput, NotFound, Unauthenticated
from graph.domain.viewer import Scope, Viewer
from graph.reads.execution.viewers import viewer_of_person
from graph.writes.execution.tokens import create_token, hash_of
from tests.api.client import Client
from tests.api.people import change, organization
from tests.api.serving import serving
from tests.api.toy_schema import toy_schema
from tests.demo import load_demo

ASK = "{ viewer }"


@pytest.fixture
async def org(database: Database, organization_id: str) -> str:
    """Ceo ← boss ← ann, bob; boss leads team_a, bob team_b; ann and cyd are members of team_a."""
    await organization(
        database,
        organization_id,
        people=[
            {"id": "psn_ceo", "name": "Ceo", "email": "ceo@x.test", "role": "OWNER"},
            {"id": "psn_boss", "name": "Boss", "email": "boss@x.test", "role": "MEMBER"},
            {"id": "psn_ann", "name": "Ann", "email": "ann@x.test", "role": "MEMBER"},
            {"id": "psn_bob", "name": "Bob", "email": "bob@x.test", "role": "VIEWER"},
            {"id": "psn_cyd", "name": "Cyd", "email": "cyd@x.test", "role": "MEMBER"},
        ],
        teams=[
            {"id": "team_a", "name": "A"},
            {"id": "team_b", "name": "B"},
            {"id": "team_c", "name": "C"},
        ],
        relations=[
            ("psn_boss", "REPORTS_TO", "psn_ceo"),
            ("psn_ann", "REPORTS_TO", "psn_boss"),
            ("psn_bob", "REPORTS_TO", "psn_boss"),
            ("psn_boss", "LEADS", "team_a"),
            ("psn_bob", "LEADS", "team_b"),
            ("psn_ann", "MEMBER_OF", "team_a"),
            ("psn_cyd", "MEMBER_OF", "team_a"),
            ("psn_cyd", "MEMBER_OF", "team_c"),
            # Who has left is nobody's report any more.
            ("psn_cyd", "REPORTED_TO", "psn_boss"),
        ],
    )
    return organization_id


async def seen(database: Database, org: str, person: str) -> tuple[bool, set[str], set[str]]:
    """`sees_all`, `mine`, and what `near` has beyond it."""
    viewer = await viewer_of_person(database, org, person)
    assert viewer is not None
    assert len(set(viewer.near)) == len(viewer.near)
    assert set(viewer.near) >= set(viewer.mine)
    return viewer.sees_all, set(viewer.mine), set(viewer.near) - set(viewer.mine)


async def test_what_people_see(database: Database, org: str) -> None:
    everything = {"psn_ceo", "psn_boss", "psn_ann", "psn_bob", "team_a", "team_b"}
    assert await seen(database, org, "psn_ceo") == (True, everything, set())
    assert await seen(database, org, "psn_boss") == (False, everything - {"psn_ceo"}, set())
    assert await seen(database, org, "psn_ann") == (False, {"psn_ann"}, {"team_a", "psn_cyd"})
    assert await seen(database, org, "psn_bob") == (False, {"psn_bob", "team_b"}, set())
    assert await seen(database, org, "psn_cyd") == (
        False,
        {"psn_cyd"},
        {"team_a", "team_c", "psn_ann"},
    )


async def test_a_persons_token(database: Database, org: str) -> None:
    token = await create_token(database, org, person_email=" Bob@X.test", scope="write")
    assert await Authenticator(database).viewer(token) == Viewer(
        org=org,
        person="psn_bob",
        name="Bob",
        scope="write",
        role="VIEWER",
        sees_all=False,
        mine=("psn_bob", "team_b"),
        near=("psn_bob", "team_b"),
        access_revision=2,
    )


@pytest.mark.parametrize("scope", ["read", "write", "admin"])
async def test_a_services_token(database: Database, org: str, scope: Scope) -> None:
    token = await create_token(database, org, service=" nightly sync ", scope=scope)
    assert await Authenticator(database).viewer(token) == Viewer(
        org=org,
        person=None,
        name="nightly sync",
        scope=scope,
        role=None,
        sees_all=scope == "admin",
        mine=(),
        near=(),
        access_revision=2,
    )


async def test_only_the_hash_is_stored(database: Database, org: str) -> None:
    token = await create_token(database, org, service="sync", scope="read")
    assert token.startswith("gg_")
    assert len(token) == 46
    stored = await database.read(
        "testToken", "MATCH (t:Token {org: $p.org}) RETURN properties(t)", {"org": org}
    )
    assert stored.pop("createdAt").endswith("+00:00")
    assert stored == {
        "org": org,
        "hash": hashlib.sha256(token.encode()).hexdigest(),
        "name": "sync",
        "scope": "read",
        "since": 2,
        "born": 2,
    }
    revisions = await database.read(
        "testRevisions",
        "MATCH (o:Organization {org: $p.org}) MATCH (r:Revision {org: $p.org}) "
        "RETURN [o.revision, o.accessRevision, r.number, r.operation]",
        {"org": org},
    )
    assert revisions == [2, 2, 2, "tokenCreate"]


async def test_tokens_that_cannot_be_created_change_nothing(database: Database, org: str) -> None:
    await change(
        database, org, "MATCH (p:Person {org: $p.org, id: 'psn_ann'}) SET p.archived = true"
    )
    with pytest.raises(InvalidInput):
        await create_token(database, org, scope="read")
    with pytest.raises(InvalidInput):
        await create_token(database, org, person_email="a@x.test", service="s", scope="read")
    with pytest.raises(InvalidInput):
        await create_token(database, org, service=" ", scope="read")
    with pytest.raises(InvalidInput):
        await create_token(database, org, service="s", scope=cast("Scope", "all"))
    with pytest.raises(InvalidInput):
        await create_token(database, org, person_email="ann@x.test", scope="read")
    with pytest.raises(NotFound):
        await create_token(database, org, person_email="nobody@x.test", scope="read")
    with pytest.raises(NotFound):
        await create_token(database, "org_none", service="s", scope="read")
    left = await database.read(
        "testLeft",
        "MATCH (o:Organization {org: $p.org}) "
        "RETURN [o.revision, COUNT { (:Token {org: $p.org}) }]",
        {"org": org},
    )
    assert left == [2, 0]


async def test_viewers_are_looked_up_once(database: Database, org: str) -> None:
    token = await create_token(database, org, person_email="ann@x.test", scope="read")
    authenticator = Authenticator(database)
    runs: list[StatementRun] = []
    database.observe = runs.append
    try:
        first = await authenticator.viewer(token)
        assert await authenticator.viewer(token) is first
        assert [run.name for run in runs] == ["viewerOfToken", "tokenUsed"]
        await change(
            database,
            org,
            "MATCH (ann:Person {org: $p.org, id: 'psn_ann'}) "
            "MATCH (bob:Person {org: $p.org, id: 'psn_bob'}) "
            "CREATE (bob)-[:REPORTS_TO {org: $p.org}]->(ann)",
        )
        assert await authenticator.viewer(token) is first
        fresh = await authenticator.viewer(token, fresh=True)
    finally:
        database.observe = None
    assert (first.access_revision, first.mine) == (2, ("psn_ann",))
    assert (fresh.access_revision, fresh.mine) == (3, ("psn_ann", "psn_bob", "team_b"))
    assert await authenticator.viewer(token) is fresh


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (t:Token {org: $p.org}) DETACH DELETE t",
        "MATCH (p:Person {org: $p.org, id: 'psn_ann'}) SET p.archived = true",
        "MATCH (p:Person {org: $p.org, id: 'psn_ann'}) DETACH DELETE p",
    ],
)
async def test_a_token_ends_with_its_person(
    database: Database, org: str, toy: Client, statement: str
) -> None:
    token = await create_token(database, org, person_email="ann@x.test", scope="read")
    assert await toy.ask("{ refreshed }", token=token) == {"refreshed": "Ann"}
    await change(database, org, statement)
    # While it is being used, and from then on.
    for query in ("{ refreshed }", "{ __typename }"):
        response = await toy.send(query, token=token)
        assert refusal(response) == (401, "UNAUTHENTICATED")
        assert response.headers["www-authenticate"] == (
            'Bearer realm="goalgraph", error="invalid_token"'
        )


async def test_every_read_notices_that_a_token_has_ended(
    database: Database, org: str, url: str
) -> None:
    token = await create_token(database, org, person_email="ann@x.test", scope="read")
    async with Client(url, token) as client:
        assert await client.ask("{ organization { name } }") == {"organization": {"name": org}}
        await change(database, org, "MATCH (t:Token {org: $p.org}) DETACH DELETE t")
        response = await client.send("{ organization { name } }")
        assert refusal(response) == (401, "UNAUTHENTICATED")


async def test_without_a_token(toy_url: str) -> None:
    async with Client(toy_url) as client:
        for response in (await client.send(ASK), await client.get(query=ASK)):
            assert refusal(response) == (401, "UNAUTHENTICATED")
            assert response.headers["www-authenticate"] == 'Bearer realm="goalgraph"'
        # Nothing else is looked at before.
        assert refusal(await client.post(content=b"x")) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer gg_unknown",
        "Bearer unknown",
        "Basic Z2c6Z2c=",
        "Bearer gg_" + "x" * 10_000,
        "Bearer gg_\xe4",
    ],
)
async def test_bad_tokens(toy_url: str, authorization: str) -> None:
    async with Client(toy_url) as client:
        headers = {b"authorization": authorization.encode("latin-1")}
        response = await client.http.get(
            "/graphql",
            headers=headers,
            params={"query": ASK},
        )
        assert refusal(response) == (401, "UNAUTHENTICATED")


async def test_two_tokens_are_none(toy_url: str, token: str) -> None:
    async with Client(toy_url) as client:
        headers = [("authorization", f"Bearer {token}"), ("authorization", "Bearer gg_other")]
        response = await client.http.get("/graphql", headers=headers, params={"query": ASK})
        assert refusal(response) == (401, "UNAUTHENTICATED")


def test_a_hash_is_sha_256() -> None:
    assert hash_of("gg_x") == hashlib.sha256(b"gg_x").hexdigest()


BOARD = "http://127.0.0.1:5173"


@pytest.fixture(scope="module")
async def demo_url(database: Database, embedded_settings: EmbeddedSettings) -> AsyncIterator[str]:
    """A demo server of the toy schema."""
    await load_demo(database, embedded_settings)
    app = create_app(
        Settings(demo=True, cors=("https://board.example", BOARD)),
        database=database,
        schema=toy_schema(),
    )
    async with serving(app) as url:
        yield url


@pytest.fixture
async def demo(demo_url: str) -> AsyncIterator[Client]:
    """A client of the demo without a token."""
    async with Client(demo_url) as client:
        yield client


async def test_the_demo_needs_no_token(demo: Client) -> None:
    answer = (await demo.ask(ASK))["viewer"]
    assert answer.startswith(f"{DEMO_ORGANIZATION} {DEMO_ADMINISTRATOR} ")
    port = httpx.URL(demo.url).port
    for headers in (
        {"origin": demo.url, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"host": f"localhost:{port}", "origin": f"http://localhost:{port}"},
        {"host": f"[::1]:{port}"},
        {"origin": BOARD, "sec-fetch-site": "same-site"},
    ):
        response = await demo.send(ASK, headers=headers)
        assert response.json() == {"data": {"viewer": answer}}, headers


@pytest.mark.parametrize(
    "headers",
    [
        # Another site's page.
        {"origin": "https://evil.example"},
        {"origin": "https://board.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        # Another site's name that resolves to this machine.
        {"host": "evil.example"},
        {"host": "evil.example:8000", "origin": "http://evil.example:8000"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "localhost.evil.example"},
        {"host": "evil.example:80@127.0.0.1"},
        {"host": "127.0.0.1:8000:8000"},
        {"host": ""},
        {"host": "evil.example", "origin": BOARD},
        {"origin": "http://127.0.0.1:51730"},
        # Handed on by a proxy.
        {"x-forwarded-for": "203.0.113.7"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"forwarded": "for=203.0.113.7"},
        {"x-real-ip": "203.0.113.7", "origin": BOARD},
        {"via": "1.1 proxy"},
    ],
)
async def test_the_demo_is_for_its_own_page(demo: Client, headers: dict[str, str]) -> None:
    assert refusal(await demo.send(ASK, headers=headers)) == (401, "UNAUTHENTICATED")
    response = await demo.get(headers=headers, query=ASK)
    assert refusal(response) == (401, "UNAUTHENTICATED")


async def test_the_demo_takes_no_bad_token_for_none(demo: Client) -> None:
    response = await demo.send(ASK, token="gg_unknown")
    assert refusal(response) == (401, "UNAUTHENTICATED")


async def test_the_demo_takes_tokens_from_anywhere(demo: Client, token: str) -> None:
    response = await demo.send(ASK, token=token, headers={"host": "goals.example"})
    assert response.json()["data"]["viewer"].endswith("tests admin")


async def test_a_demo_for_others_than_this_machine_needs_tokens(database: Database) -> None:
    settings = Settings(demo=True, host="0.0.0.0")
    app = create_app(settings, database=database, schema=toy_schema())
    async with serving(app) as url, Client(url) as client:
        assert refusal(await client.send(ASK)) == (401, "UNAUTHENTICATED")


async def test_the_demos_administrator_may_be_missing(database: Database) -> None:
    authenticator = Authenticator(database, demo=("org_none", "psn_none"))
    with pytest.raises(Unauthenticated):
        await authenticator.viewer(None)


def refusal(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a response with one error and no data."""
    answer = response.json()
    assert answer.keys() == {"errors"}
    (error,) = answer["errors"]
    return response.status_code, error["extensions"]["code"]

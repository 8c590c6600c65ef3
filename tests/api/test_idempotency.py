"""`Idempotency-Key`: a mutation request that is sent twice is carried out once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database, StatementRun
from graph.domain.calendar import time_text
from graph.writes.execution import idempotency
from graph.writes.execution.tokens import create_token
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import example, stored
from tests.api.serving import serving

CREATE = """
mutation Create($title: String!, $note: String) {
  objectiveCreate(input: {title: $title, owner: "team_growth", description: $note}) {
    revision problems { code message path } objective { id title version revision }
  }
}
"""
TWO = """
mutation Two($one: String!, $two: String!, $again: Boolean!) {
  one: objectiveCreate(input: {title: $one, owner: "team_growth"}) {
    revision problems { code } objective { id title }
  }
  two: objectiveUpdate(input: {id: "obj_keep", title: $two}) {
    revision problems { code } objective { id title }
  }
  three: objectiveUpdate(input: {id: "obj_keep", title: $two, dryRun: $again}) {
    revision problems { code }
  }
}
"""
GROWN: dict[str, Any] = {"title": "Grow", "note": "all"}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def keyed(
    client: Client, query: str, variables: dict[str, Any], key: str, **more: Any
) -> httpx.Response:
    """The response to a request with a key."""
    return await client.send(query, variables, headers={"idempotency-key": key}, **more)


async def revision(client: Client) -> int:
    found: int = (await client.ask("{ organization { revision } }"))["organization"]["revision"]
    return found


async def test_the_second_time_gives_the_first_answer(lumen: Company, admin: Client) -> None:
    first = await keyed(admin, CREATE, GROWN, "a-key")
    after = await stored(lumen.database, lumen.org)
    # The order of the variables and quotes around the key make no difference.
    again = await keyed(admin, CREATE, {"note": "all", "title": "Grow"}, '"a-key"')
    assert first.json()["data"]["objectiveCreate"]["problems"] == []
    assert "idempotency-replayed" not in first.headers
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert await stored(lumen.database, lumen.org) == after


async def test_without_a_key_or_with_another_it_is_another_request(admin: Client) -> None:
    answers = [
        await admin.send(CREATE, GROWN),
        await admin.send(CREATE, GROWN),
        await keyed(admin, CREATE, GROWN, "one"),
        await keyed(admin, CREATE, GROWN, "two"),
    ]
    ids = {one.json()["data"]["objectiveCreate"]["objective"]["id"] for one in answers}
    assert len(ids) == 4


async def test_a_key_stands_for_one_request(lumen: Company, admin: Client) -> None:
    await keyed(admin, CREATE, GROWN, "a-key")
    before = await stored(lumen.database, lumen.org)
    for query, variables in ((CREATE, {"title": "Shrink"}), (CREATE + " ", GROWN)):
        response = await keyed(admin, query, variables, "a-key")
        assert response.status_code == 422
        assert [error["extensions"]["code"] for error in response.json()["errors"]] == [
            "IDEMPOTENCY_KEY_REUSED"
        ]
    assert await stored(lumen.database, lumen.org) == before


async def test_a_key_is_its_tokens_own(lumen: Company, admin: Client) -> None:
    first = (await keyed(admin, CREATE, GROWN, "a-key")).json()["data"]["objectiveCreate"]
    # Another token of the same service, and one of a person, ask for themselves.
    twin = Client(
        lumen.url, await create_token(lumen.database, lumen.org, service="twin", scope="read")
    )
    aino = await lumen.person("aino@lumen.example", "write")
    async with twin:
        for client in (twin, aino):
            response = await keyed(client, CREATE, GROWN, "a-key")
            answer = response.json()["data"]["objectiveCreate"]
            assert (
                answer["objective"] is None or answer["objective"]["id"] != first["objective"]["id"]
            )
            assert "idempotency-replayed" not in response.headers


async def kept(lumen: Company) -> list[dict[str, Any]]:
    """What is kept of requests with keys, in order of their keys' times."""
    found: list[dict[str, Any]] = await lumen.database.read(
        "test.kept",
        "MATCH (i:IdempotentRequest {org: $p.org}) WITH i ORDER BY i.at "
        "RETURN collect({fields: size(i.fields), answer: i.answer IS NOT NULL})",
        {"org": lumen.org},
    )
    return found


async def test_nothing_is_kept_for_who_may_not_write(lumen: Company) -> None:
    reader = await lumen.service("read")
    watcher = await lumen.person("aino@lumen.example", "read")
    for client in (reader, watcher):
        for _ in range(2):
            response = await keyed(client, CREATE, GROWN, "a-key")
            assert response.json()["data"]["objectiveCreate"]["problems"][0]["code"] == "FORBIDDEN"
    assert await kept(lumen) == []


LONG = CREATE.replace(
    "version", " ".join(["version", *(f"d{number}: description" for number in range(40))])
)


async def test_a_long_answer_is_read_anew(lumen: Company, admin: Client) -> None:
    given = {"title": "Grow", "note": "all " * 1000}
    first = await keyed(admin, LONG, given, "a-key")
    assert len(first.content) > 64 * 1024
    assert await kept(lumen) == [{"fields": 1, "answer": False}]
    after = await stored(lumen.database, lumen.org)
    again = await keyed(admin, LONG, given, "a-key")
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert await stored(lumen.database, lumen.org) == after


async def test_what_is_answered_again_passes_todays_rights(lumen: Company, admin: Client) -> None:
    first = (await keyed(admin, CREATE, GROWN, "a-key")).json()["data"]["objectiveCreate"]
    demoted = (
        "MATCH (t:Token {org: $p.org, scope: 'admin'}) SET t.scope = 'write' "
        "WITH count(*) AS n MATCH (o:Organization {org: $p.org, id: $p.org}) "
        "SET o.revision = o.revision + 1 SET o.accessRevision = o.revision "
        "WITH o MATCH (g:Objective {org: $p.org, id: $p.id}) "
        "SET g.visibility = 'PRIVATE', g.readers = ['psn_aino'] RETURN 1"
    )
    given = {"org": lumen.org, "id": first["objective"]["id"]}
    await lumen.database.write(
        lumen.org, lambda transaction: transaction.run("test", demoted, given)
    )
    again = await keyed(admin, CREATE, GROWN, "a-key")
    assert again.json()["data"]["objectiveCreate"] == {
        "revision": first["revision"],
        "problems": [],
        "objective": None,
    }
    assert again.headers["idempotency-replayed"] == "true"


async def test_what_has_changed_since_is_read_anew(lumen: Company, admin: Client) -> None:
    first = (await keyed(admin, CREATE, GROWN, "a-key")).json()["data"]["objectiveCreate"]
    renamed = """mutation($id: ID!) { objectiveUpdate(input: {id: $id, title: "Shrink"}) {
      problems { code } } }"""
    await admin.ask(renamed, {"id": first["objective"]["id"]})
    again = (await keyed(admin, CREATE, GROWN, "a-key")).json()["data"]["objectiveCreate"]
    assert again["revision"] == first["revision"]
    assert again["objective"]["title"] == "Shrink"


async def test_the_last_keys_of_a_token_are_kept(
    lumen: Company, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "KEYS", 3)
    other = Client(
        lumen.url, await create_token(lumen.database, lumen.org, service="x", scope="admin")
    )
    async with other:
        await keyed(other, CREATE, GROWN, "other")
    for number in range(6):
        await keyed(admin, CREATE, GROWN, f"key-{number}")
    assert len(await kept(lumen)) == 4
    before = await revision(admin)
    assert (await keyed(admin, CREATE, GROWN, "key-5")).headers["idempotency-replayed"] == "true"
    assert await revision(admin) == before
    # An older one is as good as new.
    await keyed(admin, CREATE, GROWN, "key-0")
    assert await revision(admin) == before + 1


async def test_two_at_once_are_carried_out_once(lumen: Company, admin: Client) -> None:
    before = await revision(admin)
    async with (
        serving(create_app(Settings(), database=lumen.database)) as elsewhere,
        Client(elsewhere, admin.token) as second,
    ):
        answers = await asyncio.gather(
            *(keyed(one, CREATE, GROWN, "a-key") for one in (admin, second) * 4)
        )
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["data"]["objectiveCreate"]["revision"] == before + 1
    assert await revision(admin) == before + 1


async def test_a_request_that_was_cut_off_goes_on_where_it_was(
    lumen: Company, admin: Client
) -> None:
    given = {"one": "Grow", "two": "Keep them", "again": True}
    before = await revision(admin)

    class Cut(Exception):
        """The process is gone."""

    def gone(run: StatementRun) -> None:
        # The first field is written; of the second, and of the answer, there is nothing.
        if run.name == "write.set.Objective":
            raise Cut

    lumen.database.observe = gone
    try:
        async with (
            serving(create_app(Settings(), database=lumen.database)) as dying,
            Client(dying, admin.token) as client,
        ):
            cut = (await keyed(client, TWO, given, "a-key")).json()
    finally:
        lumen.database.observe = None
    assert [error["path"] for error in cut["errors"]] == [["two"]]
    assert await revision(admin) == before + 1

    data = (await keyed(admin, TWO, given, "a-key")).json()["data"]
    assert data["one"]["revision"] == before + 1
    assert data["one"]["objective"]["title"] == "Grow"
    assert data["two"]["objective"]["title"] == "Keep them"
    assert data["two"]["revision"] == before + 2
    assert data["three"] == {"revision": None, "problems": []}
    assert await revision(admin) == before + 2


async def test_a_refusal_is_an_answer(lumen: Company, admin: Client) -> None:
    # The scope lets administrators administer, and gives a member no more.
    jaan = await lumen.person("jaan@lumen.example", "admin")
    query = """mutation { objectiveUpdate(input: {id: "obj_keep", title: "Mine"}) {
      revision problems { code message path } objective { id } } }"""
    first = await keyed(jaan, query, {}, "a-key")
    assert first.json()["data"]["objectiveUpdate"]["problems"][0]["code"] == "FORBIDDEN"
    promoted = (
        "MATCH (p:Person {org: $p.org, id: 'psn_jaan'}) "
        "MATCH (o:Organization {org: $p.org, id: $p.org}) "
        "SET p.role = 'ADMIN', o.revision = o.revision + 1 "
        "SET o.accessRevision = o.revision RETURN 1"
    )
    await lumen.database.write(
        lumen.org, lambda transaction: transaction.run("test", promoted, {"org": lumen.org})
    )
    again = await keyed(jaan, query, {}, "a-key")
    assert again.content == first.content
    assert (await keyed(jaan, query, {}, "b-key")).json()["data"]["objectiveUpdate"][
        "problems"
    ] == []


async def test_after_a_day_the_key_is_free(lumen: Company, admin: Client) -> None:
    first = await keyed(admin, CREATE, GROWN, "a-key")
    await keyed(admin, CREATE, GROWN, "b-key")
    ago = time_text(datetime.now(UTC) - timedelta(hours=24, seconds=1))
    aged = "MATCH (i:IdempotentRequest {org: $p.org}) SET i.at = $p.ago RETURN count(*)"
    await lumen.database.write(
        lumen.org,
        lambda transaction: transaction.run("test", aged, {"org": lumen.org, "ago": ago}),
    )
    again = await keyed(admin, CREATE, {"title": "Another"}, "a-key")
    assert again.json()["data"]["objectiveCreate"]["objective"]["title"] == "Another"
    assert first.json()["data"]["objectiveCreate"]["objective"]["title"] == "Grow"
    # What has expired is removed.
    left = await lumen.database.read(
        "test.left",
        "MATCH (i:IdempotentRequest {org: $p.org}) RETURN count(*)",
        {"org": lumen.org},
    )
    assert left == 1


@pytest.mark.parametrize("key", ["", '""', "a b", "é", "x" * 256])
async def test_what_is_no_key_is_refused(lumen: Company, admin: Client, key: str) -> None:
    before = await stored(lumen.database, lumen.org)
    response = await admin.send(CREATE, GROWN, headers={"idempotency-key": key.encode()})
    assert response.status_code == 400
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["BAD_REQUEST"]
    assert await stored(lumen.database, lumen.org) == before


async def test_questions_take_no_key(lumen: Company, admin: Client) -> None:
    query = "{ organization { name revision } }"
    first = await keyed(admin, query, {}, "a-key")
    await admin.ask(CREATE, GROWN)
    second = await keyed(admin, query, {}, "a-key")
    assert (
        second.json()["data"]["organization"]["revision"]
        == first.json()["data"]["organization"]["revision"] + 1
    )

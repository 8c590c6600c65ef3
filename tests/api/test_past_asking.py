"""How the past is asked for: by one time or one revision, in a field or in a header."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from resolvers import build_schema
from resolvers.reading import Shape
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import done, example, stored
from tests.api.plans import Recording
from tests.api.serving import serving

IMPORTED = datetime(2026, 11, 10, 12, tzinfo=UTC)
TITLE = '{ objective(id: "obj_grow") { title } }'


# When its first cycle starts, which is the first thing that the file tells of.
BEGUN = "2026-09-30T21:00:00.000+00:00"
REVISION = "MATCH (g:Organization {org: $p.org, id: $p.org}) RETURN g.revision"
TITLES = ("Make the first box irresistible", "Second", "Third")


@dataclass
class Lumen:
    """The worked example, who asks, and the revisions at which a goal got its titles: the first of
    them is the import's last."""

    company: Company
    asker: Client
    revisions: list[int]

    @property
    def imported(self) -> int:
        """The revision that the import came to."""
        return self.revisions[0]


@pytest.fixture(scope="module")
async def lumen(database: Database, url: str) -> AsyncIterator[Lumen]:
    """The worked example, imported two weeks ago and retitled twice since."""
    async with company(database, url, example(), now=IMPORTED) as loaded:
        imported = await database.read("test.revision", REVISION, {"org": loaded.org})
        writer, asker = await loaded.service(), await loaded.service("read")
        revisions = [imported]
        for title in TITLES[1:]:
            given = {"id": "obj_grow", "title": title}
            revisions.append((await done(writer, "objectiveUpdate", given))["revision"])
        yield Lumen(loaded, asker, revisions)


@pytest.fixture
def asker(lumen: Lumen) -> Client:
    """Who asks."""
    return lumen.asker


async def problem(client: Client, given: str) -> tuple[str, str, list[str] | None]:
    """Code, message and path of the error of an `at` that has one."""
    answer = (await client.send(f"{{ at{given} {{ revision }} }}")).json()
    [error] = answer["errors"]
    assert answer["data"] is None
    extensions = error["extensions"]
    return extensions["code"], error["message"], extensions.get("inputPath")


async def test_revisions_one_by_one(lumen: Lumen) -> None:
    parts = [f"r{n}: at(revision: {n}) {TITLE}" for n in lumen.revisions]
    data = await lumen.asker.ask(f"{{ {' '.join(parts)} }}")
    titles = tuple(data[f"r{n}"]["objective"]["title"] for n in lumen.revisions)
    assert titles == TITLES


async def test_a_time_between_two_revisions_is_the_earlier_one(lumen: Lumen) -> None:
    later = (IMPORTED + timedelta(days=1)).isoformat()
    data = await lumen.asker.ask(f'{{ at(time: "{later}") {{ revision time {TITLE[2:-2]} }} }}')
    assert data["at"] == {
        "revision": lumen.imported,
        "time": "2026-11-11T12:00:00.000+00:00",
        "objective": {"title": "Make the first box irresistible"},
    }


async def test_a_revision_is_looked_at_when_it_was_made(lumen: Lumen) -> None:
    data = await lumen.asker.ask(
        f"{{ first: at(revision: 1) {{ time }} last: at(revision: {lumen.imported}) {{ time }} }}"
    )
    assert data == {
        "first": {"time": BEGUN},
        "last": {"time": "2026-11-10T12:00:00.000+00:00"},
    }


async def test_health_is_that_of_the_moment(asker: Client) -> None:
    """Nothing was written in between: a key result goes stale, and its cycle ends."""
    at = [IMPORTED + timedelta(days=days) for days in (0, 3, 8, 14)]
    asked = '{ keyResult(id: "kr_mrr") { health } objective(id: "obj_keep") { cycle { elapsed } } }'
    parts = [f'm{n}: at(time: "{time.isoformat()}") {asked}' for n, time in enumerate(at)]
    data = await asker.ask(f"{{ {' '.join(parts)} }}")
    elapsed = [one["objective"]["cycle"]["elapsed"] for one in data.values()]
    assert elapsed == sorted(elapsed)
    assert len(set(elapsed)) == len(elapsed)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ("INVALID_INPUT", "Give either `time` or `revision`.", ["time"])),
        ("(time: null)", ("INVALID_INPUT", "Give either `time` or `revision`.", ["time"])),
        (
            '(revision: 1, time: "2026-11-11T12:00:00Z")',
            ("INVALID_INPUT", "Give either `time` or `revision`.", ["time"]),
        ),
        (
            '(time: "2026-09-30T20:59:59Z")',
            (
                "INVALID_INPUT",
                f"There is nothing from before {BEGUN}, the time of the first revision.",
                ["time"],
            ),
        ),
    ],
)
async def test_what_there_never_was(
    asker: Client, given: str, expected: tuple[str, str, list[str]]
) -> None:
    assert await problem(asker, given) == expected


async def test_revisions_that_there_never_were(lumen: Lumen) -> None:
    last = lumen.revisions[-1]
    for number in (-1, 0, last + 1, 2**31 - 1):
        assert await problem(lumen.asker, f"(revision: {number})") == (
            "INVALID_INPUT",
            f"There is no revision {number}: they are from 1 to {last}.",
            ["revision"],
        )


async def test_the_future(asker: Client) -> None:
    code, message, path = await problem(asker, '(time: "2999-01-01T00:00:00Z")')
    assert (code, path) == ("INVALID_INPUT", ["time"])
    assert message.startswith("`time` has not come yet: it is 20")


async def test_a_time_without_an_offset(asker: Client) -> None:
    [(code, _)] = await asker.refused('{ at(time: "2026-11-11T12:00:00") { revision } }')
    assert code == "GRAPHQL_VALIDATION_FAILED"


async def test_errors_below_are_those_of_the_present(asker: Client) -> None:
    wrong = "objectives(first: 101) { totalCount }"
    now = await asker.refused(f"{{ {wrong} }}")
    assert await asker.refused(f"{{ at(revision: 1) {{ {wrong} }} }}") == now
    header = {"goalgraph-at": "1"}
    sent = (await asker.send(f"{{ {wrong} }}", headers=header)).json()
    assert [(e["extensions"]["code"], e["message"]) for e in sent["errors"]] == now


@pytest.mark.parametrize("given", ["1", "2026-10-11T12:00:00Z", "2026-10-11T13:00:00+01:00"])
async def test_the_header(asker: Client, given: str) -> None:
    sent = await asker.send(TITLE, headers={"goalgraph-at": given})
    assert sent.headers["goalgraph-at"] == "1"
    assert sent.json() == {"data": {"objective": {"title": "Make the first box irresistible"}}}
    got = await asker.get(query=TITLE, headers={"goalgraph-at": given})
    assert got.json() == sent.json()


async def test_without_the_header(asker: Client) -> None:
    sent = await asker.send(TITLE)
    assert "goalgraph-at" not in sent.headers
    assert sent.json() == {"data": {"objective": {"title": "Third"}}}


async def test_a_field_goes_before_the_header(lumen: Lumen) -> None:
    sent = await lumen.asker.send(
        f"{{ at(revision: {lumen.revisions[1]}) {TITLE} {TITLE[2:-2]} }}",
        headers={"goalgraph-at": "1"},
    )
    assert sent.json()["data"] == {
        "at": {"objective": {"title": "Second"}},
        "objective": {"title": "Make the first box irresistible"},
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        *((text, "BAD_REQUEST") for text in ("", "now", "-1", "1.5", "2026-11-11T12:00:00")),
        ("9" * 16, "BAD_REQUEST"),
        ("0001-01-01T00:00:00+14:00", "BAD_REQUEST"),
        ("0", "INVALID_INPUT"),
        ("999", "INVALID_INPUT"),
        ("2026-09-30T20:59:59Z", "INVALID_INPUT"),
        ("2999-01-01T00:00:00Z", "INVALID_INPUT"),
    ],
)
async def test_a_header_that_is_none(asker: Client, given: str, code: str) -> None:
    sent = await asker.post(json={"query": TITLE}, headers={"goalgraph-at": given})
    assert sent.status_code == 400
    [error] = sent.json()["errors"]
    assert "data" not in sent.json()
    assert error["extensions"] == {"code": code}
    assert error["message"].startswith("Goalgraph-At")


async def test_twice_the_header(asker: Client) -> None:
    sent = await asker.http.post(
        "/graphql",
        json={"query": TITLE},
        headers=[
            ("authorization", f"Bearer {asker.token}"),
            ("goalgraph-at", "1"),
            ("goalgraph-at", "2"),
        ],
    )
    assert sent.status_code == 400
    assert sent.json()["errors"][0]["message"] == "Goalgraph-At is given more than once."


async def test_what_follows_the_present(asker: Client) -> None:
    sent = await asker.send("{ changes { upTo } }", headers={"goalgraph-at": "1"})
    [error] = sent.json()["errors"]
    assert error["message"] == "`changes` follows the present; ask for it without Goalgraph-At."
    assert error["extensions"]["code"] == "INVALID_INPUT"


async def test_nothing_can_be_done_to_the_past(lumen: Lumen) -> None:
    admin = await lumen.company.service()
    asked = '{ objective(id: "obj_grow") { viewerCan { __typename update archive } } }'
    now = await admin.ask(asked)
    assert now == {
        "objective": {
            "viewerCan": {"__typename": "ObjectiveActions", "update": True, "archive": True}
        }
    }
    then = await admin.ask(f"{{ at(revision: {lumen.imported}) {asked} }}")
    assert then["at"] == {
        "objective": {
            "viewerCan": {"__typename": "ObjectiveActions", "update": False, "archive": False}
        }
    }


async def test_history_ends_at_the_moment(lumen: Lumen) -> None:
    asked = '{ objective(id: "obj_grow") { history { nodes { revision kind node { ...T } } } } }'
    fragment = "fragment T on Objective { title }"
    now = (await lumen.asker.ask(f"{asked} {fragment}"))["objective"]["history"]["nodes"]
    assert [one["revision"] for one in now][-2:] == lumen.revisions[1:]
    revision = lumen.revisions[1]
    text = f"{{ at(revision: {revision}) {asked} }} {fragment}"
    then = (await lumen.asker.ask(text))["at"]["objective"]["history"]["nodes"]
    assert then == [
        {**one, "node": {"title": "Third"}} for one in now if one["revision"] <= revision
    ]


async def test_the_past_cannot_be_changed(database: Database, lumen: Lumen) -> None:
    org, writer = lumen.company.org, await lumen.company.service()
    before = await stored(database, org)
    sent = await writer.send(
        'mutation { objectiveUpdate(input: {id: "obj_grow", title: "No"}) { revision } }',
        headers={"goalgraph-at": "1"},
    )
    assert sent.status_code == 400
    assert sent.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert await stored(database, org) == before


async def test_pages_may_send_the_header(database: Database) -> None:
    app = create_app(Settings(cors=("https://board.example",)), database=database)
    async with serving(app) as url, Client(url) as client:
        sent = await client.http.options(
            "/graphql",
            headers={
                "origin": "https://board.example",
                "access-control-request-method": "POST",
                "access-control-request-headers": "goalgraph-at",
            },
        )
    assert sent.status_code == 200
    assert "goalgraph-at" in sent.headers["access-control-allow-headers"]


async def test_what_a_question_of_the_past_takes(database: Database, lumen: Lumen) -> None:
    """As many statements as one of the present, and one that finds the moment."""
    movers = "kpis { nodes { movers { nodes { title } } } }"
    async with AsyncExitStack() as stack:
        recording = await Recording.connect(database.settings)
        stack.push_async_callback(recording.close)
        schema = build_schema()
        schema.reader.choose = Shape.whole
        app = create_app(Settings(), database=recording, schema=schema)
        url = await stack.enter_async_context(serving(app))
        client = await stack.enter_async_context(Client(url, lumen.asker.token))

        async def statements(text: str, **request: Any) -> list[str]:
            recording.sent.clear()
            assert "errors" not in (await client.send(text, **request)).json()
            return [one.name for one in recording.sent if one.name != "viewerOfToken"]

        header = {"goalgraph-at": str(lumen.imported)}
        assert await statements(TITLE, headers=header) == ["past.moment", "past.objective"]
        both = f"{{ {TITLE[2:-2]} teams {{ totalCount }} {movers} }}"
        expected = ["past.objective", "past.teams", "past.kpis", "past.movers", "past.movers.page"]
        found = await statements(both, headers=header)
        assert (found[0], sorted(found[1:])) == ("past.moment", sorted(expected))
        assert await statements(f"{{ at(revision: {lumen.imported}) {both} }}") == [
            *("past.moment", "past.at", "past.movers", "past.movers.page")
        ]

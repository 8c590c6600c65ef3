"""The history of nodes, and the feed of all changes: what they tell, and to whom."""

from __future__ import annotations

from typing import Any

import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database
from resolvers import build_schema
from resolvers.execution import FieldByField
from resolvers.reading import Shape
from tests.api.client import Client
from tests.api.companies import company
from tests.api.feeds import ITEM, changed, feed, history, quiet_company, revision_of
from tests.api.mutation_client import Enum, done, example
from tests.api.plans import Recording
from tests.api.serving import serving
from tests.api.test_privacy import DOCUMENT
from tests.api.test_statements import scans


async def test_what_a_revision_changed(database: Database, url: str) -> None:
    async with company(database, url, example()) as lumen:
        jaan = await lumen.person("jaan@lumen.example", "write")
        service = await lumen.service()
        start = await revision_of(service)
        report = {"id": "chk_new", "keyResult": "kr_macros", "value": 20, "note": "More"}
        report |= {"effectiveAt": "2026-11-24T12:00:00Z"}
        done_at = (await done(jaan, "keyResultCheckIn", report))["revision"]
        assert done_at == start + 1
        page = await feed(service, start, f"{ITEM} at")
        items = page.pop("nodes")
        assert page == {
            "upTo": start + 1,
            "resync": False,
            "pageInfo": {"hasNextPage": False, "endCursor": page["pageInfo"]["endCursor"]},
        }
        moment = items[0]["at"]
        said = {
            "revision": start + 1,
            "at": moment,
            "actor": {"id": "psn_jaan"},
            "actorName": "Jaan Mets",
            "operation": "keyResultCheckIn",
        }
        told = [(one["kind"], one["nodeType"], one["nodeId"]) for one in items]
        assert told[:2] == [
            ("CREATED", "CheckIn", "chk_new"),
            ("ROLLED_UP", "KeyResult", "kr_macros"),
        ]
        for item in items:
            assert {name: item[name] for name in said} == said
            assert item["node"] == {"id": item["nodeId"]}
        assert changed(items[0]["fields"]) == {
            "author": (None, "psn_jaan"),
            "effectiveAt": (None, "2026-11-24T12:00:00.000+00:00"),
            "keyResult": (None, "kr_macros"),
            "note": (None, "More"),
            "recordedAt": (None, moment),
            "source": (None, "MANUAL"),
            "superseded": (None, False),
            "value": (None, 20.0),
        }
        assert changed(items[1]["fields"])["current"][1] == 20.0


async def test_history_has_the_names_of_the_contract(database: Database, url: str) -> None:
    async with company(database, url, example()) as lumen:
        service = await lumen.service()
        changes: list[tuple[str, dict[str, Any]]] = [
            (
                "objectiveUpdate",
                {
                    "id": "obj_keep",
                    "title": "Stay",
                    "owner": "psn_jaan",
                    "labels": ["a"],
                    "links": [{"title": "Plan", "url": "https://plan.example"}],
                },
            ),
            ("objectiveShare", {"id": "obj_keep", "sharedWith": ["psn_jaan"]}),
            ("objectiveUpdate", {"id": "obj_keep", "description": "More"}),
        ]
        for mutation, given in changes:
            await done(service, mutation, given)
        created, *found = await history(service, "objective", "obj_keep")
        assert (created["kind"], created["operation"]) == ("CREATED", "import")
        assert [(one["kind"], one["operation"]) for one in found] == [
            ("UPDATED", "objectiveUpdate"),
            ("UPDATED", "objectiveShare"),
            ("UPDATED", "objectiveUpdate"),
        ]
        assert [changed(one["fields"]) for one in found] == [
            {
                "labels": ([], ["a"]),
                "level": ("COMPANY", "PERSONAL"),
                "links": ([], [{"title": "Plan", "url": "https://plan.example"}]),
                "owner": ("team_lumen", "psn_jaan"),
                "title": ("Become the coffee subscription people keep", "Stay"),
            },
            {"sharedWith": ([], ["psn_jaan"])},
            {"description": (None, "More")},
        ]
        latest_first = await history(
            service, "objective", "obj_keep", "revision", "(direction: DESC)"
        )
        oldest_first = [{"revision": one["revision"]} for one in (created, *found)]
        assert latest_first == oldest_first[::-1]

        metric = {"goal": Enum("INCREASE"), "start": 0, "target": 300000}
        measure = {"kind": Enum("CURRENCY"), "currency": "USD"}
        given = {"id": "kr_mrr", "metric": metric, "measure": measure, "owner": "psn_jaan"}
        await done(service, "keyResultUpdate", given)
        _, updated = await history(service, "keyResult", "kr_mrr")
        fields = changed(updated["fields"])
        assert fields["metric.target"] == (260000.0, 300000.0)
        assert fields["measure.currency"] == (None, "USD")
        assert fields["owner"] == (None, "psn_jaan")
        assert {"progress", "rawProgress"} <= set(fields)
        assert not {"metricTarget", "ownerId", "healths", "healthSince"} & set(fields)

        support = {"id": "sup_new", "from": "obj_keep", "kpi": "kpi_subs", "effect": Enum("RAISES")}
        await done(service, "supportCreate", support)
        await done(service, "supportUpdate", {"id": "sup_new", "weight": 2})
        answer = await service.ask(
            '{ node(id: "sup_new") { history { nodes { kind fields { name before after hidden } } }'
            " } }"
        )
        created, weighed = answer["node"]["history"]["nodes"]
        assert (created["kind"], changed(created["fields"])) == (
            "CREATED",
            {
                "effect": (None, "RAISES"),
                "from": (None, "obj_keep"),
                "kpi": (None, "kpi_subs"),
                "weight": (None, 1.0),
            },
        )
        assert (weighed["kind"], changed(weighed["fields"])) == ("UPDATED", {"weight": (1.0, 2.0)})


async def test_health_is_told_when_it_changed(database: Database, url: str) -> None:
    async with company(database, url, example()) as lumen:
        service = await lumen.service()
        report = {"keyResult": "kr_mrr", "value": 210000, "status": Enum("OFF_TRACK")}
        await done(service, "keyResultCheckIn", report)
        await done(service, "keyResultCheckIn", {**report, "status": Enum("ON_TRACK")})
        _, *found = await history(service, "keyResult", "kr_mrr")
        assert [changed(one["fields"])["health"][1] for one in found] == ["OFF_TRACK", "ON_TRACK"]
        assert changed(found[1]["fields"])["health"] == ("OFF_TRACK", "ON_TRACK")


async def test_pages_go_on_where_they_end(database: Database, url: str) -> None:
    async with company(database, url, example()) as lumen:
        service = await lumen.service()
        start = await revision_of(service)
        for value in (1, 2, 3):
            await done(service, "keyResultCheckIn", {"keyResult": "kr_macros", "value": value})
        whole = (await feed(service, start))["nodes"]
        sizes = [sum(one["revision"] == start + n for one in whole) for n in (1, 2, 3)]
        assert min(sizes) >= 3
        for first in range(1, len(whole) + 1):
            found: list[Any] = []
            after = None
            while True:
                page = await feed(service, start, first=first, after=after)
                found += page["nodes"]
                assert len(page["nodes"]) <= first
                after = page["pageInfo"]["endCursor"]
                behind = [one for one in whole if one["revision"] <= page["upTo"]]
                # What is up to there has been told, and of what follows only a part of one.
                assert found[: len(behind)] == behind
                if first >= max(sizes):
                    assert found == behind
                if not page["pageInfo"]["hasNextPage"]:
                    break
            assert found == whole
            assert page["upTo"] == start + 3
        nothing = await feed(service, start, first=0)
        assert nothing["nodes"] == []
        assert (nothing["upTo"], nothing["pageInfo"]["hasNextPage"]) == (start, True)
        up_to_date = await feed(service, start + 3)
        assert (up_to_date["nodes"], up_to_date["upTo"]) == ([], start + 3)
        assert not up_to_date["pageInfo"]["hasNextPage"]


async def test_history_pages(database: Database, url: str) -> None:
    async with company(database, url, example()) as lumen:
        for client in (await lumen.service(), await lumen.person("jaan@lumen.example")):
            service = await lumen.service()
            for title in "abc":
                await done(service, "objectiveUpdate", {"id": "obj_keep", "title": title})
            revisions = [one["revision"] for one in await history(client, "objective", "obj_keep")]
            for direction in ("ASC", "DESC"):
                found: list[int] = []
                after = None
                while True:
                    answer = await client.ask(
                        'query ($after: String) { objective(id: "obj_keep") { history(first: 2,'
                        f" after: $after, direction: {direction}) {{ edges {{ cursor node {{"
                        " revision } } pageInfo { hasNextPage endCursor } } } }",
                        {"after": after},
                    )
                    page = answer["objective"]["history"]
                    found += [edge["node"]["revision"] for edge in page["edges"]]
                    after = page["pageInfo"]["endCursor"]
                    assert after == page["edges"][-1]["cursor"]
                    if not page["pageInfo"]["hasNextPage"]:
                        break
                assert found == sorted(revisions, reverse=direction == "DESC")


async def test_only_some_types(database: Database, url: str) -> None:
    async with company(database, url, example()) as lumen:
        service = await lumen.service()
        start = await revision_of(service)
        await done(service, "keyResultCheckIn", {"keyResult": "kr_macros", "value": 2})
        page = await feed(service, start, "nodeType", types=["CheckIn", "KeyResult"])
        assert page["nodes"] == [{"nodeType": "CheckIn"}, {"nodeType": "KeyResult"}]
        assert page["upTo"] == start + 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("since: -1", "`since` is -1; give a revision, or 0."),
        ("first: 101", "`first` is 101; ask for 0 to 100."),
        ("first: -1", "`first` is -1; ask for 0 to 100."),
        ('types: ["Goal"]', "There is no type Goal."),
        ('after: "x"', "`after` is not a cursor of this list; pass one that it gave out."),
        # Of an order of objectives; of a history; with numbers that are none.
        ('after: "WyJjaGFuZ2VzIixudWxsLCIwIl0"', "`after` is a cursor of another list."),
        ('after: "WyJoaXN0b3J5IiwxLCIwIl0"', "`after` is a cursor of another list."),
        ('after: "WyJjaGFuZ2VzIiwxLCJ4Il0"', "`after` is a cursor of another list."),
    ],
)
async def test_bad_arguments(url: str, token: str, given: str, message: str) -> None:
    async with Client(url, token) as client:
        query = f"{{ changes({given}) {{ upTo nodes {{ revision }} }} }}"
        assert await client.refused(query) == [("INVALID_INPUT", message)]


async def test_when_a_copy_has_to_be_made_anew(database: Database, url: str) -> None:
    async with company(database, url, example()) as lumen:
        client = await lumen.person("jaan@lumen.example")
        start = await revision_of(client)
        assert not (await feed(client, start))["resync"]
        # What was imported is copied as a whole.
        assert (await feed(client, 0))["resync"]


async def test_a_revision_that_is_not_there_yet_is_refused(database: Database, url: str) -> None:
    async with company(database, url, example()) as lumen:
        client = await lumen.person("jaan@lumen.example")
        start = await revision_of(client)
        query = "query($since: Int!) { changes(since: $since) { upTo nodes { nodeId } } }"
        for since in (start + 1, 2**31 - 1):
            (error,) = (await client.send(query, {"since": since})).json()["errors"]
            assert error["path"] == ["changes"]
            assert error["extensions"] == {"code": "INVALID_INPUT", "inputPath": ["since"]}
            assert f"the last revision is {start}" in error["message"]


async def test_whose_copies_have_to_be_made_anew(database: Database, url: str) -> None:
    async with company(database, url, DOCUMENT) as quiet:
        admin = await quiet.service()
        names = ("admin", "root", "boss", "lead", "ann", "mate", "host", "guest", "out")
        clients = {name: await quiet.person(f"{name}@quiet.example") for name in names}
        clients["service"] = await quiet.service("write")

        async def asked(since: int) -> set[str]:
            return {
                name for name, client in clients.items() if (await feed(client, since))["resync"]
            }

        changes: list[tuple[str, dict[str, Any], set[str]]] = [
            # All who are in a team with them see their drafts, and they those of the team.
            ("personUpdate", {"id": "psn_host", "teams": ["team_ops"]}, {"host", "guest", "out"}),
            ("personUpdate", {"id": "psn_host", "teams": []}, {"host", "guest", "out"}),
            ("teamUpdate", {"id": "team_ops", "leads": ["psn_ann"]}, {"ann", "lead", "boss"}),
            ("teamUpdate", {"id": "team_ops", "leads": []}, {"ann", "lead", "boss"}),
            ("personUpdate", {"id": "psn_ann", "manager": "psn_host"}, {"lead", "boss", "host"}),
            ("personUpdate", {"id": "psn_ann", "manager": "psn_lead"}, {"lead", "boss", "host"}),
            ("personUpdate", {"id": "psn_out", "role": Enum("ADMIN")}, {"out"}),
            ("personUpdate", {"id": "psn_out", "role": Enum("MEMBER")}, {"out"}),
            ("personUpdate", {"id": "psn_out", "name": "Other"}, set()),
            ("personUpdate", {"id": "psn_out", "role": Enum("VIEWER")}, set()),
            ("teamUpdate", {"id": "team_ops", "parent": "team_dev"}, set()),
        ]
        start = await revision_of(admin)
        for number, (mutation, given, expected) in enumerate(changes):
            revision = (await done(admin, mutation, given))["revision"]
            # Who leads the company sees everything anyway.
            assert await asked(revision - 1) == expected, given
            assert await asked(revision) == set()
            # What was taken back since is as it was.
            assert await asked(start) == (expected if number in (0, 2, 4, 6) else set()), given


async def test_statements_and_their_plans(database: Database, patient: Database) -> None:
    """Two statements a page, each from an index, however long the record is."""
    whole = build_schema()
    whole.reader.choose = Shape.whole
    recording = await Recording.connect(patient.settings)
    try:
        async with (
            serving(create_app(Settings(), database=recording, schema=whole)) as url,
            company(patient, url, DOCUMENT) as quiet,
        ):
            admin, out = await quiet_company(quiet)
            start = await revision_of(admin)
            for value in range(3):
                await done(admin, "keyResultCheckIn", {"keyResult": "kr_top", "value": value})
            both = "fields { name } node { __typename id } actor { name }"
            asked = [
                (
                    f"{{ changes(since: {start}) {{ nodes {{ {both} }} }} }}",
                    ["changes", "changes.page"],
                ),
                (
                    '{ keyResult(id: "kr_top") { history {'
                    f" totalCount nodes {{ {both} }} }} }} }}",
                    ["keyResult", "history.page"],
                ),
                (
                    f"{{ keyResults {{ nodes {{ history {{ nodes {{ {both} }} }} }} }} }}",
                    ["keyResults", "history", "history.page"],
                ),
                ("{ changes { upTo resync pageInfo { endCursor } } }", ["changes"]),
            ]
            for client in (admin, out):
                for text, names in asked:
                    recording.sent.clear()
                    await client.ask(text)
                    sent = [one for one in recording.sent if one.name != "viewerOfToken"]
                    expected = names if client is admin else [*names, "changes.seen"]
                    assert [one.name for one in sent] == expected[: len(sent)]
                    assert len(sent) >= len(names)
                    for one in sent:
                        assert scans(await recording.explain(one)) == [], one.text
    finally:
        await recording.close()


async def test_both_ways_of_completing_answer_alike(database: Database, patient: Database) -> None:
    schema = build_schema()
    schema.execution_context_class = FieldByField
    async with (
        serving(create_app(Settings(), database=patient)) as url,
        serving(create_app(Settings(), database=patient, schema=schema)) as slow_url,
        company(database, url, DOCUMENT) as quiet,
    ):
        admin, out = await quiet_company(quiet)
        start = await revision_of(admin)
        changes: list[tuple[str, dict[str, Any]]] = [
            ("keyResultCheckIn", {"keyResult": "kr_top", "value": 3}),
            ("alignmentRemove", {"id": "aln_below_plain"}),
            ("objectiveShare", {"id": "obj_hush_team", "sharedWith": ["psn_out"]}),
        ]
        for mutation, given in changes:
            await done(admin, mutation, given)
        item = "__typename at a: actor { __typename id name } n: node { __typename id } nodeId"
        fields = "fields { __typename name before after hidden }"
        page = "pageInfo { __typename hasNextPage startCursor endCursor hasPreviousPage }"
        whole = f"edges {{ __typename cursor node {{ {item} }} }} nodes {{ kind {fields} }} {page}"
        text = (
            f"{{ changes(since: {start}) {{ __typename upTo resync {whole} }}"
            f' objective(id: "obj_top") {{ history {{ __typename totalCount {whole} }} }} }}'
        )
        for client in (admin, out):
            async with Client(slow_url, client.token) as slow:
                answers = [(await one.send(text)).content for one in (client, slow)]
                assert b"errors" not in answers[0]
                assert answers[0] == answers[1]

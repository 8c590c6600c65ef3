"""Weekly reports by mutations: saved, carried on, submitted, and who sees them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graph.database.client import Database
from graph.interchange import export_document
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import (
    CHANGED,
    Enum,
    change,
    done,
    example,
    refuse_all,
    refused,
    stored,
)
from tests.api.test_reverts import blocked, revision_of

ITEMS = "items { id topic text about { __typename id } done carriedFrom }"
REPORT = f"""report {{ id version author {{ id }} submittedAt {ITEMS}
  week {{ startsOn endsOn startsAt endsAt }} }}"""
WEEKLY = f"""query Weekly($person: ID!, $first: Int, $after: String) {{ person(id: $person) {{
  weeklyReports(first: $first, after: $after) {{ totalCount pageInfo {{ hasNextPage endCursor }}
    nodes {{ id submittedAt week {{ startsOn }} {ITEMS} }} }} }} }}"""
FEED = """query Feed($since: Int!) { changes(since: $since, first: 100) { nodes {
  nodeId nodeType kind fields { name before after hidden } } } }"""


def week(monday: str) -> dict[str, str]:
    first = date.fromisoformat(monday)
    return {"startsOn": monday, "endsOn": (first + timedelta(6)).isoformat()}


FIRST, SECOND, THIRD, FOURTH = map(week, ("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"))


def item(topic: str, text: str, **more: Any) -> dict[str, Any]:
    return {"topic": Enum(topic), "text": text, **more}


PLAN, PROGRESS, PROBLEM = (
    item("PLAN", "Write ten templates", about=["kr_macros", "obj_care"]),
    item("PROGRESS", "Five are read", about=["kpi_churn"]),
    item("PROBLEM", "Nobody proofreads"),
)


def document() -> dict[str, Any]:
    """The worked example with colleagues, a lead, a manager, and a goal that few may see."""
    made = example()
    made["people"] += [
        {"id": "psn_ann", "name": "Ann", "email": "ann@lumen.example", "teams": ["team_care"]},
        {"id": "psn_lea", "name": "Lea", "email": "lea@lumen.example"},
        {"id": "psn_boss", "name": "Boss", "email": "boss@lumen.example"},
        {"id": "psn_viewer", "name": "V", "email": "viewer@lumen.example", "role": "VIEWER"},
        {"id": "psn_admin", "name": "Admin", "email": "admin@lumen.example", "role": "ADMIN"},
    ]
    made["people"][1]["manager"] = "psn_boss"
    made["teams"][2]["leads"] = ["psn_lea"]
    made["objectives"].append(
        {
            "id": "obj_private",
            "title": "Private",
            "owner": "psn_jaan",
            "lead": "psn_jaan",
            "visibility": "PRIVATE",
        }
    )
    return made


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, document()) as imported:
        yield imported


@pytest.fixture
async def jaan(lumen: Company) -> Client:
    return await lumen.person("jaan@lumen.example", "write")


@pytest.fixture
async def ann(lumen: Company) -> Client:
    return await lumen.person("ann@lumen.example", "write")


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.person("admin@lumen.example", "admin")


async def save(
    client: Client, of: Mapping[str, str], *items: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """The report as it is once it is saved."""
    given = {"week": of, "items": list(items), **more}
    report: dict[str, Any] = (await done(client, "reportSave", given, REPORT))["report"]
    return report


def told(report: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Topic, text and whether it is done, of each item."""
    return [(one["topic"], one["text"], one["done"]) for one in report["items"]]


async def reports(client: Client, person: str = "psn_jaan", **more: Any) -> dict[str, Any]:
    found = await client.ask(WEEKLY, {"person": person, **more})
    weekly: dict[str, Any] = found["person"]["weeklyReports"]
    return weekly


async def seen(client: Client, person: str = "psn_jaan") -> list[str]:
    """The ids of the reports of a person, the latest week first."""
    found = await reports(client, person)
    ids = [one["id"] for one in found["nodes"]]
    assert found["totalCount"] == len(ids)
    for one in ids:
        assert (await client.ask(f'{{ node(id: "{one}") {{ id }} }}'))["node"] == {"id": one}
    return ids


async def test_a_report_is_saved_and_saved_again(lumen: Company, jaan: Client) -> None:
    given = {"id": "rep_one", "week": FIRST, "items": [PLAN, PROGRESS, PROBLEM]}
    made = await done(jaan, "reportSave", given, REPORT + CHANGED)
    report = made["report"]
    assert {name: report[name] for name in ("id", "version", "author", "submittedAt", "week")} == {
        "id": "rep_one",
        "version": 1,
        "author": {"id": "psn_jaan"},
        "submittedAt": None,
        "week": {
            **FIRST,
            "startsAt": "2026-11-01T22:00:00.000+00:00",
            "endsAt": "2026-11-08T22:00:00.000+00:00",
        },
    }
    # It counts nowhere.
    assert made["changed"]["nodes"] == [{"__typename": "Report", "id": "rep_one"}]
    plan, progress, problem = report["items"]
    assert len({one["id"] for one in report["items"]}) == 3
    assert plan == {
        "id": plan["id"],
        "topic": "PLAN",
        "text": "Write ten templates",
        "about": [
            {"__typename": "KeyResult", "id": "kr_macros"},
            {"__typename": "Objective", "id": "obj_care"},
        ],
        "done": False,
        "carriedFrom": None,
    }
    assert (progress["about"], problem["about"]) == ([{"__typename": "Kpi", "id": "kpi_churn"}], [])
    # The same again changes nothing, named or not.
    assert (await done(jaan, "reportSave", given, ""))["revision"] == made["revision"]
    assert await save(jaan, FIRST, PLAN, PROGRESS, PROBLEM, expectedVersion=1) == report
    # What is left out of an item stays; what is left out of the report goes; the order is theirs.
    changed = await save(
        jaan,
        FIRST,
        item("PROBLEM", "Solved: Ann proofreads", id=problem["id"], done=True),
        item("PLAN", "Write ten templates", id=plan["id"], about=None),
    )
    assert changed["version"] == 2
    assert changed["items"] == [
        {**problem, "text": "Solved: Ann proofreads", "done": True},
        {**plan, "about": []},
    ]


async def test_open_plans_are_carried_on(lumen: Company, jaan: Client) -> None:
    first = await save(jaan, FIRST, PLAN, item("PLAN", "Done", done=True), PROBLEM)
    # Weeks may be left out; what is new comes first.
    third = await save(jaan, THIRD, item("PLAN", "New"))
    assert told(third) == [("PLAN", "New", False), ("PLAN", "Write ten templates", False)]
    carried = third["items"][1]
    assert carried == {
        **first["items"][0],
        "id": carried["id"],
        "carriedFrom": first["items"][0]["id"],
    }
    assert carried["id"] != first["items"][0]["id"]
    # By its id a plan is carried on as it is given; others follow as they are.
    plan, own = carried["id"], third["items"][0]["id"]
    fourth = await save(jaan, FOURTH, item("PLAN", "Ten templates", id=plan, done=True))
    assert told(fourth) == [("PLAN", "Ten templates", True), ("PLAN", "New", False)]
    assert [one["carriedFrom"] for one in fourth["items"]] == [plan, own]
    # Saving again carries nothing on any more: what was left out was dropped.
    assert told(await save(jaan, FOURTH)) == []
    # A week between is carried on from the one before it, whatever came after.
    second = await save(jaan, SECOND)
    assert [one["carriedFrom"] for one in second["items"]] == [first["items"][0]["id"]]
    assert [one["week"]["startsOn"] for one in (await reports(jaan))["nodes"]] == [
        one["startsOn"] for one in (FOURTH, THIRD, SECOND, FIRST)
    ]


async def test_what_is_refused(lumen: Company, jaan: Client, ann: Client) -> None:
    await save(jaan, FIRST, PLAN, id="rep_jaan")
    await save(ann, FIRST, PLAN, id="rep_ann")
    await done(ann, "reportSubmit", {"id": "rep_ann"})
    await save(jaan, SECOND, id="rep_later")
    before = await stored(lumen.database, lumen.org)

    def given(of: Mapping[str, str], *items: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        return {"week": of, "items": list(items), **more}

    monday_to_monday = {"startsOn": "2026-11-02", "endsOn": "2026-11-09"}
    own = (await reports(jaan))["nodes"][1]["items"][0]["id"]
    await refuse_all(
        jaan,
        [
            ("reportSave", given(monday_to_monday), [("INVALID_INPUT", ["week"])]),
            (
                "reportSave",
                given({"startsOn": "2026-11-03", "endsOn": "2026-11-09"}),
                [("INVALID_INPUT", ["week"])],
            ),
            (
                "reportSave",
                given(FIRST, item("PLAN", " ")),
                [("INVALID_INPUT", ["items", "0", "text"])],
            ),
            (
                "reportSave",
                given(FIRST, item("PLAN", "x" * 2001)),
                [("INVALID_INPUT", ["items", "0", "text"])],
            ),
            ("reportSave", given(FIRST, *[PLAN] * 51), [("INVALID_INPUT", ["items"])]),
            ("reportSave", given(THIRD, *[PLAN] * 50), [("INVALID_INPUT", ["items"])]),
            (
                "reportSave",
                given(FIRST, item("PLAN", "?", about=["obj_grow"] * 21)),
                [("INVALID_INPUT", ["items", "0", "about"])],
            ),
            (
                "reportSave",
                given(FIRST, PLAN, item("PLAN", "?", about=["obj_grow", "obj_none"])),
                [("NOT_FOUND", ["items", "1", "about", "1"])],
            ),
            (
                "reportSave",
                given(FIRST, item("PLAN", "?", about=["rep_jaan"])),
                [("NOT_FOUND", ["items", "0", "about", "0"])],
            ),
            (
                "reportSave",
                given(FIRST, item("PLAN", "?", id="itm_none")),
                [("INVALID_INPUT", ["items", "0", "id"])],
            ),
            (
                "reportSave",
                given(FIRST, item("PLAN", "?", id="obj_grow")),
                [("INVALID_INPUT", ["items", "0", "id"])],
            ),
            (
                "reportSave",
                given(FIRST, item("PLAN", "1", id=own), item("PLAN", "2", id=own)),
                [("INVALID_INPUT", ["items", "1", "id"])],
            ),
            ("reportSave", given(FIRST, id="rep_other"), [("CONFLICT", ["id"])]),
            ("reportSave", given(THIRD, id="rep_jaan"), [("INVALID_INPUT", ["week"])]),
            ("reportSave", given(THIRD, id="rep_ann"), [("CONFLICT", ["id"])]),
            ("reportSave", given(THIRD, id="obj_new"), [("INVALID_INPUT", ["id"])]),
            (
                "reportSave",
                given(FIRST, expectedVersion=2),
                [("VERSION_CONFLICT", ["expectedVersion"])],
            ),
            (
                "reportSave",
                given(FIRST, expectedVersion=0),
                [("VERSION_CONFLICT", ["expectedVersion"])],
            ),
            (
                "reportSave",
                given(THIRD, expectedVersion=1),
                [("VERSION_CONFLICT", ["expectedVersion"])],
            ),
            ("reportSubmit", {"id": "rep_none"}, [("NOT_FOUND", ["id"])]),
            ("reportSubmit", {"id": "obj_grow"}, [("NOT_FOUND", ["id"])]),
            ("reportSubmit", {"id": "rep_ann"}, [("FORBIDDEN", ["id"])]),
        ],
    )
    assert await refused(jaan, "reportSave", given(monday_to_monday)) == [
        (
            "INVALID_INPUT",
            "2026-11-02 to 2026-11-09 is no week, Monday to Sunday; that of the first day is "
            "2026-11-02 to 2026-11-08.",
            ["week"],
        )
    ]
    assert await stored(lumen.database, lumen.org) == before
    # A report that says nothing, or on a week that has not begun, stays a draft.
    await save(jaan, week("2099-01-05"), id="rep_ahead")
    await save(jaan, FOURTH, id="rep_empty")
    await save(jaan, FOURTH)
    await refuse_all(
        jaan,
        [
            ("reportSubmit", {"id": "rep_ahead"}, [("INVALID_INPUT", ["id"])]),
            ("reportSubmit", {"id": "rep_empty"}, [("INVALID_INPUT", ["id"])]),
        ],
    )


async def test_who_may_report(lumen: Company, jaan: Client, admin: Client) -> None:
    given = {"week": FIRST, "items": [PLAN]}
    for client in (
        await lumen.service("admin"),
        await lumen.person("viewer@lumen.example", "write"),
        await lumen.person("jaan@lumen.example", "read"),
    ):
        assert [code for code, _, _ in await refused(client, "reportSave", given)] == ["FORBIDDEN"]
    await save(jaan, FIRST, PLAN, id="rep_jaan")
    # Not even administrators submit, or save, for others; a draft they do not know of.
    assert [code for code, _, _ in await refused(admin, "reportSubmit", {"id": "rep_jaan"})] == [
        "NOT_FOUND"
    ]
    await done(jaan, "reportSubmit", {"id": "rep_jaan"})
    assert [code for code, _, _ in await refused(admin, "reportSubmit", {"id": "rep_jaan"})] == [
        "FORBIDDEN"
    ]


async def test_who_sees_a_report(lumen: Company, jaan: Client, ann: Client, admin: Client) -> None:
    clients = {
        name: await lumen.person(f"{name}@lumen.example")
        for name in ("jaan", "ann", "lea", "boss", "admin", "aino", "viewer")
    } | {"service": await lumen.service("admin"), "reader": await lumen.service("read")}
    await save(jaan, FIRST, PLAN, PROBLEM, id="rep_jaan")
    since = await lumen_revision(jaan)

    async def seeing() -> list[str]:
        return [name for name, client in clients.items() if await seen(client) == ["rep_jaan"]]

    assert await seeing() == ["jaan"]
    feeds = {
        name: (await client.ask(FEED, {"since": 1}))["changes"]["nodes"]
        for name, client in clients.items()
    }
    assert [name for name, rows in feeds.items() if rows] == ["jaan"]
    submitted = await done(jaan, "reportSubmit", {"id": "rep_jaan"}, REPORT)
    assert submitted["report"]["submittedAt"] is not None
    assert submitted["report"]["version"] == 2
    again = await done(jaan, "reportSubmit", {"id": "rep_jaan"}, REPORT)
    assert (again["revision"], again["report"]) == (submitted["revision"], submitted["report"])
    may = ["jaan", "ann", "lea", "boss", "admin", "service"]
    assert await seeing() == may
    for name, client in clients.items():
        rows = (await client.ask(FEED, {"since": since}))["changes"]["nodes"]
        told_of = [(row["nodeId"], row["kind"]) for row in rows]
        shown = "UPDATED" if name == "jaan" else "APPEARED"
        assert told_of == ([("rep_jaan", shown)] if name in may else []), name
        if name not in may:
            assert (await client.ask('{ node(id: "rep_jaan") { id } }'))["node"] is None
    # Of its time as a draft nobody else is told, then as now.
    at = f'{{ at(revision: {since}) {{ node(id: "rep_jaan") {{ id }} }} }}'
    assert [name for name, client in clients.items() if (await client.ask(at))["at"]["node"]] == [
        "jaan"
    ]
    history = '{ node(id: "rep_jaan") { history { totalCount nodes { kind } } } }'
    for name in may:
        kinds = [
            one["kind"] for one in (await clients[name].ask(history))["node"]["history"]["nodes"]
        ]
        wanted = ["CREATED", "UPDATED"] if name == "jaan" else ["APPEARED"]
        assert kinds == wanted, name
    # Rights are today's: who leads no more sees no more.
    await done(admin, "teamUpdate", {"id": "team_care", "leads": ["psn_viewer"]})
    assert await seen(clients["lea"]) == []
    assert await seen(clients["viewer"]) == ["rep_jaan"]


async def lumen_revision(client: Client) -> int:
    revision: int = (await client.ask("{ organization { revision } }"))["organization"]["revision"]
    return revision


async def test_what_an_item_is_about_hides_what_is_hidden(
    lumen: Company, jaan: Client, ann: Client, admin: Client
) -> None:
    about = ["obj_private", "obj_care"]
    await save(jaan, FIRST, item("PLAN", "Secret plan", about=about), id="rep_jaan")
    start = await lumen_revision(jaan)
    await done(jaan, "reportSubmit", {"id": "rep_jaan"})
    edited = item("PLAN", "Secret plan", about=[*about, "kpi_mrr"])
    edited_at = await revision_of(jaan, "reportSave", {"week": FIRST, "items": [edited]})

    async def shown(client: Client) -> list[str]:
        [one] = (await reports(client))["nodes"]
        return [node["id"] for node in one["items"][0]["about"]]

    assert await shown(jaan) == ["obj_private", "obj_care", "kpi_mrr"]
    assert await shown(ann) == ["obj_care", "kpi_mrr"]
    assert await shown(admin) == ["obj_private", "obj_care", "kpi_mrr"]
    # Nor does the record of changes tell.
    for client, hidden in ((ann, True), (jaan, False)):
        rows = (await client.ask(FEED, {"since": edited_at - 1}))["changes"]["nodes"]
        [fields] = [row["fields"] for row in rows if row["nodeId"] == "rep_jaan"]
        [field] = [one for one in fields if one["name"] != "updatedAt"]
        assert (field["name"], field["hidden"]) == ("items.about", hidden)
        assert ("obj_private" in field["before"]) == (not hidden)
        assert "obj_care" in field["before"]
    # Where the author sees it no more, it stays when they save what they see.
    await done(admin, "objectiveUpdate", {"id": "obj_private", "owner": "psn_boss", "lead": None})
    assert await shown(jaan) == ["obj_care", "kpi_mrr"]
    [kept] = (await reports(jaan))["nodes"][0]["items"]
    await save(jaan, FIRST, item("PLAN", "Other", id=kept["id"], about=["obj_care"]))
    assert await shown(admin) == ["obj_care", "obj_private"]
    carried = await save(jaan, SECOND)
    assert [node["id"] for node in carried["items"][0]["about"]] == ["obj_care"]
    assert start < edited_at


async def test_comments_are_on_what_is_submitted(lumen: Company, jaan: Client, ann: Client) -> None:
    await save(jaan, FIRST, PLAN, id="rep_jaan")
    comment = {"id": "cmt_one", "on": "rep_jaan", "body": "Good."}
    assert [(code, path) for code, _, path in await refused(jaan, "commentAdd", comment)] == [
        ("READ_ONLY", ["on"])
    ]
    assert [code for code, _, _ in await refused(ann, "commentAdd", comment)] == ["NOT_FOUND"]
    submitted = await revision_of(jaan, "reportSubmit", {"id": "rep_jaan"})
    await done(ann, "commentAdd", comment)
    said = "{ comments { nodes { id on { __typename id } } } }"
    on = {"__typename": "Report", "id": "rep_jaan"}
    assert (await jaan.ask(said))["comments"]["nodes"] == [{"id": "cmt_one", "on": on}]
    outsider = await lumen.person("aino@lumen.example", "write")
    assert (await outsider.ask(said))["comments"]["nodes"] == []
    assert [code for code, _, _ in await refused(outsider, "commentAdd", comment)] == ["NOT_FOUND"]
    feed = (await outsider.ask(FEED, {"since": submitted - 1}))["changes"]["nodes"]
    assert feed == []
    # While it is talked about it cannot be a draft again.
    blockers, _ = await blocked(lumen, jaan, submitted)
    assert [one[0] for one in blockers] == ["cmt_one"]
    await done(ann, "commentRemove", {"id": "cmt_one"})
    await done(jaan, "changeRevert", {"revision": submitted})
    assert await seen(ann) == []


async def test_it_is_undone(lumen: Company, jaan: Client, ann: Client, admin: Client) -> None:
    made = await revision_of(jaan, "reportSave", {"id": "rep_jaan", "week": FIRST, "items": [PLAN]})
    edited = await revision_of(jaan, "reportSave", {"week": FIRST, "items": [PROBLEM]})
    submitted = await revision_of(jaan, "reportSubmit", {"id": "rep_jaan"})
    for client in (ann, admin):
        codes = [code for code, _, _ in await refused(client, "changeRevert", {"revision": edited})]
        assert codes == ["FORBIDDEN"]
    assert [one[0] for one in (await blocked(lumen, jaan, made))[0]] == ["rep_jaan"]
    await done(jaan, "changeRevert", {"revision": edited})
    assert told((await reports(ann))["nodes"][0]) == [("PLAN", "Write ten templates", False)]
    await done(jaan, "changeRevert", {"revision": submitted})
    assert await seen(ann) == []
    gone = await revision_of(jaan, "changeRevert", {"revision": made})
    assert await seen(jaan) == []
    # Its place is free, and then taken.
    assert [
        code
        for code, _, _ in await refused(
            jaan, "reportSave", {"id": "rep_jaan", "week": FIRST, "items": []}
        )
    ] == ["CONFLICT"]
    other = await revision_of(jaan, "reportSave", {"id": "rep_2", "week": FIRST, "items": [PLAN]})
    assert [one[0] for one in (await blocked(lumen, jaan, gone))[0]] == ["rep_2"]
    await done(jaan, "changeRevert", {"revision": other})
    await done(jaan, "changeRevert", {"revision": gone})
    assert await seen(jaan) == ["rep_jaan"]


async def test_dry_runs_batches_and_two_at_once(lumen: Company, jaan: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    tried = await change(
        jaan, "reportSave", {"week": FIRST, "items": [PLAN], "dryRun": True}, REPORT
    )
    assert (tried["revision"], told(tried["report"])) == (
        None,
        [("PLAN", "Write ten templates", False)],
    )
    assert await stored(lumen.database, lumen.org) == before
    both = [{"reportSave": {"week": of, "items": [PLAN]}} for of in (FIRST, SECOND)]
    await done(jaan, "batch", {"operations": both})
    first, second = reversed((await reports(jaan))["nodes"])
    assert second["items"][0]["carriedFrom"] is None
    assert [one["carriedFrom"] for one in second["items"]] == [None, first["items"][0]["id"]]
    # Whoever comes second saves what is there by then.
    await asyncio.gather(*(save(jaan, THIRD, item("PROGRESS", text)) for text in "ab"))
    [third, *_] = (await reports(jaan))["nodes"]
    assert third["items"][0]["text"] in "ab"
    page = await reports(jaan, first=2)
    assert [one["week"]["startsOn"] for one in page["nodes"]] == ["2026-11-16", "2026-11-09"]
    assert page["totalCount"] == 3
    rest = await reports(jaan, first=2, after=page["pageInfo"]["endCursor"])
    assert [one["week"]["startsOn"] for one in rest["nodes"]] == ["2026-11-02"]


async def test_the_past_is_as_it_was(lumen: Company, jaan: Client) -> None:
    await save(jaan, FIRST, PLAN, id="rep_jaan")
    then = await lumen_revision(jaan)
    await save(jaan, FIRST, PROBLEM, id="rep_jaan")
    at = f"""{{ at(revision: {then}) {{ node(id: "rep_jaan") {{ ... on Report {{ {ITEMS} }} }}
      person(id: "psn_jaan") {{ weeklyReports {{ nodes {{ id {ITEMS} }} }} }} }} }}"""
    answer = (await jaan.ask(at))["at"]
    [report] = answer["person"]["weeklyReports"]["nodes"]
    assert told(report) == [("PLAN", "Write ten templates", False)]
    assert [one["id"] for one in report["items"][0]["about"]] == ["kr_macros", "obj_care"]
    assert answer["node"]["items"] == report["items"]


async def test_it_is_exported_and_imported(
    lumen: Company, jaan: Client, ann: Client, url: str
) -> None:
    await save(jaan, FIRST, PLAN, PROBLEM, id="rep_jaan")
    await done(jaan, "reportSubmit", {"id": "rep_jaan"})
    await save(jaan, SECOND, id="rep_draft")
    exported = await export_document(lumen.database, lumen.org)
    assert [one["id"] for one in exported["reports"]] == ["rep_draft", "rep_jaan"]
    before = await reports(jaan)
    async with company(lumen.database, url, exported, now=datetime.now(UTC)) as copy:
        assert await reports(await copy.person("jaan@lumen.example")) == before
        colleague = await copy.person("ann@lumen.example")
        assert await seen(colleague) == ["rep_jaan"]
        again = await export_document(copy.database, copy.org)
        assert again["reports"] == exported["reports"]
    # Over HTTP nobody gets the draft of another.
    for client, expected in (
        (jaan, {"rep_draft", "rep_jaan"}),
        (ann, {"rep_jaan"}),
        (await lumen.person("admin@lumen.example", "admin"), {"rep_jaan"}),
        (await lumen.service("admin"), {"rep_jaan"}),
        (await lumen.person("aino@lumen.example"), set()),
    ):
        lines = (await client.http.get("/export", headers=client.authorized())).text
        assert {one for one in ("rep_draft", "rep_jaan") if f'"id":"{one}"' in lines} == expected

"""Findings that are left as they are: dismissed, restored, lapsed, told of and kept private."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import Timeout

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.copies import read_export
from tests.api.mutation_client import Enum, change, done, example, refuse_all, stored
from tests.api.test_findings_example import MEANT
from tests.api.test_mutations_random import NOW

ORPHAN = "ORPHAN_OBJECTIVE:obj_latte"
IDLE = "IDLE_OBJECTIVE:obj_latte"
BRAND = "UNMEASURABLE_OBJECTIVE:obj_brand"
DISMISSAL = """
dismissal {
  __typename id version key rule reason until dismissedBy { name }
  nodes { __typename ... on Objective { title } ... on Person { name } }
}
"""


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    """The worked example, whose private goal only its owner sees."""
    document = example()
    document["people"][0]["role"] = "ADMIN"
    document["people"].append({"id": "psn_eve", "name": "Eve", "email": "eve@lumen.example"})
    document["objectives"].append(
        {"id": "obj_secret", "title": "Secret", "owner": "psn_jaan", "visibility": "PRIVATE"}
    )
    async with company(database, url, document, now=NOW) as loaded:
        yield loaded


@pytest.fixture
async def admin(lumen: Company) -> Client:
    """An administrator."""
    return await lumen.person("aino@lumen.example", "admin")


async def keys(client: Client, dismissed: str | None = None, at: int | None = None) -> list[str]:
    """The keys of findings, open ones unless others are asked for, now or at a revision."""
    which = "" if dismissed is None else f"(filter: {{dismissed: {dismissed}}})"
    asked = f"findings{which} {{ totalCount nodes {{ key }} }}"
    answer = await client.ask(
        f"{{ {asked} }}" if at is None else f"{{ at(revision: {at}) {{ {asked} }} }}"
    )
    found = (answer if at is None else answer["at"])["findings"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["key"] for node in found["nodes"]]


async def test_what_is_dismissed_is_told_where_it_is_asked_for(admin: Client) -> None:
    before = await keys(admin)
    payload = await done(admin, "findingDismiss", {"key": ORPHAN, "reason": "A hobby"}, DISMISSAL)
    shown = payload["dismissal"]
    assert shown.pop("id").startswith("dis_")
    assert shown == {
        "__typename": "FindingDismissal",
        "version": 1,
        "key": ORPHAN,
        "rule": "ORPHAN_OBJECTIVE",
        "reason": "A hobby",
        "until": None,
        "dismissedBy": {"name": "Aino Saar"},
        "nodes": [{"__typename": "Objective", "title": "Learn latte art"}],
    }
    assert await keys(admin) == [key for key in before if key != ORPHAN]
    assert await keys(admin, "true") == [ORPHAN]
    assert await keys(admin, "null") == before
    answer = await admin.ask(
        "{ findings { totalCount groups(by: RULE) { key count } } "
        'objective(id: "obj_latte") { findings(filter: {dismissed: null}) { nodes { '
        f"key {DISMISSAL} }} }} }} }}"
    )
    assert answer["findings"]["totalCount"] == len(before) - 1
    groups = {row["key"]: row["count"] for row in answer["findings"]["groups"]}
    assert groups["ORPHAN_OBJECTIVE"] == 1
    told = {row["key"]: row["dismissal"] for row in answer["objective"]["findings"]["nodes"]}
    assert told[ORPHAN]["reason"] == "A hobby"
    assert told[IDLE] is None


async def test_it_is_open_again_and_each_step_can_be_undone(
    database: Database, lumen: Company, admin: Client
) -> None:
    before = await keys(admin)
    untouched = await stored(database, lumen.org)
    made = await done(admin, "findingDismiss", {"key": ORPHAN, "dryRun": True}, DISMISSAL)
    assert (made["revision"], made["dismissal"]["key"]) == (None, ORPHAN)
    assert await stored(database, lumen.org) == untouched
    first = await done(admin, "findingDismiss", {"key": ORPHAN}, "dismissal { id }")
    identifier = first["dismissal"]["id"]
    # To say the same again changes nothing.
    again = await done(admin, "findingDismiss", {"key": ORPHAN}, "dismissal { id }")
    assert again == {"revision": first["revision"], "dismissal": {"id": identifier}}
    restored = await done(admin, "findingRestore", {"key": ORPHAN}, "dismissal { id }")
    assert restored["dismissal"] is None
    assert await keys(admin) == before
    node = f'{{ node(id: "{identifier}") {{ id }} }}'
    assert (await admin.ask(node))["node"] is None
    back = await done(admin, "changeRevert", {"revision": restored["revision"]})
    assert (await admin.ask(node))["node"] == {"id": identifier}
    assert await keys(admin, "true") == [ORPHAN]
    await done(admin, "changeRevert", {"revision": back["revision"]})
    assert await keys(admin) == before
    # As they were then, the settings of rules likewise.
    assert await keys(admin, "true", at=first["revision"]) == [ORPHAN]
    assert await keys(admin, at=first["revision"] - 1) == before
    assert await keys(admin, "true", at=restored["revision"]) == []
    assert await keys(admin, "true", at=back["revision"]) == [ORPHAN]


async def test_to_decide_anew_ends_what_was_decided(admin: Client) -> None:
    first = await done(admin, "findingDismiss", {"key": BRAND}, "dismissal { id }")
    until = (date.today() + timedelta(30)).isoformat()
    given = {"key": BRAND, "reason": "Measured from spring on", "until": until}
    second = await done(admin, "findingDismiss", given, DISMISSAL)
    assert second["dismissal"]["id"] != first["dismissal"]["id"]
    assert (second["dismissal"]["until"], second["dismissal"]["reason"]) == (until, given["reason"])
    assert await keys(admin, "true") == [BRAND]
    payload = await change(admin, "changeRevert", {"revision": first["revision"]})
    [problem] = payload["problems"]
    assert (problem["code"], problem["blockers"][0]["revision"]) == (
        "REVERT_BLOCKED",
        second["revision"],
    )
    await done(admin, "changeRevert", {"revision": second["revision"]})
    found = await admin.ask(
        f"{{ findings(filter: {{dismissed: true}}) {{ nodes {{ {DISMISSAL} }} }} }}"
    )
    [row] = found["findings"]["nodes"]
    assert row["dismissal"]["id"] == first["dismissal"]["id"]
    assert row["dismissal"]["reason"] is None


async def test_history_and_changes_tell_of_it(admin: Client) -> None:
    until = (date.today() + timedelta(1)).isoformat()
    made = await done(
        admin, "findingDismiss", {"key": ORPHAN, "reason": "So", "until": until}, "dismissal { id }"
    )
    identifier, revision = made["dismissal"]["id"], made["revision"]
    asked = """query ($since: Int!) {
      changes(since: $since) { nodes { kind nodeId nodeType operation node { __typename } } }
    }"""
    told = (await admin.ask(asked, {"since": revision - 1}))["changes"]["nodes"]
    assert told == [
        {
            "kind": "CREATED",
            "nodeId": identifier,
            "nodeType": "FindingDismissal",
            "operation": "findingDismiss",
            "node": {"__typename": "FindingDismissal"},
        }
    ]
    await done(admin, "findingRestore", {"key": ORPHAN})
    asked = f"""{{ at(revision: {revision}) {{ node(id: "{identifier}") {{
      history {{ nodes {{ kind operation fields {{ name before after }} }} }}
    }} }} }}"""
    history = (await admin.ask(asked))["at"]["node"]["history"]["nodes"]
    fields = {row["name"]: row["after"] for row in history[0]["fields"]}
    assert fields == {
        "dismissedBy": '"psn_aino"',
        "key": f'"{ORPHAN}"',
        "reason": '"So"',
        "until": f'"{until}"',
    }
    ended = (
        await admin.ask(
            "query ($since: Int!) { changes(since: $since) { nodes { kind nodeId } } }",
            {"since": revision},
        )
    )["changes"]["nodes"]
    assert ended == [{"kind": "ENDED", "nodeId": identifier}]


async def test_impact_tells_what_is_settled(admin: Client) -> None:
    findings = "impact { findings { appear { key } settled { key } } }"
    payload = await done(admin, "findingDismiss", {"key": ORPHAN}, findings)
    assert payload["impact"]["findings"] == {"appear": [], "settled": [{"key": ORPHAN}]}
    # What is dismissed is not settled once more.
    aligned = {"objective": "obj_latte", "to": "obj_care", "dryRun": True}
    payload = await done(admin, "objectiveAlign", aligned, findings)
    assert payload["impact"]["findings"]["settled"] == [{"key": IDLE}]
    payload = await done(admin, "findingRestore", {"key": ORPHAN}, findings)
    assert payload["impact"]["findings"] == {"appear": [{"key": ORPHAN}], "settled": []}


async def test_a_decision_outlives_the_finding(admin: Client) -> None:
    await done(admin, "findingDismiss", {"key": ORPHAN})
    aligned = await done(
        admin, "objectiveAlign", {"objective": "obj_latte", "to": "obj_care"}, "alignment { id }"
    )
    assert await keys(admin, "true") == []
    await done(admin, "alignmentRemove", {"id": aligned["alignment"]["id"]})
    assert await keys(admin, "true") == [ORPHAN]
    # Whether there is such a finding is not asked: nor is it of goals that are closed.
    await done(admin, "objectiveClose", {"id": "obj_macros"})
    made = await done(admin, "findingDismiss", {"key": "TOO_FEW_KEY_RESULTS:obj_macros"})
    await done(admin, "changeRevert", {"revision": made["revision"]})


async def test_several_nodes_in_one_batch(admin: Client) -> None:
    pair = "KEY_PERSON:psn_jaan+obj_keep"
    operations = [
        {"findingDismiss": {"key": pair}},
        {"findingDismiss": {"key": IDLE}},
        {"findingRestore": {"key": IDLE}},
        {"findingDismiss": {"key": IDLE, "reason": "After all"}},
    ]
    payload = await done(
        admin, "batch", {"operations": operations}, "results { operation node { id } }"
    )
    assert [row["operation"] for row in payload["results"]] == [
        *("findingDismiss", "findingDismiss", "findingRestore", "findingDismiss")
    ]
    identifier = payload["results"][0]["node"]["id"]
    asked = f"""{{ node(id: "{identifier}") {{ ... on FindingDismissal {{
      rule nodes {{ __typename id }}
    }} }} }}"""
    assert (await admin.ask(asked))["node"] == {
        "rule": "KEY_PERSON",
        "nodes": [
            {"__typename": "Person", "id": "psn_jaan"},
            {"__typename": "Objective", "id": "obj_keep"},
        ],
    }
    assert await keys(admin, "true") == [IDLE]


async def test_who_may_dismiss_is_who_decides(
    database: Database, lumen: Company, admin: Client
) -> None:
    jaan = await lumen.person("jaan@lumen.example", "write")
    eve = await lumen.person("eve@lumen.example", "write")
    reader = await lumen.person("jaan@lumen.example")
    own, secret = "TOO_FEW_KEY_RESULTS:obj_macros", "IDLE_OBJECTIVE:obj_secret"
    await done(admin, "findingDismiss", {"key": ORPHAN})
    before = await stored(database, lumen.org)
    yesterday = (datetime.now(UTC).date() - timedelta(2)).isoformat()
    key = ["key"]
    await refuse_all(
        jaan,
        [
            ("findingDismiss", {"key": IDLE}, [("FORBIDDEN", key)]),
            ("findingRestore", {"key": ORPHAN}, [("FORBIDDEN", key)]),
            ("findingRestore", {"key": own}, [("NOT_FOUND", key)]),
            ("findingDismiss", {"key": own, "until": yesterday}, [("INVALID_INPUT", ["until"])]),
            ("findingDismiss", {"key": "ORPHAN_OBJECTIVE:obj_none"}, [("NOT_FOUND", key)]),
            ("findingDismiss", {"key": "NO_RULE:obj_macros"}, [("INVALID_INPUT", key)]),
            ("findingDismiss", {"key": "UNMOVED_KPI:obj_macros"}, [("INVALID_INPUT", key)]),
            ("findingDismiss", {"key": "KEY_PERSON:psn_jaan"}, [("INVALID_INPUT", key)]),
            ("findingDismiss", {"key": f"{own}+obj_care"}, [("INVALID_INPUT", key)]),
            ("findingDismiss", {"key": "obj_macros"}, [("INVALID_INPUT", key)]),
            ("findingDismiss", {"key": f"{own}+obj_care+obj_keep"}, [("INVALID_INPUT", key)]),
        ],
    )
    await refuse_all(eve, [("findingDismiss", {"key": secret}, [("NOT_FOUND", key)])])
    await refuse_all(reader, [("findingDismiss", {"key": own}, [("FORBIDDEN", [])])])
    assert await stored(database, lumen.org) == before
    await done(jaan, "findingDismiss", {"key": own})
    await done(jaan, "findingDismiss", {"key": secret})


async def test_nobody_learns_of_what_they_may_not_see(lumen: Company, admin: Client) -> None:
    jaan = await lumen.person("jaan@lumen.example", "write")
    eve = await lumen.person("eve@lumen.example", "write")
    secret = "IDLE_OBJECTIVE:obj_secret"
    made = await done(jaan, "findingDismiss", {"key": secret}, "dismissal { id }")
    identifier, revision = made["dismissal"]["id"], made["revision"]
    node = f'{{ node(id: "{identifier}") {{ id }} }}'
    then = f'{{ at(revision: {revision}) {{ node(id: "{identifier}") {{ id }} }} }}'
    feed = f"{{ changes(since: {revision - 1}) {{ nodes {{ kind nodeId }} }} }}"
    told = [{"kind": "CREATED", "nodeId": identifier}]
    for client, seen in ((jaan, True), (admin, True), (eve, False)):
        # A busy machine plans for long what the feed judges sight by.
        client.http.timeout = Timeout(60)
        assert (await client.ask(node))["node"] == ({"id": identifier} if seen else None)
        assert (await client.ask(then))["at"]["node"] == ({"id": identifier} if seen else None)
        assert (await client.ask(feed))["changes"]["nodes"] == (told if seen else [])
        _, entities = await read_export(client)
        exported = [row["id"] for row in entities if row["type"] == "findingDismissal"]
        assert exported == ([identifier] if seen else [])
    assert secret in await keys(jaan, "true")
    assert await keys(eve, "true") == []
    # With the goal it comes into sight.
    shared = await done(jaan, "objectiveUpdate", {"id": "obj_secret", "visibility": Enum("PUBLIC")})
    feed = f"{{ changes(since: {shared['revision'] - 1}) {{ nodes {{ kind nodeId }} }} }}"
    rows = (await eve.ask(feed))["changes"]["nodes"]
    assert {"kind": "APPEARED", "nodeId": identifier} in rows


async def test_it_lapses_at_the_end_of_its_last_day(database: Database, url: str) -> None:
    """In Tallinn, two hours ahead of UTC."""
    document = example()
    for goal in document["objectives"]:
        goal["createdAt"] = "2026-10-01T00:00:00Z"
    document["findingDismissals"] = [
        {
            "id": "dis_latte",
            "key": ORPHAN,
            "reason": "Until the fair",
            "until": "2026-11-12",
            "dismissedBy": "psn_jaan",
            "createdAt": "2026-11-04T08:00:00Z",
        },
        {"key": BRAND, "createdAt": "2026-11-04T08:00:00Z"},
    ]
    async with company(database, url, document, now=datetime(2026, 11, 5, tzinfo=UTC)) as lumen:
        client = await lumen.service()

        async def at(moment: datetime) -> tuple[list[Any], list[Any]]:
            asked = """query At($at: DateTime!) { at(time: $at) {
              open: findings { nodes { key dismissal { id } } }
              left: findings(filter: {dismissed: true}) { nodes {
                key dismissal { id reason until dismissedBy { id } } } }
            } }"""
            found = (await client.ask(asked, {"at": moment.isoformat()}))["at"]
            assert all(row["dismissal"] is None for row in found["open"]["nodes"])
            return [row["key"] for row in found["open"]["nodes"]], found["left"]["nodes"]

        end = datetime(2026, 11, 12, 22, tzinfo=UTC)
        opened, left = await at(end - timedelta(milliseconds=1))
        assert not {ORPHAN, BRAND} & set(opened)
        assert left[0] == {
            "key": ORPHAN,
            "dismissal": {
                "id": "dis_latte",
                "reason": "Until the fair",
                "until": "2026-11-12",
                "dismissedBy": {"id": "psn_jaan"},
            },
        }
        assert [row["key"] for row in left] == [ORPHAN, BRAND]
        opened, left = await at(end)
        assert ORPHAN in opened
        assert [row["key"] for row in left] == [BRAND]
        opened, left = await at(MEANT - timedelta(days=6, hours=5))
        assert {ORPHAN, BRAND} <= set(opened)
        assert left == []

"""Everybody may try what changes nothing but what they see, and nothing comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, change, done, refused, stored
from tests.api.truth import now, small

DONE: dict[str, Any] = {"goal": "DONE"}
IMPACT = "impact { goals { node { id } before after } kpis { kpi { id } size } }"
MEMBERS = ["member", "viewer"]


def _person(name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"psn_{name}", "name": name, "email": f"{name}@small.example", **more}


def _goal(name: str, *to: str, **more: Any) -> dict[str, Any]:
    result = {"id": f"kr_{name}", "title": name, "metric": DONE}
    aligned = [{"id": f"aln_{name}_{end}", "to": end} for end in to]
    more = {"owner": "psn_boss", "cycle": "cyc_q", "keyResults": [result], **COMBINED, **more}
    return {"id": f"obj_{name}", "title": name, "alignsTo": aligned, **more}


def _measured(name: str) -> dict[str, Any]:
    return {"id": f"kr_{name}", "title": name, "measuredBy": f"kpi_{name}", "metric": METRIC}


COMBINED = {"progressMode": "COMBINED"}
METRIC: dict[str, Any] = {"goal": "INCREASE", "start": 0, "target": 10}
DOCUMENT: dict[str, Any] = small(
    teams=[{"id": "team_co", "name": "Small", "kind": "COMPANY"}],
    people=[_person("boss"), _person("member"), _person("viewer", role="VIEWER")],
    kpis=[
        {
            "id": f"kpi_{name}",
            "name": name,
            "measure": {"kind": "NUMBER"},
            "direction": "INCREASE",
            "frequency": "MONTHLY",
            "owner": "psn_boss",
        }
        for name in ("shown", "hidden")
    ],
    objectives=[
        _goal("top"),
        _goal("open", "obj_top"),
        _goal("secret", "kr_top", visibility="PRIVATE"),
        _goal("under", "obj_secret"),
        _goal("alone"),
        _goal("shown", keyResults=[_measured("shown")]),
        _goal("hidden", visibility="PRIVATE", keyResults=[_measured("hidden")]),
    ],
)


@pytest.fixture(scope="module")
async def small_company(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT, now=now()) as loaded:
        yield loaded


async def who(loaded: Company, name: str) -> Client:
    return await loaded.person(f"{name}@small.example", "write")


@pytest.mark.parametrize("name", MEMBERS)
async def test_what_is_seen_may_be_tried(small_company: Company, name: str) -> None:
    client, boss = await who(small_company, name), await who(small_company, "boss")
    before = await stored(small_company.database, small_company.org)
    tries: list[tuple[str, dict[str, Any]]] = [
        ("keyResultCheckIn", {"keyResult": "kr_open", "value": 1}),
        ("objectiveUpdate", {"id": "obj_open", "title": "Other"}),
        ("alignmentUpdate", {"id": "aln_open_obj_top", "weight": 3}),
        ("alignmentRemove", {"id": "aln_open_obj_top"}),
        ("supportCreate", {"from": "obj_open", "kpi": "kpi_shown", "effect": Enum("RAISES")}),
        ("objectiveCreate", {"title": "New", "owner": "psn_boss", "lifecycle": Enum("ACTIVE")}),
        ("kpiRecordValues", {"values": [{"kpi": "kpi_shown", "at": DAY, "value": 5}]}),
    ]
    for mutation, given in tries:
        tried = await done(client, mutation, {**given, "dryRun": True}, IMPACT)
        assert (
            tried["impact"]
            == (await done(boss, mutation, {**given, "dryRun": True}, IMPACT))["impact"]
        )
        if mutation == "keyResultCheckIn":
            assert {goal["node"]["id"] for goal in tried["impact"]["goals"]} == {
                "kr_open",
                "obj_open",
                "obj_top",
            }
        assert [code for code, *_ in await refused(client, mutation, given)] == ["FORBIDDEN"]
    assert await stored(small_company.database, small_company.org) == before


DAY = "2026-01-05T00:00:00Z"


@pytest.mark.parametrize(
    ("mutation", "given"),
    [
        # It would change the progress of a goal above that is hidden.
        ("keyResultCheckIn", {"keyResult": "kr_under", "value": 1}),
        # What a goal that is hidden aligns to.
        ("keyResultArchive", {"id": "kr_top"}),
        # A report on a key result that is hidden.
        ("kpiRecordValues", {"values": [{"kpi": "kpi_hidden", "at": DAY, "value": 5}]}),
    ],
)
async def test_what_would_change_the_hidden_is_refused_as_ever(
    small_company: Company, mutation: str, given: dict[str, Any]
) -> None:
    member, boss = await who(small_company, "member"), await who(small_company, "boss")
    before = await stored(small_company.database, small_company.org)
    real = await refused(member, mutation, given)
    assert [code for code, *_ in real] == ["FORBIDDEN"]
    assert await refused(member, mutation, {**given, "dryRun": True}) == real
    await done(boss, mutation, {**given, "dryRun": True})
    assert await stored(small_company.database, small_company.org) == before


async def test_what_is_hidden_may_not_be_named(small_company: Company) -> None:
    member = await who(small_company, "member")
    given = {"id": "obj_secret", "title": "x", "dryRun": True}
    assert [code for code, *_ in await refused(member, "objectiveUpdate", given)] == ["NOT_FOUND"]


async def test_a_refusal_in_a_batch_says_which_of_it(small_company: Company) -> None:
    member = await who(small_company, "member")
    report = {"keyResult": "kr_under", "value": 1}
    operations = [
        {"objectiveUpdate": {"id": "obj_open", "title": "Other"}},
        {"keyResultCheckIn": report},
    ]
    await done(member, "batch", {"operations": operations[:1], "dryRun": True})
    payload = await change(member, "batch", {"operations": operations, "dryRun": True})
    assert [it["path"] for it in payload["problems"]] == [
        ["operations", "0", "objectiveUpdate", "id"],
        ["operations", "1", "keyResultCheckIn", "keyResult"],
    ]


@pytest.mark.parametrize("name", MEMBERS)
async def test_an_alignment_between_goals_of_others(small_company: Company, name: str) -> None:
    """It would be a proposal, which says what would follow from accepting it."""
    client = await who(small_company, name)
    given = {"objective": "obj_alone", "to": "obj_top", "weight": 2, "dryRun": True}
    tried = await done(
        client, "objectiveAlign", given, f"alignment {{ id }} proposal {{ {IMPACT} }}"
    )
    assert tried["alignment"] is None
    assert tried["proposal"]["impact"] is not None


async def test_what_is_for_administrators_is_not_tried(small_company: Company) -> None:
    member = await who(small_company, "member")
    for mutation, given in (
        ("teamCreate", {"name": "New"}),
        ("personUpdate", {"id": "psn_boss", "role": Enum("VIEWER")}),
        ("teamUpdate", {"id": "team_co", "leads": ["psn_member"]}),
    ):
        problems = await refused(member, mutation, {**given, "dryRun": True})
        assert [code for code, *_ in problems] == ["FORBIDDEN"]


async def test_a_token_that_reads_tries_nothing(small_company: Company) -> None:
    boss = await small_company.person("boss@small.example", "read")
    given = {"id": "obj_open", "title": "x", "dryRun": True}
    assert [code for code, *_ in await refused(boss, "objectiveUpdate", given)] == ["FORBIDDEN"]

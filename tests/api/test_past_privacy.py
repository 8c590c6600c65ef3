"""The past by today's rights: what is hidden today is hidden in its public past as well.

Everything that somebody may not see has `hush` in its ids and texts, so that whole responses can be
searched for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company
from tests.api.mutation_client import Enum, done
from tests.api.random_organization import varied


def key_result(name: str) -> dict[str, Any]:
    """A key result with everything that can hang on one."""
    return {
        "id": f"kr_{name}",
        "title": f"Result {name}",
        "metric": {"goal": "INCREASE", "start": 0, "target": 10},
        "checkIns": [
            {"id": f"chk_{name}", "effectiveAt": "2026-01-02", "value": 5, "author": "psn_out"}
        ],
        "supports": [{"id": f"sup_{name}", "kpi": "kpi_main", "effect": "RAISES"}],
        "initiatives": [{"id": f"ini_{name}", "title": f"Work {name}", "owner": "psn_out"}],
    }


def objective(name: str, *results: str, align: str | None = None, **more: Any) -> dict[str, Any]:
    """A goal of Ann's with these key results."""
    return {
        "id": f"obj_{name}",
        "title": f"Goal {name}",
        "owner": "psn_ann",
        "keyResults": [key_result(one) for one in results],
        "alignsTo": [{"id": f"aln_{name}", "to": align}] if align else [],
        **more,
    }


DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Quiet", "timezone": "UTC", "fiscalYearStartMonth": 1},
    "teams": [{"id": "team_all", "name": "All", "kind": "COMPANY"}],
    "people": [
        {"id": "psn_ann", "name": "Ann", "email": "ann@quiet.example"},
        {"id": "psn_out", "name": "Out", "email": "out@quiet.example"},
    ],
    "cycles": [],
    "kpis": [
        {
            "id": "kpi_main",
            "name": "Main",
            "direction": "INCREASE",
            "frequency": "MONTHLY",
            "owner": "team_all",
        }
    ],
    "objectives": [
        {
            **objective("top", "hush_goes", "stays"),
            "owner": "team_all",
        },
        objective("hush_later", "hush_later", align="kr_hush_goes"),
        objective("hush_always", "hush_comes", align="obj_top", visibility="PRIVATE"),
    ],
    "initiatives": [],
}

REVISION = "MATCH (g:Organization {org: $p.org, id: $p.org}) RETURN g.revision"
# `hush` may stand nowhere in the answers to an outsider.
QUESTIONS = [
    "objectives { totalCount groups(by: OWNER) { count } nodes { id title hiddenContributors"
    " keyResults { totalCount nodes { id title } } initiatives { totalCount } } }",
    'person(id: "psn_ann") { objectives { totalCount nodes { id } } keyResults { nodes { id } } }',
    "keyResults { totalCount nodes { id title objective { id } supports { nodes { id } }"
    " alignedFrom { nodes { id } } } }",
    'kpi(id: "kpi_main") { supportedBy { totalCount nodes { id } } movers { totalCount hiddenShare'
    " edges { share node { id } paths { steps { hidden node { id } } } } } }",
    'objective(id: "obj_top") { alignedFrom { totalCount nodes { id } } descendants {'
    " nodes { id } } moves { edges { paths { steps { hidden node { id } } } } } }",
    "checkIns { totalCount nodes { id keyResult { id } } }",
    "initiatives { totalCount nodes { id target { __typename ... on Node { id } } } }",
    "alignments { totalCount nodes { id from { id } to { id } keyResult { id } } }",
    "supports { totalCount nodes { id from { ... on Node { id } } } }",
    'goals: search(text: "Goal") { totalCount nodes { id } }',
    'results: search(text: "Result") { totalCount nodes { id } }',
]
NAMED = [
    *("obj_hush_later", "obj_hush_always", "kr_hush_goes", "kr_hush_comes", "kr_hush_later"),
    *("chk_hush_goes", "chk_hush_comes", "sup_hush_goes", "sup_hush_comes", "ini_hush_goes"),
    *("ini_hush_comes", "aln_hush_later", "aln_hush_always"),
]
BY_ID = f"nodes(ids: {NAMED}) {{ id }}".replace("'", '"')


@dataclass
class Quiet:
    """Who asks, and the revision before anything was hidden."""

    ann: Client
    out: Client
    before: int


@pytest.fixture(scope="module")
async def quiet(database: Database, url: str) -> AsyncIterator[Quiet]:
    """A goal that becomes private, a key result that moves into a private one, and one that comes
    from there; and all of them are given other titles."""
    async with company(database, url, DOCUMENT) as loaded:
        before = await database.read("test.revision", REVISION, {"org": loaded.org})
        admin = await loaded.service("admin")
        for mutation, given in (
            ("objectiveUpdate", {"id": "obj_hush_later", "visibility": Enum("PRIVATE")}),
            ("keyResultMove", {"id": "kr_hush_goes", "objective": "obj_hush_always"}),
            ("keyResultMove", {"id": "kr_hush_comes", "objective": "obj_top"}),
            ("objectiveUpdate", {"id": "obj_hush_later", "title": "Renamed"}),
            ("keyResultUpdate", {"id": "kr_hush_goes", "title": "Renamed"}),
        ):
            await done(admin, mutation, given)
        ann, out = [await loaded.person(f"{name}@quiet.example") for name in ("ann", "out")]
        yield Quiet(ann, out, before)


async def everything(client: Client, revision: int) -> tuple[dict[str, Any], str]:
    """The answers to all questions of the past, and their texts."""
    found: dict[str, Any] = {}
    texts = []
    for question in QUESTIONS:
        sent = await client.send(f"{{ at(revision: {revision}) {{ {question} }} }}")
        assert "errors" not in sent.json(), sent.text
        found |= sent.json()["data"]["at"]
        texts.append(sent.text)
    return found, " ".join(texts)


async def test_an_outsider_sees_nothing_of_it(quiet: Quiet) -> None:
    found, text = await everything(quiet.out, quiet.before)
    assert "hush" not in text
    assert found["objectives"] == {
        "totalCount": 1,
        "groups": [{"count": 1}],
        "nodes": [
            {
                "id": "obj_top",
                "title": "Goal top",
                "hiddenContributors": 2,
                "keyResults": {
                    "totalCount": 1,
                    "nodes": [{"id": "kr_stays", "title": "Result stays"}],
                },
                "initiatives": {"totalCount": 0},
            }
        ],
    }
    assert found["keyResults"]["totalCount"] == 1
    assert found["goals"] == {"totalCount": 1, "nodes": [{"id": "obj_top"}]}
    assert found["results"] == {"totalCount": 1, "nodes": [{"id": "kr_stays"}]}
    assert found["alignments"] == {"totalCount": 0, "nodes": []}
    assert found["supports"]["totalCount"] == 1
    assert found["objective"]["alignedFrom"] == {"totalCount": 0, "nodes": []}
    assert found["kpi"]["movers"]["totalCount"] == 1
    assert found["kpi"]["movers"]["hiddenShare"] > 0
    shown = found["kpi"]["movers"]["edges"][0]["paths"]
    hidden = [step for path in shown for step in path["steps"] if step["hidden"]]
    assert hidden
    assert all(step["node"] is None for step in hidden)


async def test_nor_by_its_ids(quiet: Quiet) -> None:
    found = await quiet.out.ask(f"{{ at(revision: {quiet.before}) {{ {BY_ID} }} }}")
    assert found == {"at": {"nodes": [None] * len(NAMED)}}


async def test_nor_with_the_header(quiet: Quiet) -> None:
    header = {"goalgraph-at": str(quiet.before)}
    for question in (*QUESTIONS[:4], BY_ID):
        sent = await quiet.out.send(f"{{ {question} }}", headers=header)
        assert "errors" not in sent.json()
        assert "hush" not in sent.text


async def test_who_may_see_it_sees_it_as_it_was(quiet: Quiet) -> None:
    named = await quiet.ann.ask(f"{{ at(revision: {quiet.before}) {{ {BY_ID} }} }}")
    assert [one["id"] for one in named["at"]["nodes"]] == NAMED
    found, _ = await everything(quiet.ann, quiet.before)
    goals = {one["id"]: one for one in found["objectives"]["nodes"]}
    assert goals["obj_hush_later"]["title"] == "Goal hush_later"
    assert [one["id"] for one in goals["obj_top"]["keyResults"]["nodes"]] == [
        "kr_hush_goes",
        "kr_stays",
    ]
    alignment = {one["id"]: one["keyResult"] for one in found["alignments"]["nodes"]}
    assert alignment["aln_hush_later"] == {"id": "kr_hush_goes"}
    goal_ids = {one["id"] for one in found["goals"]["nodes"]}
    assert goal_ids == {"obj_top", "obj_hush_later", "obj_hush_always"}
    again = await quiet.ann.ask(
        f'{{ at(revision: {quiet.before}) {{ search(text: "Renamed") {{ totalCount }} }} }}'
    )
    assert again == {"at": {"search": {"totalCount": 0}}}


async def test_another_organization_has_a_past_of_its_own(database: Database, url: str) -> None:
    document = varied(Random(7), datetime.now(UTC))
    for cycle in document["cycles"]:  # Goals of closed ones do not change.
        cycle["state"] = "ACTIVE"
    async with company(database, url, document) as one, company(database, url, document) as other:
        here, there = await one.service(), await other.service()
        for title in ("Foreign", "Foreign again"):
            for goal in ("obj_01", "obj_02"):
                await done(there, "objectiveUpdate", {"id": goal, "title": title})
        before = await database.read("test.revision", REVISION, {"org": one.org})
        titles = {}
        for title in ("Ours", "Ours again", "Ours at last"):
            payload = await done(here, "objectiveUpdate", {"id": "obj_01", "title": title})
            titles[payload["revision"]] = title
        for revision in (before, *titles):
            sent = await here.send(
                f'{{ at(revision: {revision}) {{ search(text: "foreign") {{ totalCount }}'
                " objectives(first: 100,"
                " filter: {lifecycle: {in: [DRAFT, ACTIVE, CLOSED, ARCHIVED]}}) {"
                " nodes { id title } } } }"
            )
            assert "oreign" not in sent.text
            found = sent.json()["data"]["at"]
            assert found["search"] == {"totalCount": 0}
            shown = {node["id"]: node["title"] for node in found["objectives"]["nodes"]}
            title = titles.get(revision, shown["obj_01"])
            assert shown["obj_01"] == title
            for wanted in titles.values():
                looked = await here.ask(
                    f'{{ at(revision: {revision}) {{ search(text: "{wanted}", first: 9) {{'
                    " nodes { ... on Objective { id title } } } } }"
                )
                # Every word has to be there: `Ours` is in all of them.
                fits = title.startswith(wanted)
                expected = [{"id": "obj_01", "title": title}] if fits else []
                assert looked["at"]["search"]["nodes"] == expected

"""Templates over HTTP: the library, an organization's own, and what is drafted from them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.database.client import Database
from graph.domain.collation import sort_key
from graph.domain.templates.library import library
from graph.interchange import export_document
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import CHANGED, done, example, refuse_all, stored
from tests.api.rederived import check_derived
from tests.reference import templates as slow

NOW = datetime.now(UTC)
RESULTS = "templateResults { title goal measure { kind currency unit precision } start target }"
FIELDS = f"""id version title description department builtIn {RESULTS}
  templateInitiatives helps effect history {{ totalCount }}"""
FAST = "tpl_library-sales-answer-fast"
DRAFT = """objective { id title description lifecycle level owner { ... on Node { id } }
  cycle { id } keyResults { nodes { title metric { goal start target } measure { kind unit } } }
  initiatives { nodes { title state } }
  supports { nodes { effect expectedDelta kpi { id } } } } template { id builtIn title }"""


def document() -> dict[str, Any]:
    """The worked example with a private goal, and somebody who only looks on."""
    made = example()
    made["people"] += [
        {"id": "psn_ann", "name": "Ann", "email": "ann@lumen.example"},
        {"id": "psn_vic", "name": "Vic", "email": "vic@lumen.example", "role": "VIEWER"},
    ]
    made["objectives"].append(
        {
            "id": "obj_private",
            "title": "Private",
            "owner": "psn_jaan",
            "visibility": "PRIVATE",
            "sharedWith": ["psn_ann"],
            "keyResults": [
                {
                    "id": "kr_secret",
                    "title": "Secret",
                    "metric": {"goal": "BETWEEN", "lower": 1, "upper": 2},
                    "measure": {"kind": "CURRENCY", "currency": "EUR", "precision": 2},
                },
                {"title": "Away", "metric": {"goal": "DONE"}, "archived": True},
            ],
            "initiatives": [
                {"title": "Try it"},
                {"title": "Never mind", "state": "CANCELLED"},
            ],
            "supports": [{"kpi": "kpi_churn", "effect": "LOWERS"}],
        }
    )
    return made


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, document()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def listed(client: Client, given: str = "", selected: str = "id") -> list[dict[str, Any]]:
    """All templates that a filter selects, page by page."""
    rows: list[dict[str, Any]] = []
    after = ""
    while True:
        data = await client.ask(
            f"{{ templates(first: 30{after}{given}) "
            f"{{ totalCount nodes {{ {selected} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
        page = data["templates"]
        rows += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(rows)
            return rows
        after = f', after: "{page["pageInfo"]["endCursor"]}"'


async def test_the_library_is_there_for_everybody(lumen: Company, admin: Client) -> None:
    viewer = await lumen.person("vic@lumen.example")
    for client in (admin, viewer):
        rows = await listed(client, selected="id title")
        order = sorted(library().values(), key=lambda one: (sort_key(one.title), one.id))
        assert [row["id"] for row in rows] == [one.id for one in order]
    data = await admin.ask(
        f'{{ node(id: "{FAST}") {{ __typename ... on Template {{ {FIELDS} revision createdAt }} }}'
        f' nodes(ids: ["{FAST}", "obj_keep", "tpl_no"]) {{ __typename id }}'
        f' at(revision: 1) {{ node(id: "{FAST}") {{ id }} templates(first: 1) '
        "{ totalCount } } }"
    )
    shipped = library()[FAST]
    assert data["node"] == {
        "__typename": "Template",
        "id": FAST,
        "version": 1,
        "title": shipped.title,
        "description": shipped.description,
        "department": "Sales",
        "builtIn": True,
        "templateResults": [
            {
                "title": result.title,
                "goal": result.goal,
                "measure": {**result.unit._asdict(), "precision": None},
                "start": result.start,
                "target": result.target,
            }
            for result in shipped.results
        ],
        "templateInitiatives": list(shipped.initiatives),
        "helps": list(shipped.helps),
        "effect": "RAISES",
        "history": {"totalCount": 0},
        "revision": 0,
        "createdAt": "2026-12-01T00:00:00.000+00:00",
    }
    assert data["nodes"] == [
        {"__typename": "Template", "id": FAST},
        {"__typename": "Objective", "id": "obj_keep"},
        None,
    ]
    assert data["at"] == {"node": {"id": FAST}, "templates": {"totalCount": 100}}


async def test_filters(admin: Client) -> None:
    made = await done(
        admin, "templateCreate", {"title": "Häuser bauen", "department": "Bau"}, "template { id }"
    )
    own = made["template"]["id"]
    everything = list(library().values())

    async def ids(given: str) -> list[str]:
        return [row["id"] for row in await listed(admin, f", filter: {{{given}}}")]

    assert await ids("builtIn: false") == [own]
    assert len(await ids("builtIn: true")) == 100
    assert await ids('text: {contains: "HAUSER"}') == [own]
    assert await ids('text: {startsWith: "hauser b"}, builtIn: false') == [own]
    assert await ids('text: {eq: "Häuser bauen"}') == [own]
    assert await ids('text: {eq: "häuser bauen"}') == []
    assert len(await ids('department: {eq: "Sales"}')) == 10
    assert len(await ids('department: {in: ["Sales", "Bau"]}')) == 11
    assert await ids("department: {eq: null}") == []
    assert len(await ids("department: {in: null}")) == 101
    words = {
        one.id for one in everything if "customer" in f"{one.title}\n{one.description}".lower()
    }
    assert set(await ids('text: {contains: "customer"}')) == words
    # What goes with a KPI, the most alike first; what would push it the other way is left out.
    kpi = (await admin.ask('{ kpi(id: "kpi_churn") { name description } }'))["kpi"]
    text = f"{kpi['name']} {kpi['description']}" if kpi["description"] else kpi["name"]
    alike = {
        one.id: slow.likeness(text, " ".join(one.helps))
        for one in everything
        if one.effect == "LOWERS"
    }
    fitting = await ids('forKpi: "kpi_churn"')
    assert set(fitting) == {id for id, likeness in alike.items() if likeness >= 0.15}
    assert [alike[id] for id in fitting] == sorted((alike[id] for id in fitting), reverse=True)
    assert fitting[0] == "tpl_library-success-stay-with-us"
    assert await ids('forKpi: "kpi_nothing"') == []


async def test_pages_are_of_their_list(admin: Client) -> None:
    data = await admin.ask(
        '{ templates(first: 2, filter: {forKpi: "kpi_mrr"}) '
        "{ edges { cursor node { id title } } nodes { id } pageInfo { hasNextPage endCursor } } "
        "kpis(first: 1) { pageInfo { endCursor } } }"
    )
    page = data["templates"]
    assert [edge["node"]["id"] for edge in page["edges"]] == [row["id"] for row in page["nodes"]]
    assert page["edges"][-1]["cursor"] == page["pageInfo"]["endCursor"]
    for cursor, given in (
        (data["kpis"]["pageInfo"]["endCursor"], ""),
        (page["pageInfo"]["endCursor"], ""),
    ):
        errors = await admin.refused(f'{{ templates(after: "{cursor}"{given}) {{ totalCount }} }}')
        assert "cursor" in str(errors)


async def test_using_one_drafts_an_objective(lumen: Company, admin: Client) -> None:
    given = {
        "template": FAST,
        "owner": "team_care",
        "cycle": "cyc_2026q4",
        "kpi": "kpi_subs",
        "expectedDelta": 12,
    }
    before = await stored(lumen.database, lumen.org)
    tried = await done(admin, "templateUse", given | {"dryRun": True}, DRAFT)
    assert await stored(lumen.database, lumen.org) == before
    made = await done(admin, "templateUse", given, DRAFT + CHANGED)
    for payload in (tried, made):
        objective = payload["objective"]
        shipped = library()[FAST]
        assert objective["title"] == shipped.title
        assert objective["description"] == shipped.description
        assert objective["lifecycle"] == "DRAFT"
        assert objective["owner"] == {"id": "team_care"}
        assert objective["cycle"] == {"id": "cyc_2026q4"}
        titles = {row["title"]: row for row in objective["keyResults"]["nodes"]}
        assert len(titles) == len(shipped.results)
        for result in shipped.results:
            row = titles[result.title]
            assert row["metric"] == {
                "goal": result.goal,
                "start": result.start,
                "target": result.target,
            }
            assert row["measure"] == {"kind": result.unit.kind, "unit": result.unit.unit}
        assert sorted(row["title"] for row in objective["initiatives"]["nodes"]) == sorted(
            shipped.initiatives
        )
        assert objective["supports"]["nodes"] == [
            {"effect": "RAISES", "expectedDelta": 12.0, "kpi": {"id": "kpi_subs"}}
        ]
        assert payload["template"] == {"id": FAST, "builtIn": True, "title": shipped.title}
    assert made["changed"]["totalCount"] == 7
    await check_derived(lumen.database, lumen.org)
    again = await done(admin, "changeRevert", {"revision": made["revision"]}, CHANGED)
    assert again["revision"] == made["revision"] + 1
    gone = await admin.ask(f'{{ objective(id: "{made["objective"]["id"]}") {{ lifecycle }} }}')
    assert gone["objective"] == {"lifecycle": "ARCHIVED"}


async def test_every_template_can_be_used_and_none_restates_its_kpi(admin: Client) -> None:
    operations = [
        {
            "templateUse": {
                "template": template.id,
                "owner": "team_growth",
                "kpi": "kpi_mrr" if template.effect == "RAISES" else "kpi_churn",
            }
        }
        for template in library().values()
    ]
    ids: list[str] = []
    for start in range(0, 100, 20):
        given = {"operations": operations[start : start + 20]}
        made = await done(admin, "batch", given, "results { node { id } }")
        drafted = [row["node"]["id"] for row in made["results"]]
        await done(
            admin, "batch", {"operations": [{"objectivePublish": {"id": id}} for id in drafted]}
        )
        ids += drafted
    assert len(set(ids)) == 100
    found = await admin.ask(
        "{ findings(first: 100, filter: {rule: {in: [KPI_AS_KEY_RESULT, EFFECT_CONTRADICTION, "
        "TOO_FEW_KEY_RESULTS, TOO_MANY_KEY_RESULTS]}}) { nodes { rule nodes { id } } } }"
    )
    mine = set(ids)
    assert [
        row for row in found["findings"]["nodes"] if mine & {node["id"] for node in row["nodes"]}
    ] == []


async def test_an_own_template_of_an_objective(lumen: Company, admin: Client) -> None:
    given = {
        "id": "tpl_own",
        "title": "Mine",
        "department": "Roastery",
        "fromObjective": "obj_private",
    }
    before = await stored(lumen.database, lumen.org)
    tried = await done(
        admin, "templateCreate", given | {"dryRun": True}, f"template {{ {FIELDS} }}"
    )
    assert await stored(lumen.database, lumen.org) == before
    made = await done(admin, "templateCreate", given, f"template {{ {FIELDS} }} {CHANGED}")
    expected = {
        "id": "tpl_own",
        "version": 1,
        "title": "Mine",
        "description": None,
        "department": "Roastery",
        "builtIn": False,
        "templateResults": [
            {
                "title": "Secret",
                "goal": "BETWEEN",
                "measure": {"kind": "CURRENCY", "currency": "EUR", "unit": None, "precision": 2},
                "start": None,
                "target": None,
            }
        ],
        "templateInitiatives": ["Try it"],
        "helps": ["Churn"],
        "effect": "LOWERS",
        "history": {"totalCount": 1},
    }
    name = (await admin.ask('{ kpi(id: "kpi_churn") { name } }'))["kpi"]["name"]
    expected["helps"] = [name]
    assert tried["template"] == expected
    assert made["template"] == expected
    assert made["changed"] == {
        "nodes": [{"__typename": "Template", "id": "tpl_own"}],
        "totalCount": 1,
    }
    # The same again is no change; something else under its id is a conflict.
    again = await done(admin, "templateCreate", given)
    assert again["revision"] == made["revision"]
    await refuse_all(
        admin, [("templateCreate", given | {"title": "Other"}, [("CONFLICT", ["id"])])]
    )
    # A copy of the organization has it, and drafts the same of it, bounds included.
    copied = await export_document(lumen.database, lumen.org)
    assert [row["id"] for row in copied["templates"]] == ["tpl_own"]
    async with company(lumen.database, lumen.url, copied, now=NOW) as copy:
        service = await copy.service("admin")
        data = await service.ask(f'{{ node(id: "tpl_own") {{ ... on Template {{ {FIELDS} }} }} }}')
        assert data["node"] == expected
        assert (await export_document(lumen.database, copy.org))["templates"] == copied["templates"]
        used = await done(
            service,
            "templateUse",
            {"template": "tpl_own", "owner": "team_care"},
            "objective { keyResults { nodes { metric { goal lower upper } } } supports "
            "{ totalCount } } template { title }",
        )
        assert used["objective"] == {
            "keyResults": {"nodes": [{"metric": {"goal": "BETWEEN", "lower": 1, "upper": 2}}]},
            "supports": {"totalCount": 0},
        }
        assert used["template"] == {"title": "Mine"}
    # It is seen in the feed and at its time, and undone it is gone.
    revision = made["revision"]
    feed = await admin.ask(
        f"{{ changes(since: {revision - 1}) {{ nodes {{ kind nodeId node {{ id }} }} }} }}"
    )
    assert feed["changes"]["nodes"] == [
        {"kind": "CREATED", "nodeId": "tpl_own", "node": {"id": "tpl_own"}}
    ]
    undone = await done(admin, "changeRevert", {"revision": revision})
    asked = '{ node(id: "tpl_own") { id } templates(filter: {builtIn: false}) { totalCount } }'
    there = {"node": {"id": "tpl_own"}, "templates": {"totalCount": 1}}
    gone = {"node": None, "templates": {"totalCount": 0}}
    assert await admin.ask(asked) == gone
    for at, answer in (
        (revision - 1, gone),
        (revision, there),
        (undone["revision"], gone),
    ):
        assert (await admin.ask(f"{{ at(revision: {at}) {asked} }}"))["at"] == answer
    use = {"template": "tpl_own", "owner": "team_care"}
    await refuse_all(admin, [("templateUse", use, [("NOT_FOUND", ["template"])])])
    await refuse_all(admin, [("templateCreate", given, [("CONFLICT", ["id"])])])
    await done(admin, "changeRevert", {"revision": undone["revision"]})
    assert await admin.ask(asked) == there
    assert "templates" in await export_document(lumen.database, lumen.org)


async def test_what_is_refused_changes_nothing(lumen: Company, admin: Client) -> None:
    ann = await lumen.person("ann@lumen.example", "write")
    viewer = await lumen.person("vic@lumen.example", "write")
    before = await stored(lumen.database, lumen.org)
    use = {"template": FAST, "owner": "team_care"}
    for client, mutation, given, code, path in (
        (admin, "templateUse", use | {"template": "tpl_no"}, "NOT_FOUND", ["template"]),
        (admin, "templateUse", use | {"template": "obj_keep"}, "NOT_FOUND", ["template"]),
        (admin, "templateUse", use | {"owner": "team_no"}, "NOT_FOUND", ["owner"]),
        (admin, "templateUse", use | {"cycle": "cyc_no"}, "NOT_FOUND", ["cycle"]),
        (admin, "templateUse", use | {"kpi": "kpi_no"}, "NOT_FOUND", ["kpi"]),
        (admin, "templateUse", use | {"expectedDelta": 1}, "INVALID_INPUT", ["kpi"]),
        (ann, "templateUse", use, "FORBIDDEN", ["owner"]),
        (viewer, "templateUse", use, "FORBIDDEN", []),
        (admin, "templateCreate", {"title": " "}, "INVALID_INPUT", ["title"]),
        (admin, "templateCreate", {"title": "A", "id": "obj_a"}, "INVALID_INPUT", ["id"]),
        (admin, "templateCreate", {"title": "A", "id": FAST}, "INVALID_INPUT", ["id"]),
        (
            admin,
            "templateCreate",
            {"title": "A", "id": "tpl_library-x"},
            "INVALID_INPUT",
            ["id"],
        ),
        (
            admin,
            "templateCreate",
            {"title": "A", "fromObjective": "obj_no"},
            "NOT_FOUND",
            ["fromObjective"],
        ),
        # Shared with her, but not hers to show to everybody.
        (
            ann,
            "templateCreate",
            {"title": "A", "fromObjective": "obj_private"},
            "FORBIDDEN",
            ["fromObjective"],
        ),
        (viewer, "templateCreate", {"title": "A"}, "FORBIDDEN", []),
    ):
        await refuse_all(client, [(mutation, given, [(code, path)])])
    assert await stored(lumen.database, lumen.org) == before


async def test_members_make_templates_of_public_goals(lumen: Company) -> None:
    ann = await lumen.person("ann@lumen.example", "write")
    made = await done(
        ann,
        "templateCreate",
        {"title": "Care", "fromObjective": "obj_care"},
        f"template {{ builtIn effect helps {RESULTS} }}",
    )
    template = made["template"]
    assert template["effect"] == "LOWERS"
    assert [row["title"] for row in template["templateResults"]]
    assert template["builtIn"] is False

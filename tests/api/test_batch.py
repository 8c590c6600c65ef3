"""Many mutations as one: all or none, in order, at one revision."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType

from api.app import create_app
from api.config import Settings
from graph.database.client import Database, StatementRun
from graph.model.mutations.registry import MUTATIONS
from graph.writes.execution.batch import BATCH
from resolvers import build_schema
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import CHANGED, PAYLOAD, example, stored
from tests.api.serving import serving

Operation = dict[str, dict[str, Any]]

DOCUMENT = f"""
mutation Batch($input: BatchInput!) {{
  batch(input: $input) {{
    {PAYLOAD} {CHANGED}
    results {{ operation node {{ __typename id version ... on Objective {{ progress }} }} }}
  }}
}}
"""
OKR: list[Operation] = [
    {
        "objectiveCreate": {
            "id": "obj_riga",
            "title": "Open Riga",
            "owner": "team_growth",
            "cycle": "cyc_2026q4",
            "lifecycle": "ACTIVE",
        }
    },
    *(
        {
            "keyResultCreate": {
                "id": f"kr_riga{number}",
                "objective": "obj_riga",
                "title": f"Result {number}",
                "metric": {"goal": "INCREASE", "start": 0, "target": 10},
                "weight": number,
            }
        }
        for number in (1, 3)
    ),
    {"objectiveAlign": {"id": "aln_riga", "objective": "obj_riga", "to": "kr_churn"}},
    {"objectiveAlign": {"id": "aln_jaan", "objective": "obj_latte", "to": "kr_riga1"}},
    {
        "supportCreate": {
            "id": "sup_riga",
            "from": "kr_riga3",
            "kpi": "kpi_subs",
            "effect": "RAISES",
        }
    },
    {"keyResultCheckIn": {"id": "chk_riga", "keyResult": "kr_riga3", "value": 5}},
]


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def batch(client: Client, *operations: Operation, **more: Any) -> dict[str, Any]:
    data = await client.ask(DOCUMENT, {"input": {"operations": list(operations), **more}})
    payload: dict[str, Any] = data["batch"]
    return payload


async def done(client: Client, *operations: Operation, **more: Any) -> dict[str, Any]:
    payload = await batch(client, *operations, **more)
    assert payload.pop("problems") == []
    return payload


async def refused(client: Client, *operations: Operation) -> list[tuple[str, list[str]]]:
    payload = await batch(client, *operations)
    assert payload["revision"] is None
    assert payload["results"] == []
    assert payload["changed"] == {"nodes": [], "totalCount": 0}
    return [(problem["code"], problem["path"]) for problem in payload["problems"]]


def test_it_takes_every_mutation_with_its_own_input() -> None:
    built = build_schema()
    assert "input BatchOperation @oneOf {" in built.as_str()
    schema = built.graphql
    operation = schema.type_map["BatchOperation"]
    assert isinstance(operation, GraphQLInputObjectType)
    assert schema.mutation_type is not None
    fields = schema.mutation_type.fields
    # What undoes another revision is no part of a revision of many changes; what makes all goals of
    # a cycle, or all cycles of years, is many changes itself.
    whole = {"changeRevert", "cyclesGenerate", "cycleRollover"}
    assert set(operation.fields) == set(MUTATIONS) - whole
    assert set(MUTATIONS) == set(fields) - {BATCH}
    for name, field in operation.fields.items():
        assert f"{field.type}!" == str(fields[name].args["input"].type)
        assert field.description == fields[name].description


async def test_an_okr_is_one_request(lumen: Company, admin: Client) -> None:
    made = await done(admin, *OKR)
    assert made["results"] == [
        {
            "operation": "objectiveCreate",
            "node": {"__typename": "Objective", "id": "obj_riga", "version": 1, "progress": 0.375},
        },
        *(
            {"operation": name, "node": {"__typename": kind, "id": identifier, "version": 1}}
            for name, kind, identifier in (
                ("keyResultCreate", "KeyResult", "kr_riga1"),
                ("keyResultCreate", "KeyResult", "kr_riga3"),
                ("objectiveAlign", "Alignment", "aln_riga"),
                ("objectiveAlign", "Alignment", "aln_jaan"),
                ("supportCreate", "Support", "sup_riga"),
                ("keyResultCheckIn", "CheckIn", "chk_riga"),
            )
        ),
    ]
    assert made["revision"] == 3
    assert {node["id"] for node in made["changed"]["nodes"]} == {
        *("obj_riga", "kr_riga1", "kr_riga3", "aln_riga", "aln_jaan", "sup_riga", "chk_riga")
    }
    asked = """{ objective(id: "obj_riga") {
      progress owner { id } cycle { id } revision
      keyResults { nodes { id progress weight } }
      alignsTo { edges { alignment { id keyResult { id } } node { id } } }
      alignedFrom { nodes { id } }
    } }"""
    assert (await admin.ask(asked))["objective"] == {
        "progress": 0.375,
        "owner": {"id": "team_growth"},
        "cycle": {"id": "cyc_2026q4"},
        "revision": 3,
        "keyResults": {
            "nodes": [
                {"id": "kr_riga1", "progress": 0.0, "weight": 1.0},
                {"id": "kr_riga3", "progress": 0.5, "weight": 3.0},
            ]
        },
        "alignsTo": {
            "edges": [
                {
                    "alignment": {"id": "aln_riga", "keyResult": {"id": "kr_churn"}},
                    "node": {"id": "obj_keep"},
                }
            ]
        },
        "alignedFrom": {"nodes": [{"id": "obj_latte"}]},
    }
    before = await stored(lumen.database, lumen.org)
    # The same again is the same, and no new revision.
    again = await done(admin, *OKR)
    assert again == made | {"changed": {"nodes": [], "totalCount": 0}}
    assert await stored(lumen.database, lumen.org) == before


async def test_it_is_one_revision_with_one_record(lumen: Company, admin: Client) -> None:
    await done(admin, *OKR)
    found = await lumen.database.read(
        "test.revision",
        "MATCH (r:Revision {org: $p.org, number: 3}) RETURN [r.operation, COUNT { "
        "MATCH (c:Change {org: $p.org, revision: 3}) }]",
        {"org": lumen.org},
    )
    assert found == ["batch", 7]


async def test_all_or_none(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    last = {"objectiveUpdate": {"id": "obj_nowhere", "title": "Riga"}}
    assert await refused(admin, *OKR, last) == [
        ("NOT_FOUND", ["operations", "7", "objectiveUpdate", "id"])
    ]
    assert await stored(lumen.database, lumen.org) == before
    # What is wrong with the inputs by themselves is told of all operations at once.
    wrong: list[Operation] = [
        {"keyResultCheckIn": {"keyResult": "kr_csat", "value": 1, "confidence": 2}},
        {"objectiveUpdate": {"id": "obj_care", "title": " "}},
    ]
    assert await refused(admin, wrong[0], OKR[0], wrong[1]) == [
        ("INVALID_INPUT", ["operations", "0", "keyResultCheckIn", "confidence"]),
        ("INVALID_INPUT", ["operations", "2", "objectiveUpdate", "title"]),
    ]
    assert await stored(lumen.database, lumen.org) == before


async def test_a_dry_run_shows_it_and_leaves_nothing(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    tried = await done(admin, *OKR, dryRun=True)
    assert tried["revision"] is None
    assert await stored(lumen.database, lumen.org) == before
    made = await done(admin, *OKR)
    assert made == tried | {"revision": 3}


async def test_how_many(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    one: Operation = {"objectiveUpdate": {"id": "obj_care", "title": "Care"}}
    for many, message in (
        (101, "`operations` has 101; send 100 at a time."),
        (0, "`operations` is empty; name at least one."),
    ):
        payload = await batch(admin, *[one] * many)
        assert payload["problems"] == [
            {
                "__typename": "InvalidInput",
                "code": "INVALID_INPUT",
                "message": message,
                "path": ["operations"],
            }
        ]
    assert await stored(lumen.database, lumen.org) == before
    titled: list[Operation] = [
        {"objectiveUpdate": {"id": "obj_care", "title": f"Care {number}"}} for number in range(100)
    ]
    made = await done(admin, *titled)
    assert len(made["results"]) == 100
    assert made["results"][0]["node"]["version"] == 101
    assert made["changed"]["totalCount"] == 1


async def test_what_is_no_operation(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    operations: tuple[dict[str, Any], ...] = (
        {},
        {"objectivePublish": {"id": "obj_care"}, "objectiveArchive": {"id": "obj_care"}},
        {"objectivePublish": None},
        {"batch": {"operations": []}},
    )
    for operation in operations:
        errors = await admin.refused(DOCUMENT, {"input": {"operations": [operation]}})
        assert [code for code, _ in errors] == ["INVALID_INPUT"], operation
    payload = await batch(admin, {"objectivePublish": {"id": "obj_care", "dryRun": True}})
    assert payload["problems"] == [
        {
            "__typename": "InvalidInput",
            "code": "INVALID_INPUT",
            "message": "A batch is done or tried as a whole: say `dryRun` beside its operations.",
            "path": ["operations", "0", "objectivePublish", "dryRun"],
        }
    ]
    assert await stored(lumen.database, lumen.org) == before


async def test_an_id_is_taken_once(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    other = {"objectiveCreate": OKR[0]["objectiveCreate"] | {"title": "Open Vilnius"}}
    assert await refused(admin, OKR[0], other) == [
        ("CONFLICT", ["operations", "1", "objectiveCreate", "id"])
    ]
    # Of an alignment that a batch takes away, too.
    assert await refused(
        admin,
        {"alignmentRemove": {"id": "aln_care_keep"}},
        {"objectiveAlign": {"id": "aln_care_keep", "objective": "obj_care", "to": "obj_keep"}},
    ) == [("NOT_FOUND", ["operations", "0", "alignmentRemove", "id"])]
    assert await stored(lumen.database, lumen.org) == before
    made = await done(admin, OKR[0], OKR[0])
    assert [result["node"]["id"] for result in made["results"]] == ["obj_riga", "obj_riga"]
    removed = await done(
        admin,
        {"objectiveAlign": {"id": "aln_one", "objective": "obj_riga", "to": "obj_keep"}},
        {"alignmentRemove": {"id": "aln_one"}},
        {"objectiveAlign": {"id": "aln_two", "objective": "obj_riga", "to": "obj_keep"}},
    )
    assert [result["node"] and result["node"]["id"] for result in removed["results"]] == [
        None,
        None,
        "aln_two",
    ]
    assert "aln_one" not in {node["id"] for node in removed["changed"]["nodes"]}
    assert await refused(
        admin,
        {"alignmentRemove": {"id": "aln_two"}},
        {"objectiveAlign": {"id": "aln_two", "objective": "obj_riga", "to": "obj_keep"}},
    ) == [("CONFLICT", ["operations", "1", "objectiveAlign", "id"])]


async def test_a_circle_inside_of_it(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    payload = await batch(
        admin,
        OKR[0],
        {"objectiveAlign": {"objective": "obj_riga", "to": "obj_latte"}},
        {"objectiveAlign": {"objective": "obj_latte", "to": "obj_riga", "weight": 3}},
    )
    (problem,) = payload["problems"]
    assert (problem["code"], problem["path"]) == (
        "ALIGNMENT_CYCLE",
        ["operations", "2", "objectiveAlign", "to"],
    )
    # What the batch would have made is not there to be shown, nor is it hidden.
    assert problem["steps"] == [
        {"node": {"id": "obj_latte"}, "hidden": False, "share": 1.0, "effect": None},
        {"node": None, "hidden": False, "share": 1.0, "effect": None},
        {"node": {"id": "obj_latte"}, "hidden": False, "share": 0.5, "effect": None},
    ]
    assert await stored(lumen.database, lumen.org) == before


async def test_the_version_expected_is_the_one_before_the_batch(
    lumen: Company, admin: Client
) -> None:
    first, second = (
        {"objectiveUpdate": {"id": "obj_care", "title": title, "expectedVersion": 1}}
        for title in ("One", "Two")
    )
    made = await done(admin, first, second)
    assert [result["node"]["version"] for result in made["results"]] == [3, 3]
    before = await stored(lumen.database, lumen.org)
    payload = await batch(admin, OKR[0], {"keyResultCreate": OKR[1]["keyResultCreate"]}, first)
    assert payload["problems"] == [
        {
            "__typename": "VersionConflict",
            "code": "VERSION_CONFLICT",
            "message": "Version 1 is not the present one, which is 3; look at what has changed and "
            "try again with that.",
            "path": ["operations", "2", "objectiveUpdate", "expectedVersion"],
            "current": {"id": "obj_care", "version": 3},
        }
    ]
    new = {"objectiveUpdate": {"id": "obj_riga", "title": "Riga", "expectedVersion": 2}}
    assert await refused(admin, OKR[0], new) == [
        ("INVALID_INPUT", ["operations", "1", "objectiveUpdate", "expectedVersion"])
    ]
    assert await stored(lumen.database, lumen.org) == before


async def test_each_needs_its_permission(lumen: Company) -> None:
    jaan = await lumen.person("jaan@lumen.example", "write")
    reader = await lumen.person("jaan@lumen.example", "read")
    before = await stored(lumen.database, lumen.org)
    mine: Operation = {"objectiveUpdate": {"id": "obj_macros", "title": "Macros"}}
    assert await refused(jaan, mine, {"objectiveUpdate": {"id": "obj_keep", "title": "Mine"}}) == [
        ("FORBIDDEN", ["operations", "1", "objectiveUpdate", "id"])
    ]
    assert await refused(reader, mine) == [("FORBIDDEN", ["operations", "0", "objectiveUpdate"])]
    assert await stored(lumen.database, lumen.org) == before
    await done(jaan, mine)


async def test_what_is_closed_by_it_is_closed_for_what_follows(
    lumen: Company, admin: Client
) -> None:
    report: Operation = {"keyResultCheckIn": {"keyResult": "kr_csat", "value": 0}}
    close: Operation = {"objectiveClose": {"id": "obj_care"}}
    before = await stored(lumen.database, lumen.org)
    assert await refused(admin, close, report) == [
        ("READ_ONLY", ["operations", "1", "keyResultCheckIn", "keyResult"])
    ]
    assert await stored(lumen.database, lumen.org) == before
    made = await done(admin, report, close, {"objectiveReopen": {"id": "obj_care"}}, report, close)
    assert made["results"][1]["node"]["progress"] == 0.375


async def test_what_is_closed_keeps_what_it_had_come_to(admin: Client) -> None:
    mode = "CONTRIBUTIONS"
    made = await done(
        admin,
        {"objectiveUpdate": {"id": "obj_grow", "progressMode": mode}},
        {"objectiveClose": {"id": "obj_grow"}},
        {"keyResultCheckIn": {"keyResult": "kr_macros", "value": 0}},
        {"objectiveUpdate": {"id": "obj_macros", "title": "Macros"}},
    )
    progress = {one["node"]["id"]: one["node"].get("progress") for one in made["results"]}
    assert (progress["obj_grow"], progress["obj_macros"]) == (1.0, 0.0)


async def test_what_has_moved_in_it_has_moved_for_what_follows(
    lumen: Company, admin: Client
) -> None:
    before = await stored(lumen.database, lumen.org)
    report: Operation = {"keyResultCheckIn": {"keyResult": "kr_csat", "value": 0}}
    days = {"startsOn": "2026-10-01", "endsOn": "2026-12-31"}
    cycle = {"id": "cyc_next", "name": "Next", "state": "ACTIVE", **days}
    for moves in (
        [
            {"keyResultMove": {"id": "kr_csat", "objective": "obj_latte"}},
            {"objectiveClose": {"id": "obj_latte"}},
        ],
        [
            {"cycleCreate": cycle},
            {"objectiveUpdate": {"id": "obj_care", "cycle": "cyc_next"}},
            {"cycleClose": {"id": "cyc_next"}},
        ],
    ):
        # The report names what the batch has looked for before anything was changed.
        assert await refused(admin, *moves, report) == [
            ("READ_ONLY", ["operations", str(len(moves)), "keyResultCheckIn", "keyResult"])
        ]
    assert await stored(lumen.database, lumen.org) == before


async def test_a_weekly_check_in_takes_as_many_statements_as_one(patient: Database) -> None:
    document = example()
    document["objectives"][0]["keyResults"] += [
        {"id": f"kr_{number}", "title": "Calls", "metric": {"goal": "AT_LEAST", "target": 3}}
        for number in range(50)
    ]
    watched = await Database.connect(patient.settings)
    runs: list[StatementRun] = []
    watched.observe = runs.append
    try:
        async with (
            serving(create_app(Settings(), database=watched)) as url,
            company(patient, url, document) as lumen,
        ):
            client = await lumen.service("admin")
            # The first use of a token writes down its day.
            await client.ask("{ organization { name } }")
            counts = []
            for some in (range(1), range(1, 50)):
                runs.clear()
                reports: list[Operation] = [
                    {"keyResultCheckIn": {"keyResult": f"kr_{number}", "value": number % 4}}
                    for number in some
                ]
                await client.ask(
                    "mutation ($input: BatchInput!) { batch(input: $input) { revision } }",
                    {"input": {"operations": reports}},
                )
                counts.append([run.name for run in runs if run.access == "write"])
            asked = f'{{ objective(id: "{document["objectives"][0]["id"]}") {{ progress }} }}'
            progress = (await client.ask(asked))["objective"]["progress"]
    finally:
        await watched.close()
    assert counts[0] == counts[1]
    assert progress == pytest.approx((0.5 * 1 + 0.25 * 3 + 12) / 54)


async def test_with_a_key_it_is_done_once(lumen: Company, admin: Client) -> None:
    circle: Operation = {"objectiveAlign": {"objective": "obj_keep", "to": "obj_care"}}
    for key, operations in (("refused", [OKR[0], circle]), ("done", OKR)):
        given = {"input": {"operations": operations}}
        header = {"idempotency-key": key}
        first = await admin.send(DOCUMENT, given, headers=header)
        before = await stored(lumen.database, lumen.org)
        again = await admin.send(DOCUMENT, given, headers=header)
        assert bool(first.json()["data"]["batch"]["results"]) == (key == "done")
        assert again.content == first.content
        assert again.headers["idempotency-replayed"] == "true"
        assert await stored(lumen.database, lumen.org) == before

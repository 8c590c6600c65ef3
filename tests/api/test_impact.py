"""What would follow from a change, and what follows from one: `impact`."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.app import create_app
from api.config import Settings
from graph.database.client import Database, StatementRun
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import PAYLOAD, Enum, change, done, example, stored
from tests.api.plans import Recording
from tests.api.serving import serving
from tests.api.test_statements import scans

IMPACT = """
impact {
  goalCount
  goals { node { id } before after }
  kpiCount
  kpis {
    kpi { id } size
    before { unownedShare hiddenShare } after { unownedShare hiddenShare }
    moverCount
    movers {
      objective { id }
      before { share ownShare netShare } after { share ownShare netShare }
    }
  }
  kpisNotCompared
}
"""
NOBODY = {"unownedShare": 0.0, "hiddenShare": 0.0}
NOTHING = {"goalCount": 0, "goals": [], "kpiCount": 0, "kpis": [], "kpisNotCompared": 0}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, example()) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def impact(
    client: Client, mutation: str, given: dict[str, Any], *, dry_run: bool = True
) -> Any:
    payload = await change(client, mutation, {**given, "dryRun": dry_run}, IMPACT)
    assert payload["problems"] == []
    return payload["impact"]


def goal(identifier: str, before: float | None, after: float | None) -> dict[str, Any]:
    return {"node": {"id": identifier}, "before": before, "after": after}


def shares(share: float, own: float, net: float) -> Any:
    return pytest.approx({"share": share, "ownShare": own, "netShare": net}, abs=1e-12)


async def test_a_check_in_moves_progress_and_no_share(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    given = {"keyResult": "kr_macros", "value": 10}
    tried = await impact(admin, "keyResultCheckIn", given)
    # Of obj_care and obj_grow count their own key results, so that it ends at obj_macros.
    assert tried == NOTHING | {
        "goalCount": 2,
        "goals": [goal("kr_macros", 1.0, 0.5), goal("obj_macros", 1.0, 0.5)],
    }
    assert await stored(lumen.database, lumen.org) == before
    assert await impact(admin, "keyResultCheckIn", given, dry_run=False) == tried
    assert await impact(admin, "objectiveUpdate", {"id": "obj_care", "title": "Care"}) == NOTHING


async def test_goals_come_by_the_size_of_their_change(admin: Client) -> None:
    # Σ w·p / Σ w: (1 · 1 + 3 · 0.25) / 4 of obj_keep.
    tried = await impact(admin, "keyResultCheckIn", {"keyResult": "kr_churn", "value": 3})
    assert tried["goals"] == [goal("kr_churn", 0.5, 1.0), goal("obj_keep", 0.3125, 0.4375)]
    # Without any inputs there is none.
    tried = await impact(admin, "keyResultArchive", {"id": "kr_macros"})
    assert tried["goals"] == [goal("obj_macros", 1.0, None)]


async def test_a_new_support_takes_half_of_the_plan(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    given = {"from": "obj_latte", "kpi": "kpi_subs", "effect": Enum("LOWERS")}
    tried = await impact(admin, "supportCreate", given)
    assert (tried["goals"], tried["kpiCount"], tried["kpisNotCompared"]) == ([], 2, 0)
    assert tried["kpis"] == [
        {
            "kpi": {"id": "kpi_subs"},
            "size": pytest.approx(0.5),
            "before": NOBODY,
            "after": NOBODY,
            "moverCount": 3,
            "movers": [
                {
                    "objective": {"id": "obj_grow"},
                    "before": shares(1, 0.5, 1),
                    "after": shares(0.5, 0.25, 0.5),
                },
                {
                    "objective": {"id": "obj_latte"},
                    "before": None,
                    "after": shares(0.5, 0.5, -0.5),
                },
                {
                    "objective": {"id": "obj_macros"},
                    "before": shares(0.5, 0.5, 0.5),
                    "after": shares(0.25, 0.25, 0.25),
                },
            ],
        },
        {
            # Half of what kpi_subs has of kpi_mrr.
            "kpi": {"id": "kpi_mrr"},
            "size": pytest.approx(0.25),
            "before": NOBODY,
            "after": NOBODY,
            "moverCount": 3,
            "movers": [
                {
                    "objective": {"id": "obj_grow"},
                    "before": shares(0.561029411764706, 0.280514705882353, 0.561029411764706),
                    "after": shares(0.311029411764706, 0.155514705882353, 0.311029411764706),
                },
                {
                    "objective": {"id": "obj_latte"},
                    "before": None,
                    "after": shares(0.25, 0.25, -0.25),
                },
                {
                    "objective": {"id": "obj_macros"},
                    "before": shares(0.377941176470588, 0.377941176470588, 0.377941176470588),
                    "after": shares(0.252941176470588, 0.252941176470588, 0.252941176470588),
                },
            ],
        },
    ]
    assert await stored(lumen.database, lumen.org) == before
    assert await impact(admin, "supportCreate", given, dry_run=False) == tried


async def test_what_is_archived_leaves_the_plan(admin: Client) -> None:
    tried = await impact(admin, "objectiveArchive", {"id": "obj_grow"})
    found = {one["kpi"]["id"]: one for one in tried["kpis"]}
    assert set(found) == {"kpi_mrr", "kpi_subs", "kpi_churn"}
    subs = found["kpi_subs"]
    assert (subs["size"], subs["before"], subs["after"]) == (
        1.0,
        NOBODY,
        {"unownedShare": 1.0, "hiddenShare": 0.0},
    )
    assert subs["movers"] == [
        {"objective": {"id": "obj_grow"}, "before": shares(1, 0.5, 1), "after": None},
        {"objective": {"id": "obj_macros"}, "before": shares(0.5, 0.5, 0.5), "after": None},
    ]


async def test_a_batch_has_one_impact(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    operations = [
        {
            "objectiveCreate": {
                "id": "obj_new",
                "title": "New",
                "owner": "team_growth",
                "lifecycle": "ACTIVE",
            }
        },
        {
            "keyResultCreate": {
                "id": "kr_new",
                "objective": "obj_new",
                "title": "New",
                "metric": {"goal": "DONE"},
            }
        },
        {"supportCreate": {"from": "kr_new", "kpi": "kpi_subs", "effect": "RAISES", "weight": 3}},
        {"keyResultCheckIn": {"keyResult": "kr_new", "value": 1}},
    ]
    asked = f"mutation ($i: BatchInput!) {{ batch(input: $i) {{ {PAYLOAD} {IMPACT} }} }}"
    given = {"i": {"operations": operations, "dryRun": True}}
    tried = (await admin.ask(asked, given))["batch"]["impact"]
    assert tried["goals"] == [goal("kr_new", None, 1.0), goal("obj_new", None, 1.0)]
    assert [(one["kpi"]["id"], one["size"]) for one in tried["kpis"]] == [
        ("kpi_subs", pytest.approx(0.75)),
        ("kpi_mrr", pytest.approx(0.375)),
    ]
    assert tried["kpis"][0]["movers"][0] == {
        "objective": {"id": "obj_grow"},
        "before": shares(1, 0.5, 1),
        "after": shares(0.25, 0.125, 0.25),
    }
    assert await stored(lumen.database, lumen.org) == before


async def test_with_problems_there_is_none(admin: Client) -> None:
    given = {"id": "obj_nowhere", "title": "New", "dryRun": True}
    payload = await change(admin, "objectiveUpdate", given, IMPACT)
    assert [one["code"] for one in payload["problems"]] == ["NOT_FOUND"]
    assert payload["impact"] is None


async def test_what_is_hidden_is_not_shown(database: Database, url: str) -> None:
    document = example()
    next(one for one in document["objectives"] if one["id"] == "obj_keep")["visibility"] = "PRIVATE"
    document["people"][0]["manager"] = "psn_jaan"
    async with company(database, url, document) as lumen:
        jaan = await lumen.person("jaan@lumen.example", "write")
        admin = await lumen.service("admin")
        given = {"id": "sup_new", "from": "obj_latte", "kpi": "kpi_mrr", "effect": Enum("RAISES")}
        seen, whole = [await impact(one, "supportCreate", given) for one in (jaan, admin)]
        (mrr,), (all_of_it,) = seen["kpis"], whole["kpis"]
        assert [one["objective"]["id"] for one in all_of_it["movers"]][:2] == [
            "obj_latte",
            "obj_grow",
        ]
        assert mrr["movers"] == [
            one for one in all_of_it["movers"] if one["objective"]["id"] != "obj_keep"
        ]
        assert (mrr["moverCount"], all_of_it["moverCount"]) == (4, 5)
        assert mrr["before"] == {
            "unownedShare": 0.0,
            "hiddenShare": pytest.approx(0.244117647058824),
        }
        assert mrr["after"]["hiddenShare"] == pytest.approx(0.244117647058824 * 0.8)
        assert mrr["size"] == all_of_it["size"]
        # Nor is the progress of goals that nobody may see.
        await done(admin, "objectiveUpdate", {"id": "obj_keep", "progressMode": Enum("COMBINED")})
        checked = {"keyResult": "kr_macros", "value": 0}
        await done(admin, "objectiveUpdate", {"id": "obj_grow", "progressMode": Enum("COMBINED")})
        seen, whole = [await impact(one, "keyResultCheckIn", checked) for one in (jaan, admin)]
        assert [one["node"]["id"] for one in whole["goals"]] == [
            *("kr_macros", "obj_macros", "obj_grow", "obj_keep")
        ]
        assert seen["goals"] == [one for one in whole["goals"] if one["node"]["id"] != "obj_keep"]
        assert (seen["goalCount"], whole["goalCount"]) == (3, 4)


async def test_how_much_is_shown(admin: Client) -> None:
    given = {"from": "obj_latte", "kpi": "kpi_subs", "effect": Enum("LOWERS"), "dryRun": True}
    payload = await change(
        admin,
        "supportCreate",
        given,
        "impact { kpiCount kpis(first: 1) { kpi { name } moverCount movers(first: 0) { __typename }"
        " few: movers(first: 1) { __typename before { share } } } none: goals(first: 0) { before }"
        " __typename }",
    )
    assert payload["impact"] == {
        "kpiCount": 2,
        "kpis": [
            {
                "kpi": {"name": "New subscribers per week"},
                "moverCount": 3,
                "movers": [],
                "few": [{"__typename": "MoverImpact", "before": {"share": 1.0}}],
            }
        ],
        "none": [],
        "__typename": "Impact",
    }


async def test_only_so_many_kpis_are_compared(database: Database, url: str) -> None:
    document = example()
    document["kpis"] += [
        {
            "id": f"kpi_{number:02}",
            "name": f"{number:02}",
            "measure": {"kind": "NUMBER"},
            "direction": "INCREASE",
            "frequency": "MONTHLY",
            "owner": "team_growth",
        }
        for number in range(52)
    ]
    document["kpis"][2]["drives"] += [
        {"kpi": f"kpi_{number:02}", "effect": "RAISES"} for number in range(52)
    ]
    async with company(database, url, document) as lumen:
        admin = await lumen.service("admin")
        given = {"from": "obj_latte", "kpi": "kpi_subs", "effect": Enum("RAISES")}
        tried = await impact(admin, "supportCreate", given)
        # kpi_subs, kpi_mrr and the 52 that it drives; the first by name are compared.
        assert (tried["kpiCount"], tried["kpisNotCompared"]) == (50, 4)
        assert [one["kpi"]["id"] for one in tried["kpis"]] == [
            f"kpi_{number:02}" for number in range(20)
        ]


async def test_it_is_only_asked_for_where_it_is_selected(patient: Database) -> None:
    recording = await Recording.connect(patient.settings)
    runs: list[StatementRun] = []
    recording.observe = runs.append
    try:
        async with (
            serving(create_app(Settings(), database=recording)) as url,
            company(patient, url, example()) as lumen,
        ):
            admin = await lumen.service("admin")
            await admin.ask("{ viewer { name } }")
            new = {"from": "obj_latte", "kpi": "kpi_subs", "effect": Enum("LOWERS")}
            asked = {"above": 2, "divisions": 2}
            for mutation, given, selected, statements in (
                ("supportCreate", new, "revision", {}),
                ("supportCreate", new, "impact { goals { before } }", {}),
                ("supportCreate", new, "impact { kpis { kpi { id } } }", asked),
                ("supportCreate", new, "impact { kpiCount }", asked),
                # What divides no plan otherwise needs no KPI to be looked at.
                ("keyResultCheckIn", {"keyResult": "kr_art", "value": 1}, "impact {kpiCount}", {}),
            ):
                runs.clear()
                await change(admin, mutation, {**given, "dryRun": True}, all_of=selected)
                names = Counter(run.name for run in runs if run.name in asked)
                assert names == statements, (mutation, selected)
                assert {run.name for run in runs if run.access == "read"} <= asked.keys()
            for sent in recording.sent:
                if sent.name in asked:
                    operators = await recording.explain(sent)
                    assert scans(operators) == [], sent.text
    finally:
        await recording.close()


async def test_what_is_undone_has_the_opposite_impact(admin: Client) -> None:
    given = {"from": "obj_latte", "kpi": "kpi_subs", "effect": Enum("RAISES")}
    made = await change(admin, "supportCreate", given, IMPACT)
    undone = await impact(admin, "changeRevert", {"revision": made["revision"]})
    turned = [
        one
        | {"before": one["after"], "after": one["before"]}
        | {"movers": [m | {"before": m["after"], "after": m["before"]} for m in one["movers"]]}
        for one in made["impact"]["kpis"]
    ]
    assert undone["kpis"] == turned
    assert len(turned) == 2

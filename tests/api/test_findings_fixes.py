"""`Finding.fixes`: each of them, sent as it stands, settles its finding."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import company
from tests.api.mutation_client import example
from tests.api.test_mutations_random import NOW

FINDINGS = "{ findings(first: 100) { nodes { key rule fixes { title operation input } } } }"
FIXED = {"CYCLE_MISMATCH", "UNCOUNTED_CONTRIBUTION", "EFFECT_CONTRADICTION"}


def document() -> dict[str, Any]:
    """The worked example, with what can be fixed wrong in it."""
    made = example()
    made["organization"]["rules"] = [{"rule": "UNCOUNTED_CONTRIBUTION", "enabled": True}]
    made["cycles"].append(
        {
            "id": "cyc_2027",
            "name": "2027",
            "kind": "YEAR",
            "startsOn": "2027-01-01",
            "endsOn": "2027-12-31",
            "state": "PLANNING",
        }
    )
    goals = {goal["id"]: goal for goal in made["objectives"]}
    goals["obj_macros"]["cycle"] = "cyc_2027"
    [support] = goals["obj_grow"]["keyResults"][0]["supports"]
    support["expectedDelta"] = -40
    goals["obj_brand"]["supports"] = [
        {"kpi": "kpi_churn", "effect": "LOWERS", "expectedDelta": 0.5}
    ]
    return made


async def found(client: Client) -> dict[str, Any]:
    """All findings by key."""
    return {node["key"]: node for node in (await client.ask(FINDINGS))["findings"]["nodes"]}


async def test_each_fix_settles_its_finding(database: Database, url: str) -> None:
    async with company(database, url, document(), now=NOW) as lumen:
        admin = await lumen.service("admin")
        before = await found(admin)
        assert {node["rule"] for node in before.values() if node["fixes"]} == FIXED
        assert sorted(key for key, node in before.items() if node["fixes"]) == [
            "CYCLE_MISMATCH:obj_macros+obj_care",
            "CYCLE_MISMATCH:obj_macros+obj_grow",
            "EFFECT_CONTRADICTION:kr_subs+kpi_subs",
            "EFFECT_CONTRADICTION:obj_brand+kpi_churn",
            "UNCOUNTED_CONTRIBUTION:obj_care",
            "UNCOUNTED_CONTRIBUTION:obj_grow",
            "UNCOUNTED_CONTRIBUTION:obj_keep",
        ]
        for key, node in before.items():
            for fix in node["fixes"]:
                await _check(admin, key, fix)


async def _check(client: Client, key: str, fix: dict[str, str]) -> None:
    operation = fix["operation"]
    type_name = f"{operation[0].upper()}{operation[1:]}Input"
    mutation = (
        f"mutation Fix($input: {type_name}!) {{ {operation}(input: $input) {{ "
        "problems { message } impact { findings { settled(first: 100) { key } } } } }"
    )
    given = {**json.loads(fix["input"]), "dryRun": True}
    payload = (await client.ask(mutation, {"input": given}))[operation]
    assert payload["problems"] == []
    assert key in [finding["key"] for finding in payload["impact"]["findings"]["settled"]]
    assert fix["title"].endswith(".")


@pytest.mark.parametrize("rule", ["ORPHAN_OBJECTIVE", "STALE_KEY_RESULT"])
async def test_what_people_decide_has_none(database: Database, url: str, rule: str) -> None:
    async with company(database, url, example(), now=NOW) as lumen:
        nodes = (await found(await lumen.service("admin"))).values()
        fixes = [node["fixes"] for node in nodes if node["rule"] == rule]
        assert fixes
        assert not any(fixes)

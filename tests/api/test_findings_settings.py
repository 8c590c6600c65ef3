"""Settings of rules and weights of measures: set by mutations, in force at once, and then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.copies import read_export
from tests.api.mutation_client import Enum, done, example, refused
from tests.api.test_findings_example import INFOS
from tests.api.test_mutations_random import NOW

RULES = "rules { rule enabled severity limit }"
WEIGHTS = "alignmentWeights { measure weight }"
ORGANIZATION = f"organization {{ id {RULES} {WEIGHTS} }}"
UNCOUNTED = [f"UNCOUNTED_CONTRIBUTION:{goal}" for goal in ("obj_care", "obj_grow", "obj_keep")]
KEYS = "findings(filter: {severity: {eq: INFO}}) { nodes { key facts { name value limit } } }"


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    """The worked example."""
    async with company(database, url, example(), now=NOW) as loaded:
        yield loaded


@pytest.fixture
async def admin(lumen: Company) -> Client:
    """An administrator."""
    return await lumen.service("admin")


def rule(name: str, **more: Any) -> dict[str, Any]:
    """A setting as it is given."""
    return {"rule": Enum(name), **more}


async def told(client: Client, at: int | None = None) -> list[str]:
    """The keys of INFO findings, now or at a revision."""
    asked = f"{{ {KEYS} }}" if at is None else f"{{ at(revision: {at}) {{ {KEYS} }} }}"
    answer = await client.ask(asked)
    return [node["key"] for node in (answer if at is None else answer["at"])["findings"]["nodes"]]


async def test_rules_are_asked_as_the_organization_sets_them(admin: Client) -> None:
    before = await admin.ask(f"{{ {ORGANIZATION} }}")
    assert len(before["organization"]["rules"]) == 21
    assert await told(admin) == INFOS
    given = [
        rule("UNCOUNTED_CONTRIBUTION", enabled=True),
        rule("IDLE_OBJECTIVE", enabled=False),
        rule("TOO_FEW_KEY_RESULTS", severity=Enum("WARNING"), limit=1),
        rule("TOO_MANY_KEY_RESULTS", severity=Enum("INFO"), limit=1),
    ]
    payload = await done(admin, "organizationUpdate", {"rules": given}, ORGANIZATION)
    revision = payload["revision"]
    rules = {row["rule"]: row for row in payload["organization"]["rules"]}
    assert rules["TOO_MANY_KEY_RESULTS"] == {
        "rule": "TOO_MANY_KEY_RESULTS",
        "enabled": True,
        "severity": "INFO",
        "limit": 1.0,
    }
    assert rules["KEY_PERSON"]["limit"] == 0.5
    many = [f"TOO_MANY_KEY_RESULTS:{goal}" for goal in ("obj_care", "obj_keep")]
    assert await told(admin) == [*many, *UNCOUNTED]
    assert await told(admin, revision - 1) == INFOS
    assert await told(admin, revision) == [*many, *UNCOUNTED]
    # What is absent is left alone, and null is the default.
    back = [rule("IDLE_OBJECTIVE", enabled=None), rule("UNCOUNTED_CONTRIBUTION", enabled=None)]
    back += [rule("TOO_FEW_KEY_RESULTS", severity=None), rule("TOO_MANY_KEY_RESULTS", limit=None)]
    await done(admin, "organizationUpdate", {"rules": back}, ORGANIZATION)
    few = ["TOO_FEW_KEY_RESULTS:obj_brand"]
    assert await told(admin) == [*INFOS[:2], *few]


async def test_weights_change_the_score(admin: Client) -> None:
    score = "{ organization { alignmentReport { score { value } } } }"
    given = [
        {"measure": Enum("ALIGNED"), "weight": 90},
        {"measure": Enum("MOVES_A_KPI"), "weight": 1e-9},
        {"measure": Enum("COMPANY_SUPPORTED"), "weight": 1e-9},
        {"measure": Enum("MEASURABLE"), "weight": 1e-9},
        {"measure": Enum("KPI_OWNED"), "weight": 10},
    ]
    await done(admin, "organizationUpdate", {"alignmentWeights": given}, ORGANIZATION)
    value = (await admin.ask(score))["organization"]["alignmentReport"]["score"]["value"]
    assert value == pytest.approx(77.5, abs=1e-6)


async def test_history_and_undo_know_of_them(admin: Client) -> None:
    given = {
        "rules": [rule("KEY_PERSON", limit=0.2)],
        "alignmentWeights": [{"measure": Enum("ALIGNED"), "weight": 50}],
    }
    revision = (await done(admin, "organizationUpdate", given, ORGANIZATION))["revision"]
    history = (
        "{ organization { history(direction: DESC, first: 1) "
        "{ nodes { revision fields { name before after } } } } }"
    )
    [change] = (await admin.ask(history))["organization"]["history"]["nodes"]
    assert change["revision"] == revision
    assert {field["name"] for field in change["fields"]} == {"rules", "alignmentWeights"}
    _, entities = await read_export(admin)
    [organization] = [entity for entity in entities if entity["type"] == "organization"]
    assert organization["rules"] == [
        {"rule": "KEY_PERSON", "enabled": True, "severity": "INFO", "limit": 0.2}
    ]
    assert organization["alignmentWeights"] == [{"measure": "ALIGNED", "weight": 50.0}]
    await done(admin, "changeRevert", {"revision": revision}, "revision")
    after = (await admin.ask(f"{{ {ORGANIZATION} }}"))["organization"]
    assert next(row for row in after["rules"] if row["rule"] == "KEY_PERSON")["limit"] == 0.5
    assert after["alignmentWeights"][0] == {"measure": "ALIGNED", "weight": 30.0}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"rules": [rule("IDLE_OBJECTIVE", limit=3)]}, ["rules", "0", "limit"]),
        ({"rules": [rule("KEY_PERSON", limit=-1)]}, ["rules", "0", "limit"]),
        (
            {"alignmentWeights": [{"measure": Enum("ALIGNED"), "weight": 0}]},
            ["alignmentWeights", "0", "weight"],
        ),
    ],
)
async def test_what_is_refused(admin: Client, given: dict[str, Any], path: list[str]) -> None:
    before = await admin.ask(f"{{ {ORGANIZATION} organization {{ revision }} }}")
    problems = await refused(admin, "organizationUpdate", given)
    assert [(code, at) for code, _, at in problems] == [("INVALID_INPUT", path)]
    assert await admin.ask(f"{{ {ORGANIZATION} organization {{ revision }} }}") == before


async def test_members_set_none(lumen: Company) -> None:
    aino = await lumen.person("aino@lumen.example", "write")
    given = {"rules": [rule("KEY_PERSON", limit=0.1)]}
    problems = await refused(aino, "organizationUpdate", given)
    assert [code for code, _, _ in problems] == ["FORBIDDEN"]

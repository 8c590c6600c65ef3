"""`alignmentReport` over HTTP: the worked example, and random organizations held against the slow
and obvious version."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from math import fsum
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.copies import read_export
from tests.api.misaligned import document_of, misaligned, slowly
from tests.api.test_findings_random import VIEWERS
from tests.reference import alignment as reference
from tests.reference.findings import Organization

EXAMPLE = Path(__file__).parents[2] / "data" / "example.json"
MEANT = datetime(2026, 11, 10, 12, tzinfo=UTC)
SEEDS = range(1, 1 + int(os.environ.get("GOALGRAPH_SEEDS", "2")))

WHOLE = """
score { value deductions { measure points count hiddenNodes nodes(first: 100) { id } } }
measures { kind met of share weight }
byTeam { team { id } score aligned movesAKpi objectives }
byLevel { level aligned movesAKpi objectives }
silos { team { id } objectives }
crossTeamShare
levelSkips
keyPeople { person { id } objective { id } share }
"""


def about(number: Any) -> Any:
    """Equal to 1e-9 (and null to null)."""
    return None if number is None else pytest.approx(float(number), abs=1e-9, rel=0)


@pytest.fixture(scope="module")
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    """The worked example, imported a week before its day."""
    document = json.loads(EXAMPLE.read_text("utf-8"))
    async with company(database, url, document, now=MEANT - timedelta(7)) as loaded:
        yield loaded


@pytest.fixture
async def client(lumen: Company) -> Client:
    """An administrator."""
    return await lumen.service()


async def then(client: Client, asked: str) -> dict[str, Any]:
    """What is answered on the example's day."""
    text = f"query Then($at: DateTime!) {{ at(time: $at) {{ {asked} }} }}"
    found: dict[str, Any] = (await client.ask(text, {"at": MEANT.isoformat()}))["at"]
    return found


async def test_the_example_figure_by_figure(client: Client) -> None:
    found = (await then(client, f"organization {{ alignmentReport {{ {WHOLE} }} }}"))[
        "organization"
    ]["alignmentReport"]
    assert found["score"]["value"] == about(2000 / 27)
    assert found["score"]["deductions"] == [
        _deducted("ALIGNED", 30 / 90 * 100 / 4, ["obj_latte"]),
        _deducted("MOVES_A_KPI", 20 / 90 * 100 / 3, ["obj_brand", "obj_latte"]),
        _deducted("COMPANY_SUPPORTED", 15 / 90 * 100 / 2, ["obj_brand"]),
        _deducted("KPI_OWNED", 0, []),
        _deducted("MEASURABLE", 10 / 90 * 100 / 6, ["obj_brand"]),
    ]
    assert [(row["kind"], row["met"], row["of"], row["weight"]) for row in found["measures"]] == [
        ("ALIGNED", 3, 4, 30.0),
        ("MOVES_A_KPI", 4, 6, 20.0),
        ("COMPANY_SUPPORTED", 1, 2, 15.0),
        ("KPI_OWNED", 3, 3, 15.0),
        ("BEHIND_ADDRESSED", 0, 0, 10.0),
        ("MEASURABLE", 5, 6, 10.0),
    ]
    assert [row["share"] for row in found["measures"]] == [
        *(about(0.75), about(4 / 6), about(0.5), about(1), None, about(5 / 6))
    ]
    assert [(row["team"]["id"], row["score"]) for row in found["byTeam"]] == [
        ("team_growth", about(200 / 3)),
        ("team_lumen", about(2000 / 27)),
        ("team_care", about(100)),
    ]
    assert [(row["level"], row["aligned"], row["objectives"]) for row in found["byLevel"]] == [
        ("COMPANY", None, 2),
        ("TEAM", 1.0, 2),
        ("PERSONAL", 0.5, 2),
    ]
    assert found["silos"] == []
    assert found["crossTeamShare"] == 0.25
    assert found["levelSkips"] == 0
    assert found["keyPeople"] == []


def _deducted(measure: str, points: float, nodes: list[str]) -> dict[str, Any]:
    return {
        "measure": measure,
        "points": about(points),
        "count": len(nodes),
        "hiddenNodes": 0,
        "nodes": [{"id": node} for node in nodes],
    }


async def test_of_teams(client: Client) -> None:
    asked = """
    teams { nodes { id alignmentReport { score { value } } } }
    alone: team(id: "team_lumen") { alignmentReport(includeSubTeams: false) {
      score { value } measures { kind of }
    } }"""
    found = await then(client, asked)
    scores = {n["id"]: n["alignmentReport"]["score"]["value"] for n in found["teams"]["nodes"]}
    assert scores == {
        "team_care": about(100),
        "team_growth": about(200 / 3),
        "team_lumen": about(2000 / 27),
    }
    alone = found["alone"]["alignmentReport"]
    assert {row["kind"]: row["of"] for row in alone["measures"]} == {
        "ALIGNED": 0,
        "MOVES_A_KPI": 2,
        "COMPANY_SUPPORTED": 2,
        "KPI_OWNED": 1,
        "BEHIND_ADDRESSED": 0,
        "MEASURABLE": 2,
    }
    # (20 · 1/2 + 15 · 1/2 + 15 · 1 + 10 · 1/2) / 60
    assert alone["score"]["value"] == about(62.5)


async def test_over_cycles(client: Client) -> None:
    asked = "organization { alignmentReport { trend { cycle { id } at score aligned } } }"
    [cycle] = (await then(client, asked))["organization"]["alignmentReport"]["trend"]
    assert cycle["cycle"] == {"id": "cyc_2026q4"}
    assert datetime.fromisoformat(cycle["at"]) == MEANT
    assert (cycle["score"], cycle["aligned"]) == (about(2000 / 27), about(0.75))


async def test_teams_page_by_page(client: Client) -> None:
    page = "organization { alignmentReport { byTeam(first: 1%s) { team { id } } } }"
    found: list[str] = []
    for _ in range(4):
        after = f', after: "{found[-1]}"' if found else ""
        rows = (await then(client, page % after))["organization"]["alignmentReport"]["byTeam"]
        found += [row["team"]["id"] for row in rows]
    assert found == ["team_growth", "team_lumen", "team_care"]


async def test_what_is_refused(client: Client) -> None:
    organization = "{ organization { alignmentReport(%s) { %s } } }"
    assert await client.refused(organization % ('cycle: "cyc_none"', "levelSkips")) == [
        ("NOT_FOUND", "There is no cycle cyc_none.")
    ]
    [(code, _)] = await client.refused(
        "{ organization { alignmentReport { trend(cycles: 13) { score } } } }"
    )
    assert code == "INVALID_INPUT"


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_random_organization(database: Database, url: str, seed: int) -> None:
    random = Random(1000 + seed)
    now = datetime.now(UTC)
    async with company(database, url, misaligned(random, now), now=now) as loaded:
        service = await loaded.service()
        document = document_of(*await read_export(service))
        for email in VIEWERS.values():
            client = await loaded.person(email)
            slow = await slowly(service, client, document, datetime.now(UTC))
            await _compare(client, slow, random)


async def _compare(client: Client, slow: Organization, random: Random) -> None:
    answer = await client.ask(f"{{ organization {{ alignmentReport {{ {WHOLE} }} }} }}")
    found = answer["organization"]["alignmentReport"]
    _compare_score(found, reference.measures(slow))
    whole = found["byTeam"]
    assert {row["team"]["id"] for row in whole} == set(slow.teams)
    for row in whole:
        team = row["team"]["id"]
        expected = reference.measures(slow, team)
        assert row["score"] == about(reference.score(expected)[0])
        assert row["aligned"] == about(_share(expected["ALIGNED"]))
        assert row["movesAKpi"] == about(_share(expected["MOVES_A_KPI"]))
        assert row["objectives"] == len(expected["MEASURABLE"][0])
    scores = [row["score"] for row in whole]
    assert scores == sorted(scores, key=lambda score: (score is None, score or 0))
    silos = [(row["team"]["id"], row["objectives"]) for row in found["silos"]]
    assert silos == reference.silos(slow)
    assert found["crossTeamShare"] == about(reference.cross_team_share(slow))
    key_people = {
        (row["person"]["id"], row["objective"]["id"]): row["share"] for row in found["keyPeople"]
    }
    assert key_people == {(p, g): about(share) for p, g, share in reference.key_people(slow)}
    team, cycle = random.choice(list(slow.teams)), f"cyc_{random.randrange(4)}"
    asked = f"""{{ team(id: "{team}") {{
      alignmentReport(cycle: "{cycle}", includeSubTeams: false) {{ {WHOLE} }}
    }} }}"""
    part = (await client.ask(asked))["team"]["alignmentReport"]
    _compare_score(part, reference.measures(slow, team, cycle, sub_teams=False))


def _compare_score(found: dict[str, Any], expected: dict[str, tuple[set[str], set[str]]]) -> None:
    value, points = reference.score(expected)
    assert found["score"]["value"] == about(value)
    for row in found["score"]["deductions"]:
        unmet = sorted(expected[row["measure"]][1])
        assert row["points"] == about(points.pop(row["measure"]))
        assert (row["count"], [node["id"] for node in row["nodes"]]) == (len(unmet), unmet)
    assert not points
    if value is not None:
        taken = fsum(row["points"] for row in found["score"]["deductions"])
        assert found["score"]["value"] + taken == about(100)
    counts = {row["kind"]: (row["met"], row["of"]) for row in found["measures"]}
    assert counts == {
        kind: (len(asked) - len(unmet), len(asked)) for kind, (asked, unmet) in expected.items()
    }


def _share(sets: tuple[set[str], set[str]]) -> float | None:
    asked, unmet = sets
    return (len(asked) - len(unmet)) / len(asked) if asked else None

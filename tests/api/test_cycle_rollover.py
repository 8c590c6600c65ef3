"""The rollover of a cycle: what goes on, what stays behind, and who may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import change, done, refuse_all, refused, stored
from tests.api.rederived import check_derived
from tests.api.test_mutations_random import NOW
from tests.reference.rollover import rolled_over

Q3 = {"startsOn": "2026-07-01", "endsOn": "2026-09-30"}
Q4 = {"startsOn": "2026-10-01", "endsOn": "2026-12-31"}
YEAR = {"startsOn": "2026-01-01", "endsOn": "2026-12-31"}
INCREASE = {"goal": "INCREASE", "start": 0, "target": 10}
LIFTS = {"kpi": "kpi_moved", "effect": "RAISES", "expectedDelta": 1}


def _result(name: str, metric: dict[str, Any], value: float | None = None, **more: Any) -> Any:
    made = {"id": f"kr_{name}", "title": name, "metric": metric, **more}
    if value is not None:
        made["checkIns"] = [{"value": value, "effectiveAt": "2026-08-01T00:00:00Z"}]
    return made


def _goal(name: str, owner: str, cycle: str | None = "cyc_q3", **more: Any) -> dict[str, Any]:
    made = {"id": f"obj_{name}", "title": name, "owner": owner, **more}
    return made if cycle is None else made | {"cycle": cycle}


def _kpi(name: str, **more: Any) -> dict[str, Any]:
    kpi = {"name": name, "direction": "INCREASE", "frequency": "MONTHLY", "owner": "team_all"}
    return {"id": f"kpi_{name}", **kpi, **more}


DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Lumen"},
    "teams": [
        {"id": "team_all", "name": "Lumen", "kind": "COMPANY"},
        {"id": "team_a", "name": "A", "parent": "team_all", "leads": ["psn_lead"]},
    ],
    "people": [
        {"id": f"psn_{name}", "name": name, "email": f"{name}@lumen.example", **more}
        for name, more in (
            ("lead", {"teams": ["team_a"]}),
            ("doer", {"teams": ["team_a"]}),
            ("other", {}),
            ("gone", {"archived": True}),
        )
    ],
    "cycles": [
        {"id": "cyc_year", "name": "Year", **YEAR},
        {"id": "cyc_q2", "name": "Q2", "startsOn": "2026-04-01", "endsOn": "2026-06-30"},
        {"id": "cyc_q3", "name": "Q3", **Q3},
        {"id": "cyc_q4", "name": "Q4", "state": "PLANNING", **Q4},
        {"id": "cyc_over", "name": "Over", "state": "CLOSED", **Q4},
        {"id": "cyc_away", "name": "Away", "archived": True, **Q4},
    ],
    "kpis": [
        _kpi(
            "moved",
            values=[{"at": "2026-09-05", "value": 4}, {"at": "2026-10-05", "value": 7}],
        ),
        _kpi("away", archived=True),
    ],
    "objectives": [
        _goal("year", "team_all", "cyc_year", keyResults=[_result("yearly", INCREASE)]),
        _goal("backlog", "team_all", None),
        _goal("next", "team_all", "cyc_q4"),
        _goal(
            "company",
            "team_all",
            description="All of it.",
            labels=["red"],
            links=[{"title": "Plan", "url": "https://lumen.example/plan"}],
            priority=2,
            keyResults=[
                _result(
                    "rises",
                    INCREASE,
                    4,
                    weight=3,
                    cadenceDays=14,
                    dueOn="2026-09-01",
                    owner="psn_other",
                    supports=[
                        {"kpi": "kpi_moved", "effect": "RAISES", "weight": 2, "expectedDelta": 100},
                        {"kpi": "kpi_away", "effect": "RAISES"},
                    ],
                ),
                _result("falls", {"goal": "DECREASE", "start": 20, "target": 10}, 25),
                _result("untouched", INCREASE),
                _result("done", {"goal": "DONE"}, 1),
                _result("floor", {"goal": "AT_LEAST", "target": 5}, 3),
                _result("beyond", INCREASE, 12),
                _result("archived", INCREASE, 1, archived=True),
                _result("fed", INCREASE, 2, measuredBy="kpi_moved"),
                _result(
                    *("since", INCREASE, 6),
                    measuredBy="kpi_moved",
                    measuredAs="CHANGE",
                    baseline=1,
                ),
            ],
            supports=[{"kpi": "kpi_moved", "effect": "LOWERS", "expectedDelta": -5}],
        ),
        _goal(
            "team",
            "team_a",
            lifecycle="CLOSED",
            progress=0.5,
            health="ON_TRACK",
            score=0.5,
            decision="MODIFY",
            ambition="ASPIRATIONAL",
            lead="psn_doer",
            keyResults=[
                _result("there", INCREASE, 10),
                _result("held", {"goal": "AT_MOST", "target": 5}, 3),
                _result("band", {"goal": "BETWEEN", "lower": 1, "upper": 2}, 3),
            ],
            alignsTo=[
                {"to": "kr_rises", "weight": 5, "rationale": "It lifts it."},
                {"to": "kr_beyond", "weight": 3, "counts": False},
                {"to": "obj_company", "weight": 2},
                {"to": "kr_yearly", "weight": 7},
                {"to": "obj_given_up"},
            ],
        ),
        _goal(
            "private",
            "psn_doer",
            visibility="PRIVATE",
            sharedWith=["psn_gone", "psn_other"],
            progressMode="MANUAL",
            manualProgress=0.5,
            alignsTo=[{"to": "obj_team"}, {"to": "obj_backlog"}, {"to": "obj_next"}],
        ),
        _goal(
            "kept", "psn_other", lifecycle="CLOSED", progress=0.2, health="AT_RISK", decision="KEEP"
        ),
        _goal(
            "given_up",
            "team_a",
            lifecycle="CLOSED",
            progress=0.1,
            health="AT_RISK",
            decision="ABANDON",
        ),
        _goal("undecided", "team_a", lifecycle="CLOSED", progress=0.1, health="AT_RISK"),
        _goal(
            "left",
            "psn_gone",
            "cyc_q2",
            lifecycle="CLOSED",
            progress=0.1,
            health="AT_RISK",
            decision="KEEP",
        ),
        _goal("draft", "team_a", lifecycle="DRAFT"),
    ],
}

REF = "{ id }"
SUPPORTS = "supports { edges { node { kpi { id archived } effect weight expectedDelta } } }"
RESULTS = f"""keyResults(first: 50, filter: {{or: [{{archived: true}}, {{archived: false}}]}}) {{
  nodes {{
    id title description owner {REF} measure {{ kind currency unit precision }} weight labels
    links {{ title url }} cadenceDays dueOn measuredBy {REF} measuredAs baseline
    archived progress current
    metric {{ goal start target lower upper }} {SUPPORTS}
  }}
}}"""
GOAL = f"""
  id title description owner {REF} lead {REF} ambition visibility labels links {{ title url }}
  progressMode manualProgress priority contributionStatement lifecycle decision originId progress
  cycle {{ id startsOn endsOn }}
  sharedWith {{ ... on Person {{ id archived }} ... on Team {{ id archived }} }}
  {SUPPORTS}
  {RESULTS}
  alignsTo {{ edges {{
    alignment {{ weight counts rationale keyResult {{ id title }} }}
    node {{ id title lifecycle originId cycle {{ id startsOn endsOn }} }}
  }} }}
"""
ALL = f"""{{ objectives(first: 50, filter: {{lifecycle: {{in: [DRAFT, ACTIVE, CLOSED]}}}}) {{
  nodes {{ {GOAL} }}
}} }}"""
COPIES = "copies { from { id } to { id lifecycle } leftOut { id } }"
CHAIN = "rolledOver { objective { id } cycle { id } progress score }"
FROM_TO = {"from": "cyc_q3", "to": "cyc_q4"}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT, now=NOW) as imported:
        yield imported


@pytest.fixture
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


async def goals(client: Client) -> dict[str, dict[str, Any]]:
    """All goals, their links as plain lists."""
    found = {}
    for goal in (await client.ask(ALL))["objectives"]["nodes"]:
        goal["keyResults"] = goal["keyResults"]["nodes"]
        for holder in (goal, *goal["keyResults"]):
            holder["supports"] = [edge["node"] for edge in holder["supports"]["edges"]]
        edges = goal["alignsTo"]["edges"]
        goal["alignsTo"] = [{**edge["alignment"], "target": edge["node"]} for edge in edges]
        found[goal["id"]] = goal
    return found


def as_expected(copy: dict[str, Any], expected: dict[str, Any], left_out: list[str]) -> Any:
    """A copy told as the slow version tells it."""
    links = [
        (
            "copy" if link["target"]["originId"] != link["target"]["id"] else "same",
            link["target"]["title"],
            link["keyResult"]["title"] if link["keyResult"] else "",
            link["weight"],
            link["counts"],
        )
        for link in copy["alignsTo"]
    ]
    told = {name: copy[name] for name in expected if name != "leftOut"}
    names = expected["keyResults"][0] if expected["keyResults"] else ()
    results = [{name: result[name] for name in names} for result in told["keyResults"]]
    return told | {
        "sharedWith": [who["id"] for who in copy["sharedWith"]],
        "keyResults": results,
        "alignsTo": sorted(links),
        "leftOut": left_out,
    }


@pytest.mark.parametrize("weights", [True, False])
async def test_goals_go_on_as_the_slow_version_says(
    lumen: Company, admin: Client, weights: bool
) -> None:
    before = await goals(admin)
    untouched = await stored(lumen.database, lumen.org)
    given = FROM_TO | {"weights": weights}
    tried = await done(admin, "cycleRollover", given | {"dryRun": True}, COPIES)
    assert await stored(lumen.database, lumen.org) == untouched
    payload = await done(admin, "cycleRollover", given, COPIES)
    assert [row["from"] for row in payload["copies"]] == [row["from"] for row in tried["copies"]]
    after = await goals(admin)
    expected = rolled_over(list(before.values()), "cyc_q3", Q4, weights=weights)
    assert {one["title"] for one in expected} == {"company", "team", "private", "kept"}
    rows = {row["from"]["id"]: row for row in payload["copies"]}
    assert len(rows) == len(expected)
    for one in expected:
        row = rows[one["originId"]]
        copy = after.pop(row["to"]["id"])
        assert copy["cycle"]["id"] == "cyc_q4"
        assert copy["progress"] is None or copy["keyResults"]
        left_out = [result["id"] for result in row["leftOut"]]
        assert as_expected(copy, one, left_out) == one, one["title"]
        # The KPI has a value of the new cycle; nothing else is reported yet.
        values = {result["title"]: result["current"] for result in copy["keyResults"]}
        assert values == dict.fromkeys(values) | ({"fed": 7, "since": 3} if "fed" in values else {})
        assert {result["dueOn"] for result in copy["keyResults"]} <= {None}
    assert after == before
    await check_derived(lumen.database, lumen.org)

    again = await done(admin, "cycleRollover", given, COPIES)
    assert (again["copies"], again["revision"]) == ([], payload["revision"])


async def test_a_rollover_is_undone_and_done_again(lumen: Company, admin: Client) -> None:
    before = await goals(admin)
    first = await done(admin, "cycleRollover", FROM_TO | {"closeOld": True}, COPIES)
    copies = {row["from"]["id"]: row["to"]["id"] for row in first["copies"]}
    chain = await admin.ask(
        f'{{ objective(id: "obj_company") {{ originId lifecycle decision score {CHAIN} }} '
        f'copy: objective(id: "{copies["obj_company"]}") {{ originId {CHAIN} }} '
        f'lone: objective(id: "obj_given_up") {{ originId rolledOver {{ objective {{ id }} }} }} '
        f"at(revision: {first['revision'] - 1}) {{ "
        f'objective(id: "obj_company") {{ lifecycle rolledOver {{ objective {{ id }} }} }} }} }}'
    )
    assert {name: chain["objective"][name] for name in ("lifecycle", "decision", "score")} == {
        "lifecycle": "CLOSED",
        "decision": "KEEP",
        "score": None,
    }
    assert [row["objective"]["id"] for row in chain["copy"]["rolledOver"]] == [
        "obj_company",
        copies["obj_company"],
    ]
    assert [row["cycle"]["id"] for row in chain["copy"]["rolledOver"]] == ["cyc_q3", "cyc_q4"]
    assert chain["objective"]["rolledOver"] == chain["copy"]["rolledOver"]
    assert chain["objective"]["originId"] == chain["copy"]["originId"] == "obj_company"
    assert chain["lone"] == {
        "originId": "obj_given_up",
        "rolledOver": [{"objective": {"id": "obj_given_up"}}],
    }
    assert chain["at"]["objective"] == {
        "lifecycle": "ACTIVE",
        "rolledOver": [{"objective": {"id": "obj_company"}}],
    }
    await done(admin, "changeRevert", {"revision": first["revision"]})
    after = await goals(admin)
    assert after == before
    second = await done(admin, "cycleRollover", FROM_TO, COPIES)
    assert [row["from"] for row in second["copies"]] == [row["from"] for row in first["copies"]]
    await check_derived(lumen.database, lumen.org)


async def test_only_what_the_viewer_may_change_is_copied(lumen: Company) -> None:
    lead = await lumen.person("lead@lumen.example", "write")
    other = await lumen.person("other@lumen.example", "write")
    payload = await done(lead, "cycleRollover", FROM_TO, COPIES)
    assert [row["from"]["id"] for row in payload["copies"]] == ["obj_team"]
    shared = await other.ask(f'{{ objective(id: "obj_private") {{ originId {CHAIN} }} }}')
    assert shared["objective"]["originId"] == "obj_private"
    # Goals that were copied before are linked to by what is copied later.
    doer = await lumen.person("doer@lumen.example", "write")
    copies = (await done(doer, "cycleRollover", FROM_TO, COPIES))["copies"]
    assert [row["from"]["id"] for row in copies] == ["obj_private"]
    asked = f'{{ objective(id: "{copies[0]["to"]["id"]}") {{ alignsTo {{ nodes {{ id }} }} }} }}'
    linked = (await doer.ask(asked))["objective"]["alignsTo"]["nodes"]
    assert {"id": payload["copies"][0]["to"]["id"]} in linked
    named = FROM_TO | {"objectives": ["obj_team"], "team": {"in": ["team_a"]}}
    problems = [
        (p["code"], p["path"]) for p in (await change(other, "cycleRollover", named))["problems"]
    ]
    assert problems == [("FORBIDDEN", ["objectives", "0"])]
    scoped = await done(
        await lumen.service("write"),
        "cycleRollover",
        FROM_TO | {"team": {"in": ["team_all"], "includeSubTeams": False}},
        COPIES,
    )
    assert [row["from"]["id"] for row in scoped["copies"]] == ["obj_company"]


async def test_refusals_change_nothing(lumen: Company, admin: Client) -> None:
    before = await stored(lumen.database, lumen.org)
    await refuse_all(
        admin,
        [
            ("cycleRollover", FROM_TO | given, expected)
            for given, expected in (
                ({"to": "cyc_over"}, [("READ_ONLY", ["to"])]),
                ({"to": "cyc_away"}, [("INVALID_INPUT", ["to"])]),
                ({"to": "cyc_q3"}, [("INVALID_INPUT", ["to"])]),
                ({"to": "cyc_year"}, [("INVALID_INPUT", ["to"])]),
                # Whoever is archived holds no open work.
                ({"from": "cyc_q2"}, [("INVALID_INPUT", ["from"])]),
                (
                    {"from": "cyc_q2", "objectives": ["obj_left"]},
                    [("INVALID_INPUT", ["objectives", "0"])],
                ),
                ({"to": "cyc_none"}, [("NOT_FOUND", ["to"])]),
                ({"team": {"in": ["team_none"]}}, [("NOT_FOUND", ["team", "in", "0"])]),
                (
                    {"objectives": ["obj_company", "obj_next", "obj_year"]},
                    [
                        ("INVALID_INPUT", ["objectives", "1"]),
                        ("INVALID_INPUT", ["objectives", "2"]),
                    ],
                ),
            )
        ],
    )
    assert await stored(lumen.database, lumen.org) == before


async def test_five_hundred_goals_go_on_as_one_write(
    database: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What it takes of memory is what matters here; how long depends on what else runs.
    monkeypatch.setattr("graph.writes.execution.execute.WRITE_SECONDS", 300.0)
    goals = [
        _goal(
            f"{number:03}",
            "team_a",
            keyResults=[
                _result(f"{number:03}_{which}", INCREASE, which, supports=[LIFTS])
                for which in range(4)
            ],
            alignsTo=[{"to": f"kr_{number // 5:03}_1"}] if number else [],
        )
        for number in range(501)
    ]
    document = {**DOCUMENT, "objectives": goals}
    async with company(database, url, document, now=NOW) as wide:
        client = await wide.service("admin")
        [(code, _, path)] = await refused(client, "cycleRollover", FROM_TO)
        assert (code, path) == ("INVALID_INPUT", ["from"])
        given = FROM_TO | {"objectives": [goal["id"] for goal in goals[:500]]}
        shown = "copies { from { id } } changed { totalCount }"
        payload = await done(client, "cycleRollover", given, shown)
        assert len(payload["copies"]) == 500
        # Goals, their key results, the supports of these, and the alignments of all but the first.
        assert payload["changed"]["totalCount"] == 500 + 2000 + 2000 + 499
        counted = await client.ask(
            '{ objectives(filter: {cycle: {eq: "cyc_q4"}}) { totalCount } '
            'keyResults(filter: {cycle: {eq: "cyc_q4"}}) { totalCount } }'
        )
        assert counted["objectives"]["totalCount"] == 500
        assert counted["keyResults"]["totalCount"] == 2000

"""How a cycle went, for everybody and for a team, and what people note about it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, done, refuse_all, stored
from tests.api.rederived import check_derived
from tests.api.test_mutations_random import NOW
from tests.reference.retrospective import retrospective

Q3 = {"startsOn": "2026-07-01", "endsOn": "2026-09-30"}
Q4 = {"startsOn": "2026-10-01", "endsOn": "2026-12-31"}
NUMBERS = "objectives scored meanScore abandoned sandbagging bands { band ambition count meets }"
LEARNINGS = "learnings { objective { id } decision outcome closingNote score }"
KPIS = "kpis { kpi { id } verdict prediction { observed expected } }"
NOTES = "notes { totalCount nodes { id topic body author { id } team { id } } }"


def _goal(name: str, owner: str, **more: Any) -> dict[str, Any]:
    return {"id": f"obj_{name}", "title": name, "owner": owner, "cycle": "cyc_q3", **more}


def _closed(name: str, owner: str, progress: float | None, **more: Any) -> dict[str, Any]:
    closed = {"lifecycle": "CLOSED", "health": "ON_TRACK", "closedAt": "2026-09-30T12:00:00Z"}
    known = {} if progress is None else {"progress": progress}
    return _goal(name, owner, **closed, **known, **more)


def _kpi(name: str, *values: float) -> dict[str, Any]:
    days = ("2026-05-10", "2026-09-10", "2026-11-02")
    return {
        "id": f"kpi_{name}",
        "name": name,
        "direction": "INCREASE",
        "frequency": "MONTHLY",
        "owner": "team_all",
        "values": [{"at": day, "value": value} for day, value in zip(days, values, strict=False)],
    }


def _mover(name: str, kpi: str, **more: Any) -> dict[str, Any]:
    """A goal that went from nothing to 1 in July, with ten of the KPI expected of that."""
    result = {
        "id": f"kr_{name}",
        "title": name,
        "metric": {"goal": "INCREASE", "start": 0, "target": 4},
        "checkIns": [{"value": 4, "effectiveAt": "2026-07-20T00:00:00Z"}],
        "supports": [{"kpi": kpi, "effect": "RAISES", "expectedDelta": 10}],
    }
    return _goal(name, "psn_one", keyResults=[result], **more)


DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Lumen"},
    "teams": [
        {"id": "team_all", "name": "Lumen", "kind": "COMPANY"},
        {"id": "team_a", "name": "A", "parent": "team_all"},
        {"id": "team_sub", "name": "Sub", "parent": "team_a"},
        {"id": "team_b", "name": "B", "parent": "team_all"},
        {"id": "team_old", "name": "Old", "parent": "team_all", "archived": True},
    ],
    "people": [
        {"id": "psn_one", "name": "one", "email": "one@lumen.example", "teams": ["team_b"]},
        {"id": "psn_sub", "name": "sub", "email": "sub@lumen.example", "teams": ["team_sub"]},
    ],
    "cycles": [
        {"id": "cyc_q3", "name": "Q3", "kind": "QUARTER", "state": "CLOSED", **Q3},
        {"id": "cyc_q4", "name": "Q4", "kind": "QUARTER", **Q4},
    ],
    "kpis": [
        _kpi("as", 1, 13, 99),
        _kpi("less", 1, 3),
        _kpi("more", 1, 40),
        _kpi("opposite", 10, 1),
        _kpi("unknown"),
        _kpi("aside", 1, 2),
    ],
    "objectives": [
        _closed(
            "whole", "team_all", 1.0, score=1.0, decision="KEEP", outcome="All.", closingNote="!"
        ),
        _closed("near", "team_a", 1.0, score=0.9, decision="MODIFY"),
        _closed("given_up", "team_a", 0.2, decision="ABANDON", closingNote="Too much."),
        _closed("edge", "team_sub", 0.4),
        _closed("nothing", "team_b", None),
        _goal("running", "team_b"),
        _goal("scored_low", "team_a", score=0.1),
        _closed(
            "secret",
            "psn_sub",
            0.5,
            score=0.5,
            decision="KEEP",
            outcome="Hush.",
            visibility="PRIVATE",
        ),
        *(
            _closed(
                f"stretch_{int(10 * n)}", "team_sub", n / 10, ambition="ASPIRATIONAL", score=n / 10
            )
            for n in (7, 8, 9, 9.9, 10)
        ),
        _goal("archived", "team_a", lifecycle="ARCHIVED"),
        _goal("draft", "team_a", lifecycle="DRAFT"),
        _mover("m_as", "kpi_as"),
        _mover("m_less", "kpi_less"),
        _mover("m_more", "kpi_more"),
        _mover("m_opposite", "kpi_opposite"),
        _mover("m_unknown", "kpi_unknown"),
        {**_goal("elsewhere", "team_b"), "cycle": "cyc_q4"},
    ],
}


@pytest.fixture
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT, now=NOW) as imported:
        yield imported


async def asked(client: Client, cycle: str, given: str, selected: str) -> dict[str, Any]:
    query = f'{{ cycle(id: "{cycle}") {{ retrospective{given} {{ {selected} }} }} }}'
    found: dict[str, Any] = (await client.ask(query))["cycle"]["retrospective"]
    return found


async def test_numbers_are_as_the_slow_version_says(lumen: Company) -> None:
    admin = await lumen.service("admin")
    whole = await asked(admin, "cyc_q3", "", f"{NUMBERS} carriedOver findings")
    found = whole.pop("findings")
    assert whole.pop("carriedOver") == 0
    listed = await admin.ask('{ findings(filter: {cycle: {eq: "cyc_q3"}}) { totalCount } }')
    assert found == listed["findings"]["totalCount"] > 0
    expected = retrospective(DOCUMENT, "cyc_q3", None)
    assert whole["sandbagging"] is True
    for team in (None, "team_a", "team_b", "team_sub", "team_old"):
        expected = retrospective(DOCUMENT, "cyc_q3", team)
        of_team = "" if team is None else f'(team: "{team}")'
        told = await asked(admin, "cyc_q3", of_team, NUMBERS)
        assert told.pop("meanScore") == (
            None
            if expected["meanScore"] is None
            else pytest.approx(expected.pop("meanScore"), abs=1e-12)
        )
        assert told == {name: expected[name] for name in told}, team
    none = await asked(admin, "cyc_q4", '(team: "team_a")', f"{NUMBERS} {KPIS} {LEARNINGS} {NOTES}")
    assert (none["objectives"], none["meanScore"], none["kpis"], none["learnings"]) == (
        *(0, None, []),
        [],
    )
    [(code, _)] = await admin.refused(
        '{ cycle(id: "cyc_q3") { retrospective(team: "team_none") { scored } } }'
    )
    assert code == "NOT_FOUND"


async def test_kpis_learnings_and_who_sees_them(lumen: Company) -> None:
    admin = await lumen.service("admin")
    told = await asked(admin, "cyc_q3", "", f"{KPIS} {LEARNINGS}")
    verdicts = {row["kpi"]["id"]: row["verdict"] for row in told["kpis"]}
    assert verdicts == {
        "kpi_as": "AS_PREDICTED",
        "kpi_less": "LESS",
        "kpi_more": "MORE",
        "kpi_opposite": "OPPOSITE",
        "kpi_unknown": "UNKNOWN",
    }
    predictions = {row["kpi"]["id"]: row["prediction"] for row in told["kpis"]}
    assert predictions["kpi_as"] == {"observed": 12, "expected": 10}
    learned = [(row["objective"]["id"], row["decision"]) for row in told["learnings"]]
    assert learned == [
        ("obj_secret", "KEEP"),
        ("obj_whole", "KEEP"),
        ("obj_near", "MODIFY"),
        ("obj_given_up", "ABANDON"),
    ]
    assert told["learnings"][1] == {
        "objective": {"id": "obj_whole"},
        "decision": "KEEP",
        "outcome": "All.",
        "closingNote": "!",
        "score": 1.0,
    }
    # Numbers are the same for who may not see a goal; its row is not there.
    one = await lumen.person("one@lumen.example", "write")
    theirs = await asked(one, "cyc_q3", "", f"objectives scored meanScore {LEARNINGS}")
    whole = await asked(admin, "cyc_q3", "", "objectives scored meanScore")
    assert {name: theirs[name] for name in whole} == whole
    seen = [row["objective"]["id"] for row in theirs["learnings"]]
    assert seen == ["obj_whole", "obj_near", "obj_given_up"]


async def test_what_is_carried_over_is_so_from_then_on(lumen: Company) -> None:
    admin = await lumen.service("admin")
    given = {"from": "cyc_q3", "to": "cyc_q4", "objectives": ["obj_whole", "obj_near"]}
    rolled = await done(admin, "cycleRollover", given)
    query = (
        '{ cycle(id: "cyc_q3") { retrospective { carriedOver } } '
        f"at(revision: {rolled['revision'] - 1}) "
        f'{{ cycle(id: "cyc_q3") {{ retrospective {{ carriedOver objectives }} }} }} }}'
    )
    found = await admin.ask(query)
    assert found["cycle"]["retrospective"]["carriedOver"] == 2
    assert found["at"]["cycle"]["retrospective"] == {"carriedOver": 0, "objectives": 18}


async def test_notes(lumen: Company) -> None:
    one = await lumen.person("one@lumen.example", "write")
    given = {"cycle": "cyc_q3", "topic": Enum("CHANGE"), "body": "Fewer goals."}
    shown = "comment { id version topic body team { id } on { id } author { id } }"
    before = await stored(lumen.database, lumen.org)
    await done(one, "retrospectiveNote", given | {"dryRun": True}, shown)
    assert await stored(lumen.database, lumen.org) == before
    first = await done(one, "retrospectiveNote", given, shown)
    said = first["comment"]
    assert said | {"id": ""} == {
        "id": "",
        "version": 1,
        "topic": "CHANGE",
        "body": "Fewer goals.",
        "team": None,
        "on": {"id": "cyc_q3"},
        "author": {"id": "psn_one"},
    }
    ours = {"cycle": "cyc_q3", "topic": Enum("KEEP"), "body": "Pairs.", "team": "team_sub"}
    batch = await done(
        one, "batch", {"operations": [{"retrospectiveNote": ours}]}, "results { node { id } }"
    )
    second = batch["results"][0]["node"]["id"]
    # Other comments on the cycle are no notes.
    await done(one, "commentAdd", {"on": "cyc_q3", "body": "Hm.", "replyTo": said["id"]})
    await done(one, "commentAdd", {"on": "cyc_q3", "body": "By the way."})
    notes = (await asked(one, "cyc_q3", "", NOTES))["notes"]
    assert [note["id"] for note in notes["nodes"]] == [said["id"], second]
    page = "notes(first: 1{}) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ id }} }}"
    start = (await asked(one, "cyc_q3", "", page.format("")))["notes"]
    assert (start["totalCount"], start["pageInfo"]["hasNextPage"]) == (2, True)
    cursor = start["pageInfo"]["endCursor"]
    rest = (await asked(one, "cyc_q3", "", page.format(f', after: "{cursor}"')))["notes"]
    assert [note["id"] for note in rest["nodes"]] == [second]
    teams = (await asked(one, "cyc_q3", '(team: "team_a")', NOTES))["notes"]
    assert [(note["id"], note["team"]) for note in teams["nodes"]] == [(second, {"id": "team_sub"})]
    await check_derived(lumen.database, lumen.org)
    await done(one, "changeRevert", {"revision": batch["revision"]})
    left = await asked(one, "cyc_q3", "", NOTES)
    assert [note["id"] for note in left["notes"]["nodes"]] == [said["id"]]
    await refuse_all(
        one,
        [
            ("retrospectiveNote", given | wrong, expected)
            for wrong, expected in (
                ({"cycle": "cyc_none"}, [("NOT_FOUND", ["cycle"])]),
                ({"team": "team_none"}, [("NOT_FOUND", ["team"])]),
                ({"team": "team_old"}, [("INVALID_INPUT", ["team"])]),
                ({"body": " "}, [("INVALID_INPUT", ["body"])]),
            )
        ],
    )

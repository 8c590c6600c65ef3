"""The rules that mutations keep, each refusal with its words; and that nothing was changed then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.database.client import Database
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import CHANGED, Enum, change, done, example, refused, stored

NEW = {"id": "obj_new", "title": "New", "owner": "team_growth"}
METRIC = {"goal": Enum("INCREASE"), "start": 0, "target": 10}
RESULT = {"id": "kr_new", "objective": "obj_brand", "title": "New", "metric": METRIC}


def document() -> dict[str, Any]:
    """The worked example with a closed cycle, somebody who has left, and measured values."""
    lumen = example()
    lumen["cycles"].append(
        {
            "id": "cyc_past",
            "name": "2026 Q3",
            "startsOn": "2026-07-01",
            "endsOn": "2026-09-30",
            "state": "CLOSED",
        }
    )
    lumen["people"].append(
        {"id": "psn_gone", "name": "Gone", "email": "gone@lumen.example", "archived": True}
    )
    past = {"id": "obj_past", "title": "Past", "owner": "psn_aino", "cycle": "cyc_past"}
    lumen["objectives"].append(past)
    lumen["kpis"][2]["values"] = [
        {"id": "val_1", "at": "2026-11-02", "value": 3, "source": "MANUAL"},
        {"id": "val_2", "at": "2026-11-09", "value": 5, "source": "MANUAL"},
    ]
    return lumen


@pytest.fixture(scope="module")
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, document()) as imported:
        yield imported


@pytest.fixture(scope="module")
async def admin(lumen: Company) -> Client:
    return await lumen.service("admin")


Refusal = tuple[str, dict[str, Any], str, str, list[str]]
REFUSALS: list[Refusal] = [
    (
        "objectiveCreate",
        NEW | {"id": "kr_1"},
        "INVALID_INPUT",
        '"kr_1" is no id for it: write obj_ and 1 to 64 of A–Z a–z 0–9 _ -.',
        ["id"],
    ),
    ("objectiveCreate", NEW | {"title": " "}, "INVALID_INPUT", "title cannot be blank.", ["title"]),
    (
        "objectiveCreate",
        NEW | {"title": "x" * 501},
        "INVALID_INPUT",
        "title takes at most 500 characters.",
        ["title"],
    ),
    (
        "objectiveCreate",
        NEW | {"links": [{"title": "Plan", "url": "javascript:alert(1)"}]},
        "INVALID_INPUT",
        "url has to be an address that begins with http://, https:// or mailto:.",
        ["links", "0", "url"],
    ),
    (
        "objectiveCreate",
        NEW | {"manualProgress": 0.5},
        "INVALID_INPUT",
        "manualProgress is for progressMode MANUAL; this one is AUTO.",
        ["manualProgress"],
    ),
    (
        "objectiveCreate",
        NEW | {"progressMode": Enum("MANUAL"), "manualProgress": 1.5},
        "INVALID_INPUT",
        "manualProgress has to be at most 1, not 1.5.",
        ["manualProgress"],
    ),
    (
        "objectiveCreate",
        NEW | {"owner": "psn_gone"},
        "INVALID_INPUT",
        '"Gone" is archived; name another.',
        ["owner"],
    ),
    (
        "objectiveCreate",
        NEW | {"owner": "obj_keep"},
        "NOT_FOUND",
        "There is no team or person obj_keep.",
        ["owner"],
    ),
    (
        "objectiveCreate",
        NEW | {"cycle": "cyc_past"},
        "READ_ONLY",
        'The cycle "2026 Q3" is closed; reopen it or name another.',
        ["cycle"],
    ),
    (
        "objectiveUpdate",
        {"id": "obj_past", "title": "Changed"},
        "READ_ONLY",
        'The cycle "2026 Q3" of "Past" is closed; reopen the cycle first.',
        ["id"],
    ),
    (
        "objectiveUpdate",
        {"id": "obj_brand", "cycle": "cyc_past"},
        "READ_ONLY",
        'The cycle "2026 Q3" is closed; reopen it or name another.',
        ["cycle"],
    ),
    (
        "objectiveCreate",
        NEW | {"lifecycle": Enum("CLOSED")},
        "INVALID_INPUT",
        "lifecycle has to be DRAFT or ACTIVE, not CLOSED.",
        ["lifecycle"],
    ),
    (
        "keyResultCreate",
        RESULT | {"weight": 1.7e308},
        "INVALID_INPUT",
        "weight has to be at most 1e+300, not 1.7e+308.",
        ["weight"],
    ),
    (
        "keyResultCreate",
        RESULT | {"measure": {"kind": Enum("CURRENCY"), "currency": "euro"}},
        "INVALID_INPUT",
        '"euro" is no currency: write its ISO 4217 code, such as EUR.',
        ["measure", "currency"],
    ),
    (
        "keyResultCreate",
        RESULT | {"metric": {"goal": Enum("BETWEEN"), "lower": 5}},
        "INVALID_INPUT",
        "BETWEEN needs an upper.",
        ["metric", "upper"],
    ),
    (
        "keyResultCreate",
        RESULT | {"metric": {"goal": Enum("BETWEEN"), "lower": 5, "upper": 5}},
        "INVALID_INPUT",
        "BETWEEN needs a lower below its upper, not 5 to 5.",
        ["metric", "lower"],
    ),
    (
        "keyResultCreate",
        RESULT | {"metric": {"goal": Enum("DECREASE"), "start": 1, "target": 5}},
        "INVALID_INPUT",
        "DECREASE needs a start above its target, not 1 to 5.",
        ["metric", "start"],
    ),
    (
        "keyResultCreate",
        RESULT | {"metric": {"goal": Enum("AT_LEAST")}},
        "INVALID_INPUT",
        "AT_LEAST needs a target.",
        ["metric", "target"],
    ),
    (
        "keyResultCreate",
        RESULT | {"weight": 0},
        "INVALID_INPUT",
        "weight has to be more than 0, not 0.",
        ["weight"],
    ),
    (
        "keyResultUpdate",
        {"id": "kr_art", "weight": None},
        "INVALID_INPUT",
        "weight cannot be empty; leave it out to keep what it is.",
        ["weight"],
    ),
    (
        "keyResultCheckIn",
        {"keyResult": "kr_art", "value": 1, "confidence": 2},
        "INVALID_INPUT",
        "confidence has to be at most 1, not 2.",
        ["confidence"],
    ),
    (
        "keyResultCheckIn",
        {"keyResult": "kr_art", "value": 1, "effectiveAt": "0099-01-01T00:00:00Z"},
        "INVALID_INPUT",
        '"0099-01-01T00:00:00.000+00:00" is out of range: years go from 1900 to 2999.',
        ["effectiveAt"],
    ),
    (
        "objectiveAlign",
        {"objective": "obj_past", "to": "obj_keep"},
        "READ_ONLY",
        'The cycle "2026 Q3" of "Past" is closed; reopen the cycle first.',
        ["objective"],
    ),
    (
        "objectiveAlign",
        {"objective": "obj_brand", "to": "kpi_mrr"},
        "NOT_FOUND",
        "There is no objective or key result kpi_mrr.",
        ["to"],
    ),
]


@pytest.mark.parametrize(("mutation", "given", "code", "message", "path"), REFUSALS)
async def test_refusals(
    lumen: Company,
    admin: Client,
    mutation: str,
    given: dict[str, Any],
    code: str,
    message: str,
    path: list[str],
) -> None:
    before = await stored(lumen.database, lumen.org)
    assert await refused(admin, mutation, given) == [(code, message, path)]
    assert await stored(lumen.database, lumen.org) == before


async def test_all_that_is_wrong_is_told(admin: Client) -> None:
    given = NEW | {"title": "", "labels": ["fine", " "], "manualProgress": -1}
    problems = await refused(admin, "objectiveCreate", given)
    assert {tuple(path) for _, _, path in problems} == {
        ("title",),
        ("labels", "1"),
        ("manualProgress",),
    }
    unknown = NEW | {"owner": "psn_nobody", "lead": "psn_neither"}
    assert [path for _, _, path in await refused(admin, "objectiveCreate", unknown)] == [
        ["owner"],
        ["lead"],
    ]


async def test_the_values_of_a_kpi_become_check_ins(admin: Client) -> None:
    check_ins = "keyResult { current progress checkIns { nodes { value source effectiveAt } } }"
    given = RESULT | {"measuredBy": "kpi_subs"}
    payload = await done(admin, "keyResultCreate", given, check_ins + CHANGED)
    values = [
        {"value": 5.0, "source": "KPI", "effectiveAt": "2026-11-08T22:00:00.000+00:00"},
        {"value": 3.0, "source": "KPI", "effectiveAt": "2026-11-01T22:00:00.000+00:00"},
    ]
    assert payload["keyResult"] == {
        "current": 5.0,
        "progress": 0.5,
        "checkIns": {"nodes": values},
    }
    assert payload["changed"]["totalCount"] == 4
    # Somebody's own report for the same moment wins; measuring again, the other value comes anew.
    manual = {"keyResult": "kr_new", "value": 7, "effectiveAt": values[0]["effectiveAt"]}
    payload = await done(admin, "keyResultCheckIn", manual, "keyResult { current }")
    assert payload["keyResult"] == {"current": 7.0}
    await done(admin, "keyResultUpdate", {"id": "kr_new", "measuredBy": None})
    again = {"id": "kr_new", "measuredBy": "kpi_subs"}
    payload = await done(
        admin, "keyResultUpdate", again, "keyResult { current checkIns { totalCount } }"
    )
    assert payload["keyResult"] == {"current": 7.0, "checkIns": {"totalCount": 4}}


async def test_a_key_result_takes_its_place(admin: Client) -> None:
    for name in ("a", "b", "c"):
        given = RESULT | {"id": f"kr_{name}", "objective": "obj_latte"}
        await done(admin, "keyResultCreate", given)
    order = "objective { keyResults { nodes { id version } } }"
    payload = await done(admin, "keyResultUpdate", {"id": "kr_c", "position": 1}, order)
    assert payload["objective"]["keyResults"]["nodes"] == [
        {"id": "kr_art", "version": 1},
        {"id": "kr_c", "version": 2},
        {"id": "kr_a", "version": 1},
        {"id": "kr_b", "version": 1},
    ]
    payload = await done(admin, "keyResultUpdate", {"id": "kr_art", "position": 9}, order)
    ids = [node["id"] for node in payload["objective"]["keyResults"]["nodes"]]
    assert ids == ["kr_c", "kr_a", "kr_b", "kr_art"]


async def test_a_repeated_check_in_is_one(lumen: Company, admin: Client) -> None:
    given = {"id": "chk_once", "keyResult": "kr_art", "value": 1, "note": "A swan"}
    first = await done(admin, "keyResultCheckIn", given, "keyResult { progress }")
    before = await stored(lumen.database, lumen.org)
    assert await done(admin, "keyResultCheckIn", given, "keyResult { progress }") == first
    ((code, _, path),) = await refused(admin, "keyResultCheckIn", given | {"value": 0})
    assert (code, path) == ("CONFLICT", ["id"])
    assert await stored(lumen.database, lumen.org) == before


async def test_private_goals_stay_so(lumen: Company, admin: Client) -> None:
    secret = {"id": "obj_secret", "title": "Secret", "owner": "psn_aino"}
    active = {"lifecycle": Enum("ACTIVE"), "visibility": Enum("PRIVATE")}
    await done(admin, "objectiveCreate", secret | active)
    await done(admin, "keyResultCreate", RESULT | {"id": "kr_secret", "objective": "obj_secret"})
    await done(admin, "objectiveAlign", {"objective": "obj_secret", "to": "obj_brand"})
    aino = await lumen.person("aino@lumen.example", "write")
    jaan = await lumen.person("jaan@lumen.example", "write")
    given = {"keyResult": "kr_secret", "value": 5}
    assert await refused(jaan, "keyResultCheckIn", given) == [
        ("NOT_FOUND", "There is no key result kr_secret.", ["keyResult"])
    ]
    await done(admin, "objectiveShare", {"id": "obj_secret", "sharedWith": ["psn_jaan"]})
    assert [problem[0] for problem in await refused(jaan, "keyResultCheckIn", given)] == [
        "FORBIDDEN"
    ]
    await done(admin, "objectiveShare", {"id": "obj_secret", "sharedWith": []})
    assert [problem[0] for problem in await refused(jaan, "keyResultCheckIn", given)] == [
        "NOT_FOUND"
    ]
    mine = await change(aino, "keyResultCheckIn", given, "checkIn { author { id } source }")
    assert mine["checkIn"] == {"author": {"id": "psn_aino"}, "source": "MANUAL"}


async def test_only_what_may_be_seen_is_shown_as_changed(lumen: Company, admin: Client) -> None:
    jaan = await lumen.person("jaan@lumen.example", "write")
    hidden = {"id": "obj_hidden", "title": "Hidden", "owner": "team_lumen"}
    more = {"lifecycle": Enum("ACTIVE"), "visibility": Enum("PRIVATE")}
    combined = {"progressMode": Enum("COMBINED")}
    await done(admin, "objectiveCreate", hidden | more | combined)
    await done(admin, "objectiveAlign", {"objective": "obj_macros", "to": "obj_hidden"})
    given = {"keyResult": "kr_macros", "value": 0}
    payload = await done(jaan, "keyResultCheckIn", given | {"dryRun": True}, CHANGED)
    seen = {node["id"] for node in payload["changed"]["nodes"]}
    assert {"obj_macros", "kr_macros"} < seen
    assert "obj_hidden" not in seen
    assert payload["changed"]["totalCount"] == len(seen)
    payload = await done(admin, "keyResultCheckIn", given | {"dryRun": True}, CHANGED)
    assert {node["id"] for node in payload["changed"]["nodes"]} >= {"obj_hidden", "obj_macros"}


async def test_a_circle_does_not_tell_of_hidden_goals(admin: Client, lumen: Company) -> None:
    jaan = await lumen.person("jaan@lumen.example", "write")
    for name, owner, visibility in (
        ("low", "psn_jaan", "PUBLIC"),
        ("between", "psn_aino", "PRIVATE"),
        ("high", "psn_jaan", "PUBLIC"),
    ):
        goal = {"id": f"obj_{name}", "title": name, "owner": owner, "visibility": Enum(visibility)}
        await done(admin, "objectiveCreate", goal | {"lifecycle": Enum("ACTIVE")})
    await done(admin, "objectiveAlign", {"objective": "obj_low", "to": "obj_between"})
    await done(admin, "objectiveAlign", {"objective": "obj_between", "to": "obj_high"})
    payload = await change(jaan, "objectiveAlign", {"objective": "obj_high", "to": "obj_low"})
    (problem,) = payload["problems"]
    assert problem["message"] == (
        "This would close a circle: high → low → a goal that is hidden from you → high. Remove "
        "one of its links first."
    )
    assert [(step["node"], step["hidden"]) for step in problem["steps"]] == [
        ({"id": "obj_high"}, False),
        ({"id": "obj_low"}, False),
        (None, True),
        ({"id": "obj_high"}, False),
    ]

"""Who may change what, mutation by mutation; and that a denied change changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from graph.database.client import Database
from graph.domain.permissions import Who
from graph.domain.viewer import Scope
from graph.model.mutations.registry import MUTATIONS, PERMISSIONS
from graph.writes.execution.batch import BATCH
from graph.writes.mutations.registry import HANDLERS
from resolvers import build_schema
from tests.api.client import Client
from tests.api.companies import Company, company
from tests.api.mutation_client import Enum, change, done, refused, stored

OWNER = "psn_owner"
DONE = {"goal": Enum("DONE")}
WEEK = {"startsOn": "2026-09-21", "endsOn": "2026-09-27"}
GIVEN: dict[str, dict[str, Any]] = {
    "objectiveCreate": {"title": "New", "owner": OWNER},
    "objectiveUpdate": {"id": "obj_mine", "title": "Other"},
    "objectiveArchive": {"id": "obj_mine"},
    "objectivePublish": {"id": "obj_draft"},
    "objectiveClose": {"id": "obj_mine", "score": 1},
    "objectiveReopen": {"id": "obj_closed"},
    "objectiveShare": {"id": "obj_mine", "sharedWith": ["psn_other"]},
    "objectiveAlign": {"objective": "obj_mine", "to": "obj_second"},
    "alignmentUpdate": {"id": "aln_mine", "weight": 2},
    "alignmentRemove": {"id": "aln_mine"},
    "alignmentAccept": {"id": "aln_proposed"},
    "alignmentDecline": {"id": "aln_proposed", "reason": "No"},
    "alignmentWithdraw": {"id": "aln_proposed"},
    "keyResultCreate": {"objective": "obj_mine", "title": "New", "metric": DONE},
    "keyResultUpdate": {"id": "kr_mine", "title": "Other"},
    "keyResultArchive": {"id": "kr_mine"},
    "keyResultMove": {"id": "kr_mine", "objective": "obj_second"},
    "keyResultCheckIn": {"keyResult": "kr_mine", "value": 1},
    "kpiCreate": {
        "name": "New",
        "direction": Enum("INCREASE"),
        "frequency": Enum("DAILY"),
        "owner": OWNER,
    },
    "kpiUpdate": {"id": "kpi_mine", "name": "Other"},
    "kpiArchive": {"id": "kpi_third"},
    "kpiRestore": {"id": "kpi_away"},
    "initiativeCreate": {"title": "New", "target": "obj_mine"},
    "initiativeUpdate": {"id": "ini_mine", "title": "Other"},
    "initiativeArchive": {"id": "ini_mine"},
    "initiativeRestore": {"id": "ini_away"},
    "commentAdd": {"on": "obj_mine", "body": "New"},
    "retrospectiveNote": {"cycle": "cyc_now", "topic": Enum("KEEP"), "body": "New"},
    "commentUpdate": {"id": "cmt_mine", "body": "Other"},
    "commentRemove": {"id": "cmt_mine"},
    "commentAcknowledge": {"id": "cmt_mine"},
    "reportSave": {"week": WEEK, "items": [{"topic": Enum("PLAN"), "text": "New"}]},
    "reportSubmit": {"id": "rep_mine"},
    "templateCreate": {"title": "New"},
    "templateUse": {"template": "tpl_library-sales-answer-fast", "owner": OWNER},
    "kpiTargetSet": {
        "kpi": "kpi_mine",
        "period": {"startsOn": "2026-11-01", "endsOn": "2026-11-30"},
        "value": 1,
    },
    "kpiRecordValues": {
        "values": [{"kpi": "kpi_mine", "at": "2026-11-01T09:00:00Z", "value": 1}],
    },
    "kpiValueRemove": {"kpi": "kpi_mine", "id": "val_mine"},
    "supportCreate": {"from": "obj_second", "kpi": "kpi_mine", "effect": Enum("RAISES")},
    "supportUpdate": {"id": "sup_mine", "weight": 2},
    "supportRemove": {"id": "sup_mine"},
    "driveCreate": {"from": "kpi_third", "to": "kpi_mine", "effect": Enum("RAISES")},
    "driveUpdate": {"id": "drv_mine", "weight": 2},
    "driveRemove": {"id": "drv_mine"},
    "findingDismiss": {"key": "IDLE_OBJECTIVE:obj_mine"},
    "findingRestore": {"key": "IDLE_OBJECTIVE:obj_second"},
    "teamCreate": {"name": "New"},
    "teamUpdate": {"id": "team_own", "name": "Other"},
    "teamArchive": {"id": "team_own"},
    "teamRestore": {"id": "team_gone"},
    "personCreate": {"name": "New", "email": "new@lumen.example"},
    "personUpdate": {"id": OWNER, "name": "Other"},
    "personArchive": {"id": "psn_idle"},
    "personRestore": {"id": "psn_gone"},
    "cycleRollover": {"from": "cyc_now", "to": "cyc_next", "objectives": ["obj_set"]},
    "cyclesGenerate": {"from": "2026-01-01", "until": "2026-03-31", "kinds": [Enum("YEAR")]},
    "cycleCreate": {"name": "New", "startsOn": "2026-01-01", "endsOn": "2026-03-31"},
    "cycleUpdate": {"id": "cyc_next", "name": "Other"},
    "cycleActivate": {"id": "cyc_next"},
    "cycleClose": {"id": "cyc_now"},
    "cycleArchive": {"id": "cyc_next"},
    "cycleRestore": {"id": "cyc_gone"},
    "organizationUpdate": {"name": "Other"},
    "changeRevert": {"revision": 8},
}
"""A change by each mutation of what belongs to the owner."""


def _objective(name: str, owner: str, **more: Any) -> dict[str, Any]:
    return {"id": f"obj_{name}", "title": name, "owner": owner, **more}


def _kpi(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"kpi_{name}",
        "name": name,
        "measure": {"kind": "NUMBER"},
        "direction": "INCREASE",
        "frequency": "MONTHLY",
        "owner": OWNER,
        **more,
    }


def _person(name: str, **more: Any) -> dict[str, Any]:
    email = f"{name}@lumen.example"
    teams = ["team_growth"]
    return {"id": f"psn_{name}", "name": name, "email": email, "teams": teams, **more}


def _cycle(name: str, **more: Any) -> dict[str, Any]:
    days = {"startsOn": "2026-10-01", "endsOn": "2026-12-31"}
    return {"id": f"cyc_{name}", "name": name, **days, **more}


DOCUMENT: dict[str, Any] = {
    "organization": {"name": "Lumen"},
    "teams": [
        {"id": "team_lumen", "name": "Lumen", "kind": "COMPANY"},
        {"id": "team_growth", "name": "Growth", "leads": ["psn_lead"]},
        {"id": "team_own", "name": "Own", "leads": [OWNER]},
        {"id": "team_gone", "name": "Gone", "leads": [OWNER], "archived": True},
    ],
    "people": [
        _person("owner", manager="psn_boss"),
        _person("boss"),
        _person("lead"),
        _person("other"),
        _person("viewer", role="VIEWER"),
        _person("admin", role="ADMIN"),
        _person("idle", manager=OWNER),
        _person("gone", manager=OWNER, archived=True),
    ],
    "cycles": [
        _cycle("now"),
        _cycle("next", state="PLANNING"),
        _cycle("gone", archived=True),
    ],
    "kpis": [
        _kpi("mine", values=[{"id": "val_mine", "at": "2026-09-01", "value": 1}]),
        _kpi("second", drives=[{"id": "drv_mine", "kpi": "kpi_mine", "effect": "RAISES"}]),
        _kpi("third"),
        _kpi("away", archived=True),
    ],
    "objectives": [
        _objective(
            "mine",
            OWNER,
            keyResults=[{"id": "kr_mine", "title": "mine", "metric": {"goal": "DONE"}}],
            alignsTo=[{"id": "aln_mine", "to": "obj_third"}],
            supports=[{"id": "sup_mine", "kpi": "kpi_mine", "effect": "RAISES"}],
            initiatives=[
                {"id": "ini_mine", "title": "mine"},
                {"id": "ini_away", "title": "away", "archived": True},
            ],
        ),
        _objective("second", OWNER),
        _objective("third", OWNER),
        _objective("set", OWNER, cycle="cyc_now"),
        _objective("draft", OWNER, lifecycle="DRAFT"),
        _objective("closed", OWNER, lifecycle="CLOSED"),
        _objective("team", "team_growth"),
        _objective("private", OWNER, visibility="PRIVATE"),
        _objective("viewed", "psn_viewer"),
        _objective("taken", "psn_other"),
    ],
    "findingDismissals": [{"key": "IDLE_OBJECTIVE:obj_second"}],
    "reports": [
        {
            "id": "rep_mine",
            "author": OWNER,
            "week": WEEK,
            "submittedAt": "2026-09-30T00:00:00Z",
            "items": [{"topic": "PLAN", "text": "Mine"}],
        }
    ],
}


@pytest.fixture(scope="module")
async def lumen(database: Database, url: str) -> AsyncIterator[Company]:
    async with company(database, url, DOCUMENT) as imported:
        # What the owner proposed while somebody else still decided about it.
        owner = await imported.person("owner@lumen.example", "admin")
        proposed = {"id": "aln_proposed", "objective": "obj_second", "to": "obj_taken"}
        await done(owner, "objectiveAlign", proposed)
        admin = await imported.person("admin@lumen.example", "admin")
        await done(admin, "objectiveUpdate", {"id": "obj_taken", "owner": OWNER})
        # The eighth revision, which may be undone: two are of the import, three of tokens.
        service = await imported.service("admin")
        cadence = {"id": "kr_mine", "cadenceDays": 3}
        updated = await done(service, "keyResultUpdate", cadence)
        assert updated["revision"] == GIVEN["changeRevert"]["revision"]
        await done(owner, "commentAdd", {"id": "cmt_mine", "on": "obj_mine", "body": "Mine"})
        yield imported


async def asker(lumen: Company, who: str) -> Client:
    """`service/admin` or `owner/write`: a service or a person, and the token's scope."""
    name, _, text = who.partition("/")
    scope = cast(Scope, text)
    if name == "service":
        return await lumen.service(scope)
    return await lumen.person(f"{name}@lumen.example", scope)


def mutations() -> dict[str, Any]:
    """The fields of all mutations; a batch is what its operations are."""
    root = build_schema().graphql.mutation_type
    assert root is not None
    return {name: field for name, field in root.fields.items() if name != BATCH}


def test_every_mutation_says_who_may_run_it() -> None:
    assert set(mutations()) == set(MUTATIONS) == set(HANDLERS) == set(GIVEN)


def test_inputs_are_what_commands_take() -> None:
    for name, field in mutations().items():
        given: Any = field.args["input"].type
        command: Any = MUTATIONS[name].command
        assert set(given.of_type.fields) == set(command.__annotations__), name


@pytest.mark.parametrize(
    "who", ["owner/write", "boss/write", "admin/admin", "service/write", "service/admin"]
)
async def test_who_may(lumen: Company, who: str) -> None:
    client = await asker(lumen, who)
    administers = who in ("admin/admin", "service/admin")
    for mutation, given in GIVEN.items():
        payload = await change(client, mutation, {**given, "dryRun": True})
        codes = [problem["code"] for problem in payload["problems"]]
        permission = PERMISSIONS[mutation].who
        reserved = permission is Who.ADMINISTRATORS and not administers
        if permission is Who.AUTHORS:
            reserved = not administers and who != "owner/write"
        if permission is Who.AUTHOR:
            reserved = who != "owner/write"
        if mutation in ("commentAcknowledge", "reportSave"):
            reserved = who.startswith("service")
        # Weekly reports are not for services, but for those that see everything.
        hidden = (mutation, who) == ("reportSubmit", "service/write")
        denied = "NOT_FOUND" if hidden else "FORBIDDEN"
        assert codes == ([denied] if reserved else []), mutation


# With a token that only writes, an administrator is a member as others are.
@pytest.mark.parametrize(
    "who", ["other/write", "admin/write", "viewer/admin", "owner/read", "service/read"]
)
async def test_who_may_not(lumen: Company, who: str) -> None:
    client = await asker(lumen, who)
    before = await stored(lumen.database, lumen.org)
    for mutation, given in GIVEN.items():
        if PERMISSIONS[mutation].who is Who.MEMBERS and who in ("other/write", "admin/write"):
            await done(client, mutation, {**given, "dryRun": True})
            continue
        (problem,) = await refused(client, mutation, given)
        # A service that only reads does not even see drafts, nor weekly reports.
        hidden = mutation in ("objectivePublish", "reportSubmit") and who == "service/read"
        assert problem[0] == ("NOT_FOUND" if hidden else "FORBIDDEN"), mutation
    assert await stored(lumen.database, lumen.org) == before


async def test_a_lead_decides_for_the_team(lumen: Company) -> None:
    lead, other = await asker(lumen, "lead/write"), await asker(lumen, "other/write")
    given: dict[str, Any] = {"id": "obj_team", "title": "Led"}
    await done(lead, "objectiveUpdate", {**given, "dryRun": True})
    # Others may try it, and no more.
    await done(other, "objectiveUpdate", {**given, "dryRun": True})
    assert await refused(other, "objectiveUpdate", given) == [
        (
            "FORBIDDEN",
            'You do not decide for "team": that is for whoever owns it, for leads of that team, '
            "for their managers and for administrators.",
            ["id"],
        )
    ]
    # Nobody gives their goals to others, nor takes them.
    handed = {"id": "obj_team", "owner": OWNER}
    assert [p[::2] for p in await refused(lead, "objectiveUpdate", handed)] == [
        ("FORBIDDEN", ["owner"])
    ]


async def test_the_role_viewer_changes_not_even_their_own(lumen: Company) -> None:
    viewer = await asker(lumen, "viewer/admin")
    given = {"id": "obj_viewed", "title": "Mine"}
    assert await refused(viewer, "objectiveUpdate", given) == [
        ("FORBIDDEN", "Nothing can be changed here: the role VIEWER only reads.", [])
    ]


async def test_what_is_hidden_does_not_exist(lumen: Company) -> None:
    other = await asker(lumen, "other/write")
    before = await stored(lumen.database, lumen.org)
    for identifier in ("obj_private", "obj_nowhere", "nonsense"):
        given = {"id": identifier, "title": "Seen"}
        assert await refused(other, "objectiveUpdate", given) == [
            ("NOT_FOUND", f"There is no objective {identifier}.", ["id"])
        ]
    assert await stored(lumen.database, lumen.org) == before
    # What rolled up is shown as far as it may be seen.
    owner = await asker(lumen, "owner/write")
    aligned = {"objective": "obj_mine", "to": "obj_private"}
    payload = await done(owner, "objectiveAlign", aligned, "alignment { id }")
    boss = await lumen.person("lead@lumen.example", "write")
    hidden = f'{{ alignment: node(id: "{payload["alignment"]["id"]}") {{ id }} }}'
    assert await boss.ask(hidden) == {"alignment": None}
    await done(owner, "alignmentRemove", {"id": payload["alignment"]["id"]})

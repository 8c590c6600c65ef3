"""Import into a real database: what stands there afterwards, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.database.client import Database
from graph.domain.collation import sort_key
from graph.interchange import ImportReport, import_document, import_file
from tests.interchange.rich import rich
from tests.interchange.stored import FOREVER, everything_of, nodes_of, relationships_of

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "data" / "example.json"
# What closing an objective gives it.
CLOSING = ("closedAt", "score", "outcome", "decision", "closingNote", "progress")


def unplaced(properties: dict[str, Any]) -> dict[str, Any]:
    """Without the revisions at which it began."""
    return {name: value for name, value in properties.items() if name not in ("since", "born")}


async def test_the_worked_example(database: Database, organization_id: str) -> None:
    report = await import_file(database, EXAMPLE, organization=organization_id, now=NOW)
    assert report == ImportReport(
        organization=organization_id,
        name="Lumen Coffee",
        counts={
            "Team": 3,
            "Person": 2,
            "Cycle": 1,
            "Kpi": 3,
            "KpiValue": 0,
            "KpiTarget": 0,
            "Objective": 6,
            "KeyResult": 7,
            "CheckIn": 6,
            "Report": 0,
            "Comment": 0,
            "FindingDismissal": 0,
            "Template": 0,
            "Initiative": 0,
            "Alignment": 4,
            "AlignmentProposal": 0,
            "Support": 4,
            "Drive": 2,
        },
        dry_run=False,
    )
    nodes = await nodes_of(database, organization_id)
    objectives = {
        identifier: (node["level"], node.get("progress"))
        for identifier, node in nodes.items()
        if node["label"] == "Objective"
    }
    assert objectives == {
        "obj_keep": ("COMPANY", 0.3125),
        "obj_grow": ("TEAM", 0.75),
        "obj_care": ("TEAM", 0.875),
        "obj_macros": ("PERSONAL", 1.0),
        "obj_latte": ("PERSONAL", 0.0),
        "obj_brand": ("COMPANY", None),
    }
    key_results = {
        identifier: (node["rawProgress"], node["progress"])
        for identifier, node in nodes.items()
        if node["label"] == "KeyResult"
    }
    assert key_results == {
        "kr_churn": (0.5, 0.5),
        "kr_mrr": (0.25, 0.25),
        "kr_subs": (0.75, 0.75),
        "kr_reply": (0.75, 0.75),
        "kr_csat": (1.0, 1.0),
        "kr_macros": (1.25, 1.0),
        "kr_art": (0.0, 0.0),
    }
    # 2 November in Tallinn, and a week later.
    assert nodes["kr_churn"]["lastCheckInAt"] == "2026-11-01T22:00:00.000+00:00"
    assert nodes["kr_churn"]["checkInDueOn"] == "2026-11-09"
    assert nodes["kr_art"]["checkInDueOn"] == "2026-10-08"
    assert nodes["kr_art"]["healths"] == ["NO_DATA"]
    assert nodes["obj_brand"]["healths"] == ["NO_DATA"]
    assert nodes["kr_macros"]["healths"] == ["ON_TRACK"]


async def test_a_node_has_the_properties_of_the_model_and_no_others(
    database: Database, organization_id: str
) -> None:
    await import_document(database, rich(), organization=organization_id, now=NOW)
    stored = await nodes_of(database, organization_id)
    nodes = {identifier: unplaced(node) for identifier, node in stored.items()}
    stamps = {
        "createdAt": "2026-01-05T08:00:00.000+00:00",
        "updatedAt": "2026-02-05T08:00:00.000+00:00",
        "version": 3,
        "org": organization_id,
    }
    assert nodes[organization_id] == {
        "label": "Organization",
        "id": organization_id,
        "name": "Rich",
        "timezone": "America/New_York",
        "fiscalYearStartMonth": 4,
        "rules": ["TOO_MANY_OBJECTIVES off ERROR 3.0", "UNCOUNTED_CONTRIBUTION on INFO -"],
        "alignmentWeights": ["KPI_OWNED 2.5"],
        "revision": 13,
        "accessRevision": 13,
        "planRevision": 13,
        # When the day is over that it is.
        "formulasDueMs": 1794373200000,
        "rulesVersion": 3,
        **stamps,
    }
    assert nodes["team_free"] == {
        "label": "Team",
        "id": "team_free",
        "name": "Without a parent in the file",
        "sortKey": sort_key("Without a parent in the file"),
        "searchTerms": "without a parent in the file",
        "folded": "without a parent in the file",
        "kind": "TEAM",
        "parentId": "team_all",
        "archived": False,
        **stamps,
        "createdAt": "2026-11-10T12:00:00.000+00:00",
        "updatedAt": "2026-11-10T12:00:00.000+00:00",
        "version": 1,
    }
    assert nodes["cyc_half"]["startsMs"] == 1767243600000
    assert nodes["cyc_half"]["endsMs"] == 1782878400000
    assert nodes["psn_boss"]["email"] == "boss@rich.example"
    assert nodes["kpi_cost"]["statuses"] == ["WATCH", "STALE"]
    assert nodes["kpi_heat"]["statuses"] == ["NO_DATA"]
    assert nodes["val_1"] == {
        "label": "KpiValue",
        "id": "val_1",
        "kpiId": "kpi_cost",
        "at": "2026-03-31T04:00:00.000+00:00",
        "value": 12.5,
        "source": "FORMULA",
        "recordedAt": "2026-04-02T09:00:00.000+00:00",
        "periodStartsAt": "2026-03-01T05:00:00.000+00:00",
        **stamps,
    }
    assert nodes["obj_top"] == {
        "label": "Objective",
        "id": "obj_top",
        "title": "Top",
        "sortKey": "1xx1v31vo000000008",
        "searchTerms": "top -- b -- a",
        "folded": "top",
        "labelKeys": ["b", "a"],
        "description": "The\nwhole “thing” ☕",
        "foldedDescription": 'the whole "thing" ☕',
        "level": "COMPANY",
        "lifecycle": "ACTIVE",
        "ambition": "ASPIRATIONAL",
        "visibility": "PRIVATE",
        "readers": ["team_all", "psn_boss", "psn_doer", "team_old"],
        "labels": ["b", "a"],
        "linkTitles": ["Plan"],
        "linkUrls": ["https://rich.example/plan"],
        "contributionStatement": "By doing.",
        "progressMode": "COMBINED",
        # kr_cost 0.5 × 2, kr_done 0 × 1, obj_below 0.5 × 4; the other alignment does not count.
        "progress": 3 / 7,
        "healths": nodes["obj_top"]["healths"],
        "healthSince": nodes["obj_top"]["healthSince"],
        "ownerId": "team_all",
        "leadId": "psn_boss",
        "cycleId": "cyc_year",
        "priority": 2,
        "originId": "obj_first",
        **stamps,
    }
    assert nodes["obj_below"]["healths"] == ["AT_RISK"]
    assert nodes["obj_hand"]["progress"] == 0.25
    assert nodes["kr_cost"] == {
        "label": "KeyResult",
        "id": "kr_cost",
        "title": "Cost falls",
        "sortKey": sort_key("Cost falls"),
        "searchTerms": "cost falls -- b -- a",
        "folded": "cost falls",
        "labelKeys": ["b", "a"],
        "description": "Of a\nroast.",
        "objectiveId": "obj_top",
        "ownerId": "psn_doer",
        "position": 0,
        "weight": 2.0,
        "cadenceDays": 14,
        "dueOn": "2026-06-30",
        "labels": ["b", "a"],
        "linkTitles": ["Sheet"],
        "linkUrls": ["https://rich.example/cost"],
        "archived": False,
        "metricGoal": "DECREASE",
        "metricStart": 20.0,
        "metricTarget": 10.0,
        "measureKind": "CURRENCY",
        "measureCurrency": "USD",
        "measurePrecision": 2,
        "measuredById": "kpi_cost",
        "measuredAs": "CHANGE",
        "baseline": 2.5,
        "current": 15.0,
        "rawProgress": 0.5,
        "progress": 0.5,
        "confidence": 0.75,
        "lastCheckInAt": "2026-04-10T12:00:00.000+00:00",
        "lastStatus": "AT_RISK",
        "checkInDueOn": "2026-04-24",
        # Stale a millisecond after four weeks.
        "healths": ["AT_RISK", "STALE"],
        "healthSince": [1778241600001],
        **stamps,
    }
    assert nodes["chk_wrong"]["superseded"] is True
    assert nodes["chk_right"]["supersedesId"] == "chk_wrong"
    assert nodes["ini_nested"]["targetId"] == "kr_cost"
    assert not [name for node in nodes.values() for name, value in node.items() if value is None]


async def test_relationships_hold(database: Database, organization_id: str) -> None:
    await import_document(database, rich(), organization=organization_id, now=NOW)
    stored = await relationships_of(database, organization_id)
    links = {key: unplaced(properties) for key, properties in stored.items()}
    plain = {"until": FOREVER}
    generated = {start for start, *_ in links} | {end for _, _, end, _ in links}
    named = {
        key: properties
        for key, properties in links.items()
        if not any(len(end) > 20 for end in (key[0], key[2]) if end in generated)
    }
    assert {key[:3] for key in named if named[key] == plain} == {
        ("psn_boss", "LEADS", "team_all"),
        ("psn_boss", "LEADS", "team_old"),
        ("psn_doer", "LEADS", "team_old"),
        ("psn_doer", "MEMBER_OF", "team_all"),
        ("psn_doer", "MEMBER_OF", "team_old"),
        ("psn_doer", "REPORTS_TO", "psn_boss"),
        ("team_old", "PART_OF", "team_all"),
        ("team_free", "PART_OF", "team_all"),
        ("cyc_half", "WITHIN", "cyc_year"),
        ("psn_doer", "OWNS", "kpi_cost"),
        ("team_all", "OWNS", "kpi_heat"),
        ("team_all", "OWNS", "kpi_oven"),
        ("team_all", "OWNS", "kpi_warmth"),
        ("team_all", "OWNS", "kpi_whole"),
        ("kpi_oven", "SEGMENT_OF", "kpi_heat"),
        ("kpi_oven", "FEEDS", "kpi_warmth"),
        ("team_all", "OWNS", "obj_top"),
        ("psn_doer", "OWNS", "obj_below"),
        ("team_old", "OWNS", "obj_hand"),
        ("psn_doer", "OWNS", "kr_cost"),
        ("psn_doer", "OWNS", "ini_nested"),
        ("team_old", "OWNS", "ini_top"),
        ("psn_boss", "LEADS_GOAL", "obj_top"),
        ("obj_top", "SHARED_WITH", "psn_doer"),
        ("obj_top", "SHARED_WITH", "team_old"),
        ("obj_top", "IN_CYCLE", "cyc_year"),
        ("obj_below", "IN_CYCLE", "cyc_half"),
        ("obj_top", "HAS_KEY_RESULT", "kr_cost"),
        ("obj_top", "HAS_KEY_RESULT", "kr_between"),
        ("obj_top", "HAS_KEY_RESULT", "kr_done"),
        ("kr_cost", "MEASURED_BY", "kpi_cost"),
        ("kr_cost", "HAS_CHECK_IN", "chk_wrong"),
        ("kr_cost", "HAS_CHECK_IN", "chk_right"),
        ("kr_cost", "LAST_CHECK_IN", "chk_right"),
        ("psn_doer", "AUTHORED", "chk_right"),
        ("psn_boss", "AUTHORED", "cmt_kept"),
        ("psn_boss", "AUTHORED", "cmt_note"),
        ("psn_doer", "AUTHORED", "cmt_reply"),
        ("psn_doer", "AUTHORED", "rep_1"),
        ("cmt_reply", "REPLIES_TO", "cmt_kept"),
        ("psn_boss", "ACKNOWLEDGES", "cmt_reply"),
        ("psn_doer", "ACKNOWLEDGES", "cmt_reply"),
        ("psn_boss", "AUTHORED", "dis_cost"),
        ("dis_cost", "DISMISSES", "kr_cost"),
        ("dis_pair", "DISMISSES", "kr_cost"),
        ("dis_pair", "DISMISSES", "kpi_cost"),
        ("kpi_cost", "HAS_VALUE", "val_1"),
        ("kpi_cost", "LATEST_VALUE", "val_1"),
        ("kpi_cost", "HAS_TARGET", "tgt_1"),
        ("kpi_cost", "STANDING_TARGET", "tgt_1"),
        ("ini_nested", "ADVANCES", "kr_cost"),
        ("ini_top", "ADVANCES", "obj_below"),
    }
    assert links["kpi_cost", "DRIVES", "kpi_heat", "drv_1"] == {
        "id": "drv_1",
        "org": organization_id,
        "weight": 2.5,
        "effect": "LOWERS",
        "lagDays": 30,
        "createdAt": "2026-01-05T08:00:00.000+00:00",
        "updatedAt": "2026-02-05T08:00:00.000+00:00",
        "version": 3,
        **plain,
    }


async def test_values_that_are_to_be_no_check_ins(database: Database, organization_id: str) -> None:
    sources = []
    for complete in (False, True):
        organization = f"{organization_id}-{complete}"
        document = rich()
        document["organization"]["checkInsComplete"] = complete
        await import_document(database, document, organization=organization, now=NOW)
        nodes = (await nodes_of(database, organization)).values()
        sources.append({node["source"] for node in nodes if node["label"] == "CheckIn"})
    assert sources[0] - sources[1] == {"KPI"}


async def test_what_has_dates_has_a_history(database: Database, organization_id: str) -> None:
    await import_document(database, rich(), organization=organization_id, now=NOW)
    everything, ends = await everything_of(database, organization_id)
    revisions = [node for label, node in everything if label == "Revision"]
    assert sorted(revisions, key=lambda one: int(one["number"])) == [
        {
            "org": organization_id,
            "number": number,
            "at": at,
            "actorName": "import",
            "operation": "import",
        }
        for number, at in enumerate(
            [
                # obj_below was closed in the cycle that began then.
                "2026-01-01T05:00:00.000+00:00",
                "2026-01-05T08:00:00.000+00:00",
                "2026-02-15T05:00:00.000+00:00",
                "2026-03-01T00:00:00.000+00:00",
                "2026-03-02T05:00:00.000+00:00",
                "2026-03-15T04:00:00.000+00:00",
                "2026-03-31T04:00:00.000+00:00",
                "2026-04-01T04:00:00.000+00:00",
                "2026-04-02T09:00:00.000+00:00",
                "2026-04-15T12:30:00.000+00:00",
                "2026-04-16T12:00:00.000+00:00",
                "2026-05-01T00:00:00.000+00:00",
                "2026-11-10T12:00:00.000+00:00",
            ],
            start=1,
        )
    ]
    day = {node["number"]: node["at"][5:10] for node in revisions}
    number = {text: number for number, text in day.items()}
    nodes = await nodes_of(database, organization_id)
    revised = {
        identifier: (day[node["born"]], day[node["since"]])
        for identifier, node in nodes.items()
        if len(identifier) < 20 or identifier == organization_id
    }
    assert revised == {
        organization_id: ("01-01", "01-01"),
        # Whom something older names is there already, and so is whoever manages them.
        "team_all": ("01-01", "01-01"),
        "psn_doer": ("01-01", "01-05"),
        "psn_boss": ("01-01", "01-01"),
        "cyc_half": ("01-01", "01-01"),
        "cyc_year": ("01-01", "01-01"),
        "team_old": ("01-05", "01-05"),
        "team_free": ("11-10", "11-10"),
        "obj_below": ("01-01", "05-01"),
        "obj_top": ("01-05", "05-01"),
        "obj_hand": ("11-10", "11-10"),
        "kr_cost": ("01-05", "04-16"),
        "kr_between": ("01-05", "01-05"),
        "kr_done": ("01-05", "01-05"),
        "kpi_cost": ("01-05", "04-02"),
        "kpi_heat": ("01-05", "01-05"),
        "kpi_oven": ("01-05", "01-05"),
        "kpi_warmth": ("01-05", "01-05"),
        "kpi_whole": ("01-05", "01-05"),
        "val_1": ("03-15", "04-02"),
        "tgt_1": ("01-05", "01-05"),
        "chk_wrong": ("04-15", "04-16"),
        "chk_right": ("04-16", "04-16"),
        "ini_nested": ("01-05", "01-05"),
        "ini_top": ("01-05", "01-05"),
        "cmt_kept": ("01-05", "01-05"),
        "cmt_reply": ("11-10", "11-10"),
        "cmt_service": ("11-10", "11-10"),
        "cmt_note": ("11-10", "11-10"),
        "tpl_full": ("01-05", "01-05"),
        "tpl_bare": ("11-10", "11-10"),
        "rep_1": ("03-02", "03-02"),
        "dis_cost": ("01-05", "01-05"),
        "dis_pair": ("11-10", "11-10"),
    }
    past = {
        (kind, start, end if len(end) < 20 else "", day[at["since"]], day[at["until"]])
        for kind, start, end, at in ends
        if at["until"] != FOREVER
    }
    assert past == {
        ("WAS_LAST_CHECK_IN", "kr_cost", "", "02-15", "03-31"),
        ("WAS_LAST_CHECK_IN", "kr_cost", "", "03-31", "04-15"),
        ("WAS_LAST_CHECK_IN", "kr_cost", "chk_wrong", "04-15", "04-16"),
        ("WAS_LATEST_VALUE", "kpi_cost", "", "02-15", "03-15"),
        ("WAS_STANDING_TARGET", "kpi_cost", "", "01-05", "03-15"),
        ("PROPOSED", "obj_below", "obj_top", "01-05", "03-01"),
        ("PROPOSED", "obj_below", "obj_top", "01-05", "03-02"),
    }
    versions = [(label, node) for label, node in everything if label.endswith("Version")]
    closed = next(node for _, node in versions if node["of"] == "obj_below")
    assert closed == {
        **{k: v for k, v in nodes["obj_below"].items() if k not in (*CLOSING, "id", "label")},
        "lifecycle": "ACTIVE",
        "healths": ["NO_DATA"],
        "of": "obj_below",
        "since": 1,
        "until": number["05-01"],
    }
    statuses = [
        (node["statuses"][0], day[node["since"]], day[node["until"]])
        for _, node in versions
        if node["of"] == "kpi_cost"
    ]
    assert sorted(statuses, key=lambda one: one[1]) == [
        ("NO_DATA", "01-05", "02-15"),
        ("ON_TARGET", "02-15", "03-15"),
        ("OFF_TARGET", "03-15", "04-02"),
    ]
    changes = [
        node
        for label, node in everything
        if label == "Change" and node["revision"] == number["05-01"]
    ]
    changes.sort(key=lambda one: int(one["sequence"]))
    assert [
        (one["nodeId"], one["kind"], json.loads(one["before"]), json.loads(one["after"]))
        for one in changes
    ] == [
        (
            "obj_top",
            "ROLLED_UP",
            {
                "progress": 1 / 3,
                "healths": ["AT_RISK", "STALE"],
                "healthSince": [1778241600001],
            },
            {"progress": 3 / 7, "healths": ["AT_RISK"], "healthSince": []},
        ),
        (
            "obj_below",
            "UPDATED",
            {
                "lifecycle": "ACTIVE",
                "progress": None,
                "healths": ["NO_DATA"],
                "healthSince": [],
                "closedAt": None,
                "score": None,
                "outcome": None,
                "decision": None,
                "closingNote": None,
            },
            {
                "lifecycle": "CLOSED",
                "progress": 0.5,
                "healths": ["AT_RISK"],
                "healthSince": [],
                "closedAt": "2026-05-01T00:00:00.000+00:00",
                "score": 0.6,
                "outcome": "Mostly there.",
                "decision": "MODIFY",
                "closingNote": "Next time sooner.",
            },
        ),
    ]


async def test_without_dates_there_is_one_revision(
    database: Database, organization_id: str
) -> None:
    document = {
        "organization": {"name": "Undated"},
        "teams": [{"id": "team_all", "name": "All", "kind": "COMPANY"}],
        "cycles": [
            {"id": "cyc_1", "name": "One", "startsOn": "2026-01-01", "endsOn": "2026-12-31"}
        ],
        "objectives": [
            {
                "id": "obj_1",
                "title": "One",
                "owner": "team_all",
                "cycle": "cyc_1",
                "keyResults": [{"id": "kr_1", "title": "R", "metric": {"goal": "DONE"}}],
            }
        ],
    }
    await import_document(database, document, organization=organization_id, now=NOW)
    nodes = await nodes_of(database, organization_id)
    assert nodes[organization_id]["revision"] == 1
    assert {(node["born"], node["since"]) for node in nodes.values()} == {(1, 1)}

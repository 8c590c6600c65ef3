"""Import into a real database: what stands there afterwards, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from graph.database.client import Database
from graph.interchange import ImportReport, import_document, import_file
from tests.interchange.rich import rich
from tests.interchange.stored import nodes_of, relationships_of

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "data" / "example.json"
FOREVER = 9007199254740991


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
    nodes = await nodes_of(database, organization_id)
    stamps = {
        "createdAt": "2026-01-05T08:00:00.000+00:00",
        "updatedAt": "2026-02-05T08:00:00.000+00:00",
        "version": 3,
        "since": 1,
        "born": 1,
        "org": organization_id,
    }
    assert nodes[organization_id] == {
        "label": "Organization",
        "id": organization_id,
        "name": "Rich",
        "timezone": "America/New_York",
        "fiscalYearStartMonth": 4,
        "revision": 1,
        "accessRevision": 1,
        **stamps,
    }
    assert nodes["Revision"] == {
        "label": "Revision",
        "org": organization_id,
        "number": 1,
        "at": "2026-11-10T12:00:00.000+00:00",
        "actorName": "import",
        "operation": "import",
    }
    assert nodes["team_free"] == {
        "label": "Team",
        "id": "team_free",
        "name": "Without a parent in the file",
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
    assert nodes["kpi_cost"]["status"] == "WATCH"
    assert nodes["kpi_heat"]["status"] == "NO_DATA"
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
        "description": "The\nwhole “thing” ☕",
        "level": "COMPANY",
        "lifecycle": "ACTIVE",
        "ambition": "ASPIRATIONAL",
        "visibility": "PRIVATE",
        "readers": ["team_all", "psn_doer", "team_old"],
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
        **stamps,
    }
    assert nodes["obj_below"]["healths"] == ["AT_RISK"]
    assert nodes["obj_hand"]["progress"] == 0.25
    assert nodes["kr_cost"] == {
        "label": "KeyResult",
        "id": "kr_cost",
        "title": "Cost falls",
        "objectiveId": "obj_top",
        "ownerId": "psn_doer",
        "position": 0,
        "weight": 2.0,
        "cadenceDays": 14,
        "archived": False,
        "metricGoal": "DECREASE",
        "metricStart": 20.0,
        "metricTarget": 10.0,
        "measureKind": "CURRENCY",
        "measureCurrency": "USD",
        "measurePrecision": 2,
        "measuredById": "kpi_cost",
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


async def test_relationships_hold_from_the_first_revision(
    database: Database, organization_id: str
) -> None:
    await import_document(database, rich(), organization=organization_id, now=NOW)
    links = await relationships_of(database, organization_id)
    plain = {"since": 1, "born": 1, "until": FOREVER}
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
